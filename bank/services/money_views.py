"""What the services about a customer's own money give back, beside `bank.services.views`: frozen, nothing secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bank.services.views import AccountView


@dataclass(frozen=True)
class DocumentLink:
    """A document that was made. `token` opens it until `expires_at`, for its own conversation alone."""

    token: str
    name: str
    size_bytes: int
    expires_at: datetime


@dataclass(frozen=True)
class DocumentFile:
    """A document as it is handed out; `name` is plain ASCII, fit for a file."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class AccountDetails:
    """`iban` is whole, in groups of four: it is for its own holder. `takes_payments`: whether others may pay into it."""

    account: AccountView
    holder: str
    iban: str
    bic: str
    bank: str
    takes_payments: bool
