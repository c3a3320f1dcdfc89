"""What the bank could not carry out after a yes is said as it is: nothing moved, and nothing will."""

from __future__ import annotations

from bank.services import orders
from bot.conversation.house import House
from bot.shell.line import Line, open_line
from tests.bank_fixtures import ADA


async def said(line: Line, words: str) -> str:
    heard = await line.hear(words)
    return "\n".join(message.text for message in heard.replies)


async def test_a_transfer_for_which_the_money_has_gone_meanwhile_is_not_called_done(house: House) -> None:
    first, second = open_line(house, ADA), open_line(house, ADA)
    assert "Is that right?" in await said(first, "move 400 from current to savings")
    await said(second, "move everything from current to savings")
    assert "Done" in await said(second, "yes")
    answer = await said(first, "yes")
    assert "nothing was moved" in answer
    assert "Done" not in answer
    with house.bank.unit_of_work() as uow:
        assert [one.amount.minor for one in orders.list_failed(uow, ADA, uow.today)] == [400_00]
