"""What a skill says of a change that it offers; each skill's own service module makes its kinds of this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bank.domain.changes import Row
from bank.domain.customers import CustomerId
from bank.store.database import UnitOfWork

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class ChangeKind:
    """`title` is the first thing that the phone says ("Add a payee").

    `check` refuses the fields with a `BankError`, or returns the rows to be read back. It runs when the change is
    proposed and again when it is executed: if the rows have become others meanwhile, nothing is changed. So a row
    says facts, and nothing that only holds at the moment ("today").

    `execute` writes, and returns what there is to tell afterwards (a case number), as plain JSON, or None. A
    `BankError` from it undoes what it wrote.

    A kind that `awaits_secret` stays authorised after its code until what only a panel may take has come; the service
    that takes it then does the change itself (`changes.fulfil`).
    """

    name: str
    title: str
    needs_code: bool
    check: Callable[[UnitOfWork, CustomerId, Fields], Sequence[Row]]
    execute: Callable[[UnitOfWork, CustomerId, Fields], Fields | None]
    awaits_secret: bool = False
