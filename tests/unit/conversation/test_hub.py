"""Live events: everybody who listens to a topic hears them, and nobody is waited for."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation.hub import QUEUE_EVENTS, FellBehindError, Hub


async def test_only_who_listens_to_the_topic_hears_it() -> None:
    hub = Hub()
    async with hub.subscribe("a") as first, hub.subscribe("a", "b") as second, hub.subscribe("b") as third:
        await hub.publish("a", {"n": 1})
        await hub.publish("b", {"n": 2})

        assert await first.next() == {"n": 1}
        assert [await second.next(), await second.next()] == [{"n": 1}, {"n": 2}]
        assert await third.next() == {"n": 2}


async def test_who_has_stopped_listening_is_forgotten() -> None:
    hub = Hub()
    async with hub.subscribe("a"):
        pass

    await hub.publish("a", {})

    assert not hub._subscriptions


async def test_who_does_not_keep_up_is_told_so_and_holds_nobody_up() -> None:
    hub = Hub()
    async with hub.subscribe("a") as slow:
        for number in range(QUEUE_EVENTS + 1):
            await hub.publish("a", {"n": number})

        with pytest.raises(FellBehindError):
            await slow.next()


async def test_a_waiting_subscriber_wakes_up() -> None:
    hub = Hub()
    async with hub.subscribe("a") as subscription:
        waiting = asyncio.create_task(subscription.next())
        await asyncio.sleep(0)
        await hub.publish("a", {"n": 1})

        assert await waiting == {"n": 1}
