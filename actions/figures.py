"""The bank's figures in words, by the names under which articles and replies quote them: `{{rate:savings}}`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from actions.context import Context, current, public_work
from bank import Money
from bank.domain.clock import bank_day, utc_now
from bank.domain.facts import Figure, Hours, Rate
from bank.services.figures import current_figures, written_figures


def figures_of_bank() -> dict[str, str]:
    """Every figure as it holds today at the bank that the actions serve."""
    with public_work() as uow:
        return _worded(current_figures(uow), current().locale)


def with_figures(text: str) -> str:
    """The text with today's figure in each marker's place."""
    if "{{" not in text:
        return text
    for name, figure in figures_of_bank().items():
        text = text.replace(f"{{{{{name}}}}}", figure)
    return text


def figures_of_files() -> dict[str, str]:
    """Every figure as the bank's files have it today: what the model is trained on. CatalogueBroken."""
    return _worded(written_figures(bank_day(utc_now())), Context.locale)


def _worded(figures: Mapping[str, Figure | date], locale: str) -> dict[str, str]:
    return {name: in_words(figure, locale) for name, figure in figures.items()}


def in_words(figure: Figure | date, locale: str) -> str:
    """ "€4.90", "€10,000", "1.50%", "5", "Monday to Friday from 8:00 to 20:00", "1 July 2025"."""
    if isinstance(figure, Money):
        if figure.minor == 0:
            return "nothing"
        return _amount(figure, locale)
    if isinstance(figure, Rate):
        return _share(figure, locale)
    if isinstance(figure, Hours):
        return _hours(figure, locale)
    if isinstance(figure, date):
        return str(format_date(figure, "d MMMM yyyy", locale=locale))
    return str(format_decimal(figure, locale=locale)) if isinstance(figure, int) else figure


def _amount(amount: Money, locale: str) -> str:
    """Whole amounts without decimals: in a sentence "€10,000.00" is harder to read."""
    if amount.decimal != amount.decimal.to_integral_value():
        return str(format_currency(amount.decimal, amount.currency, locale=locale))
    pattern = Locale.parse(locale).currency_formats["standard"].pattern.replace(".00", "")
    return str(format_currency(amount.decimal, amount.currency, pattern, locale=locale, currency_digits=False))


def _share(rate: Rate, locale: str) -> str:
    pattern = "#,##0%" if rate.basis_points % 100 == 0 else "#,##0.00%"
    return str(format_decimal(rate.basis_points / 10_000, pattern, locale=locale))


def _hours(hours: Hours, locale: str) -> str:
    names = Locale.parse(locale).days["stand-alone"]["wide"]
    said = [
        f"{names[first]}{f' to {names[last]}' if last != first else ''} from {_clock(opens)} to {_clock(closes)}"
        for first, last, opens, closes in hours.spans
    ]
    return " and ".join(said)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
