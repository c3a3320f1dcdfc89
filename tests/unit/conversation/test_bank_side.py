"""What a conversation learns from the bank: the customer's own names, and whether a code would be taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bank import Bank, CustomerId
from bank.services import accounts, payees, transactions
from bank.services.views import TransactionFilter
from bot.conversation import bank_side
from bot.conversation.bank_side import BankServices

ADA, BEN = CustomerId(1), CustomerId(2)
NO_KEYS = Path("no-keys")


@pytest.fixture
def demo(bank_path: Path) -> Iterator[Bank]:
    bank = Bank.open(f"sqlite:///{bank_path}")
    yield bank
    bank.close()


def test_the_lexicon_holds_the_customers_own_names(demo: Bank) -> None:
    lexicon = BankServices(demo, NO_KEYS).lexicon(ADA)

    with demo.unit_of_work() as uow:
        assert {payee.name for payee in payees.list_payees(uow, ADA)} <= set(lexicon.payees)
        assert lexicon.accounts == tuple(account.name for account in accounts.list_accounts(uow, ADA))
        assert set(lexicon.merchants) == set(transactions.list_merchants(uow, ADA)) != set()
    assert lexicon.places


def test_each_merchant_listed_is_found_in_the_customers_transactions(demo: Bank) -> None:
    with demo.unit_of_work() as uow:
        for merchant in transactions.list_merchants(uow, BEN)[:5]:
            page = transactions.find_transactions(uow, BEN, TransactionFilter(text=merchant))
            assert page.total_count > 0


def test_nobody_has_places_only(demo: Bank) -> None:
    lexicon = BankServices(demo, NO_KEYS).lexicon(None)

    assert lexicon.places
    assert lexicon.payees == lexicon.accounts == lexicon.merchants == ()


def test_the_lexicon_is_kept_briefly_and_not_for_ever(demo: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    services = BankServices(demo, NO_KEYS)
    first = services.lexicon(ADA)

    assert services.lexicon(ADA) is first
    monkeypatch.setattr(bank_side, "LEXICON_SECONDS", 0)
    assert services.lexicon(ADA) is not first


def test_only_so_many_lexicons_are_kept(demo: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_side, "LEXICONS_KEPT", 1)
    services = BankServices(demo, NO_KEYS)
    for customer in (ADA, BEN, None):
        services.lexicon(customer)

    assert len(services._lexicons) == 1


def test_no_code_is_awaited_for_an_order_that_is_not_the_customers(demo: Bank) -> None:
    assert not BankServices(demo, NO_KEYS).awaits_code(ADA, "no-such-order")
