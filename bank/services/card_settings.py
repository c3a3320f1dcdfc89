"""A card's settings: activate a new one, limits for a day, online, abroad and contactless use, journeys announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from bank.domain import card_errors, errors
from bank.domain.card_rules import CardLimit, CardUse, most_minor
from bank.domain.cards import HOLDER_MAY_CHANGE, CardKind, CardState
from bank.domain.changes import Row
from bank.domain.clock import bank_day
from bank.domain.countries import COUNTRIES
from bank.domain.customers import CustomerId
from bank.domain.house import HOME_COUNTRY, HOME_CURRENCY
from bank.domain.limits import NEW_CARD_EARLIEST_WORKING_DAYS, TRAVEL_AHEAD_DAYS, TRAVEL_COUNTRIES, TRAVEL_DAYS
from bank.domain.money import Money
from bank.domain.product_errors import HomeCurrencyOnly
from bank.domain.working_days import working_days_after
from bank.services.cards import own_card, written
from bank.services.change_kinds import ChangeKind, Fields
from bank.store.database import UnitOfWork
from bank.store.models import Card, CardDelivery, TravelNotice

ACTIVATE, SET_LIMIT, SET_USE, NOTE_TRAVEL = "activate_card", "set_card_limit", "set_card_use", "note_travel"
LIMIT_NAMES = {CardLimit.PAYMENTS: "payments", CardLimit.CASH: "cash from machines"}
USE_NAMES = {
    CardUse.ONLINE: "Online payments",
    CardUse.ABROAD: "Use abroad",
    CardUse.CONTACTLESS: "Contactless payments",
}
USE_COLUMNS = {
    CardUse.ONLINE: "is_online_open",
    CardUse.ABROAD: "is_abroad_open",
    CardUse.CONTACTLESS: "is_contactless_open",
}


def settable(uow: UnitOfWork, customer: CustomerId, card_id: int) -> Card:
    """The customer's card if it is in use, locked. UnknownCard, CardNotSettable, CardNotActivated."""
    card = own_card(uow, customer, card_id)
    if card.state not in HOLDER_MAY_CHANGE:
        raise card_errors.CardNotSettable(card.digits, card.state)
    if card.awaits_activation:
        raise card_errors.CardNotActivated(card.digits)
    return card


