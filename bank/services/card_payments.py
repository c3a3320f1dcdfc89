"""What the card network asks: whether a card may pay. A yes holds the money, a no is written down with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from bank.domain import errors
from bank.domain.card_rules import CardPayment, CardTerms, CardUse, DeclineReason, PaymentWay, decline_reason
from bank.domain.cards import CardState
from bank.domain.clock import start_of_day
from bank.domain.countries import COUNTRIES
from bank.domain.customers import CustomerId
from bank.domain.house import HOME_COUNTRY
from bank.domain.limits import NAME_LENGTH, PIN_TRIES
from bank.domain.money import Money
from bank.domain.transactions import TransactionStatus
from bank.services import card_pins
from bank.services.accounts import available_minor
from bank.services.card_pins import PinSafe
from bank.services.card_settings import USE_COLUMNS
from bank.services.cards import own_card
from bank.store.database import UnitOfWork
from bank.store.models import Account, Card, CardPin, Merchant, Transaction, TravelNotice

CASH, UNKNOWN_SHOP = "cash", "shopping"
"""Categories: of cash from machines, and of a shop that the bank does not know."""
DESCRIPTIONS = {
    PaymentWay.CHIP: "Card payment",
    PaymentWay.CONTACTLESS: "Card payment, contactless",
    PaymentWay.ONLINE: "Card payment, online",
    PaymentWay.CASH: "Cash withdrawal",
}


@dataclass(frozen=True)
class CardPaymentView:
    """What came of a payment: held, or declined with the reason."""

    transaction_id: int
    amount: Money
    decline_reason: DeclineReason | None


def pay_by_card(
    uow: UnitOfWork,
    customer: CustomerId,
    card_id: int,
    amount: Money,
    merchant: str,
    *,
    way: PaymentWay = PaymentWay.CHIP,
    country: str = HOME_COUNTRY,
    pin: str | None = None,
    safe: PinSafe | None = None,
) -> CardPaymentView:
    """Ask for one payment in the account's currency. UnknownCard, NotPositive, CurrencyMismatch, InvalidText.

    A `pin` that was entered is compared with the one that was chosen here, with the `safe` that keeps it.
    """
    uow.write()
    card = own_card(uow, customer, card_id)
    account = uow.lock_accounts({card.account_id})[card.account_id]
    if amount.minor <= 0:
        raise errors.NotPositive(amount)
    if amount.currency != account.currency:
        raise errors.CurrencyMismatch(account.currency, amount.currency)
    if not merchant.strip() or len(merchant) > NAME_LENGTH or not merchant.isprintable():
        raise errors.InvalidText("name", NAME_LENGTH)
    payment = CardPayment(
        amount_minor=amount.minor,
        way=way,
        country=country,
        on=uow.today,
        spent_minor=_spent_minor(uow, card, way),
        available_minor=available_minor(uow, account),
    )
    reason = decline_reason(_terms(uow, card), payment) or _pin_refused(uow, card, pin, safe)
    line = _line(uow, card, account, payment, merchant.strip(), reason)
    uow.session.add(line)
    uow.session.flush()
    return CardPaymentView(line.id, amount, reason)


def _pin_refused(uow: UnitOfWork, card: Card, pin: str | None, safe: PinSafe | None) -> DeclineReason | None:
    """A right PIN begins the count anew; the third wrong one in a row was the last that is looked at."""
    row = uow.session.get(CardPin, card.id)
    if row is None or pin is None or safe is None:
        return None
    if row.wrong_tries >= PIN_TRIES:
        return DeclineReason.PIN_BLOCKED
    is_right = card_pins.is_right(row, pin, safe)
    row.wrong_tries = 0 if is_right else row.wrong_tries + 1
    return None if is_right else DeclineReason.WRONG_PIN


def _terms(uow: UnitOfWork, card: Card) -> CardTerms:
    travels = uow.session.scalars(
        select(TravelNotice).where(TravelNotice.card_id == card.id, TravelNotice.until >= uow.today)
    )
    return CardTerms(
        state=CardState(card.state),
        expires_on=card.expires_on,
        awaits_activation=card.awaits_activation,
        uses=frozenset(use for use in CardUse if getattr(card, USE_COLUMNS[use])),
        cash_day_minor=card.cash_day_minor,
        payments_day_minor=card.payments_day_minor,
        travels=tuple((row.country, row.since, row.until) for row in travels if row.country is not None),
    )


def _spent_minor(uow: UnitOfWork, card: Card, way: PaymentWay) -> int:
    """What the card has taken out today, cash or all else; refunds do not free any of it."""
    is_cash = Transaction.category_id == CASH
    spent = uow.session.scalar(
        select(func.sum(-Transaction.amount_minor)).where(
            Transaction.card_id == card.id,
            Transaction.at >= start_of_day(uow.today),
            Transaction.status != TransactionStatus.DECLINED,
            Transaction.amount_minor < 0,
            is_cash if way is PaymentWay.CASH else ~is_cash,
        )
    )
    return int(spent or 0)


def _line(
    uow: UnitOfWork, card: Card, account: Account, payment: CardPayment, merchant: str, reason: DeclineReason | None
) -> Transaction:
    known = uow.session.scalars(
        select(Merchant).where(func.lower(Merchant.name) == merchant.lower()).order_by(Merchant.id)
    ).first()
    abroad = "" if payment.country == HOME_COUNTRY else f" in {COUNTRIES.get(payment.country, payment.country)}"
    category = CASH if payment.way is PaymentWay.CASH else known.category_id if known else UNKNOWN_SHOP
    return Transaction(
        customer_id=card.customer_id,
        account_id=account.id,
        status=TransactionStatus.DECLINED if reason else TransactionStatus.PENDING,
        at=uow.now,
        amount_minor=-payment.amount_minor,
        currency=account.currency,
        fee_minor=0,
        counterparty=known.name if known else merchant,
        description=f"{DESCRIPTIONS[payment.way]}{abroad}",
        category_id=category,
        merchant_id=known.id if known else None,
        card_id=card.id,
        decline_reason=reason,
    )
