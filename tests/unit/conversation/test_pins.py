"""A new PIN goes from the panel to the bank and nowhere else; one that is written as a message is removed."""

from __future__ import annotations

import pytest

from bot.conversation import wording
from bot.conversation.conversations import Conversations
from bot.conversation.errors import NoSecretAwaitedError, NotSignedInError, TooFastError
from bot.conversation.limits import CODES_PER_MINUTE
from tests.unit.conversation.doubles import ORDER, PIN, SmallAssistant, SmallBank, Speaker

AMELIE = Speaker()


async def test_a_pin_that_was_taken_lets_the_conversation_go_on(
    conversations: Conversations, assistant: SmallAssistant, bank: SmallBank
) -> None:
    await conversations.say(AMELIE, "pin please")
    result, exchange = await conversations.enter_secret(AMELIE, ORDER, PIN)
    assert (result, [message.text for message in exchange.messages]) == ("accepted", ["Your PIN is set."])
    assert assistant.heard[-1] == ("secret_accepted", ORDER)
    assert bank.pins == [PIN]


async def test_the_pin_is_in_no_message_and_never_heard_by_the_assistant(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "pin please")
    for pin in ("1234", PIN):
        await conversations.enter_secret(AMELIE, ORDER, pin)
    kept = str(await conversations.history(AMELIE)) + str(assistant.heard)
    assert PIN not in kept
    assert "1234" not in kept


async def test_an_easy_pin_is_no_matter_for_the_conversation(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "pin please")
    result, exchange = await conversations.enter_secret(AMELIE, ORDER, "1234")
    assert (result, exchange.messages) == ("weak", ())
    assert [what for what, _ in assistant.heard] == ["turn"]


async def test_a_pin_that_comes_too_late_is_answered_by_the_assistant(
    conversations: Conversations, assistant: SmallAssistant, bank: SmallBank
) -> None:
    await conversations.say(AMELIE, "pin please")
    bank.pin_over = True
    result, exchange = await conversations.enter_secret(AMELIE, ORDER, PIN)
    assert (result, exchange.messages[0].text) == ("expired", "Your PIN is as it was.")
    assert assistant.heard[-1] == ("secret_failed", ORDER)


async def test_a_pin_that_this_conversation_did_not_ask_for_is_refused(
    conversations: Conversations, bank: SmallBank
) -> None:
    await conversations.say(AMELIE, "pay mia")
    with pytest.raises(NoSecretAwaitedError):
        await conversations.enter_secret(AMELIE, ORDER, PIN)
    await conversations.say(AMELIE, "pin please")
    with pytest.raises(NoSecretAwaitedError):
        await conversations.enter_secret(AMELIE, "another-order", PIN)
    with pytest.raises(NoSecretAwaitedError):
        await conversations.enter_secret(Speaker(conversation_id="d" * 32), ORDER, PIN)
    with pytest.raises(NotSignedInError):
        await conversations.enter_secret(Speaker(customer_id=None), ORDER, PIN)
    assert bank.pins == []


async def test_pins_cannot_be_tried_faster_than_a_person_types(conversations: Conversations) -> None:
    await conversations.say(AMELIE, "pin please")
    for _ in range(CODES_PER_MINUTE):
        await conversations.enter_secret(AMELIE, ORDER, "1234")
    with pytest.raises(TooFastError):
        await conversations.enter_secret(AMELIE, ORDER, PIN)


async def test_when_the_assistant_fails_after_a_pin_the_customer_hears_that_it_is_set(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "pin please")
    assistant.fails = True
    result, exchange = await conversations.enter_secret(AMELIE, ORDER, PIN)
    assert result == "accepted"
    assert "Your new PIN is set" in exchange.messages[0].text


async def test_a_pin_whose_reply_was_cut_off_is_answered_before_anything_else(
    conversations: Conversations, bank: SmallBank
) -> None:
    await conversations.say(AMELIE, "pin please")
    bank.pin_set = True  # and the process was killed before it could say so
    await conversations.greet(AMELIE)
    await conversations.greet(AMELIE)
    texts = [message.text for message in await conversations.history(AMELIE)]
    assert texts == ["pin please", "Choose it in the panel.", "Your PIN is set."]


@pytest.mark.parametrize("text", ["7391", "7 3 9 1", "make it 7391 please", "７３９１"])
async def test_four_digits_are_removed_while_a_pin_is_chosen(
    conversations: Conversations, assistant: SmallAssistant, text: str
) -> None:
    await conversations.say(AMELIE, "pin please")
    exchange = await conversations.say(AMELIE, text)
    assert [message.text for message in exchange.messages] == [wording.REMOVED, wording.SECRET_KINDS["pin"]]
    assert [what for _, what in assistant.heard] == ["pin please"]


async def test_four_digits_are_an_ordinary_message_before_and_after(conversations: Conversations) -> None:
    assert (await conversations.say(AMELIE, "7391")).messages[0].text == "7391"
    await conversations.say(AMELIE, "pin please")
    await conversations.enter_secret(AMELIE, ORDER, PIN)
    assert (await conversations.say(AMELIE, "card 7391")).messages[0].text == "card 7391"
