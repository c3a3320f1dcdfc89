"""A reply that was lost on the way, or killed before it was stored, is given again: nothing is done twice."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, update

from bank import CustomerId
from bank.services import step_up
from bank.services.transactions import find_transactions
from bank.services.views import TransactionFilter
from bot.conversation.house import House
from bot.shell.line import open_line, phone_messages
from bot.store.models import MessageRow
from bot.store.transcript import ASSISTANT

ADA = CustomerId(1)


def forget_last_replies(house: House, conversation_id: str) -> None:
    """As a process leaves it that was killed after the assistant's turn and before its replies were stored."""
    with house.conversations.live.store.write() as db:
        mine = MessageRow.conversation_id == conversation_id
        last = db.scalar(select(func.max(MessageRow.turn)).where(mine))
        replies = (mine, MessageRow.turn == last, MessageRow.author == ASSISTANT)
        db.execute(delete(MessageRow).where(*replies))
        db.execute(update(MessageRow).where(mine, MessageRow.turn == last).values(answered=False))


def payments(house: House, text: str) -> int:
    with house.bank.unit_of_work() as uow:
        return find_transactions(uow, ADA, TransactionFilter(text=text)).total_count


async def test_a_yes_whose_reply_was_lost_is_not_heard_again_but_answered_again(house: House) -> None:
    session = open_line(house, ADA).session
    say = house.conversations.say
    await say(session, "move 7.77 to savings", "first")
    before = payments(house, "Savings account")
    done = await say(session, "yes", "second")
    assert "Done: €7.77" in done.messages[1].text
    forget_last_replies(house, session.conversation_id)

    again = await say(session, "yes", "second")

    assert [message.text for message in again.messages] == [message.text for message in done.messages]
    assert again.messages[1].data == done.messages[1].data
    assert payments(house, "Savings account") == before + 1


@pytest.mark.parametrize("was_heard", [False, True])
async def test_a_code_that_was_taken_before_the_kill_is_answered_when_the_customer_comes_back(
    house: House, was_heard: bool
) -> None:
    session = open_line(house, ADA).session
    await house.conversations.say(session, "send 3.21 to mia", "first")
    await house.conversations.say(session, "yes", "second")
    phone = phone_messages(house.bank, session)[0]
    if was_heard:
        await house.conversations.enter_code(session, phone.order_key, phone.code)
        forget_last_replies(house, session.conversation_id)
    else:
        with house.bank.unit_of_work() as uow:
            step_up.verify_code(uow, ADA, phone.order_key, phone.code)
            uow.commit()

    told = await house.conversations.greet(session)
    assert ["Done: €3.21 paid to Mia Brandt" in message.text for message in told] == [True]
    assert await house.conversations.greet(session) == ()


async def test_to_cancel_what_was_paid_before_the_kill_does_not_say_that_nothing_was_paid(house: House) -> None:
    session = open_line(house, ADA).session
    await house.conversations.say(session, "send 3.22 to mia", "first")
    await house.conversations.say(session, "yes", "second")
    phone = phone_messages(house.bank, session)[0]
    with house.bank.unit_of_work() as uow:
        step_up.verify_code(uow, ADA, phone.order_key, phone.code)
        uow.commit()
    await house.conversations.say(session, "cancel", "third")
    texts = [message.text for message in await house.conversations.history(session)]
    assert any("Done: €3.22 paid to Mia Brandt" in text for text in texts)
    assert not any("Nothing was paid" in text for text in texts)
