"""What the bank refuses about planned and regular payments, recalls and exchanges; the rest is in `errors`."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bank.domain.errors import BankError
from bank.domain.money import Money


class PastCutOff(BankError):
    code = "past_cut_off"

    def __init__(self, day: date, at: time) -> None:
        super().__init__(
            f"What is planned for {day} can no longer be changed or cancelled.",
            f"That is possible until {at:%H:%M} on the working day before.",
            day=day,
            hour=f"{at:%H:%M}",
        )


class OverNewPayeeLimit(BankError):
    code = "over_new_payee_limit"

    def __init__(self, payee: str, amount: Money, limit: Money, left: Money, until: datetime, free_from: date) -> None:
        super().__init__(
            f"{payee} is a new payee: until {until:%H:%M} on {until.date()} they can be sent {limit} at most.",
            f"{left} of that is left. More can be planned for {free_from} or later.",
            payee=payee,
            amount=amount,
            limit=limit,
            left=left,
            until=f"{until:%H:%M}",
            until_day=until.date(),
            free_from=free_from,
        )


class NothingNew(BankError):
    code = "nothing_new"

    def __init__(self) -> None:
        super().__init__("That is how it is already.", "Say what shall be different.")


class OverpaysCard(BankError):
    code = "overpays_card"

    def __init__(self, amount: Money, owed: Money, account: str) -> None:
        super().__init__(
            f"{amount} is more than is owed on {account}.",
            f"Pay {owed} or less.",
            amount=amount,
            owed=owed,
            account=account,
        )


class UnknownStandingOrder(BankError):
    code = "unknown_standing_order"

    def __init__(self) -> None:
        super().__init__("You have no such standing order.", "Choose one of your standing orders.")


class PauseTooLong(BankError):
    code = "pause_too_long"

    def __init__(self, until: date, latest: date) -> None:
        super().__init__(
            f"A standing order cannot be paused until {until}.",
            f"The latest day is {latest}.",
            until=until,
            latest=latest,
        )


class NotPaused(BankError):
    code = "not_paused"

    def __init__(self, payee: str) -> None:
        super().__init__(f"The standing order to {payee} is not paused.", "There is nothing to do.", payee=payee)


class NotADirectDebit(BankError):
    code = "not_a_direct_debit"

    def __init__(self) -> None:
        super().__init__("This is not a direct debit that was collected from you.", "Choose another transaction.")


class RefundTooLate(BankError):
    code = "refund_too_late"

    def __init__(self, day: date, limit: timedelta) -> None:
        weeks = limit.days // 7
        super().__init__(
            f"The direct debit of {day} was more than {weeks} weeks ago.",
            "If you never allowed it, a person at the bank can help.",
            day=day,
            weeks=str(weeks),
        )


class AlreadyReturned(BankError):
    code = "already_returned"

    def __init__(self) -> None:
        super().__init__("This direct debit was returned to you already.", "There is nothing more to do.")


class NotRecallable(BankError):
    code = "not_recallable"

    def __init__(self) -> None:
        super().__init__("This is no payment that can be called back.", "Choose a payment to somebody.")


class RecallTooLate(BankError):
    code = "recall_too_late"

    def __init__(self, day: date) -> None:
        super().__init__(f"The payment of {day} is too old to be called back.", "Ask the payee to return it.", day=day)


class RecallOpen(BankError):
    code = "recall_open"

    def __init__(self, number: str, answer_by: date) -> None:
        super().__init__(
            f"This payment is being called back already, under {number}.",
            f"The answer comes by {answer_by}.",
            number=number,
            answer_by=answer_by,
        )


class NoRate(BankError):
    code = "no_rate"

    def __init__(self, currency: str) -> None:
        super().__init__(f"The bank has no rate for {currency}.", "Choose another currency.", currency=currency)


class SameCurrency(BankError):
    code = "same_currency"

    def __init__(self, currency: str) -> None:
        super().__init__(
            f"Both sides are in {currency}.", "Choose two currencies, or move the money instead.", currency=currency
        )


class QuoteExpired(BankError):
    code = "quote_expired"

    def __init__(self) -> None:
        super().__init__("The rate that was quoted no longer holds.", "Ask for a new one.")


class TooLittle(BankError):
    code = "too_little"

    def __init__(self, amount: Money) -> None:
        super().__init__(f"{amount} is too little to be exchanged.", "Give a larger amount.", amount=amount)
