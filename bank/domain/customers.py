"""A customer's number: given out by a session, never by a message."""

from typing import NewType

CustomerId = NewType("CustomerId", int)
