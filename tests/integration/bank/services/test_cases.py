"""Cases on both databases: opened by anybody, numbered, seen by nobody else; disputes; what cards may do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bank import CustomerId, Money
from bank.domain import errors
from bank.domain.cards import ReplaceReason
from bank.domain.cases import CaseKind, CaseState, DisputeReason
from bank.domain.limits import CASE_TEXT_LENGTH, DISPUTE_DAYS, SAME_CASE_WITHIN
from bank.domain.orders import OrderState
from bank.domain.transactions import TransactionStatus
from bank.services import cases, changes, identity
from bank.services.card_details import list_card_details
from bank.services.trouble_views import CaseView, Delivery, Travel
from bank.services.views import ChangeView
from bank.store.models import Card, CardDelivery, Case, Transaction, TravelNotice
from tests.bank_fixtures import ADA, BEN, TODAY, World


def conversation(world: World, customer: CustomerId | None = ADA) -> str:
    with world.work() as uow:
        session = identity.start_session(uow) if customer is None else identity.open_session_for(uow, customer)
        return session.conversation_id


def opened(
    world: World, kind: CaseKind, where: str, text: str = "What happened", *, who: CustomerId | None
) -> CaseView:
    with world.work() as uow:
        return cases.open_case(uow, who, where, kind, text)


def charge(
    world: World, *, minor: int = -12_99, by_card: bool = True, days_ago: int = 3, declined: bool = False
) -> int:
    """A line of Ada's card that has not been booked."""
    with world.work() as uow:
        row = Transaction(
            customer_id=ADA,
            account_id=world.ada_current,
            status=TransactionStatus.DECLINED if declined else TransactionStatus.PENDING,
            at=uow.now - timedelta(days=days_ago),
            amount_minor=minor,
            currency="EUR",
            fee_minor=0,
            counterparty="Lumen Books",
            description="Card payment",
            category_id="shopping",
            card_id=world.ada_debit_card if by_card else None,
            decline_reason="wrong_pin" if declined else None,
        )
        uow.session.add(row)
        uow.session.flush()
        return row.id


def dispute(world: World, transaction: int, reason: str = "twice", noticed: date = TODAY) -> ChangeView:
    return world.change("open_dispute", transaction_id=transaction, reason=reason, noticed_on=noticed.isoformat())


def test_a_complaint_has_a_number_and_an_answer_in_fifteen_working_days(world: World) -> None:
    where = conversation(world)
    case = opened(world, CaseKind.COMPLAINT, where, who=ADA)
    assert case.number == "C-2026-00001"
    assert (case.state, case.answer_by) == (CaseState.RECEIVED, date(2026, 3, 31))


def test_two_complaints_are_two_cases_and_fraud_told_twice_is_one(world: World) -> None:
    where = conversation(world)
    first, second = (opened(world, CaseKind.COMPLAINT, where, text, who=ADA) for text in ("Slow", "Rude"))
    assert first.number != second.number
    told = opened(world, CaseKind.FRAUD, where, "He rang", who=ADA)
    again = opened(world, CaseKind.FRAUD, where, "He took 300", who=ADA)
    assert (told.number, told.is_new, again.is_new) == (again.number, True, False)
    with world.bank.unit_of_work() as uow:
        assert uow.session.scalars(select(Case.text).where(Case.number == told.number)).one() == "He rang / He took 300"


def test_a_case_whose_answer_was_lost_is_neither_opened_nor_told_twice(world: World) -> None:
    where = conversation(world)
    for kind in (CaseKind.COMPLAINT, CaseKind.FRAUD):
        first, again = (opened(world, kind, where, "You closed\nmy branch", who=ADA) for _ in range(2))
        assert (again.number, first.is_new, again.is_new) == (first.number, True, False)
    with world.bank.unit_of_work() as uow:
        assert uow.session.scalars(select(Case.text)).all() == ["You closed my branch"] * 2


def test_fraud_on_another_day_is_another_case(world: World) -> None:
    where = conversation(world)
    first = opened(world, CaseKind.FRAUD, where, who=ADA)
    world.clock.forward(seconds=SAME_CASE_WITHIN.total_seconds() + 1)
    assert opened(world, CaseKind.FRAUD, where, who=ADA).number != first.number


def test_a_case_is_seen_by_its_customer_and_by_nobody_else(world: World) -> None:
    where, elsewhere = conversation(world), conversation(world, BEN)
    case = opened(world, CaseKind.COMPLAINT, where, who=ADA)
    with world.bank.unit_of_work() as uow:
        assert cases.get_case(uow, ADA, conversation(world), case.number.lower()).number == case.number
        assert cases.list_cases(uow, BEN, elsewhere) == ()
        for who in (BEN, None):
            with pytest.raises(errors.UnknownCase):
                cases.get_case(uow, who, elsewhere, case.number)
            with pytest.raises(errors.UnknownCase):
                cases.get_case(uow, who, where, case.number)


def test_a_case_of_nobody_belongs_to_its_conversation(world: World) -> None:
    where = conversation(world, None)
    case = opened(world, CaseKind.COMPLAINT, where, who=None)
    with world.bank.unit_of_work() as uow:
        assert [found.number for found in cases.list_cases(uow, None, where)] == [case.number]
        assert cases.list_cases(uow, None, conversation(world, None)) == ()