def _all_settable(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> list[Card]:
    """The cards of `card_ids`. UnknownCard for none, and what `settable` raises."""
    if not fields["card_ids"]:
        raise errors.UnknownCard
    return [settable(uow, customer, card_id) for card_id in fields["card_ids"]]


def _cards_row(cards: Sequence[Card]) -> Row:
    return "Card" if len(cards) == 1 else "Cards", " and ".join(map(written, cards))


def limit_minor(card: Card, limit: CardLimit) -> int:
    """The card's limit for a day as it is now."""
    return card.cash_day_minor if limit is CardLimit.CASH else card.payments_day_minor


# A new card


def _check_activate(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"card_id"}`. UnknownCard, CardNotSettable, CardActiveAlready, CardNotThereYet."""
    card = own_card(uow, customer, fields["card_id"])
    if card.state not in HOLDER_MAY_CHANGE:
        raise card_errors.CardNotSettable(card.digits, card.state)
    if not card.awaits_activation:
        raise card_errors.CardActiveAlready(card.digits)
    delivery = uow.session.get(CardDelivery, card.id)
    if delivery is not None:
        earliest = working_days_after(bank_day(delivery.ordered_at), NEW_CARD_EARLIEST_WORKING_DAYS)
        if uow.today < earliest:
            raise card_errors.CardNotThereYet(card.digits, delivery.expected_on)
    rows: list[Row] = [("Card", written(card)), ("From now on", "Works, with its PIN first")]
    old = _replaced(uow, delivery)
    return rows if old is None else [*rows, ("Old card", f"…{old.digits} stops working")]


def _activate(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    card = own_card(uow, customer, fields["card_id"])
    card.awaits_activation = False
    old = _replaced(uow, uow.session.get(CardDelivery, card.id))
    if old is not None:
        old.state, old.state_at = CardState.BLOCKED, uow.now


def _replaced(uow: UnitOfWork, delivery: CardDelivery | None) -> Card | None:
    """The old card, if it still works beside the new one."""
    old = uow.session.get(Card, delivery.replaces_id) if delivery is not None and delivery.replaces_id else None
    return old if old is not None and old.state in HOLDER_MAY_CHANGE else None


# Limits


def _check_limit(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"card_ids", "limit", "minor", "currency" (None: the home currency)}`; 0 lets nothing through.

    What `settable` raises, HomeCurrencyOnly, CardLimitTooHigh, SameCardLimit if it is that of all of them already.
    """
    if fields.get("currency") not in {None, HOME_CURRENCY}:
        raise HomeCurrencyOnly(HOME_CURRENCY)
    cards, limit = _all_settable(uow, customer, fields), CardLimit(fields["limit"])
    wanted = Money(fields["minor"], HOME_CURRENCY)
    most = Money(min(most_minor(CardKind(card.kind), limit) for card in cards), HOME_CURRENCY)
    if wanted.minor < 0:
        raise errors.NotPositive(wanted)
    if wanted > most:
        raise card_errors.CardLimitTooHigh(most, LIMIT_NAMES[limit])
    now = [Money(limit_minor(card, limit), HOME_CURRENCY) for card in cards]
    if all(one == wanted for one in now):
        raise card_errors.SameCardLimit(wanted)
    names = ["Limit now"] if len(cards) == 1 else [f"Limit now, …{card.digits}" for card in cards]
    return [_cards_row(cards), ("For a day", LIMIT_NAMES[limit]), *zip(names, now, strict=True), ("New limit", wanted)]


def _set_limit(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Fields:
    cards = _all_settable(uow, customer, fields)
    for card in cards:
        if CardLimit(fields["limit"]) is CardLimit.CASH:
            card.cash_day_minor = fields["minor"]
        else:
            card.payments_day_minor = fields["minor"]
    return {"of": " and ".join(map(written, cards))}


# Where it may be used


def _check_use(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"card_ids", "uses", "on"}`: one or several uses. What `settable` raises; SameCardUse if all are so already."""
    cards = _all_settable(uow, customer, fields)
    state = "on" if fields["on"] else "off"
    uses = [CardUse(use) for use in fields["uses"]]
    others = [use for use in uses if any(getattr(card, USE_COLUMNS[use]) != fields["on"] for card in cards)]
    if not others:
        raise card_errors.SameCardUse(USE_NAMES[uses[0]], state, cards[0].digits)
    return [_cards_row(cards), *((USE_NAMES[use], f"Switched {state}") for use in others)]


def _set_use(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    for card in _all_settable(uow, customer, fields):
        for use in map(CardUse, fields["uses"]):
            setattr(card, USE_COLUMNS[use], fields["on"])


# Journeys


def _check_travel(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"card_ids", "countries", "since", "until"}`, days in ISO form, both included.

    What `settable` raises, UnknownCountry, TravelAtHome, TravelOver, TravelTooFar, TravelTooLong, TravelKnown.
    """
    cards = _all_settable(uow, customer, fields)
    countries, since, until = _journey(fields)
    if not countries or len(countries) > TRAVEL_COUNTRIES or not set(countries) <= COUNTRIES.keys():
        raise card_errors.UnknownCountry
    if HOME_COUNTRY in countries:
        raise card_errors.TravelAtHome(COUNTRIES[HOME_COUNTRY])
    _refuse_days(uow.today, since, until)
    if not any(_new_notices(uow, cards, countries, since, until)):
        raise card_errors.TravelKnown(_names(countries), since, until)
    return [
        _cards_row(cards),
        ("Where", _names(countries)),
        ("From", since),
        ("Until", until),
    ]


def _refuse_days(today: date, since: date, until: date) -> None:
    latest = today + timedelta(days=TRAVEL_AHEAD_DAYS)
    if until < today or until < since:
        raise card_errors.TravelOver(until)
    if since > latest:
        raise card_errors.TravelTooFar(latest)
    if (until - since).days >= TRAVEL_DAYS:
        raise card_errors.TravelTooLong(TRAVEL_DAYS)


def _note_travel(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    cards = _all_settable(uow, customer, fields)
    uow.session.add_all(_new_notices(uow, cards, *_journey(fields)))


def _journey(fields: Fields) -> tuple[list[str], date, date]:
    return fields["countries"], date.fromisoformat(fields["since"]), date.fromisoformat(fields["until"])


def _new_notices(
    uow: UnitOfWork, cards: Sequence[Card], countries: Sequence[str], since: date, until: date
) -> list[TravelNotice]:
    """A row for each card and country that has none for just these days."""
    of_these = select(TravelNotice).where(
        TravelNotice.card_id.in_([card.id for card in cards]), TravelNotice.since == since, TravelNotice.until == until
    )
    known = {(row.card_id, row.country) for row in uow.session.scalars(of_these)}
    return [
        TravelNotice(
            card_id=card.id, place=COUNTRIES[country], country=country, since=since, until=until, made_at=uow.now
        )
        for card in cards
        for country in countries
        if (card.id, country) not in known
    ]


def _names(countries: Sequence[str]) -> str:
    return ", ".join(COUNTRIES[country] for country in countries)


KINDS = (
    ChangeKind(ACTIVATE, "Activate a card", needs_code=True, check=_check_activate, execute=_activate),
    ChangeKind(SET_LIMIT, "Change a card's limit", needs_code=True, check=_check_limit, execute=_set_limit),
    ChangeKind(SET_USE, "Change where a card works", needs_code=True, check=_check_use, execute=_set_use),
    ChangeKind(NOTE_TRAVEL, "Note a journey", needs_code=True, check=_check_travel, execute=_note_travel),
)
