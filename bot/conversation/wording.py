"""What Teller itself says in a conversation, beside the assistant's replies (those are in `domain.yml`)."""

from __future__ import annotations

from collections.abc import Mapping

ASSISTANT_NAME = "Teller"

# Pressed and handled here, so that both work while the assistant does not.
WANT_PERSON = "/human"
LEAVE_QUEUE = "/leave_queue"

PERSON_BUTTON: Mapping[str, str] = {"title": "Talk to a person", "payload": WANT_PERSON}
LEAVE_BUTTON: Mapping[str, str] = {"title": "Go on with the assistant", "payload": LEAVE_QUEUE}

REMOVED = "[removed]"
SECRET_KINDS = {
    "code": "One-time codes belong in the code panel, never in a message. I have removed yours; "
    "please enter it in the panel.",
    "pin": "Please never write a PIN or password in a message, not even to the bank. I have removed it, "
    "and nobody has seen it.",
    "card": "Please don't write a whole card number in a message. I have removed it; "
    "the last four digits are enough for me.",
}


def apology(incident: str) -> str:
    """When the assistant failed on a message."""
    return (
        "I'm sorry, something went wrong on our side and I could not deal with that. Your message is kept. "
        f"You can try again or talk to a person; please mention {incident}."
    )


def apology_after_code(incident: str) -> str:
    """When the bank took a code and the assistant could not say so."""
    return (
        "Your code was accepted and the order is with the bank, but I could not show you the outcome. "
        f"Please don't send it again: look at your transactions, or ask a person and mention {incident}."
    )


def apology_after_pin(incident: str) -> str:
    """When the bank took a new PIN and the assistant could not say so."""
    return (
        "Your new PIN is set, but I could not tell you so as I should have. You need not do anything; "
        f"if in doubt, ask a person and mention {incident}."
    )


def waiting(position: int) -> str:
    """Once, to a customer who writes while nobody has come yet."""
    place = "you are next" if position <= 1 else f"you are number {position} in the queue"
    return f"A person is coming: {place}. Anything you write here will be read by them."


def joined(name: str) -> str:
    return f"{name} has joined the conversation."


def left(name: str) -> str:
    return f"{name} has left. The assistant is with you again."


CUSTOMER_LEFT = "The customer has ended the conversation."
BACK_IN_QUEUE = "The person you were talking to had to leave. The next one who is free takes over."
HAND_OVER_AFTER_FAILURE = "The assistant failed and the customer asked for a person"
A_PERSON_IS_ASKED = "I have asked a person to join. You can go on writing here; they will read everything."
