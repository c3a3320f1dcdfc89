"""A conversation goes to a person and comes back; the assistant is silent meanwhile."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation import wording
from bot.conversation.conversations import Conversations
from bot.conversation.errors import EmptyMessageError, NotOfferedError
from bot.desk import Desk
from bot.desk.errors import AlreadyClaimedError, NotYoursError, UnknownHandoverError
from bot.desk.handovers import Handover
from bot.desk.staff import Staff, add_staff
from bot.store import Store
from tests.store_fixtures import signed_in
from tests.unit.conversation.doubles import SmallAssistant, Speaker

AMELIE = Speaker()
BEN = Speaker(conversation_id="d" * 32, customer_id=2, first_name="Ben")


@pytest.fixture
def robin(desk: Desk) -> Staff:
    return signed_in(desk).staff


@pytest.fixture
def sam(desk: Desk, store: Store) -> Staff:
    with store.write() as db:
        add_staff(db, "sam", "Sam", "a password", is_demo=True)
    return signed_in(desk, "sam", "a password").staff


def waiting(desk: Desk, staff: Staff) -> tuple[Handover, ...]:
    return desk.queue(staff).waiting


async def test_asking_for_a_person_puts_the_conversation_into_the_queue_with_its_facts(
    conversations: Conversations, desk: Desk, robin: Staff
) -> None:
    exchange = await conversations.say(AMELIE, "person please")

    assert (exchange.status.status, exchange.status.position) == ("waiting", 1)
    (handover,) = waiting(desk, robin)
    assert handover.customer == "Amelie"
    assert handover.reason == "The customer asked for a person."
    assert handover.summary == (("Last words", "person please"),)
    assert handover.last_text == "person please"


async def test_the_queue_is_served_in_the_order_of_arrival(
    conversations: Conversations, desk: Desk, robin: Staff
) -> None:
    await conversations.say(AMELIE, "person")
    await conversations.say(BEN, "person")

    assert [handover.customer for handover in waiting(desk, robin)] == ["Amelie", "Ben"]
    assert (await conversations.status(BEN)).position == 2

    await conversations.staff_side.claim(robin, waiting(desk, robin)[0].id)
    assert (await conversations.status(BEN)).position == 1


async def test_who_writes_while_waiting_is_told_the_position_once_and_the_assistant_is_silent(
    conversations: Conversations, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "person")

    first = await conversations.say(AMELIE, "hello?")
    second = await conversations.say(AMELIE, "anybody there?")

    assert [message.text for message in first.messages] == ["hello?", wording.waiting(1)]
    assert [message.text for message in second.messages] == ["anybody there?"]
    assert len(assistant.heard) == 1


async def test_who_does_not_want_to_wait_goes_on_with_the_assistant(
    conversations: Conversations, desk: Desk, robin: Staff
) -> None:
    await conversations.say(AMELIE, "person")
    await conversations.say(AMELIE, "hello?")

    exchange = await conversations.press(AMELIE, wording.LEAVE_QUEUE)

    assert exchange.status.status == "assistant"
    assert exchange.messages[-1].text == "I am with you again."
    assert waiting(desk, robin) == ()


async def test_the_way_out_of_the_queue_is_closed_once_somebody_has_come(
    conversations: Conversations, desk: Desk, robin: Staff
) -> None:
    await conversations.say(AMELIE, "person")
    await conversations.say(AMELIE, "hello?")
    await conversations.staff_side.claim(robin, waiting(desk, robin)[0].id)

    with pytest.raises(NotOfferedError):
        await conversations.press(AMELIE, wording.LEAVE_QUEUE)


async def test_buttons_of_the_assistant_do_not_count_while_a_person_has_the_conversation(
    conversations: Conversations, store: Store
) -> None:
    await conversations.say(AMELIE, "choose")
    await conversations.press(AMELIE, "/human")

    with pytest.raises(NotOfferedError):
        await conversations.press(AMELIE, "/confirm")


async def test_of_several_who_claim_at_once_one_wins(
    conversations: Conversations, desk: Desk, robin: Staff, sam: Staff
) -> None:
    await conversations.say(AMELIE, "person")
    handover_id = waiting(desk, robin)[0].id

    results = await asyncio.gather(
        *(conversations.staff_side.claim(staff, handover_id) for staff in (robin, sam)),
        return_exceptions=True,
    )

    assert sorted(type(result).__name__ for result in results) == ["AlreadyClaimedError", "HandoverView"]


async def test_claiming_twice_is_as_claiming_once(conversations: Conversations, desk: Desk, robin: Staff) -> None:
    await conversations.say(AMELIE, "person")
    handover_id = waiting(desk, robin)[0].id

    await conversations.staff_side.claim(robin, handover_id)
    view = await conversations.staff_side.claim(robin, handover_id)

    assert [message.text for message in view.messages].count(wording.joined("Robin")) == 1


async def test_staff_and_customer_talk_and_the_assistant_hears_nothing_of_it(
    conversations: Conversations, desk: Desk, robin: Staff, assistant: SmallAssistant
) -> None:
    await conversations.say(AMELIE, "person")
    handover_id = waiting(desk, robin)[0].id
    await conversations.staff_side.claim(robin, handover_id)

    await conversations.staff_side.say(robin, handover_id, "How can I help?", "s1")
    await conversations.say(AMELIE, "My card is gone.")
    view = await conversations.staff_side.read(robin, handover_id)

    assert [(m.author, m.name, m.text) for m in view.messages[-3:]] == [
        ("system", None, "Robin has joined the conversation."),
        ("staff", "Robin", "How can I help?"),
        ("customer", "Amelie", "My card is gone."),
    ]
    assert (await conversations.status(AMELIE)).name == "Robin"
    assert len(assistant.heard) == 1


async def test_what_staff_sends_twice_is_said_once(conversations: Conversations, desk: Desk, robin: Staff) -> None:
    await conversations.say(AMELIE, "person")
    handover_id = waiting(desk, robin)[0].id
    await conversations.staff_side.claim(robin, handover_id)

    await conversations.staff_side.say(robin, handover_id, "Hello", "s1")
    view = await conversations.staff_side.say(robin, handover_id, "Hello", "s1")

    assert [message.text for message in view.messages].count("Hello") == 1


async def test_handed_back_the_assistant_answers_again(conversations: Conversations, desk: Desk, robin: Staff) -> None:
    await conversations.say(AMELIE, "person")
    handover_id = waiting(desk, robin)[0].id
    await conversations.staff_side.claim(robin, handover_id)

    view = await conversations.staff_side.hand_back(robin, handover_id)

    assert [message.text for message in view.messages[-2:]] == [wording.left("Robin"), "I am with you again."]
    assert view.handover.state == "closed"
    assert (await conversations.say(AMELIE, "hello")).messages[-1].text == "You said: hello"


async def test_nobody_speaks_in_a_conversation_that_is_not_theirs(
    conversations: Conversations, desk: Desk, robin: Staff, sam: Staff
) -> None:
    await conversations.say(AMELIE, "person")
    handover_id = waiting(desk, robin)[0].id
    side = conversations.staff_side

    with pytest.raises(NotYoursError):
        await side.say(robin, handover_id, "not claimed yet", "s1")
    await side.claim(robin, handover_id)
    for refused in (
        side.say(sam, handover_id, "hello", "s1"),
        side.hand_back(sam, handover_id),
        side.read(sam, handover_id),
        side.typing(sam, handover_id, True),
    ):
        with pytest.raises(NotYoursError):
            await refused
    with pytest.raises(AlreadyClaimedError):
        await side.claim(sam, handover_id)


async def test_a_handover_that_does_not_exist_is_refused(conversations: Conversations, robin: Staff) -> None:
    with pytest.raises(UnknownHandoverError):
        await conversations.staff_side.claim(robin, "0" * 32)


async def test_an_empty_reply_of_staff_is_refused(conversations: Conversations, desk: Desk, robin: Staff) -> None:
    await conversations.say(AMELIE, "person")
    handover_id = waiting(desk, robin)[0].id
    await conversations.staff_side.claim(robin, handover_id)

    with pytest.raises(EmptyMessageError):
        await conversations.staff_side.say(robin, handover_id, "  ", "s1")


async def test_a_customer_who_leaves_is_no_longer_waited_for(
    conversations: Conversations, desk: Desk, robin: Staff
) -> None:
    await conversations.say(AMELIE, "person")
    handover_id = waiting(desk, robin)[0].id
    await conversations.staff_side.claim(robin, handover_id)

    await conversations.end(AMELIE.conversation_id)

    view = await conversations.staff_side.read(robin, handover_id)
    assert view.handover.state == "closed"
    assert view.messages[-1].text == wording.CUSTOMER_LEFT


async def test_what_a_leaving_member_of_staff_had_waits_again_at_its_old_place(
    conversations: Conversations, desk: Desk, robin: Staff
) -> None:
    await conversations.say(AMELIE, "person")
    await conversations.say(BEN, "person")
    await conversations.staff_side.claim(robin, waiting(desk, robin)[0].id)

    await conversations.staff_side.leave(robin)

    assert [handover.customer for handover in waiting(desk, robin)] == ["Amelie", "Ben"]
    assert (await conversations.status(AMELIE)).position == 1


async def test_a_customer_whose_member_of_staff_is_gone_waits_again_and_is_told(
    conversations: Conversations, desk: Desk, store: Store
) -> None:
    here = signed_in(desk)
    robin = here.staff
    await conversations.say(AMELIE, "person")
    await conversations.staff_side.claim(robin, waiting(desk, robin)[0].id)
    desk.sign_out(here.token)  # without a word, as when a session runs out

    exchange = await conversations.say(AMELIE, "are you still there?")

    assert [message.text for message in exchange.messages[1:]] == [wording.BACK_IN_QUEUE, wording.waiting(1)]
    assert exchange.status.status == "waiting"
    assert len(waiting(desk, robin)) == 1


async def test_who_signs_in_while_waiting_is_known_by_name(
    conversations: Conversations, desk: Desk, robin: Staff
) -> None:
    await conversations.say(Speaker(customer_id=None, first_name=None), "person")

    await conversations.signed_in(AMELIE)

    assert waiting(desk, robin)[0].customer == "Amelie"


async def test_both_sides_hear_each_other_live(conversations: Conversations, desk: Desk, robin: Staff) -> None:
    await conversations.say(AMELIE, "person")
    handover_id = waiting(desk, robin)[0].id
    await conversations.staff_side.claim(robin, handover_id)
    hub = conversations.live.hub
    async with (
        hub.subscribe(f"staff:{robin.id}") as staff,
        hub.subscribe(f"conversation:{AMELIE.conversation_id}") as page,
    ):
        await conversations.typing(AMELIE, True)
        await conversations.say(AMELIE, "My card is gone.")
        await conversations.staff_side.typing(robin, handover_id, True)

        assert await staff.next() == {"type": "typing", "handover": handover_id, "on": True}
        heard = await staff.next()
        assert (heard["type"], heard["handover"]) == ("message", handover_id)
        assert heard["message"]["text"] == "My card is gone."
        assert (await page.next())["message"]["text"] == "My card is gone."
        assert await page.next() == {"type": "typing", "author": "staff", "on": True}


async def test_everybody_who_waits_hears_the_new_position(
    conversations: Conversations, desk: Desk, robin: Staff
) -> None:
    await conversations.say(AMELIE, "person")
    await conversations.say(BEN, "person")
    async with conversations.live.hub.subscribe(f"conversation:{BEN.conversation_id}") as page:
        await conversations.staff_side.claim(robin, waiting(desk, robin)[0].id)

        assert await page.next() == {"type": "status", "status": "waiting", "position": 1, "name": None}


async def test_a_secret_is_removed_in_front_of_staff_too(
    conversations: Conversations, desk: Desk, robin: Staff
) -> None:
    await conversations.say(AMELIE, "person")
    await conversations.staff_side.claim(robin, waiting(desk, robin)[0].id)

    exchange = await conversations.say(AMELIE, "my pin is 1234")

    assert exchange.messages[0].text == wording.REMOVED
