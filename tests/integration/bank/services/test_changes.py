"""Changes, on both databases: proposed, read back, confirmed, authorised by a code, executed once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bank import CustomerId, Money, UnitOfWork
from bank.domain import errors
from bank.domain.changes import Row
from bank.domain.limits import CODE_LIFETIME, CODE_TRIES, CODES_PER_ORDER
from bank.domain.orders import OrderState
from bank.services import changes, check, orders, payees, step_up
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.views import ChangeView, CodeResult
from bank.store.models import ChangeStateChange, Customer
from tests.bank_fixtures import ADA, BEN, World, _iban

KLAUS_IBAN = "NL91ABNA0417164300"


def add_klaus(world: World) -> ChangeView:
    return world.propose_change("add_payee", name="Klaus Muster", iban="nl91 abna 0417 1643 00")


def verify(world: World, change: ChangeView, code: str) -> CodeResult:
    with world.work() as uow:
        return step_up.verify_code(uow, ADA, change.key, code)


def names(world: World) -> list[str]:
    with world.bank.unit_of_work() as uow:
        return [payee.name for payee in payees.list_payees(uow, ADA)]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_proposal_says_what_will_be_done_and_does_nothing(world: World) -> None:
    change = add_klaus(world)
    assert (change.state, change.needs_code) == (OrderState.PROPOSED, True)
    assert change.summary == (("Name", "Klaus Muster"), ("IBAN", "NL…4300"))
    assert "Klaus Muster" not in names(world)


def test_the_right_code_authorises_and_executes(world: World) -> None:
    change = add_klaus(world)
    result = verify(world, change, world.code_for_change(change))
    assert (result.result, result.order) == ("accepted", None)
    assert result.change is not None
    assert result.change.state is OrderState.EXECUTED
    assert "Klaus Muster" in names(world)
    assert check.check(world.bank).is_fine


def test_the_phone_says_what_the_code_is_for(world: World) -> None:
    change = add_klaus(world)
    code = world.code_for_change(change)
    with world.bank.unit_of_work() as uow:
        (message,) = step_up.phone_messages(uow, ADA)
        assert step_up.phone_messages(uow, BEN) == ()
    what = "Add a payee (Name: Klaus Muster, IBAN: NL…4300)"
    assert message.text == f"Code {code} authorises: {what}. Never tell it to anyone."
    assert message.order_key == change.key


def test_confirming_and_authorising_twice_executes_once(world: World) -> None:
    change = add_klaus(world)
    code = world.code_for_change(change)
    first, second = verify(world, change, code), verify(world, change, code)
    assert first.change == second.change
    with world.work() as uow:
        assert changes.confirm(uow, ADA, change.key, change.content_hash) == first.change
    assert names(world).count("Klaus Muster") == 1


def test_every_state_is_a_row(world: World) -> None:
    world.change("remove_payee", payee_id=world.mia)
    with world.bank.unit_of_work() as uow:
        steps = uow.session.execute(
            select(ChangeStateChange.from_state, ChangeStateChange.to_state).order_by(ChangeStateChange.id)
        ).all()
    states = ["proposed", "confirmed", "authorised", "executed"]
    assert [tuple(step) for step in steps] == list(zip([None, *states], states, strict=False))


def test_another_hash_than_the_one_read_back_is_refused(world: World) -> None:
    change = add_klaus(world)
    with world.work() as uow, pytest.raises(errors.OrderChanged):
        changes.confirm(uow, ADA, change.key, "0" * 64)


def test_a_new_proposal_takes_the_place_of_the_old_and_its_code_counts_no_more(world: World) -> None:
    old = add_klaus(world)
    code = world.code_for_change(old)
    with world.work() as uow:
        fields = {"name": "Klaus M. Muster", "iban": KLAUS_IBAN}
        new = changes.propose(uow, ADA, "add_payee", fields, replaces=old.key)
        assert step_up.phone_messages(uow, ADA) == ()
        assert changes.get(uow, ADA, old.key).state is OrderState.CANCELLED
    assert verify(world, old, code).result == "expired"
    assert new.content_hash != old.content_hash
    with world.work() as uow, pytest.raises(errors.WrongOrderState):
        step_up.verify_code(uow, ADA, new.key, code)
    assert "Klaus Muster" not in names(world)


def test_an_executed_change_cannot_be_replaced_or_cancelled(world: World) -> None:
    done = world.change("add_payee", name="Klaus Muster", iban=KLAUS_IBAN)
    with world.work() as uow:
        with pytest.raises(errors.WrongOrderState):
            changes.propose(uow, ADA, "remove_payee", {"payee_id": world.mia}, replaces=done.key)
        with pytest.raises(errors.WrongOrderState):
            changes.cancel(uow, ADA, done.key)


def test_cancelling_twice_is_as_once_and_the_code_counts_no_more(world: World) -> None:
    change = add_klaus(world)
    code = world.code_for_change(change)
    for _ in range(2):
        with world.work() as uow:
            assert changes.cancel(uow, ADA, change.key).state is OrderState.CANCELLED
    assert verify(world, change, code).result == "expired"
    with world.work() as uow, pytest.raises(errors.WrongOrderState):
        changes.confirm(uow, ADA, change.key, change.content_hash)
    assert "Klaus Muster" not in names(world)


def test_a_change_of_another_customer_is_unknown(world: World) -> None:
    change = add_klaus(world)
    with world.work() as uow:
        for attempt in (
            lambda: changes.get(uow, BEN, change.key),
            lambda: changes.confirm(uow, BEN, change.key, change.content_hash),
            lambda: changes.cancel(uow, BEN, change.key),
            lambda: changes.propose(uow, BEN, "add_payee", {"name": "K", "iban": KLAUS_IBAN}, replaces=change.key),
            lambda: step_up.send_code(uow, BEN, change.key),
            lambda: step_up.verify_code(uow, BEN, change.key, "000000"),
            lambda: changes.get(uow, ADA, "no such key"),
            lambda: changes.get(uow, ADA, "\x00"),
        ):
            with pytest.raises(errors.UnknownOrder):
                attempt()
        assert not step_up.awaits_code(uow, BEN, change.key)


def test_a_code_is_awaited_between_confirmation_and_authorisation(world: World) -> None:
    change = add_klaus(world)

    def awaited() -> bool:
        with world.bank.unit_of_work() as uow:
            return step_up.awaits_code(uow, ADA, change.key)

    assert not awaited()
    code = world.code_for_change(change)
    assert awaited()
    verify(world, change, code)
    assert not awaited()


def test_a_code_of_a_change_does_not_open_an_order_nor_the_other_way_round(world: World) -> None:
    change, order = add_klaus(world), world.propose_to_mia("900.00")
    code_of_change, code_of_order = world.code_for_change(change), world.code_for(order)
    if code_of_change != code_of_order:
        assert verify(world, change, code_of_order).result == "wrong"
        with world.work() as uow:
            assert step_up.verify_code(uow, ADA, order.key, code_of_change).result == "wrong"
    assert world.balance_minor(world.ada_current) == 1_000_00


def test_wrong_tries_are_counted_over_orders_and_changes_together(world: World) -> None:
    for _ in range(CODE_TRIES - 1):
        order = world.propose_to_mia("60.00")
        code = world.code_for(order)
        with world.work() as uow:
            step_up.verify_code(uow, ADA, order.key, wrong(code))
    change = add_klaus(world)
    code = world.code_for_change(change)
    locked = verify(world, change, wrong(code))
    assert locked.result == "locked"
    assert locked.change is not None
    assert locked.change.failure is not None
    assert locked.change.failure.code == "code_locked"
    assert verify(world, change, code).result == "locked"
    assert "Klaus Muster" not in names(world)


def test_a_code_for_a_change_expires_and_only_so_many_are_sent(world: World) -> None:
    change = add_klaus(world)
    code = world.code_for_change(change)
    world.clock.forward(seconds=CODE_LIFETIME.total_seconds())
    assert verify(world, change, code).result == "expired"
    with world.work() as uow:
        for _ in range(CODES_PER_ORDER - 1):
            step_up.send_code(uow, ADA, change.key)
        with pytest.raises(errors.TooManyCodes):
            step_up.send_code(uow, ADA, change.key)


def test_what_has_become_another_than_was_read_back_fails_and_changes_nothing(world: World) -> None:
    removal = world.propose_change("remove_payee", payee_id=world.mia)
    code = world.code_for_change(removal)
    world.change("rename_payee", payee_id=world.mia, name="Mia Brandt-Lund")
    result = verify(world, removal, code)
    assert result.change is not None
    assert result.change.failure is not None
    assert (result.result, result.change.failure.code) == ("accepted", "order_changed")
    assert "Mia Brandt-Lund" in names(world)
    assert check.check(world.bank).is_fine


def test_the_database_itself_refuses_another_content_another_step_and_forgetting(world: World) -> None:
    world.change("remove_payee", payee_id=world.mia)
    for statement in (
        "UPDATE changes SET content = '{}'",
        "UPDATE changes SET summary = '[]'",
        "UPDATE changes SET needs_code = FALSE",
        "UPDATE changes SET state = 'proposed'",
        "DELETE FROM changes",
        "DELETE FROM change_state_changes",
        "UPDATE change_state_changes SET to_state = 'failed'",
        "INSERT INTO changes (key, customer_id, kind, needs_code, content, summary, content_hash, created_at, state,"
        " state_at) SELECT 'k', customer_id, kind, needs_code, content, summary, content_hash, created_at, state,"
        " state_at FROM changes",
    ):
        with pytest.raises(DBAPIError), world.bank.engine.begin() as connection:
            connection.execute(text(statement))


# Kinds of the tests' own: without a code, and one that breaks off in the middle


def _check(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> list[Row]:
    return [("Name", fields["name"]), ("Sum", Money(5_00, "EUR")), ("Day", date(2026, 5, 1))]


def _name(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Fields:
    uow.session.get_one(Customer, customer).first_name = fields["name"]
    return {"case": "C-1"}


def _name_and_refuse(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    _name(uow, customer, fields)
    uow.session.flush()
    raise errors.SameName(fields["name"])


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, execute in (("name", _name), ("refused", _name_and_refuse)):
        kind = ChangeKind(name, "Name", needs_code=False, check=_check, execute=execute)
        monkeypatch.setitem(changes.KINDS, name, kind)
    yield


@pytest.mark.usefixtures("kinds")
def test_a_kind_without_a_code_is_executed_when_it_is_confirmed(world: World) -> None:
    done = world.change("name", name="Augusta")
    assert (done.state, done.result) == (OrderState.EXECUTED, {"case": "C-1"})
    with world.bank.unit_of_work() as uow:
        assert uow.session.get_one(Customer, ADA).first_name == "Augusta"


@pytest.mark.usefixtures("kinds")
def test_amounts_and_days_are_read_back_as_such(world: World) -> None:
    change = world.propose_change("name", name="Augusta")
    with world.bank.unit_of_work() as uow:
        kept = changes.get(uow, ADA, change.key)
    assert kept.summary == (("Name", "Augusta"), ("Sum", Money(5_00, "EUR")), ("Day", date(2026, 5, 1)))


@pytest.mark.usefixtures("kinds")
def test_an_execution_that_is_refused_in_the_middle_leaves_nothing_behind(world: World) -> None:
    change = world.change("refused", name="Augusta")
    assert (change.state, change.result) == (OrderState.FAILED, {})
    assert change.failure is not None
    assert change.failure.code == "same_name"
    with world.bank.unit_of_work() as uow:
        assert uow.session.get_one(Customer, ADA).first_name == "Ada"


# Payees


@pytest.mark.parametrize(
    ("kind", "fields", "refusal"),
    [
        ("add_payee", {"name": "Klaus", "iban": "NL91ABNA0417164301"}, errors.InvalidIban),
        ("add_payee", {"name": " ", "iban": KLAUS_IBAN}, errors.InvalidText),
        ("add_payee", {"name": "x" * 71, "iban": KLAUS_IBAN}, errors.InvalidText),
        ("add_payee", {"name": "Savings", "iban": _iban("IE", 1)}, errors.OwnAccountAsPayee),
        ("add_payee", {"name": "Mia again", "iban": "DE89 3704 0044 0532 0130 00"}, errors.PayeeKnown),
        ("rename_payee", {"payee_id": 999, "name": "X"}, errors.UnknownPayee),
        ("rename_payee", {"payee_id": 3, "name": " Mia  Brandt "}, errors.SameName),
        ("remove_payee", {"payee_id": 999}, errors.UnknownPayee),
    ],
)
def test_a_change_of_payees_that_cannot_be_is_refused(
    world: World, kind: str, fields: dict[str, object], refusal: type[errors.BankError]
) -> None:
    if fields.get("payee_id") == 3:
        fields = {**fields, "payee_id": world.mia}
    with pytest.raises(refusal):
        world.propose_change(kind, **fields)


def test_a_removed_payee_leaves_the_orders_as_they_were(world: World) -> None:
    paid = world.pay_mia("10.00")
    world.change("remove_payee", payee_id=world.mia)
    assert "Mia Brandt" not in names(world)
    with world.bank.unit_of_work() as uow:
        order = orders.get(uow, ADA, paid.key)
    assert (order.payee_id, order.payee_name, order.state) == (None, "Mia Brandt", OrderState.EXECUTED)
    assert check.check(world.bank).is_fine


def test_a_payee_of_a_standing_order_is_not_removed(world: World) -> None:
    with world.work() as uow:
        uow.session.execute(
            text(
                "INSERT INTO standing_orders (customer_id, account_id, payee_id, amount_minor, currency, reference,"
                " day_of_month, next_on) VALUES (1, :account, :payee, 100, 'EUR', '', 1, '2026-04-01')"
            ),
            {"account": world.ada_current, "payee": world.mia},
        )
    with pytest.raises(errors.PayeeInUse):
        world.propose_change("remove_payee", payee_id=world.mia)


def test_a_nickname_stands_beside_the_name_and_means_one_payee(world: World) -> None:
    done = world.change("nickname_payee", payee_id=world.mia, name="Mimi")
    assert (done.state, done.needs_code) == (OrderState.EXECUTED, True)
    with world.bank.unit_of_work() as uow:
        mia = next(payee for payee in payees.list_payees(uow, ADA) if payee.id == world.mia)
    assert (mia.name, mia.nickname) == ("Mia Brandt", "Mimi")
    for name, error in (
        ("Mimi", errors.SameName),
        ("ann", errors.NicknameTaken),
        ("Ben Castell", errors.NicknameTaken),
    ):
        with pytest.raises(error):
            world.propose_change("nickname_payee", payee_id=world.mia, name=name)
