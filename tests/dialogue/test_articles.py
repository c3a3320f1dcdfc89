"""What an answer from the articles shows: the figures of the day, when it was last checked, and what comes next."""

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


async def test_where_several_articles_may_answer_their_titles_are_offered_and_the_pressed_one_opens(
    house: House,
) -> None:
    line = open_line(house, None)
    await line.hear("can my mum use my account")
    titles = [button["title"] for button in line.buttons()]
    assert "Can two people share an account?" in titles
    assert titles[-1] == "Talk to a person"
    (opened,) = (await line.hear("/press Can two people share an account?")).replies
    assert "From “Can two people share an account?”, checked" in opened.text


async def test_an_article_leads_to_where_the_matter_can_be_settled(house: House) -> None:
    line = open_line(house, 1)
    await line.hear("can i pay in coins")
    assert [button["title"] for button in line.buttons()] == ["Find a branch or cash machine"]
    assert "town" in (await line.hear("/press Find a branch or cash machine")).replies[0].text


async def test_an_article_leads_nowhere_out_of_a_form(house: House) -> None:
    line = open_line(house, 1)
    await line.hear("send money to mia")
    answered = (await line.hear("can i pay in coins")).replies[0]
    assert "From “" in answered.text
    assert not answered.buttons


async def test_an_article_for_customers_is_shown_to_nobody_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "FOR_CUSTOMERS", "public")
    assert "sign in first" in await answer(house, "can i pay in coins")
