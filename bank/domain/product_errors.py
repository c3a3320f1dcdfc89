"""What the bank refuses about products, people's details, alerts and appointments; the rest is in `errors`."""

from __future__ import annotations

from datetime import date

from bank.domain.errors import BankError
from bank.domain.money import Money

# Borrowing


class OutsideTerms(BankError):
    code = "outside_terms"

    def __init__(self, what: str, least: str, most: str) -> None:
        super().__init__(
            f"The {what} must be between {least} and {most}.", "Choose another.", what=what, least=least, most=most
        )


class NothingAffordable(BankError):
    code = "nothing_affordable"

    def __init__(self, share: int) -> None:
        super().__init__(
            "Nothing is left for an instalment.",
            f"At most {share} per cent of the income may go to loans.",
            share=share,
        )


class NoSuchDebt(BankError):
    code = "no_such_debt"

    def __init__(self) -> None:
        super().__init__("You have no loan or mortgage here.", "Ask what one would cost.")


class MoreThanOwed(BankError):
    code = "more_than_owed"

    def __init__(self, amount: Money, owed: Money) -> None:
        super().__init__(f"{amount} is more than you owe.", f"You owe {owed}.", amount=amount, owed=owed)


class NotRepayableHere(BankError):
    code = "not_repayable_here"

    def __init__(self, free: Money) -> None:
        super().__init__(
            "Before the fixed rate ends, a mortgage is paid back in whole only if the home is sold.",
            f"Up to {free} a year can be paid extra without a charge.",
            free=free,
        )


class NoOverdraftHere(BankError):
    code = "no_overdraft_here"

    def __init__(self, account: str) -> None:
        super().__init__(f"{account} cannot have an overdraft.", "Choose a current account in EUR.", account=account)


class OverdraftOutOfRange(BankError):
    code = "overdraft_out_of_range"

    def __init__(self, least: Money, most: Money) -> None:
        super().__init__(
            f"An overdraft is between {least} and {most}.", "Choose another limit, or none.", least=least, most=most
        )


class OverdraftTooHigh(BankError):
    code = "overdraft_too_high"

    def __init__(self, possible: Money) -> None:
        super().__init__(
            f"With what comes in each month, {possible} is possible.",
            "Choose a lower limit, or speak to a person.",
            possible=possible,
        )


class OverdraftInUse(BankError):
    code = "overdraft_in_use"

    def __init__(self, used: Money) -> None:
        super().__init__(
            f"{used} of the overdraft is in use.", "Choose a limit of at least that, or pay it back first.", used=used
        )


class SameLimit(BankError):
    code = "same_limit"

    def __init__(self, limit: Money) -> None:
        super().__init__(f"The limit is {limit} already.", "Choose another.", limit=limit)


class HomeCurrencyOnly(BankError):
    code = "home_currency_only"

    def __init__(self, currency: str) -> None:
        super().__init__(f"This is set in {currency} only.", f"Give an amount in {currency}.", currency=currency)


# Products


class UnknownProduct(BankError):
    code = "unknown_product"

    def __init__(self) -> None:
        super().__init__("We have no such product.", "Choose one of ours.")


class NotHeld(BankError):
    code = "not_held"

    def __init__(self, product: str) -> None:
        super().__init__(f"You have no {product} here.", "Choose one that you have.", product=product)


class RequestOpen(BankError):
    code = "request_open"

    def __init__(self, number: str) -> None:
        super().__init__(f"You have asked for that already, under {number}.", "A colleague is on it.", number=number)


# Details


class InvalidEmail(BankError):
    code = "invalid_email"

    def __init__(self) -> None:
        super().__init__("This is not an e-mail address.", "Write it like name@example.com.")


class InvalidPhone(BankError):
    code = "invalid_phone"

    def __init__(self) -> None:
        super().__init__("This is not a phone number.", "Write it with the country's prefix, like +353 87 123 4567.")


class InvalidAddress(BankError):
    code = "invalid_address"

    def __init__(self) -> None:
        super().__init__("This is not a whole address.", "Write street and number, a comma, then post code and town.")


class SameDetail(BankError):
    code = "same_detail"

    def __init__(self) -> None:
        super().__init__("That is what we have already.", "Nothing needs to change.")


# Alerts


class UnknownAlert(BankError):
    code = "unknown_alert"

    def __init__(self) -> None:
        super().__init__("You have no such alert.", "Look at your alerts first.")


class SameAlert(BankError):
    code = "same_alert"

    def __init__(self) -> None:
        super().__init__("That alert is set already.", "Nothing needs to change.")


# Appointments


class NoAppointmentsThere(BankError):
    code = "no_appointments_there"

    def __init__(self, branch: str) -> None:
        super().__init__(f"{branch} has no advisers for appointments.", "Choose another branch.", branch=branch)


class SlotTaken(BankError):
    code = "slot_taken"

    def __init__(self) -> None:
        super().__init__("That time is not free.", "Choose another time.")


class NoTimeThen(BankError):
    code = "no_time_then"

    def __init__(self, day: date, latest: date) -> None:
        super().__init__(
            f"There is no free time on {day}.", f"Choose another day up to {latest}.", day=day, latest=latest
        )


class UnknownAppointment(BankError):
    code = "unknown_appointment"

    def __init__(self) -> None:
        super().__init__("You have no such appointment.", "Look at your appointments first.")


class TooLateToChange(BankError):
    code = "too_late_to_change"

    def __init__(self, hours: int) -> None:
        super().__init__(
            f"An appointment can be changed until {hours} hours before it.", "Please ring the branch.", hours=hours
        )


class TooManyAppointments(BankError):
    code = "too_many_appointments"

    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} appointments already.", "Cancel one first.", most=most)


# The bank's own files


class CatalogueBroken(BankError):
    code = "catalogue_broken"

    def __init__(self, file: str, entry: str, why: str) -> None:
        super().__init__(
            f"{file}{f' ({entry})' if entry else ''} cannot be used: {why}.",
            "Correct the file; nothing was changed.",
            file=file,
            entry=entry,
        )