def test_what_is_told_is_kept_as_one_paragraph_and_not_without_end(world: World) -> None:
    opened(world, CaseKind.COMPLAINT, conversation(world), f"  one\n\ntwo\x00{'x' * 5_000}", who=ADA)
    with world.bank.unit_of_work() as uow:
        kept = uow.session.scalars(select(Case.text)).one()
    assert kept.startswith("one two x")
    assert len(kept) == CASE_TEXT_LENGTH


def test_a_dispute_is_read_back_and_then_a_case(world: World) -> None:
    done = dispute(world, charge(world))
    assert done.state is OrderState.EXECUTED
    assert done.summary == (
        ("Charge", "Lumen Books"),
        ("Amount", Money(12_99, "EUR")),
        ("Of", date(2026, 3, 7)),
        ("Reason", "Charged twice"),
        ("Noticed", TODAY),
    )
    assert done.result == {"case": "D-2026-00001", "answer_by": "2026-03-24", "reason_id": "twice"}
    with world.bank.unit_of_work() as uow:
        (case,) = cases.list_cases(uow, ADA, "")
    assert (case.kind, case.reason, case.about) == (CaseKind.DISPUTE, DisputeReason.TWICE, "Lumen Books")


def test_what_was_not_approved_is_given_back_by_the_next_working_day(world: World) -> None:
    assert dispute(world, charge(world), "not_mine").result["answer_by"] == "2026-03-11"


def test_one_charge_is_disputed_once(world: World) -> None:
    transaction = charge(world)
    number = dispute(world, transaction).result["case"]
    with pytest.raises(errors.AlreadyDisputed, match=number):
        dispute(world, transaction)


def test_of_two_proposals_for_one_charge_the_second_fails(world: World) -> None:
    fields = {"transaction_id": charge(world), "reason": "twice", "noticed_on": TODAY.isoformat()}
    first, second = (world.propose_change("open_dispute", **fields) for _ in range(2))
    with world.work() as uow:
        assert changes.confirm(uow, ADA, first.key, first.content_hash).state is OrderState.EXECUTED
    with world.work() as uow:
        late = changes.confirm(uow, ADA, second.key, second.content_hash)
    assert late.failure is not None
    assert late.failure.code == "already_disputed"


@pytest.mark.parametrize(
    "what",
    [{"minor": 12_99}, {"declined": True}, {"by_card": False}],
    ids=["money that came in", "a declined payment", "a transfer"],
)
def test_not_everything_can_be_disputed(world: World, what: dict[str, int]) -> None:
    with pytest.raises(errors.NotDisputable):
        dispute(world, charge(world, **what))  # type: ignore[arg-type]


def test_a_charge_cannot_be_disputed_for_ever_nor_before_it_is_noticed(world: World) -> None:
    dispute(world, charge(world, days_ago=DISPUTE_DAYS))
    with pytest.raises(errors.TooLateToDispute):
        dispute(world, charge(world, days_ago=DISPUTE_DAYS + 1))
    with pytest.raises(errors.NoticedLater):
        dispute(world, charge(world), noticed=TODAY + timedelta(days=1))


def test_another_customers_charge_is_unknown(world: World) -> None:
    transaction = charge(world)
    with world.work() as uow, pytest.raises(errors.UnknownTransaction):
        fields = {"transaction_id": transaction, "reason": "twice", "noticed_on": TODAY.isoformat()}
        changes.propose(uow, BEN, "open_dispute", fields)


def test_cards_show_what_they_may_do(world: World) -> None:
    with world.bank.unit_of_work() as uow:
        (details,) = list_card_details(uow, ADA)
    assert (details.card.digits, details.awaits_activation) == ("4821", False)
    assert (details.cash_day, details.payments_day) == (Money(1_000_00, "EUR"), Money(5_000_00, "EUR"))
    assert (details.is_online_open, details.is_abroad_open) == (True, True)
    assert (details.travels, details.delivery) == ((), None)


def test_cards_show_a_journey_until_it_is_over_and_a_new_card_until_it_is_activated(world: World) -> None:
    with world.work() as uow:
        card = uow.session.get_one(Card, world.ada_debit_card)
        card.awaits_activation = True
        uow.session.add(TravelNotice(card_id=card.id, place="Mexico", since=TODAY, until=TODAY, made_at=uow.now))
        uow.session.add(
            CardDelivery(card_id=card.id, reason=ReplaceReason.EXPIRED, ordered_at=uow.now, expected_on=TODAY)
        )
    with world.bank.unit_of_work() as uow:
        (details,) = list_card_details(uow, ADA)
    assert details.travels == (Travel("Mexico", TODAY, TODAY),)
    assert details.delivery == Delivery(ReplaceReason.EXPIRED, TODAY, None)
    world.clock.forward(days=1)
    with world.work() as uow:
        uow.session.get_one(Card, world.ada_debit_card).awaits_activation = False
    with world.bank.unit_of_work() as uow:
        (details,) = list_card_details(uow, ADA)
    assert (details.travels, details.delivery) == ((), None)
