"""How much of anything a conversation bears, and the counting of it."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

MESSAGE_CHARACTERS = 2_000
CODE_CHARACTERS = 16
SECRET_CHARACTERS = 16
# More than anybody types, less than keeps a core busy.
MESSAGES_PER_MINUTE = 120
CODES_PER_MINUTE = 10
TURN_SECONDS = 30
# How many keys (conversations, addresses, names) a limit remembers before it forgets the longest unseen.
REMEMBERED_KEYS = 50_000


class RateLimit:
    """At most `times` in any `per_seconds` for each key."""

    def __init__(self, times: int, per_seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._times = times
        self._per_seconds = per_seconds
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_seconds(self, key: str) -> float:
        """How long `key` has to wait; 0 when it may go on now. Counts nothing."""
        moments = self._seen.get(key)
        if not moments or len(moments) < self._times:
            return 0.0
        return max(0.0, moments[0] + self._per_seconds - self._clock())

    def count(self, key: str) -> None:
        """Note that `key` has done it once more."""
        moments = self._seen.setdefault(key, deque(maxlen=self._times))
        moments.append(self._clock())
        self._seen.move_to_end(key)
        if len(self._seen) > REMEMBERED_KEYS:
            self._seen.popitem(last=False)
