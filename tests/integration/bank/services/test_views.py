"""What a customer sees: accounts, cards, payees, transactions. On both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bank import Money
from bank.domain import errors
from bank.domain.accounts import AccountStatus
from bank.domain.cards import CardState
from bank.domain.transactions import Direction, TransactionStatus
from bank.services import accounts, cards, payees
from bank.services.transactions import find_transactions
from bank.services.views import TransactionFilter, TransactionPage
from bank.store.models import Account, Card, CardStateChange, Transaction
from tests.bank_fixtures import ADA, BEN, TODAY, World


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


def add_line(world: World, amount: int, counterparty: str, **more: object) -> None:
    """A pending (unless said otherwise) line on Ada's current account."""
    line = {
        "customer_id": ADA,
        "account_id": world.ada_current,
        "status": TransactionStatus.PENDING,
        "at": world.clock.now,
        "amount_minor": amount,
        "currency": "EUR",
        "fee_minor": 0,
        "counterparty": counterparty,
        "description": "Card payment",
        "category_id": "groceries",
    }
    with world.work() as uow:
        uow.session.add(Transaction(**{**line, **more}))


def find(world: World, wanted: TransactionFilter | None = None, limit: int = 10, offset: int = 0) -> TransactionPage:
    with world.bank.unit_of_work() as uow:
        return find_transactions(uow, ADA, wanted or TransactionFilter(), limit, offset)


def names(page: TransactionPage) -> list[str]:
    return [item.counterparty for item in page.items]


# Accounts


def test_accounts_come_with_the_main_one_first(world: World) -> None:
    with world.bank.unit_of_work() as uow:
        views = accounts.list_accounts(uow, ADA)
    assert [view.name for view in views] == ["Current account", "USD account", "Savings account", "Credit card"]
    assert (views[0].balance, views[0].available) == (euros("1000.00"), euros("1200.00"))
    assert views[0].digits == views[0].iban[-4:]


def test_a_credit_card_says_what_is_owed_and_due(world: World) -> None:
    with world.bank.unit_of_work() as uow:
        card = accounts.list_accounts(uow, ADA)[-1]
    assert (card.owed, card.available) == (euros("300.00"), euros("1700.00"))
    assert (card.due, card.due_on) == (euros("25.00"), date(2026, 4, 5))


def test_what_is_pending_is_not_available(world: World) -> None:
    add_line(world, -70_00, "Greenleaf Market")
    add_line(world, 30_00, "Refund to come")
    with world.bank.unit_of_work() as uow:
        current = accounts.list_accounts(uow, ADA)[0]
    assert (current.balance, current.available) == (euros("1000.00"), euros("1130.00"))


def test_a_payment_cannot_spend_what_is_pending(world: World) -> None:
    add_line(world, -200_00, "Greenleaf Market")
    with pytest.raises(errors.InsufficientFunds):
        world.propose_to_mia("1000.01")
    world.propose_to_mia("1000.00")


def test_a_closed_account_is_not_listed(world: World) -> None:
    with world.work() as uow:
        uow.session.get_one(Account, world.ada_savings).status = AccountStatus.CLOSED
        assert "Savings account" not in [view.name for view in accounts.list_accounts(uow, ADA)]


def test_everybody_sees_their_own_alone(world: World) -> None:
    with world.bank.unit_of_work() as uow:
        assert [view.id for view in accounts.list_accounts(uow, BEN)] == [world.ben_current]
        assert payees.list_payees(uow, BEN) == ()
        assert [card.id for card in cards.list_cards(uow, BEN)] == [world.ben_debit_card]
        assert find_transactions(uow, BEN).total_count == 0


def test_the_largest_comes_first_where_it_is_asked_for(world: World) -> None:
    for minor in (-7_00, 90_00, -95_00):
        add_line(world, minor, "Greenleaf Market")
    with world.bank.unit_of_work() as uow:
        page = find_transactions(uow, ADA, limit=2, largest_first=True)
    assert [item.amount for item in page.items] == [euros("-95.00"), euros("90.00")]


# Cards


def test_a_card_is_frozen_and_unfrozen_at_once_and_each_change_is_a_row(world: World) -> None:
    with world.work() as uow:
        assert cards.freeze(uow, ADA, world.ada_debit_card).state is CardState.FROZEN
        assert cards.freeze(uow, ADA, world.ada_debit_card).state is CardState.FROZEN
        assert cards.unfreeze(uow, ADA, world.ada_debit_card).state is CardState.ACTIVE
        changes = uow.session.execute(select(CardStateChange.from_state, CardStateChange.to_state)).tuples().all()
    assert changes == [("active", "frozen"), ("frozen", "active")]


@pytest.mark.parametrize("card", ["ben_debit_card", 0, 10**30])
def test_another_customers_card_is_unknown(world: World, card: str | int) -> None:
    card_id = getattr(world, card) if isinstance(card, str) else card
    for change in (cards.freeze, cards.unfreeze):
        with world.work() as uow, pytest.raises(errors.UnknownCard):
            change(uow, ADA, card_id)


