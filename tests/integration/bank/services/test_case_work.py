"""What becomes of cases, on both databases: steps that are allowed, told once, and a charge that is given back once."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bank.domain import errors
from bank.domain.cases import CASE_STEPS, CaseKind, CaseState, DisputeReason
from bank.domain.entries import move
from bank.domain.money import Money
from bank.domain.transactions import TransactionStatus
from bank.services import case_work, cases, identity
from bank.services.check import check
from bank.services.ledger import Line, book_lines, post
from bank.services.trouble_views import CaseFile
from bank.store.books import BankAccount, bank_account_id
from bank.store.models import Case, ContactDetails, OutgoingMessage, Transaction
from tests.bank_fixtures import ADA, BEN, World


def complaint(world: World) -> str:
    with world.work() as uow:
        where = identity.open_session_for(uow, ADA).conversation_id
        return cases.open_case(uow, ADA, where, CaseKind.COMPLAINT, "Nobody answered").number


def dispute(world: World) -> str:
    """A disputed charge of 12.99 on Ada's current account."""
    paid = Money(12_99, "EUR")
    with world.work() as uow:
        uow.lock_accounts({world.ada_current})
        cards = bank_account_id(uow.session, BankAccount.CARDS, "EUR")
        set_id = post(uow, "card", move(world.ada_current, cards, paid))
        line = Line(ADA, world.ada_current, -paid, "Lumen Books")
        book_lines(uow, set_id, line, description="Card payment", category_id="shopping")
        uow.session.flush()
        row = uow.session.scalars(select(Transaction).where(Transaction.entry_set_id == set_id)).one()
        row.card_id = world.ada_debit_card
        case = cases.add(
            uow, ADA, None, CaseKind.DISPUTE, "Twice",
            transaction_id=row.id, reason=DisputeReason.TWICE, noticed_on=uow.today,
        )  # fmt: skip
        return case.number


def step(world: World, number: str, to: CaseState, note: str = "A word", **more: object) -> CaseFile:
    with world.work() as uow:
        wish: dict[str, object] = {"actor": "robin", "note": note, "key": f"{number}:{to}:{note}"} | more
        return case_work.take_step(uow, number, to, **wish)  # type: ignore[arg-type]


def test_a_case_keeps_who_moved_it_when_and_what_was_said(world: World) -> None:
    number = complaint(world)
    step(world, number, CaseState.IN_PROGRESS, "")
    world.clock.forward(hours=2)
    found = step(world, number, CaseState.RESOLVED, "We have paid the fee back.")
    assert (found.state, found.state_at) == (CaseState.RESOLVED, world.clock())
    assert [(one.to_state, one.actor, one.note) for one in found.steps] == [
        (CaseState.IN_PROGRESS, "robin", ""),
        (CaseState.RESOLVED, "robin", "We have paid the fee back."),
    ]


@pytest.mark.parametrize("state", CaseState)
def test_only_the_steps_of_the_rules_can_be_taken(world: World, state: CaseState) -> None:
    for wanted in CaseState:
        number = complaint(world)
        if state is not CaseState.RECEIVED:
            step(world, number, state)
        if wanted in CASE_STEPS[state]:
            assert step(world, number, wanted, "Another").state is wanted
        else:
            with pytest.raises(errors.CaseStepNotAllowed):
                step(world, number, wanted, "Another")


def test_the_database_refuses_a_step_too_and_keeps_what_was_written(world: World) -> None:
    number = complaint(world)
    step(world, number, CaseState.RESOLVED)
    for statement in (
        "UPDATE cases SET state = 'waiting'",
        "UPDATE case_steps SET note = 'Something else'",
        "DELETE FROM case_steps",
    ):
        with pytest.raises(DBAPIError), world.work() as uow:
            uow.session.execute(text(statement))


@pytest.mark.parametrize("to", [CaseState.WAITING, CaseState.RESOLVED, CaseState.REJECTED])
def test_what_a_customer_must_understand_needs_a_note(world: World, to: CaseState) -> None:
    number = complaint(world)
    with pytest.raises(errors.CaseNoteMissing):
        step(world, number, to, "  ")


def test_the_same_key_counts_once_and_for_one_thing(world: World) -> None:
    number = complaint(world)
    for _ in range(2):
        found = step(world, number, CaseState.REJECTED, "No fee was taken.", key="one")
    assert len(found.steps) == 1
    with pytest.raises(errors.CaseKeyTaken):
        step(world, number, CaseState.IN_PROGRESS, "Something else", key="one")


def test_news_are_told_once_and_to_nobody_else(world: World) -> None:
    number = complaint(world)
    with world.work() as uow:
        uow.session.add(ContactDetails(customer_id=ADA, email="ada@example.org"))
    step(world, number, CaseState.WAITING, "Please send the letter.")
    with world.work() as uow:
        bens = identity.open_session_for(uow, BEN).conversation_id
        adas = identity.open_session_for(uow, ADA).conversation_id
        assert case_work.take_untold(uow, BEN, bens) == ()
        assert case_work.take_untold(uow, None, bens) == ()
        told = case_work.take_untold(uow, ADA, adas)
    assert told == (f"Your complaint {number} is waiting for you. Please send the letter.",)
    with world.work() as uow:
        assert case_work.take_untold(uow, ADA, adas) == ()
        mail = uow.session.scalars(select(OutgoingMessage.words)).all()
    assert [words for words in mail if number in words and "Please send" not in words], "an e-mail without the note"


def test_a_colleague_sees_the_cases_of_the_conversation_and_moves_no_other(world: World) -> None:
    number = complaint(world)
    with world.work() as uow:
        bens = identity.open_session_for(uow, BEN).conversation_id
        adas = identity.open_session_for(uow, ADA).conversation_id
        assert case_work.files_of_conversation(uow, bens) == ()
        assert [one.number for one in case_work.files_of_conversation(uow, adas)] == [number]
    with pytest.raises(errors.UnknownCase):
        step(world, number, CaseState.RESOLVED, conversation_id=bens)
    assert step(world, number, CaseState.RESOLVED, conversation_id=adas).state is CaseState.RESOLVED


def test_a_won_dispute_gives_its_charge_back_once(world: World) -> None:
    number = dispute(world)
    before = world.balance_minor(world.ada_current)
    for _ in range(2):
        found = step(world, number, CaseState.RESOLVED, "It was charged twice.", refund=True, key="one")
    assert (found.refunded, found.refundable) == (True, None)
    assert world.balance_minor(world.ada_current) == before + 12_99
    step(world, number, CaseState.IN_PROGRESS, "Once more")
    with pytest.raises(errors.CaseNotRefundable):
        step(world, number, CaseState.RESOLVED, "And again", refund=True)
    assert world.balance_minor(world.ada_current) == before + 12_99
    with world.work() as uow:
        assert uow.session.scalars(select(Case.state).where(Case.number == number)).one() == CaseState.IN_PROGRESS
        line = uow.session.scalars(select(Transaction).order_by(Transaction.id.desc()).limit(1)).one()
        assert (line.amount_minor, line.counterparty, line.status) == (12_99, "Lumen Books", TransactionStatus.BOOKED)
    assert check(world.bank).problems == ()


def test_a_complaint_and_a_rejected_dispute_give_nothing_back(world: World) -> None:
    with pytest.raises(errors.CaseNotRefundable):
        step(world, complaint(world), CaseState.RESOLVED, refund=True)
    number = dispute(world)
    with pytest.raises(errors.CaseNotRefundable):
        step(world, number, CaseState.REJECTED, refund=True)
    assert step(world, number, CaseState.REJECTED).refunded is False
