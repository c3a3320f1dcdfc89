"""What goes wrong with a model, in one sentence that says what to do."""

from __future__ import annotations


class ModelError(Exception):
    """A model, its files or its data cannot be used; the message says why and what would help."""