@pytest.mark.parametrize("state", [CardState.BLOCKED, CardState.EXPIRED])
def test_a_card_that_is_blocked_or_expired_stays_so(world: World, state: CardState) -> None:
    with world.work() as uow:
        uow.session.get_one(Card, world.ada_debit_card).state = state
        for change in (cards.freeze, cards.unfreeze):
            with pytest.raises(errors.CardNotChangeable):
                change(uow, ADA, world.ada_debit_card)


# Transactions


def test_the_newest_comes_first_and_pages_follow_each_other(world: World) -> None:
    for number in range(5):
        add_line(world, -1_00, f"Shop {number}", at=world.clock.now + timedelta(minutes=number))
    assert names(find(world, limit=2)) == ["Shop 4", "Shop 3"]
    second = find(world, limit=2, offset=2)
    assert names(second) == ["Shop 2", "Shop 1"]
    assert second.total_count == 5


def test_sums_are_over_all_that_match_by_currency_and_direction(world: World) -> None:
    add_line(world, -10_00, "Out")
    add_line(world, -5_00, "Out")
    add_line(world, 7_00, "In")
    add_line(world, -3_00, "Abroad", account_id=world.ada_dollars, currency="USD")
    page = find(world, limit=1)
    assert [(total.money_in, total.money_out) for total in page.totals] == [
        (euros("7.00"), euros("15.00")),
        (Money(0, "USD"), Money(3_00, "USD")),
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (TransactionFilter(text="GREENLEAF"), ["Greenleaf Market"]),
        (TransactionFilter(text="weekly shop"), ["Greenleaf Market"]),
        (TransactionFilter(text="100%"), ["100% Wool"]),
        (TransactionFilter(text="_"), []),
        (TransactionFilter(text="\x00"), ["100% Wool", "Salary", "Greenleaf Market"]),
        (TransactionFilter(category="shopping"), ["100% Wool"]),
        (TransactionFilter(category="nothing"), []),
        (TransactionFilter(direction=Direction.IN), ["Salary"]),
        (TransactionFilter(direction=Direction.OUT), ["100% Wool", "Greenleaf Market"]),
        (TransactionFilter(min_minor=20_00, max_minor=40_00), ["Greenleaf Market"]),
        (TransactionFilter(min_minor=10**30), []),
        (TransactionFilter(max_minor=10**30, min_minor=2_000_00), ["Salary"]),
        (TransactionFilter(currency="USD"), []),
        (TransactionFilter(statuses=(TransactionStatus.DECLINED,)), ["Petrolane"]),
        (TransactionFilter(since=TODAY), ["100% Wool"]),
        (TransactionFilter(until=TODAY - timedelta(days=1)), ["Salary", "Greenleaf Market"]),
        (TransactionFilter(since=TODAY - timedelta(days=1), until=TODAY - timedelta(days=1)), ["Salary"]),
    ],
)
def test_a_search_finds_what_matches_every_condition(world: World, wanted: TransactionFilter, found: list[str]) -> None:
    now = world.clock.now
    add_line(world, -30_00, "Greenleaf Market", description="Weekly shop", at=now - timedelta(days=2))
    add_line(world, 2_500_00, "Salary", category_id="income", at=now - timedelta(days=1))
    add_line(world, -80_00, "100% Wool", category_id="shopping")
    add_line(world, -9_00, "Petrolane", status=TransactionStatus.DECLINED, decline_reason="wrong_pin")
    assert names(find(world, wanted)) == found


def test_a_search_can_be_kept_to_accounts_of_ones_own(world: World) -> None:
    add_line(world, -1_00, "Here")
    add_line(world, -1_00, "There", account_id=world.ada_savings)
    assert names(find(world, TransactionFilter(account_ids=(world.ada_savings,)))) == ["There"]
    for foreign in (world.ben_current, 999, 10**30):
        with pytest.raises(errors.UnknownAccount):
            find(world, TransactionFilter(account_ids=(foreign,)))


def test_a_declined_item_adds_to_no_sum(world: World) -> None:
    add_line(world, -9_00, "Petrolane", status=TransactionStatus.DECLINED, decline_reason="wrong_pin")
    page = find(world, TransactionFilter(statuses=(TransactionStatus.DECLINED,)))
    assert page.items[0].decline_reason == "wrong_pin"
    assert page.totals[0].money_out == euros("0.00")


def test_a_day_is_the_banks_day(world: World) -> None:
    # Half past eleven in the evening of 30 June in UTC is already 1 July in Dublin.
    add_line(world, -1_00, "Night owl", at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert names(find(world, TransactionFilter(since=date(2026, 7, 1)))) == ["Night owl"]
    assert find(world).items[0].day == date(2026, 7, 1)


def test_a_purchase_abroad_shows_what_was_paid_the_rate_and_the_fee(world: World) -> None:
    add_line(
        world, -10_18, "Hudson Diner", fee_minor=18, original_minor=-10_90, original_currency="USD", rate="1.0900"
    )  # fmt: skip
    (item,) = find(world).items
    assert (item.fee, item.original, str(item.rate)) == (euros("0.18"), Money(-10_90, "USD"), "1.0900")


def test_a_page_has_an_upper_size(world: World) -> None:
    add_line(world, -1_00, "Shop")
    assert len(find(world, limit=10**9).items) == 1
    assert find(world, limit=-1, offset=-1).items == ()
