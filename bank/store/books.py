"""What every bank's database holds before its first customer: categories, and the bank's own accounts."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bank.domain.accounts import AccountKind, AccountStatus
from bank.domain.categories import CATEGORIES
from bank.domain.clock import Clock
from bank.domain.limits import CURRENCIES
from bank.store.models import Account, Category


class BankAccount(StrEnum):
    """The bank's own accounts, one of each for every currency; the value is the account's name."""

    PAYMENTS = "Payments with other banks"
    CARDS = "Card settlement"
    FEES = "Fees earned"
    INTEREST = "Interest"
    LENDING = "Lending"
    OPENING = "Balances brought in"
    POSITION = "Currency position"


def open_books(session: Session, clock: Clock) -> None:
    """Add what is missing; done twice, it changes nothing."""
    known = set(session.scalars(select(Category.id)))
    session.add_all(Category(id=id, name=name) for id, name in CATEGORIES.items() if id not in known)
    there = set(
        session.execute(select(Account.name, Account.currency).where(Account.kind == AccountKind.INTERNAL)).tuples()
    )
    for currency in CURRENCIES:
        for purpose in BankAccount:
            if (purpose.value, currency) not in there:
                session.add(
                    Account(
                        kind=AccountKind.INTERNAL,
                        name=purpose.value,
                        currency=currency,
                        limit_minor=0,
                        status=AccountStatus.OPEN,
                        is_main=False,
                        opened_at=clock(),
                    )
                )
    session.flush()


def bank_account_id(session: Session, purpose: BankAccount, currency: str) -> int:
    """The id of one of the bank's own accounts."""
    return session.scalars(
        select(Account.id).where(
            Account.kind == AccountKind.INTERNAL, Account.name == purpose.value, Account.currency == currency
        )
    ).one()
