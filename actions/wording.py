"""How figures, days and lists are written, in the locale of the settings. Sentences stand in domain.yml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_percent

from actions.context import current
from bank import Money


def money(amount: Money) -> str:
    """ "€1,234.50"; a negative amount carries a true minus sign."""
    written: str = format_currency(abs(amount).decimal, amount.currency, locale=current().locale)
    return f"−{written}" if amount.minor < 0 else written


def signed_money(amount: Money) -> str:
    """Like `money`, with a plus before what came in."""
    return money(amount) if amount.minor <= 0 else f"+{money(amount)}"


def rate(basis_points: int) -> str:
    """ "1.50%"."""
    written: str = format_percent(Decimal(basis_points) / 10_000, "#,##0.00%", locale=current().locale)
    return written


def term(months: int) -> str:
    """ "5 years", "18 months"."""
    if months % 12 == 0:
        return "1 year" if months == 12 else f"{months // 12} years"
    return "1 month" if months == 1 else f"{months} months"


def fact(value: str | Money | date) -> str:
    """What a read-back says: an amount or a day in the locale's form, text as it is."""
    if isinstance(value, Money):
        return money(value)
    return full_day(value) if isinstance(value, date) else value


def money_data(amount: Money) -> dict[str, Any]:
    """An amount as a page reads it."""
    return {"minor": amount.minor, "currency": amount.currency}


def day(value: date, today: date) -> str:
    """ "today", "yesterday", "tomorrow", else "Fri 6 Nov", with the year where it is not this one."""
    if near := _near(value, today):
        return near
    pattern = "EEE d MMM" if value.year == today.year else "EEE d MMM yyyy"
    written: str = format_date(value, pattern, locale=current().locale)
    return written


def on_day(value: date, today: date) -> str:
    """The same within a sentence: "today", "on Fri 6 Nov"."""
    return _near(value, today) or f"on {day(value, today)}"


def _near(value: date, today: date) -> str | None:
    near = {today: "today", today - timedelta(days=1): "yesterday", today + timedelta(days=1): "tomorrow"}
    return near.get(value)


def full_day(value: date) -> str:
    """ "Friday 6 November 2026", for what will be paid on a day."""
    written: str = format_date(value, "EEEE d MMMM yyyy", locale=current().locale)
    return written


def long_day(value: date) -> str:
    """ "6 November 2026", for a day from which something holds."""
    written: str = format_date(value, "d MMMM yyyy", locale=current().locale)
    return written


def capital(text: str) -> str:
    """With a capital at its beginning, as a line or a button begins."""
    return text[:1].upper() + text[1:]


def either(names: Sequence[str]) -> str:
    """ "A, B or C"."""
    written: str = format_list(names, style="or", locale=current().locale)
    return written


def every(names: Sequence[str]) -> str:
    """ "A, B and C"."""
    written: str = format_list(names, locale=current().locale)
    return written


def lines(rows: Iterable[str]) -> str:
    """One row a line, as a list."""
    return "\n".join(f"• {row}" for row in rows)
