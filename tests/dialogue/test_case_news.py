"""What becomes of a case while its customer is away: told once when they write, and whenever they ask."""

from __future__ import annotations

import re

from bank.domain.cases import CaseState
from bank.services import case_work
from bot.conversation.house import House
from bot.shell.line import Heard, Line, open_line

NOTE = "Please tell us which branch it was."


def said(heard: Heard) -> str:
    return "\n".join(reply.text for reply in heard.replies)


async def complained(line: Line) -> str:
    """A complaint's number."""
    await line.hear("I want to make a complaint")
    found = re.search(r"C-\d{4}-\d{5}", said(await line.hear("nobody answered my letters for three weeks")))
    assert found is not None
    return found.group()


def move(house: House, number: str, to: CaseState, note: str) -> None:
    with house.bank.unit_of_work() as uow:
        case_work.take_step(uow, number, to, actor="robin", note=note, key=f"{number}{to}")
        uow.commit()


async def test_news_of_a_case_come_once_with_the_next_answer(house: House) -> None:
    line = open_line(house, 1)
    number = await complained(line)
    move(house, number, CaseState.WAITING, NOTE)
    assert f"Your complaint {number} is waiting for you. {NOTE}" in said(await line.hear("what's my balance"))
    assert number not in said(await line.hear("what's my balance"))


async def test_news_wait_until_a_form_is_done(house: House) -> None:
    line = open_line(house, 1)
    number = await complained(line)
    move(house, number, CaseState.RESOLVED, "The fee is paid back.")
    assert number not in said(await line.hear("send 50 to mia"))
    await line.hear("cancel")
    assert "The fee is paid back." in said(await line.hear("what's my balance"))


async def test_asking_tells_the_state_since_when_and_what_comes_next(house: House) -> None:
    line = open_line(house, 1)
    number = await complained(line)
    assert "received today, a colleague takes it up next, answer by" in said(await line.hear("what about my complaint"))
    move(house, number, CaseState.IN_PROGRESS, "")
    assert "being looked at since today, answer by" in said(await line.hear("what about my complaint"))
    move(house, number, CaseState.WAITING, NOTE)
    answer = said(await line.hear("what about my complaint"))
    assert f"waiting for you since today, we go on when we have your answer. {NOTE}" in answer
    assert answer.count(NOTE) == 1, "what is asked for is not news beside it"
    move(house, number, CaseState.REJECTED, "The letters never reached us.")
    answer = said(await line.hear(f"what about {number}"))
    assert "closed without success since today, a person can look at it again. The letters never reached us." in answer


async def test_nobody_else_hears_of_it(house: House) -> None:
    line = open_line(house, 1)
    number = await complained(line)
    move(house, number, CaseState.RESOLVED, "Done.")
    other = open_line(house, 2)
    assert number not in said(await other.hear("what's my balance"))
    assert number not in said(await other.hear(f"what about {number}")).replace(f"a case {number} of yours", "")
