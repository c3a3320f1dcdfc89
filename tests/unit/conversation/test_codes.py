"""One-time codes go to the bank and nowhere else; what gives a secret away in a message is removed."""

from __future__ import annotations

import pytest

from bot.conversation import wording
from bot.conversation.conversations import Conversations
from bot.conversation.errors import NoCodeAwaitedError, NotOfferedError, NotSignedInError, TooFastError
from bot.conversation.limits import CODES_PER_MINUTE
from tests.unit.conversation.doubles import ORDER, RIGHT_CODE, SmallAssistant, SmallBank, Speaker

AMELIE = Speaker()


async def test_an_accepted_code_lets_the_conversation_go_on(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "pay mia")

    result = await conversations.enter_code(AMELIE, ORDER, RIGHT_CODE)

    assert result.verdict.result == "accepted"
    assert [message.text for message in result.exchange.messages] == ["Paid."]
    assert assistant.heard[-1] == ("code_accepted", ORDER)


async def test_a_wrong_code_is_no_matter_for_the_conversation(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "pay mia")

    result = await conversations.enter_code(AMELIE, ORDER, "000000")

    assert (result.verdict.result, result.verdict.remaining) == ("wrong", 2)
    assert result.exchange.messages == ()
    assert [what for what, _ in assistant.heard] == ["turn"]


async def test_after_too_many_wrong_codes_the_assistant_says_what_comes_next(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "pay mia")
    for _ in range(2):
        await conversations.enter_code(AMELIE, ORDER, "000000")

    result = await conversations.enter_code(AMELIE, ORDER, "000000")

    assert result.verdict.result == "locked"
    assert assistant.heard[-1] == ("code_failed", "locked")
    assert result.exchange.messages[0].text == "The code is locked."


async def test_a_code_for_an_order_that_this_conversation_did_not_make_is_refused(
    conversations: Conversations, bank: SmallBank
) -> None:
    await conversations.say(AMELIE, "pay mia")

    with pytest.raises(NoCodeAwaitedError):
        await conversations.enter_code(AMELIE, "another-order", RIGHT_CODE)
    with pytest.raises(NoCodeAwaitedError):
        await conversations.enter_code(Speaker(conversation_id="d" * 32), ORDER, RIGHT_CODE)

    assert bank.entered == []


async def test_nobody_can_enter_a_code_without_being_signed_in(conversations: Conversations, bank: SmallBank) -> None:
    with pytest.raises(NotSignedInError):
        await conversations.enter_code(Speaker(customer_id=None), ORDER, RIGHT_CODE)

    assert bank.entered == []


async def test_codes_cannot_be_tried_faster_than_a_person_types(conversations: Conversations) -> None:
    await conversations.say(AMELIE, "pay mia")
    for _ in range(CODES_PER_MINUTE):
        await conversations.enter_code(AMELIE, ORDER, "000000")

    with pytest.raises(TooFastError):
        await conversations.enter_code(AMELIE, ORDER, "000000")


async def test_when_the_assistant_fails_after_an_accepted_code_the_customer_is_told_not_to_pay_again(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "pay mia")
    assistant.fails = True

    result = await conversations.enter_code(AMELIE, ORDER, RIGHT_CODE)

    assert result.verdict.result == "accepted"
    assert "don't send it again" in result.exchange.messages[0].text


@pytest.mark.parametrize("comes_back_by", ["opening the page", "a message", "a button"])
async def test_an_accepted_code_whose_reply_was_cut_off_is_answered_before_anything_else(
    conversations: Conversations, assistant: SmallAssistant, bank: SmallBank, comes_back_by: str
) -> None:
    await conversations.say(AMELIE, "pay mia")
    bank.authorised = True  # and the process was killed before it could say so

    if comes_back_by == "opening the page":
        await conversations.greet(AMELIE)
        await conversations.greet(AMELIE)
    elif comes_back_by == "a message":
        await conversations.say(AMELIE, "did it work?")
    else:
        with pytest.raises(NotOfferedError):
            await conversations.press(AMELIE, "/cancel")

    texts = [message.text for message in await conversations.history(AMELIE)]
    assert texts[:3] == ["pay mia", "I sent you a code.", "Paid."]
    assert [what for what, _ in assistant.heard].count("code_accepted") == 1


async def test_nothing_is_made_up_for_where_a_code_is_still_awaited(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "pay mia")
    await conversations.greet(AMELIE)
    assert [what for what, _ in assistant.heard] == ["turn"]


@pytest.mark.parametrize(
    ("text", "kind"), [("427193", "code"), ("my pin is 1234", "pin"), ("card 4111 1111 1111 1111", "card")]
)
async def test_a_message_that_gives_a_secret_away_is_neither_kept_nor_passed_on(
    conversations: Conversations, assistant: SmallAssistant, text: str, kind: str
) -> None:
    await conversations.say(AMELIE, "pay mia")

    exchange = await conversations.say(AMELIE, text, "a")

    assert [message.text for message in exchange.messages] == [wording.REMOVED, wording.SECRET_KINDS[kind]]
    assert [what for _, what in assistant.heard] == ["pay mia"]
    assert all(text not in message.text for message in await conversations.history(AMELIE))


async def test_six_digits_are_an_ordinary_message_once_the_code_was_accepted(
    conversations: Conversations,
) -> None:
    await conversations.say(AMELIE, "pay mia")
    await conversations.enter_code(AMELIE, ORDER, RIGHT_CODE)

    exchange = await conversations.say(AMELIE, "my reference is 427193")

    assert exchange.messages[0].text == "my reference is 427193"


async def test_pages_do_not_hear_a_secret_either(conversations: Conversations) -> None:
    await conversations.say(AMELIE, "pay mia")
    async with conversations.live.hub.subscribe(f"conversation:{AMELIE.conversation_id}") as page:
        await conversations.say(AMELIE, "427193")

        event = await page.next()
        assert event["message"]["text"] == wording.REMOVED
