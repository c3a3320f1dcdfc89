"""What an answer from the articles shows: the figures of the day, and whether anybody has checked it lately."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions import question
from bank.domain.clock import bank_day
from bank.store.models import TariffValue
from bot.conversation.house import House
from bot.shell.line import open_line


async def answer(house: House, text: str) -> str:
    heard = await open_line(house, None).hear(text)
    return "\n".join(message.text for message in heard.replies)


async def test_a_changed_price_shows_in_the_next_answer_without_training(house: House) -> None:
    question_text = "what happens if i lose the key of my safe deposit box"
    before = await answer(house, question_text)
    assert "€60" in before
    with house.bank.unit_of_work() as uow:
        uow.session.merge(
            TariffValue(item_id="safe_box", valid_from=bank_day(uow.now), amount_minor=72_00, currency="EUR", note="")
        )
        uow.commit()
    after = await answer(house, question_text)
    assert "€72" in after
    assert "€60" not in after


async def test_an_article_that_nobody_has_checked_for_long_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = await answer(house, "do you take cheques")
    assert "checked" in fresh
    assert "last checked" not in fresh
    monkeypatch.setattr(question, "STALE_AFTER", timedelta(days=-1))
    stale = await answer(house, "do you take cheques")
    assert "last checked" in stale
    assert "may have changed" in stale
