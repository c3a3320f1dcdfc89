"""Teller, a banking assistant that runs wholly on the bank's own machines."""
