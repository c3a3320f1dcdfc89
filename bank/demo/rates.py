"""The reference rates of the demo bank: one for each currency and day, wandering a little around a usual value."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

# Units for one euro, in millionths.
USUAL_E6 = {"USD": 1_090_000, "GBP": 850_000, "CHF": 960_000, "JPY": 162_000_000}
DAYS = 60
# A day's rate is at most so many thousandths off the usual one.
OFF_THOUSANDTHS = 20


def rate_rows(until: date, seed: int) -> list[tuple[str, str, int]]:
    """Currency, ISO day and rate in millionths, up to and including `until`."""
    random = Random(f"{seed}:rates")  # noqa: S311 - lifelike, not secret
    rows = []
    for back in range(DAYS, -1, -1):
        day = (until - timedelta(days=back)).isoformat()
        for currency, usual in USUAL_E6.items():
            off = random.randint(-OFF_THOUSANDTHS, OFF_THOUSANDTHS)
            rows.append((currency, day, usual + usual * off // 1000))
    return rows
