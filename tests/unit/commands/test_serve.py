"""While it serves, Teller executes dated orders when their day has come."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from bank import Bank, CustomerId, Money
from bank.domain.clock import utc_now
from bank.domain.orders import OrderState
from bank.services import orders
from bank.services.accounts import list_accounts
from bank.services.views import TransferRequest
from bot.commands.serve import _do_what_is_due

ADA = CustomerId(1)


async def test_an_order_for_today_that_was_made_yesterday_is_executed(bank_path: Path) -> None:
    url = f"sqlite:///{bank_path}"
    yesterday = Bank.open(url, clock=lambda: utc_now() - timedelta(days=1))
    with yesterday.unit_of_work() as uow:
        current, savings = (
            a for a in list_accounts(uow, ADA) if a.kind in ("current", "savings") and a.currency == "EUR"
        )
        request = TransferRequest(Money(500, "EUR"), savings.id, current.id, execute_on=uow.today + timedelta(days=1))
        order = orders.propose_transfer(uow, ADA, request)
        assert orders.confirm(uow, ADA, order.key, order.content_hash).state is OrderState.AUTHORISED
        uow.commit()
    bank = Bank.open(url)
    worker = asyncio.create_task(_do_what_is_due(SimpleNamespace(house=SimpleNamespace(bank=bank))))  # type: ignore[arg-type]
    try:
        async with asyncio.timeout(5):
            while True:
                with bank.unit_of_work() as uow:
                    if orders.get(uow, ADA, order.key).state is OrderState.EXECUTED:
                        break
                await asyncio.sleep(0.01)
    finally:
        worker.cancel()
        bank.close()
        yesterday.close()
