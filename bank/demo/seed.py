"""Filling an empty bank with the demo: the same arguments give the same rows, ids included."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from argon2.low_level import Type, hash_secret
from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from bank.demo.bulk import BulkWriter
from bank.demo.cards import send_a_new_card
from bank.demo.firms import ABROAD, BILLS, CASH, SHOPS, SUBSCRIPTIONS
from bank.demo.household import make_household, months_before
from bank.demo.in_touch import add_diaries
from bank.demo.life import life
from bank.demo.people import SIGN_INS, DemoSignIn
from bank.demo.rates import rate_rows
from bank.demo.rows import RowMaker
from bank.demo.towns import PLACES
from bank.domain.accounts import AccountKind
from bank.domain.clock import Clock
from bank.services import catalogue
from bank.services.identity import PASSWORDS
from bank.store.books import BankAccount, open_books
from bank.store.models import Account, Branch, BranchService, Merchant, OpeningHours

ROWS_AT_ONCE = 40_000
SALT_BYTES = 16


@dataclass(frozen=True)
class SeedOptions:
    """How large the demo bank is, the number its chance begins with, and the day before which its life ends."""

    customers: int
    months: int
    seed: int
    until: date


def seed(connection: Connection, options: SeedOptions, clock: Clock, progress: Callable[[int], None]) -> None:
    """Fill an empty, migrated bank in the connection's transaction; `progress` is told how many customers are done."""
    with Session(bind=connection, join_transaction_mode="conditional_savepoint") as session:
        open_books(session, clock)
        _add_places(session)
        catalogue.load(session)
        merchants = _add_merchants(session)
        session.commit()
        bank_accounts = _bank_accounts(session)
    maker = RowMaker(bank_accounts, merchants, _passwords(options), options.until)
    writer = BulkWriter(connection)
    writer.write("exchange_rates", ("currency", "day", "per_euro_e6"), rate_rows(options.until, options.seed))
    since = months_before(options.until, options.months)[0]
    for customer in range(1, options.customers + 1):
        random = Random(f"{options.seed}:{customer}")  # noqa: S311 - lifelike, not secret
        household = make_household(customer, random)
        events = life(household, options.months, options.until, random)
        maker.add(household, events, since, random)
        if maker.count() >= ROWS_AT_ONCE:
            writer.write_all(maker.rows)
        progress(customer)
    writer.write_all(maker.rows)
    writer.restart_numbering()
    with Session(bind=connection, join_transaction_mode="conditional_savepoint") as session:
        add_diaries(session, options.seed, options.until, options.customers)
        send_a_new_card(session, options.until)
        session.commit()
    connection.execute(text("ANALYZE"))


def _add_places(session: Session) -> None:
    for number, place in enumerate(PLACES, start=1):
        session.add(
            Branch(
                id=number,
                kind=place.kind,
                name=place.name,
                street=place.street,
                town=place.town,
                post_code=place.post_code,
                latitude=place.latitude,
                longitude=place.longitude,
                step_free=place.step_free,
                services=[BranchService(service=service) for service in place.services],
                hours=[
                    OpeningHours(weekday=weekday, opens_minute=opens, closes_minute=closes)
                    for weekday, opens, closes in place.hours
                ],
            )
        )


def _add_merchants(session: Session) -> dict[str, int]:
    firms = [(firm.name, firm.category) for firm in (*SHOPS, *SUBSCRIPTIONS, *BILLS, CASH)]
    firms += [(name, category) for name, category, *_ in ABROAD]
    for number, (name, category) in enumerate(firms, start=1):
        session.add(Merchant(id=number, name=name, category_id=category))
    return {name: number for number, (name, _) in enumerate(firms, start=1)}


def _bank_accounts(session: Session) -> dict[tuple[BankAccount, str], int]:
    rows = session.execute(
        select(Account.name, Account.currency, Account.id).where(Account.kind == AccountKind.INTERNAL)
    )
    return {(BankAccount(name), currency): id for name, currency, id in rows.tuples()}


def _passwords(options: SeedOptions) -> dict[int, str]:
    """Hashes by customer. The salt is made from the seed, so that the same seed gives the same database."""
    return {
        sign_in.customer: _hash(sign_in, options.seed) for sign_in in SIGN_INS if sign_in.customer <= options.customers
    }


def _hash(sign_in: DemoSignIn, seed: int) -> str:
    salt = hashlib.sha256(f"{seed}:{sign_in.name}".encode()).digest()[:SALT_BYTES]
    return hash_secret(
        sign_in.password.encode(),
        salt,
        time_cost=PASSWORDS.time_cost,
        memory_cost=PASSWORDS.memory_cost,
        parallelism=PASSWORDS.parallelism,
        hash_len=PASSWORDS.hash_len,
        type=Type.ID,
    ).decode()
