"""What the desk refuses, each with a code for programs and a sentence for staff."""

from __future__ import annotations


class DeskError(Exception):
    """Something that cannot be done at the desk; nothing was changed."""

    code = "refused"
    sentence = "That cannot be done."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence


class UnknownHandoverError(DeskError):
    code = "unknown_handover"
    sentence = "There is no such conversation at the desk."


class AlreadyClaimedError(DeskError):
    code = "already_claimed"
    sentence = "Somebody else was quicker and has this conversation."


class NotYoursError(DeskError):
    code = "not_yours"
    sentence = "This conversation is not with you."


class StaffSignInFailedError(DeskError):
    code = "sign_in_failed"
    sentence = "Name or password is wrong."
