"""The demo's account at the desk; its password is no secret."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoStaff:
    sign_in_name: str
    name: str
    password: str


DEMO_STAFF = DemoStaff(sign_in_name="robin", name="Robin", password="at-the-desk")  # noqa: S106 - see above
