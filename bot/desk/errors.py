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


class NotAllowedError(DeskError):
    code = "not_allowed"
    sentence = "Your role does not allow this."


class NoReasonError(DeskError):
    code = "no_reason"
    sentence = "Please say in a few words why you need to see this. The reason is recorded."


class StaffSignInFailedError(DeskError):
    code = "sign_in_failed"
    sentence = "Name or password is wrong."


class StaffLockedError(DeskError):
    code = "sign_in_locked"
    sentence = "There were too many tries to sign in with this name. Please wait 15 minutes."


class CodeNeededError(DeskError):
    code = "code_needed"
    sentence = "Please enter the code of your authenticator app, or a recovery code."


class WrongCodeError(DeskError):
    code = "wrong_code"
    sentence = "This code is wrong, or was used before. Wait for the next one."


class UnknownStaffError(DeskError):
    code = "unknown_staff"
    sentence = "There is nobody of that name at the desk."


class NameTakenError(DeskError):
    code = "name_taken"
    sentence = "Somebody at the desk has that name already."
