"""What a customer says: stored, answered, told once, and never torn apart."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation import wording
from bot.conversation.conversations import Conversations
from bot.conversation.errors import EmptyMessageError, NotOfferedError, TooFastError, TooLongError
from bot.conversation.limits import MESSAGES_PER_MINUTE
from bot.runtime.turns import Reply
from bot.store import Store, transcript
from bot.store.transcript import Draft
from tests.unit.conversation.doubles import SmallAssistant, Speaker

AMELIE = Speaker()


async def texts(conversations: Conversations, speaker: Speaker = AMELIE) -> list[tuple[str, str]]:
    return [(message.author, message.text) for message in await conversations.history(speaker)]


async def test_what_is_said_is_answered_and_both_are_in_the_transcript(conversations: Conversations) -> None:
    exchange = await conversations.say(AMELIE, "hello there", "a")

    assert [message.text for message in exchange.messages] == ["hello there", "You said: hello there"]
    assert exchange.status.status == "assistant"
    assert await texts(conversations) == [("customer", "hello there"), ("assistant", "You said: hello there")]


async def test_message_ids_grow_within_a_conversation(conversations: Conversations) -> None:
    await conversations.say(AMELIE, "one")
    await conversations.say(AMELIE, "two")

    assert [message.id for message in await conversations.history(AMELIE)] == [1, 2, 3, 4]
    assert [message.id for message in await conversations.history(AMELIE, after=2)] == [3, 4]


async def test_a_repeated_id_is_answered_again_and_not_said_again(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    first = await conversations.say(AMELIE, "one", "same")
    again = await conversations.say(AMELIE, "one", "same")

    assert again.messages == first.messages
    assert again.is_repeat
    assert assistant.heard == [("turn", "one")]


async def test_the_same_id_in_another_conversation_is_another_message(conversations: Conversations) -> None:
    other = Speaker(conversation_id="d" * 32, customer_id=2)
    await conversations.say(AMELIE, "mine", "same")

    exchange = await conversations.say(other, "theirs", "same")

    assert exchange.messages[0].text == "theirs"
    assert len(await conversations.history(other)) == 2


async def test_two_at_once_with_one_id_are_said_once(conversations: Conversations, assistant: SmallAssistant) -> None:
    assistant.seconds = 0.02

    first, second = await asyncio.gather(
        conversations.say(AMELIE, "one", "same"), conversations.say(AMELIE, "one", "same")
    )

    assert first.messages == second.messages
    assert assistant.heard == [("turn", "one")]


async def test_turns_of_one_conversation_never_overlap(conversations: Conversations, assistant: SmallAssistant) -> None:
    assistant.seconds = 0.01

    await asyncio.gather(*(conversations.say(AMELIE, f"message {n}") for n in range(6)))

    assert not assistant.overlapped
    assert [text for _, text in assistant.heard] == [f"message {n}" for n in range(6)]


async def test_another_conversation_need_not_wait(conversations: Conversations, assistant: SmallAssistant) -> None:
    assistant.together = asyncio.Barrier(4)  # nobody is answered before all four are heard

    async with asyncio.timeout(30):
        await asyncio.gather(*(conversations.say(Speaker(conversation_id=f"{n}" * 32), "hello") for n in range(4)))

    assert len(assistant.heard) == 4


async def test_a_page_that_goes_away_does_not_tear_the_turn_apart(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    assistant.seconds = 0.05
    page = asyncio.create_task(conversations.say(AMELIE, "hello"))
    await asyncio.sleep(0.03)

    page.cancel()
    await conversations.drain()

    assert await texts(conversations) == [("customer", "hello"), ("assistant", "You said: hello")]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u202e", "\x00\x07", "\u200d"])
async def test_an_empty_message_is_refused_and_leaves_nothing(conversations: Conversations, text: str) -> None:
    with pytest.raises(EmptyMessageError):
        await conversations.say(AMELIE, text)

    assert await conversations.history(AMELIE) == ()


async def test_a_message_of_2000_characters_is_taken_and_one_more_is_not(conversations: Conversations) -> None:
    await conversations.say(AMELIE, "a" * 2_000)

    with pytest.raises(TooLongError, match="2,000 characters; this one has 2,001"):
        await conversations.say(AMELIE, "a" * 2_001)

    assert len(await conversations.history(AMELIE)) == 2


async def test_more_messages_in_a_minute_than_anybody_types_are_refused(conversations: Conversations) -> None:
    for n in range(MESSAGES_PER_MINUTE):
        await conversations.say(AMELIE, f"message {n}")

    with pytest.raises(TooFastError) as caught:
        await conversations.say(AMELIE, "one more")

    assert 0 < caught.value.wait_seconds <= 60
    await conversations.say(Speaker(conversation_id="d" * 32), "somebody else")


async def test_the_assistant_knows_the_customers_own_names_during_the_turn(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "pay mia")
    await conversations.say(Speaker(conversation_id="d" * 32, customer_id=None), "pay mia")

    assert [lexicon.payees for lexicon in assistant.lexicons] == [("Mia Berg",), ()]


async def test_an_offered_button_can_be_pressed_and_its_title_is_in_the_transcript(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "choose")

    exchange = await conversations.press(AMELIE, "/confirm")

    assert [message.text for message in exchange.messages] == ["Yes", "Done."]
    assert assistant.heard[-1] == ("press", "/confirm")


@pytest.mark.parametrize("payload", ["/deny", "/confirm{}", "", "/leave_queue", "/code_accepted"])
async def test_a_button_that_was_not_offered_is_refused(
    conversations: Conversations, assistant: SmallAssistant, payload: str
) -> None:
    await conversations.say(AMELIE, "choose")

    with pytest.raises(NotOfferedError):
        await conversations.press(AMELIE, payload)

    assert assistant.heard == [("turn", "choose")]
    assert len(await conversations.history(AMELIE)) == 2


async def test_a_button_counts_only_until_the_next_reply(conversations: Conversations) -> None:
    await conversations.say(AMELIE, "choose")
    await conversations.say(AMELIE, "something else")

    with pytest.raises(NotOfferedError):
        await conversations.press(AMELIE, "/confirm")


async def test_a_button_of_another_conversation_is_refused(conversations: Conversations) -> None:
    await conversations.say(AMELIE, "choose")

    with pytest.raises(NotOfferedError):
        await conversations.press(Speaker(conversation_id="d" * 32), "/confirm")


async def test_a_repeated_press_is_answered_again_and_not_pressed_again(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "choose")

    first = await conversations.press(AMELIE, "/confirm", "p")
    again = await conversations.press(AMELIE, "/confirm", "p")

    assert again.messages == first.messages
    assert [what for what, _ in assistant.heard] == ["turn", "press"]


async def test_a_failing_assistant_is_apologised_for_with_a_number_and_a_person_on_offer(
    conversations: Conversations, assistant: SmallAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    assistant.fails = True

    exchange = await conversations.say(AMELIE, "my very private matter", "a")

    said, apology = exchange.messages
    assert said.text == "my very private matter"
    incident = apology.text.rpartition("incident ")[2].rstrip(".")
    assert incident in caplog.text
    assert apology.buttons == (wording.PERSON_BUTTON,)
    assert "private" not in caplog.text
    assert exchange.turn is None


async def test_a_person_can_be_had_even_while_the_assistant_fails(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    assistant.fails = True
    await conversations.say(AMELIE, "hello")

    exchange = await conversations.press(AMELIE, "/human")

    assert exchange.status.status == "waiting"
    assert exchange.status.position == 1
    assert exchange.messages[-1].text == wording.A_PERSON_IS_ASKED


async def test_a_hanging_assistant_is_not_waited_for_forever(
    conversations: Conversations, assistant: SmallAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.conversation.asking.TURN_SECONDS", 0.02)
    assistant.seconds = 10

    exchange = await conversations.say(AMELIE, "hello")

    assert exchange.messages[-1].buttons == (wording.PERSON_BUTTON,)


async def test_what_a_killed_process_left_unanswered_is_answered_when_it_is_sent_again(
    conversations: Conversations, store: Store, assistant: SmallAssistant
) -> None:
    with store.write() as db:  # as if the process had died between storing and answering
        draft = Draft("customer", "hello", client_id="a", answered=False)
        transcript.append(db, AMELIE.conversation_id, [draft])

    exchange = await conversations.say(AMELIE, "hello", "a")

    assert [message.text for message in exchange.messages] == ["hello", "You said: hello"]
    assert len(await conversations.history(AMELIE)) == 2


async def test_a_conversation_is_greeted_once(conversations: Conversations) -> None:
    await asyncio.gather(conversations.greet(AMELIE), conversations.greet(AMELIE))

    assert await texts(conversations) == [("assistant", "Hello, I am Teller.")]


async def test_every_open_page_hears_what_is_said_and_answered(conversations: Conversations) -> None:
    topic = f"conversation:{AMELIE.conversation_id}"
    async with conversations.live.hub.subscribe(topic) as first, conversations.live.hub.subscribe(topic) as second:
        await conversations.say(AMELIE, "hello")

        for page in (first, second):
            events = [await page.next() for _ in range(4)]
            assert [event["type"] for event in events] == ["message", "typing", "typing", "message"]
            assert events[0]["message"]["text"] == "hello"
            assert [event["on"] for event in events[1:3]] == [True, False]


async def test_after_a_sign_in_the_assistant_goes_on_with_what_it_could_not_do_for_nobody(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    assistant.after_sign_in = (Reply("Which card do you mean?"),)

    exchange = await conversations.signed_in(AMELIE)

    assert [message.text for message in exchange.messages] == ["Which card do you mean?"]
    assert await texts(conversations) == [("assistant", "Which card do you mean?")]


async def test_a_sign_in_while_a_person_is_wanted_leaves_the_word_to_the_person(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "person please")

    assert (await conversations.signed_in(AMELIE)).messages == ()
    assert [what for what, _ in assistant.heard] == ["turn"]
