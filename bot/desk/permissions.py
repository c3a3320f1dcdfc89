"""What each role at the desk may do: the one place where that is said. A member of staff has one role."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    TESTER = "tester"


class Permission(StrEnum):
    SERVE = "serve"
    """See who waits, claim, read and answer, hand back."""
    LOOK_IN = "look_in"
    """Read a conversation that is, or was, with somebody else, for a reason that is recorded."""
    HANDLE_CASES = "handle_cases"
    """See and move on the cases of the customer whose conversation one has, for a reason that is recorded."""
    REFUND = "refund"
    """Give a disputed charge back with the case that is resolved."""
    READ_AUDIT = "read_audit"
    """Read who has done and seen what."""
    MANAGE_STAFF = "manage_staff"
    """See who has an account and give it another role."""
    TEST = "test"
    """Talk to the assistant as a customer in the testing shell, for a reason that is recorded."""


# An auditor sees that a conversation was viewed, never the conversation; who keeps accounts sees neither.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset({Permission.SERVE, Permission.HANDLE_CASES}),
    Role.SUPERVISOR: frozenset({Permission.SERVE, Permission.LOOK_IN, Permission.HANDLE_CASES, Permission.REFUND}),
    Role.AUDITOR: frozenset({Permission.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset({Permission.MANAGE_STAFF}),
    Role.TESTER: frozenset({Permission.TEST}),
}
