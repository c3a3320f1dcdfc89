"""What the bank refuses about a card's settings and its PIN; the rest is in `errors`."""

from __future__ import annotations

from datetime import date

from bank.domain.errors import BankError
from bank.domain.limits import PIN_LENGTH
from bank.domain.money import Money


class CardNotSettable(BankError):
    code = "card_not_settable"

    def __init__(self, digits: str, state: str) -> None:
        super().__init__(
            f"The card ending {digits} is {state}, so there is nothing to set on it.",
            "Choose another card.",
            digits=digits,
            state=state,
        )


class CardNotActivated(BankError):
    code = "card_not_activated"

    def __init__(self, digits: str) -> None:
        super().__init__(
            f"The card ending {digits} is not activated yet.", "Activate it first, once it has come.", digits=digits
        )


class CardActiveAlready(BankError):
    code = "card_active_already"

    def __init__(self, digits: str) -> None:
        super().__init__(f"The card ending {digits} is active already.", "You can use it.", digits=digits)


class CardNotThereYet(BankError):
    code = "card_not_there_yet"

    def __init__(self, digits: str, expected_on: date) -> None:
        super().__init__(
            f"The card ending {digits} is still on its way and cannot have come.",
            f"Activate it when it is there, by {expected_on:%d %B %Y}.",
            digits=digits,
            expected_on=expected_on,
        )


class CardLimitTooHigh(BankError):
    code = "card_limit_too_high"

    def __init__(self, most: Money, what: str) -> None:
        super().__init__(f"The most in a day is {most} for {what}.", "Choose less.", most=most, what=what)


class SameCardLimit(BankError):
    code = "same_card_limit"

    def __init__(self, limit: Money) -> None:
        super().__init__(f"The limit is {limit} already.", "Choose another.", limit=limit)


class SameCardUse(BankError):
    code = "same_card_use"

    def __init__(self, what: str, state: str, digits: str) -> None:
        super().__init__(
            f"{what} with the card ending {digits} is {state} already.",
            "Nothing needs to change.",
            what=what,
            state=state,
            digits=digits,
        )


class UnknownCountry(BankError):
    code = "unknown_country"

    def __init__(self) -> None:
        super().__init__("That is no country that is known here.", "Name the country.")


class TravelAtHome(BankError):
    code = "travel_at_home"

    def __init__(self, country: str) -> None:
        super().__init__(f"In {country} the card works anyway.", "Name a country abroad.", country=country)


class TravelOver(BankError):
    code = "travel_over"

    def __init__(self, until: date) -> None:
        super().__init__("That journey is over.", "Give days that are to come.", until=until)


class TravelTooLong(BankError):
    code = "travel_too_long"

    def __init__(self, days: int) -> None:
        super().__init__(f"One journey has at most {days} days.", "Give an earlier last day.", days=days)


class TravelTooFar(BankError):
    code = "travel_too_far"

    def __init__(self, latest: date) -> None:
        super().__init__(
            f"A journey can begin on {latest:%d %B %Y} at the latest.", "Tell the bank later.", latest=latest
        )


class TravelKnown(BankError):
    code = "travel_known"

    def __init__(self, country: str, since: date, until: date) -> None:
        super().__init__(
            f"The journey to {country} is noted already.",
            "Nothing needs to change.",
            country=country,
            since=since,
            until=until,
        )


class InvalidPin(BankError):
    code = "invalid_pin"

    def __init__(self) -> None:
        super().__init__(f"A PIN has {PIN_LENGTH} digits.", "Nothing else can be in it.", length=PIN_LENGTH)


class PinNotChosen(BankError):
    code = "pin_not_chosen"

    def __init__(self) -> None:
        super().__init__("The time for choosing a PIN is over.", "Ask for a new one.")
