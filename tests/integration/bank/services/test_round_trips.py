"""How often a payment goes to the database and back: what is saved there must not be lost again unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

from bank import Money
from bank.services import orders, step_up
from bank.services.views import PaymentRequest
from bank.store.models import PhoneMessageRow
from tests.bank_fixtures import ADA, World


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """Those that are sent meanwhile, beginnings and ends of transactions left out."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(world.bank.engine, "before_cursor_execute", note)
    yield sent
    event.remove(world.bank.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("to", ["ben_as_payee", "mia"])
def test_a_payment_to_a_saved_payee_asks_the_database_at_most_twenty_six_times(world: World, to: str) -> None:
    with statements(world) as sent:
        with world.work() as uow:
            request = PaymentRequest(Money(1, "EUR"), payee_id=getattr(world, to))
            order = orders.propose_payment(uow, ADA, request)
        with world.work() as uow:
            orders.confirm(uow, ADA, order.key, order.content_hash)
        with world.work() as uow:
            step_up.send_code(uow, ADA, order.key)
        with world.work() as uow:
            code = uow.session.scalars(select(PhoneMessageRow.code)).one()
        with world.work() as uow:
            step_up.verify_code(uow, ADA, order.key, code)
    assert len(sent) <= 26, "\n".join(sent)
