"""What the assistant does: one file per skill. Each reads the slots, calls one bank service and words the outcome."""
