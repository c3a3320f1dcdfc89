"""One lock per conversation, so that turns never overlap; kept only while somebody holds or awaits it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.store.shared_locks import HELD_AT_ONCE, SharedLocks

# A turn takes some 25 ms. Who finds the conversation held by another replica looks again so often.
LOOK_AGAIN_SECONDS = 0.02


class ConversationLocks:
    """Locks by conversation id: first come, first served in this process, and with `shared` one over all replicas."""

    def __init__(self, shared: SharedLocks | None = None) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}
        self._shared = shared
        self._places = asyncio.Semaphore(HELD_AT_ONCE)

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """Hold the conversation for the length of the block."""
        lock, users = self._locks.get(conversation_id, (None, 0))
        lock = lock or asyncio.Lock()
        self._locks[conversation_id] = (lock, users + 1)
        try:
            async with lock, self._hold_everywhere(conversation_id):
                yield
        finally:
            lock, users = self._locks[conversation_id]
            if users == 1:
                del self._locks[conversation_id]
            else:
                self._locks[conversation_id] = (lock, users - 1)

    @asynccontextmanager
    async def _hold_everywhere(self, conversation_id: str) -> AsyncIterator[None]:
        if self._shared is None:
            yield
            return
        while True:
            # A place is a connection: nobody waits for one in a thread that its holder may need.
            async with self._places:
                held = await asyncio.to_thread(self._shared.try_to_hold, conversation_id)
                if held is not None:
                    try:
                        yield
                    finally:
                        await asyncio.to_thread(held.close)
                    return
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
