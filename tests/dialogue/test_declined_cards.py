"""A card that declines by what its holder has set: asked why, the assistant tells the reason and what mends it."""

from __future__ import annotations

import pytest

from bank import CustomerId, Money
from bank.domain.card_rules import PaymentWay
from bank.services.card_payments import pay_by_card
from bank.services.cards import list_cards
from bot.conversation.house import House
from bot.shell.line import Heard, Line, open_line

ADA = CustomerId(1)


def said(heard: Heard) -> str:
    return "\n".join(reply.text for reply in heard.replies)


def pay(house: House, amount: str, way: PaymentWay, country: str = "IE") -> str | None:
    """What Ada's debit card says to a shop."""
    with house.bank.unit_of_work() as uow:
        card = next(card for card in list_cards(uow, ADA) if card.kind == "debit")
        paid = pay_by_card(uow, ADA, card.id, Money.parse(amount, "EUR"), "Corner Shop", way=way, country=country)
        uow.commit()
    return paid.decline_reason


async def agree(line: Line, wish: str) -> None:
    for words in (wish, "yes", "/otp"):
        heard = await line.hear(words)
    assert said(heard).startswith("Done"), said(heard)


@pytest.mark.parametrize(
    ("wish", "way", "country", "words"),
    [
        ("turn off online payments on my debit card", PaymentWay.ONLINE, "IE", "online payments are switched off"),
        ("turn off abroad on my debit card", PaymentWay.CHIP, "ES", "use abroad is switched off"),
        ("contactless off debit card", PaymentWay.CONTACTLESS, "IE", "contactless payments are switched off"),
    ],
)
async def test_what_was_switched_off_is_told_and_switched_on_from_there(
    house: House, wish: str, way: PaymentWay, country: str, words: str
) -> None:
    line = open_line(house, 1)
    await agree(line, wish)
    assert pay(house, "21.40", way, country) is not None
    assert words in said(await line.hear("why was my card declined"))
    assert "Switched on" in said(await line.hear("/press Switch it on"))
    await line.hear("yes")
    await line.hear("/otp")
    assert pay(house, "21.40", way, country) is None


async def test_a_limit_that_was_met_is_told_and_changed_from_there(house: House) -> None:
    line = open_line(house, 1)
    await agree(line, "set the payment limit of my debit card to 20")
    assert pay(house, "21.40", PaymentWay.CHIP) == "over_card_limit"
    assert "more than the card's limit" in said(await line.hear("why was my card declined"))
    assert "Which card is it about?" in said(await line.hear("/press Change the limit"))


async def test_a_journey_opens_its_country_and_no_other(house: House) -> None:
    line = open_line(house, 1)
    await agree(line, "turn off abroad on my debit card")
    for words in ("i am in spain from today for a week", "yes", "/otp"):
        heard = await line.hear(words)
    assert "Noted: Spain" in said(heard)
    assert pay(house, "8.00", PaymentWay.CHIP, "ES") is None
    assert pay(house, "8.00", PaymentWay.CHIP, "PT") == "abroad_off"
