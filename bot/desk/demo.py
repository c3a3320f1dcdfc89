"""The demo's accounts at the desk, one for each role that has a page there; their passwords are no secret."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.permissions import Role


@dataclass(frozen=True)
class DemoStaff:
    sign_in_name: str
    name: str
    password: str
    role: Role


DEMO_STAFF = DemoStaff("robin", "Robin", "at-the-desk", Role.AGENT)
DEMO_ACCOUNTS = (
    DEMO_STAFF,
    DemoStaff("sasha", "Sasha", "over-the-shoulder", Role.SUPERVISOR),
    DemoStaff("noor", "Noor", "behind-the-glass", Role.AUDITOR),
    DemoStaff("kim", "Kim", "with-the-keys", Role.ADMINISTRATOR),
)
