"""What an alert tells is shown in the chat once, and never in the middle of something."""

from __future__ import annotations

from bank.services import alert_watch
from bot.conversation.house import House
from bot.shell.line import Line, open_line

ALERT = "Your alert: "


def watch(house: House) -> int:
    with house.bank.unit_of_work() as uow:
        return alert_watch.watch(uow)


async def said(line: Line, text: str) -> str:
    heard = await line.hear(text)
    return "\n".join(message.text for message in heard.replies)


async def test_an_alert_is_shown_once_after_the_answer_and_kept_with_the_alerts(house: House) -> None:
    line = open_line(house, 1)
    await said(line, "warn me when my balance is below 90000")
    assert "Done" in await said(line, "yes")
    assert watch(house) >= 1
    assert ALERT in await said(line, "what's my balance")
    assert ALERT not in await said(line, "what's my balance")
    assert "What they told you last" in await said(line, "show my alerts")


async def test_an_alert_does_not_break_into_a_payment_nor_into_bad_news(house: House) -> None:
    line = open_line(house, 1)
    await said(line, "warn me when my balance is below 90000")
    await said(line, "yes")
    await said(line, "send 50 to mia")
    assert watch(house) >= 1
    assert ALERT not in await said(line, "what's my balance")
    await said(line, "cancel")
    assert ALERT not in await said(line, "i can't pay my loan any more")
    assert ALERT not in await said(line, "no")
    assert ALERT in await said(line, "what's my balance")


async def test_nobody_else_sees_it(house: House) -> None:
    line = open_line(house, 1)
    await said(line, "warn me when my balance is below 90000")
    await said(line, "yes")
    assert watch(house) >= 1
    assert ALERT not in await said(open_line(house, 3), "hello")
    assert ALERT not in await said(open_line(house, None), "hello")
