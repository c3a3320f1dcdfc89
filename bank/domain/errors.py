"""The catalogue of what the bank refuses: each with a code, a sentence, what to do about it, and facts for wording.

Money in `facts` is `Money`, days are `date`. Sentences are for a reader of English; actions word them anew from the
facts.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from bank.domain.limits import SIGN_IN_LOCK
from bank.domain.money import Money


class BankError(Exception):
    """Something the bank refuses. `code` is stable; `sentence` and `remedy` are for people."""

    code: ClassVar[str]

    def __init__(self, sentence: str, remedy: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()


# Amounts


class NotPositive(BankError):
    code = "not_positive"

    def __init__(self, amount: Money) -> None:
        super().__init__("The amount must be more than zero.", "Give an amount above zero.", amount=amount)


class AbsurdAmount(BankError):
    code = "absurd_amount"

    def __init__(self, amount: Money, limit: Money) -> None:
        super().__init__(
            f"{amount} is more than one payment may be.",
            f"The most in one payment is {limit}.",
            amount=amount,
            limit=limit,
        )


class OverDayLimit(BankError):
    code = "over_day_limit"

    def __init__(self, amount: Money, limit: Money, left: Money) -> None:
        super().__init__(
            f"With this payment you would send more than {limit} in one day.",
            f"You can still send {left} that day.",
            amount=amount,
            limit=limit,
            left=left,
        )


class InsufficientFunds(BankError):
    code = "insufficient_funds"

    def __init__(self, amount: Money, available: Money, account: str) -> None:
        super().__init__(
            f"There is not enough money in {account} for {amount}.",
            f"Available there: {available}.",
            amount=amount,
            available=available,
            account=account,
        )


class CurrencyMismatch(BankError):
    code = "currency_mismatch"

    def __init__(self, wanted: str, found: str) -> None:
        super().__init__(
            f"The amount is in {wanted}, the account is in {found}.",
            f"Choose an account in {wanted}, or an amount in {found}.",
            wanted=wanted,
            found=found,
        )


class CurrencyNotSent(BankError):
    code = "currency_not_sent"

    def __init__(self, currency: str) -> None:
        super().__init__(
            f"Payments in {currency} cannot be sent from here.", "Choose another currency.", currency=currency
        )


# Dates and words


class DateInPast(BankError):
    code = "date_in_past"

    def __init__(self, execute_on: date, today: date) -> None:
        super().__init__(
            f"{execute_on} is in the past.",
            "Choose today or a later day.",
            execute_on=execute_on,
            today=today,
        )


class DateTooFar(BankError):
    code = "date_too_far"

    def __init__(self, execute_on: date, latest: date) -> None:
        super().__init__(
            f"{execute_on} is too far ahead.",
            f"The latest day is {latest}.",
            execute_on=execute_on,
            latest=latest,
        )


class InvalidText(BankError):
    code = "invalid_text"

    def __init__(self, what: str, length: int) -> None:
        super().__init__(
            f"This cannot be used as a {what}.",
            f"Use between 1 and {length} ordinary characters.",
            what=what,
            length=length,
        )


# Things that are not there, or not this customer's: both read alike


class UnknownAccount(BankError):
    code = "unknown_account"

    def __init__(self) -> None:
        super().__init__("You have no such account.", "Choose one of your accounts.")


class UnknownPayee(BankError):
    code = "unknown_payee"

    def __init__(self, name: str | None = None) -> None:
        super().__init__("You have no such payee.", "Choose one of your payees, or give a name and an IBAN.", name=name)


class UnknownOrder(BankError):
    code = "unknown_order"

    def __init__(self) -> None:
        super().__init__("There is no such order or change.", "Start it again.")


class UnknownCard(BankError):
    code = "unknown_card"

    def __init__(self) -> None:
        super().__init__("You have no such card.", "Choose one of your cards.")


class UnknownCase(BankError):
    code = "unknown_case"

    def __init__(self, number: str) -> None:
        super().__init__(f"There is no case {number} of yours.", "Check the number.", number=number)


class CaseStepNotAllowed(BankError):
    code = "case_step_not_allowed"

    def __init__(self, number: str, state: str, wanted: str) -> None:
        super().__init__(
            f"The case {number} is {state} and cannot become {wanted}.",
            "Take it up first, or look at how far it is.",
            number=number,
            state=state,
            wanted=wanted,
        )


class CaseNoteMissing(BankError):
    code = "case_note_missing"

    def __init__(self) -> None:
        super().__init__("The customer has to be told why.", "Write a note for the customer.")


class CaseNotRefundable(BankError):
    code = "case_not_refundable"

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"The case {number} cannot be refunded: {why}.", "Save it without.", number=number, why=why)


class CaseKeyTaken(BankError):
    code = "case_key_taken"

    def __init__(self) -> None:
        super().__init__("This was sent before, for something else.", "Open the case again.")


class CardOnItsWay(BankError):
    code = "card_on_its_way"

    def __init__(self, digits: str) -> None:
        super().__init__(
            f"A new card in place of the one ending {digits} is on its way.",
            "A person can look into it.",
            digits=digits,
        )


class NoAddress(BankError):
    code = "no_address"

    def __init__(self) -> None:
        super().__init__("The bank has no address of yours.", "Give your address first.")


class NotDisputable(BankError):
    code = "not_disputable"

    def __init__(self, reason: str) -> None:
        super().__init__(f"This cannot be disputed: {reason}.", "Choose another charge.", reason=reason)


class AlreadyDisputed(BankError):
    code = "already_disputed"

    def __init__(self, number: str) -> None:
        super().__init__(f"This is disputed already, in case {number}.", "Ask how far the case is.", number=number)


class NoticedLater(BankError):
    code = "noticed_later"

    def __init__(self, noticed_on: date) -> None:
        super().__init__(f"{noticed_on} is yet to come.", "Say when you noticed it.", noticed_on=noticed_on)


class TooLateToDispute(BankError):
    code = "too_late_to_dispute"

    def __init__(self, day: date) -> None:
        super().__init__(
            f"A charge of {day} is too long ago to be disputed.", "A person can say what else is possible.", day=day
        )


class UnknownPlace(BankError):
    code = "unknown_place"

    def __init__(self, place: str, places: tuple[str, ...]) -> None:
        super().__init__(f"We know no place called {place}.", "Give a town or a post code.", place=place, places=places)
        self.places = places


# Accounts, payees and cards that do not allow it


class SameAccount(BankError):
    code = "same_account"

    def __init__(self, account: str) -> None:
        super().__init__("Both accounts are the same.", "Choose two different accounts.", account=account)


class AccountNotAllowed(BankError):
    code = "account_not_allowed"

    def __init__(self, account: str, reason: str) -> None:
        super().__init__(
            f"{account} cannot be used for this: {reason}.",
            "Choose another account.",
            account=account,
            reason=reason,
        )


class InvalidIban(BankError):
    code = "invalid_iban"

    def __init__(self) -> None:
        super().__init__(
            "This IBAN is not valid.",
            "Check it digit by digit; the country's length and check digits must fit.",
        )


class PayeeCannotReceive(BankError):
    code = "payee_cannot_receive"

    def __init__(self) -> None:
        super().__init__("The account with this IBAN cannot take this payment.", "Ask the payee for another account.")


class OwnAccountAsPayee(BankError):
    code = "own_account_as_payee"

    def __init__(self, account: str) -> None:
        super().__init__(
            "This is one of your own accounts.",
            "Move the money between your accounts instead.",
            account=account,
        )


class PayeeKnown(BankError):
    code = "payee_known"

    def __init__(self, name: str) -> None:
        super().__init__(f"This IBAN is among your payees already, as {name}.", "Rename that payee instead.", name=name)


class SameName(BankError):
    code = "same_name"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is the name already.", "Choose another name.", name=name)


class NicknameTaken(BankError):
    code = "nickname_taken"

    def __init__(self, nickname: str, payee: str) -> None:
        super().__init__(
            f"{nickname} means {payee} already.", "Choose another nickname.", nickname=nickname, payee=payee
        )


class PayeeInUse(BankError):
    code = "payee_in_use"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"A standing order still pays {name}.", "End the standing order, then remove the payee.", name=name
        )


class CardNotChangeable(BankError):
    code = "card_not_changeable"

    def __init__(self, digits: str, state: str) -> None:
        super().__init__(
            f"The card ending {digits} is {state} and cannot be frozen or unfrozen.",
            "Ask for a new card.",
            digits=digits,
            state=state,
        )


# Orders and codes


class OrderChanged(BankError):
    code = "order_changed"

    def __init__(self) -> None:
        super().__init__("This is not what was read back to you.", "Look at it again, then confirm it.")


class WrongOrderState(BankError):
    code = "wrong_order_state"

    def __init__(self, state: str) -> None:
        super().__init__(f"It is already {state}.", "Start a new one if you need it.", state=state)


class CodeWrong(BankError):
    code = "code_wrong"

    def __init__(self, remaining: int) -> None:
        super().__init__("This code is wrong.", f"Tries left: {remaining}.", remaining=remaining)


class CodeExpired(BankError):
    code = "code_expired"

    def __init__(self) -> None:
        super().__init__("This code no longer counts.", "Ask for a new code.")


class CodeLocked(BankError):
    code = "code_locked"

    def __init__(self, until: datetime) -> None:
        super().__init__(
            "There were too many wrong codes. Nothing was done.",
            "For your safety, codes are locked for a while. A person can help you.",
            until=until,
        )


class TooManyCodes(BankError):
    code = "too_many_codes"

    def __init__(self) -> None:
        super().__init__("No more codes are sent for this.", "Start it again.")


# Documents


class UnknownTransaction(BankError):
    code = "unknown_transaction"

    def __init__(self) -> None:
        super().__init__("You have no such transaction.", "Look for it again.")


class UnknownDocument(BankError):
    code = "unknown_document"

    def __init__(self) -> None:
        super().__init__("This document is not available any more.", "Ask for it again in the chat.")


class PeriodTooLong(BankError):
    code = "period_too_long"

    def __init__(self, days: int) -> None:
        super().__init__(f"One document covers at most {days} days.", "Ask for a shorter time.", days=days)


class PeriodNotBegun(BankError):
    code = "period_not_begun"

    def __init__(self, since: date) -> None:
        sentence = f"Nothing is known yet of the time from {since}."
        super().__init__(sentence, "Ask for a time that has begun.", since=since)


class TooManyLines(BankError):
    code = "too_many_lines"

    def __init__(self, lines: int) -> None:
        super().__init__(f"One document holds at most {lines} transactions.", "Ask for a shorter time.", lines=lines)


class NotYetBooked(BankError):
    code = "not_yet_booked"

    def __init__(self) -> None:
        super().__init__("This payment is not booked, so there is no receipt.", "Ask again once it is booked.")


# Signing in


class SignInFailed(BankError):
    code = "sign_in_failed"

    def __init__(self) -> None:
        super().__init__("Name or password is wrong.", "Check both and try again.")


class SignInLocked(BankError):
    code = "sign_in_locked"

    def __init__(self, until: datetime) -> None:
        super().__init__(
            "There were too many tries to sign in with this name.",
            f"Wait {int(SIGN_IN_LOCK.total_seconds()) // 60} minutes.",
            until=until,
        )


class SignInTokenUsed(BankError):
    code = "sign_in_token_used"

    def __init__(self) -> None:
        super().__init__("This sign-in was used before.", "Sign in again.")


class UnknownCustomer(BankError):
    code = "unknown_customer"

    def __init__(self, customer: int) -> None:
        super().__init__(f"The bank has no customer {customer}.", "Customers are numbered from 1.", customer=customer)


class SessionEnded(BankError):
    code = "session_ended"

    def __init__(self) -> None:
        super().__init__("You are not signed in any more.", "Sign in to go on.")


# The database itself


class BankUnavailable(BankError):
    code = "bank_unavailable"
