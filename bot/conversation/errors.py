"""What a conversation refuses, each with a code for programs and a sentence for people."""

from __future__ import annotations


class ConversationError(Exception):
    """Something that cannot be done in a conversation; nothing was stored."""

    code = "refused"
    sentence = "That cannot be done."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence


class EmptyMessageError(ConversationError):
    code = "empty_message"
    sentence = "There is nothing in that message. Please write what I can do for you."


class TooLongError(ConversationError):
    code = "too_long"


class TooFastError(ConversationError):
    code = "too_many_requests"
    sentence = "That was a lot in a short time. Please wait a moment, then try again."

    def __init__(self, wait_seconds: float) -> None:
        super().__init__()
        self.wait_seconds = wait_seconds


class NotOfferedError(ConversationError):
    code = "not_offered"
    sentence = "That choice is no longer on offer. Please choose from the latest message, or write to me."


class NotSignedInError(ConversationError):
    code = "not_signed_in"
    sentence = "Please sign in first."


class NoSecretAwaitedError(ConversationError):
    code = "no_secret_awaited"
    sentence = "This conversation is not waiting for a PIN."


class NoCodeAwaitedError(ConversationError):
    code = "no_code_awaited"
    sentence = "This conversation is not waiting for a code for that order."
