"""The demo bank: the same arguments make the same rows, on both databases, and they are lifelike."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text

from bank import Bank, CustomerId
from bank.demo.install import UNFINISHED, install
from bank.demo.people import SIGN_INS
from bank.demo.seed import SeedOptions
from bank.domain.accounts import AccountKind
from bank.domain.errors import BankUnavailable
from bank.domain.iban import is_valid
from bank.services import accounts, changes, identity, payees, transactions
from bank.services.card_details import list_card_details
from bank.services.check import check
from bank.services.views import TransactionFilter
from bank.store.models import Account, Customer, Merchant, Payee, Transaction
from tests.bank_fixtures import TODAY, Postgresql, SetClock

OPTIONS = SeedOptions(customers=4, months=4, seed=7, until=TODAY)


def content(bank: Bank) -> dict[str, str]:
    """A hash of every table's rows."""
    hashes = {}
    with bank.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            columns = sorted(column["name"] for column in inspect(connection).get_columns(table))
            rows = connection.execute(text(f"SELECT {', '.join(columns)} FROM {table}"))  # noqa: S608
            lines = sorted(repr(row) for row in rows)
            hashes[table] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return hashes


def made(url: str, options: SeedOptions = OPTIONS, **how: bool) -> dict[str, str]:
    install(url, options, clock=SetClock(), **how)
    bank = Bank.open(url)
    try:
        return content(bank)
    finally:
        bank.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """A demo bank of twelve customers that no test here writes to."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'bank.db'}"
    install(url, SeedOptions(customers=12, months=6, seed=1, until=TODAY), clock=SetClock())
    bank = Bank.open(url, SetClock())
    yield bank
    bank.close()


def test_the_same_arguments_make_the_same_bank(empty_url: str) -> None:
    first = made(empty_url)
    assert made(empty_url, replace=True) == first
    assert made(empty_url, SeedOptions(4, 4, 8, TODAY), replace=True) != first


def test_both_kinds_of_database_are_filled_alike(postgresql: Postgresql, tmp_path: Path) -> None:
    seen = []
    for url in (postgresql.empty_url(), f"sqlite:///{tmp_path / 'bank.db'}"):
        made(url)
        bank = Bank.open(url)
        with bank.unit_of_work() as uow:
            rows = uow.session.execute(select(Transaction.id, Transaction.at, Transaction.amount_minor))
            seen.append(sorted(rows.tuples()))
        bank.close()
    assert seen[0] == seen[1]


def test_a_seeded_bank_is_in_order_and_takes_further_rows(empty_url: str) -> None:
    made(empty_url)
    bank = Bank.open(empty_url)
    assert check(bank).is_fine
    with bank.unit_of_work() as uow:
        newest = uow.session.scalar(select(func.max(Payee.id))) or 0
        assert payees.remember(uow, CustomerId(1), "Nora", "GB82WEST12345698765432") == newest + 1
    bank.close()


def test_a_bank_with_customers_is_not_overwritten_unasked(empty_url: str) -> None:
    before = made(empty_url)
    with pytest.raises(BankUnavailable, match="4 customers already"):
        install(empty_url, OPTIONS)
    bank = Bank.open(empty_url)
    assert content(bank) == before
    bank.close()


def test_a_seed_that_breaks_off_leaves_the_old_bank(empty_url: str) -> None:
    before = made(empty_url)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install(empty_url, OPTIONS, replace=True, progress=stop)
    bank = Bank.open(empty_url)
    assert content(bank) == before
    bank.close()
    if empty_url.startswith("sqlite"):
        path = Path(empty_url.removeprefix("sqlite:///"))
        assert not path.with_name(path.name + UNFINISHED).exists()


def test_a_broken_file_is_replaced_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(BankUnavailable):
        install(f"sqlite:///{path}", OPTIONS)
    install(f"sqlite:///{path}", OPTIONS, replace=True)
    Bank.open(f"sqlite:///{path}").close()


def test_the_demo_customers_can_sign_in(demo: Bank) -> None:
    for sign_in in SIGN_INS:
        with demo.unit_of_work() as uow:
            assert identity.check_password(uow, sign_in.name, sign_in.password) == sign_in.customer
    with demo.unit_of_work() as uow:
        others = uow.session.scalars(select(Customer.password_hash).where(Customer.id > len(SIGN_INS)))
        assert set(others) == {None}


def test_chloe_has_a_new_card_that_can_be_activated(demo: Bank) -> None:
    with demo.unit_of_work() as uow:
        (new,) = [view for view in list_card_details(uow, CustomerId(3)) if view.awaits_activation]
        proposed = changes.propose(uow, CustomerId(3), "activate_card", {"card_id": new.card.id})
    assert proposed.summary[0] == ("Card", f"debit card …{new.card.digits}")


@pytest.mark.parametrize("customer", [1, 2, 3])
def test_the_named_customers_have_what_the_first_skills_speak_of(demo: Bank, customer: int) -> None:
    with demo.unit_of_work() as uow:
        kinds = {view.kind for view in accounts.list_accounts(uow, CustomerId(customer))}
        assert {AccountKind.CURRENT, AccountKind.SAVINGS, AccountKind.CREDIT_CARD} <= kinds
        in_use = [view for view in list_card_details(uow, CustomerId(customer)) if not view.awaits_activation]
        assert len(in_use) == 2
        (current,) = [view for view in accounts.list_accounts(uow, CustomerId(customer)) if view.is_main]
        assert current.available.minor > 100_00


def test_ada_has_two_annas_and_a_mia(demo: Bank) -> None:
    with demo.unit_of_work() as uow:
        first_names = Counter(payee.name.split()[0] for payee in payees.list_payees(uow, CustomerId(1)))
    assert (first_names["Anna"], first_names["Mia"]) == (2, 1)


def test_loans_mortgages_and_currency_accounts_are_there(demo: Bank) -> None:
    with demo.unit_of_work() as uow:
        kinds = set(uow.session.scalars(select(Account.kind)))
        currencies = set(uow.session.scalars(select(Account.currency).where(Account.customer_id.is_not(None))))
    assert {"loan", "mortgage"} <= kinds
    assert {"EUR", "GBP", "USD"} <= currencies


def test_every_iban_is_valid(demo: Bank) -> None:
    with demo.unit_of_work() as uow:
        ibans = [*uow.session.scalars(select(Account.iban).where(Account.iban.is_not(None)))]
        ibans += uow.session.scalars(select(Payee.iban))
    assert all(is_valid(iban or "") for iban in ibans)


def test_there_are_declined_pending_foreign_and_refunded_items(demo: Bank) -> None:
    with demo.unit_of_work() as uow:
        rows = list(uow.session.scalars(select(Transaction).where(Transaction.customer_id == 1)))
    assert {"booked", "pending", "declined"} == {row.status for row in rows}
    assert any(row.rate is not None and row.fee_minor > 0 and row.original_currency != "EUR" for row in rows)
    assert any(row.description == "Refund" and row.amount_minor > 0 for row in rows)
    assert {"income", "housing", "groceries", "subscriptions", "utilities", "loans"} <= {
        row.category_id for row in rows
    }


def test_one_purchase_is_charged_twice_and_one_only(demo: Bank) -> None:
    with demo.unit_of_work() as uow:
        for customer in (1, 2, 3):
            rows = uow.session.scalars(
                select(Transaction).where(Transaction.customer_id == customer, Transaction.card_id.is_not(None))
            )
            same = Counter((row.at.date(), row.counterparty, row.amount_minor) for row in rows)
            assert sorted(same.values())[-2:] == ([1, 2] if customer == 1 else [1, 1]), customer


def test_one_subscription_becomes_dearer(demo: Bank) -> None:
    risen = []
    with demo.unit_of_work() as uow:
        rows = uow.session.execute(
            select(Merchant.name, Transaction.amount_minor)
            .join(Transaction, Transaction.merchant_id == Merchant.id)
            .where(Transaction.customer_id == 1, Transaction.category_id == "subscriptions")
            .order_by(Transaction.at)
        )
        prices: dict[str, list[int]] = {}
        for name, minor in rows.tuples():
            prices.setdefault(name, []).append(-minor)
    for paid in prices.values():
        assert paid == sorted(paid)
        risen.append(paid[-1] > paid[0])
    assert risen.count(True) == 1


def test_nothing_happens_on_or_after_the_last_day(demo: Bank) -> None:
    with demo.unit_of_work() as uow:
        page = transactions.find_transactions(uow, CustomerId(1), TransactionFilter(since=TODAY))
        last = uow.session.scalar(select(func.max(Transaction.booked_on)))
    assert page.total_count == 0
    assert last == TODAY - timedelta(days=1)


def test_a_customer_is_the_same_in_a_bank_of_any_size(tmp_path: Path) -> None:
    seen = []
    for customers in (1, 3):
        url = f"sqlite:///{tmp_path / f'{customers}.db'}"
        install(url, SeedOptions(customers, 3, 1, date(2026, 3, 31)))
        bank = Bank.open(url, SetClock())
        with bank.unit_of_work() as uow:
            seen.append(transactions.find_transactions(uow, CustomerId(1), limit=100))
        bank.close()
    assert seen[0] == seen[1]
