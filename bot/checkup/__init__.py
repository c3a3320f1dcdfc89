"""What `teller doctor` looks for in what a bank's people change: one small function for each thing.

Each yields a sentence for every problem: the file, the line or entry, what is wrong, and what to do. None mends it.
"""
