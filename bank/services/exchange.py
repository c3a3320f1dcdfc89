"""Rates of the day, conversions, and exchanges between a customer's own accounts at a rate that holds for seconds.

An exchange is two moves through the bank's own position accounts, one in each currency, so that the books balance in
both: what is sold goes into the position, what is bought comes out of it, and the fee goes to the fees earned.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from bank.domain import exchange as rules
from bank.domain.accounts import TRANSFER_SOURCES, AccountKind, AccountStatus
from bank.domain.changes import Row
from bank.domain.customers import CustomerId
from bank.domain.entries import Posting
from bank.domain.errors import AccountNotAllowed, CurrencyMismatch
from bank.domain.exchange import EURO, MILLIONTHS, Conversion
from bank.domain.limits import EXCHANGE_QUOTE_LIFETIME
from bank.domain.money import Money
from bank.domain.orders import check_amount
from bank.domain.payment_errors import NoRate, QuoteExpired
from bank.services.accounts import own_account, own_accounts
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.ledger import Line, book_lines, post
from bank.services.moving_views import QuoteView
from bank.services.proposals import require_funds
from bank.store.books import BankAccount, bank_account_id
from bank.store.database import UnitOfWork
from bank.store.models import ExchangeQuote, ExchangeRate

EXCHANGE = "exchange"
KEY_BYTES = 16


def rates(uow: UnitOfWork) -> tuple[dict[str, int], date]:
    """The newest reference rates, in millionths for one euro, and their day. NoRate if there are none."""
    day = uow.session.scalar(select(func.max(ExchangeRate.day)).where(ExchangeRate.day <= uow.today))
    if day is None:
        raise NoRate(EURO)
    rows = uow.session.scalars(select(ExchangeRate).where(ExchangeRate.day == day).order_by(ExchangeRate.currency))
    return {EURO: MILLIONTHS} | {row.currency: row.per_euro_e6 for row in rows}, day


def sell(uow: UnitOfWork, amount: Money, to: str) -> Conversion:
    """What an amount comes to in another currency today. NotPositive, NoRate, SameCurrency, TooLittle."""
    check_amount(amount)
    return rules.sell(amount, to, *rates(uow))


def buy(uow: UnitOfWork, amount: Money, of: str) -> Conversion:
    """What must be sold today for exactly this amount. NotPositive, NoRate, SameCurrency, TooLittle."""
    check_amount(amount)
    return rules.buy(amount, of, *rates(uow))


def quote(uow: UnitOfWork, customer: CustomerId, from_account_id: int, to_account_id: int, amount: Money) -> QuoteView:
    """Promise a rate for some seconds. An amount in the currency of the target is what shall come out there.

    UnknownAccount, AccountNotAllowed, CurrencyMismatch, NotPositive, NoRate, SameCurrency, TooLittle,
    InsufficientFunds.
    """
    uow.lock_customer(customer)
    accounts = own_accounts(uow, customer)
    source, target = own_account(accounts, from_account_id), own_account(accounts, to_account_id)
    for account in (source, target):
        if AccountKind(account.kind) not in TRANSFER_SOURCES or account.status != AccountStatus.OPEN:
            raise AccountNotAllowed(account.name, "it cannot be used to exchange money")
    if amount.currency not in (source.currency, target.currency):
        raise CurrencyMismatch(amount.currency, source.currency)
    sold = amount.currency == source.currency
    conversion = sell(uow, amount, target.currency) if sold else buy(uow, amount, source.currency)
    require_funds(uow, source, conversion.sold)
    row = ExchangeQuote(
        key=secrets.token_hex(KEY_BYTES),
        customer_id=customer,
        from_account_id=source.id,
        to_account_id=target.id,
        sold_minor=conversion.sold.minor,
        bought_minor=conversion.bought.minor,
        fee_minor=conversion.fee.minor,
        rate_text=conversion.rate_text,
        expires_at=uow.now + EXCHANGE_QUOTE_LIFETIME,
    )
    uow.session.add(row)
    uow.session.flush()
    return QuoteView(row.key, conversion, source.id, target.id, row.expires_at)


def _check_exchange(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"quote"}`, its key. QuoteExpired alike for one that is over, used, unknown or somebody else's."""
    row = _open_quote(uow, customer, fields["quote"])
    accounts = own_accounts(uow, customer)
    source, target = own_account(accounts, row.from_account_id), own_account(accounts, row.to_account_id)
    require_funds(uow, source, Money(row.sold_minor, source.currency))
    return [
        ("You sell", Money(row.sold_minor, source.currency)),
        ("You get", Money(row.bought_minor, target.currency)),
        ("Rate", row.rate_text),
        ("Fee", Money(row.fee_minor, target.currency)),
        ("From", source.name),
        ("To", target.name),
    ]


def _exchange(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    quoted = _open_quote(uow, customer, fields["quote"])
    accounts = uow.lock_accounts({quoted.from_account_id, quoted.to_account_id})
    source, target = accounts[quoted.from_account_id], accounts[quoted.to_account_id]
    sold, bought = Money(quoted.sold_minor, source.currency), Money(quoted.bought_minor, target.currency)
    fee = Money(quoted.fee_minor, target.currency)
    require_funds(uow, source, sold)
    set_id = post(uow, "exchange", _postings(uow, source.id, target.id, sold, bought, fee))
    quoted.entry_set_id = set_id
    lines = Line(customer, source.id, -sold, target.name), Line(customer, target.id, bought, source.name)
    book_lines(uow, set_id, *lines, description=f"Exchange at {quoted.rate_text}", category_id="transfers")
    uow.session.flush()


def _postings(
    uow: UnitOfWork, source_id: int, target_id: int, sold: Money, bought: Money, fee: Money
) -> tuple[Posting, ...]:
    into = bank_account_id(uow.session, BankAccount.POSITION, sold.currency)
    out_of = bank_account_id(uow.session, BankAccount.POSITION, bought.currency)
    postings = (
        Posting(source_id, -sold),
        Posting(into, sold),
        Posting(out_of, -(bought + fee)),
        Posting(target_id, bought),
    )
    earned = bank_account_id(uow.session, BankAccount.FEES, fee.currency)
    return (*postings, Posting(earned, fee)) if fee.minor else postings


def _open_quote(uow: UnitOfWork, customer: CustomerId, key: str) -> ExchangeQuote:
    row = uow.session.get(ExchangeQuote, key)
    if row is None or row.customer_id != customer or row.entry_set_id is not None or uow.now >= row.expires_at:
        raise QuoteExpired
    return row


KINDS = (ChangeKind(EXCHANGE, "Exchange currencies", needs_code=False, check=_check_exchange, execute=_exchange),)
