"""What is to be moved, from where, to whom: turns a request into an order's content, or refuses it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Text, bindparam, select

from bank.domain import errors
from bank.domain.accounts import PAYABLE, PAYMENT_SOURCES, TRANSFER_SOURCES, AccountKind, AccountStatus
from bank.domain.customers import CustomerId
from bank.domain.iban import is_valid, normalise
from bank.domain.money import Money
from bank.domain.orders import (
    OrderContent,
    OrderKind,
    check_amount,
    check_date,
    clean_name,
    clean_reference,
)
from bank.domain.payment_errors import OverpaysCard
from bank.services.accounts import available_with, held_by, held_minor, own_account, own_accounts
from bank.services.payees import own_payee
from bank.services.payment_limits import JUDGED_BY, Standing, require_within_limits, values_of
from bank.services.views import PaymentRequest, TransferRequest
from bank.store.database import UnitOfWork
from bank.store.models import Account, Order
from bank.store.models.base import BigInt

# Built once: to build a query takes longer than to run it.
WITH_IBAN = select(Account).where(Account.iban == bindparam("iban"))
OWN_AND_RECEIVER = (
    select(Account, held_by(Account.id), *JUDGED_BY)
    .where(
        (Account.customer_id == bindparam("customer", type_=BigInt)) | (Account.iban == bindparam("iban", type_=Text))
    )
    .order_by(Account.id)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Proposal:
    """Checked content, with what was looked up for it: the account that pays and what is held there, the row of the
    payee if there is one, and whether the receiver's account is the bank's.
    """

    content: OrderContent
    source: Account
    held_minor: int
    payee_id: int | None
    is_here: bool


def transfer_proposal(uow: UnitOfWork, customer: CustomerId, request: TransferRequest) -> Proposal:
    """A checked transfer between own accounts."""
    accounts = own_accounts(uow, customer)
    source = _source(accounts, request.from_account_id, request.amount.currency)
    target = own_account(accounts, request.to_account_id)
    if source.id == target.id:
        raise errors.SameAccount(source.name)
    require_currency(request.amount, target)
    if target.kind == AccountKind.CREDIT_CARD:
        require_owed(request.amount, target)
    execute_on = request.execute_on or uow.today
    check_amount(request.amount)
    check_date(execute_on, uow.today)
    require_source(source, request.amount, OrderKind.TRANSFER)
    held = held_minor(uow, [source.id]).get(source.id, 0)
    if execute_on == uow.today:
        require_available(source, request.amount, held)
    content = OrderContent(
        kind=OrderKind.TRANSFER,
        customer_id=customer,
        from_account_id=source.id,
        to_account_id=target.id,
        payee_name=None,
        payee_iban=None,
        amount_minor=request.amount.minor,
        currency=request.amount.currency,
        reference=clean_reference(request.reference),
        execute_on=execute_on,
    )
    return Proposal(content, source, held, payee_id=None, is_here=True)


def payment_proposal(uow: UnitOfWork, customer: CustomerId, request: PaymentRequest) -> Proposal:
    """A checked payment to somebody."""
    name, iban = _payee(uow, customer, request)
    execute_on = request.execute_on or uow.today
    planned = _planned_id(uow, customer, request.instead_of)
    values = values_of(customer, iban, request.amount, execute_on, planned)
    found = {account: standing for account, *standing in uow.session.execute(OWN_AND_RECEIVER, values)}
    accounts = {account.id: account for account in found if account.customer_id == customer}
    receiver = next((account for account in found if account.iban == iban), None)
    if receiver is not None and receiver.id in accounts:
        raise errors.OwnAccountAsPayee(receiver.name)
    source = _source(accounts, request.from_account_id, request.amount.currency)
    check_amount(request.amount)
    check_date(execute_on, uow.today)
    require_source(source, request.amount, OrderKind.PAYMENT)
    stands = Standing(*found[source])
    require_within_limits(uow, customer, (name, iban), request.amount, execute_on, stands, planned)
    if receiver is not None:
        require_receiving(receiver, request.amount.currency)
    if execute_on == uow.today:
        require_available(source, request.amount, stands.held_minor)
    content = OrderContent(
        kind=OrderKind.PAYMENT,
        customer_id=customer,
        from_account_id=source.id,
        to_account_id=None,
        payee_name=name,
        payee_iban=iban,
        amount_minor=request.amount.minor,
        currency=request.amount.currency,
        reference=clean_reference(request.reference),
        execute_on=execute_on,
    )
    return Proposal(content, source, stands.held_minor, stands.payee_id, is_here=receiver is not None)


def require_source(account: Account, amount: Money, kind: OrderKind) -> None:
    """Refuse an account that cannot send this: its kind, its state, its currency."""
    allowed = PAYMENT_SOURCES if kind is OrderKind.PAYMENT else TRANSFER_SOURCES
    if AccountKind(account.kind) not in allowed:
        raise errors.AccountNotAllowed(account.name, "money cannot be sent from this kind of account")
    if account.status != AccountStatus.OPEN:
        raise errors.AccountNotAllowed(account.name, f"the account is {account.status}")
    require_currency(amount, account)


def require_currency(amount: Money, account: Account) -> None:
    """Refuse an account in another currency."""
    if account.currency != amount.currency:
        raise errors.CurrencyMismatch(amount.currency, account.currency)


def require_owed(amount: Money, card: Account) -> None:
    """Refuse to pay a credit card more than is owed on it."""
    owed = Money(max(0, -(card.balance_minor or 0)), card.currency)
    if amount > owed:
        raise OverpaysCard(amount, owed, card.name)


def require_funds(uow: UnitOfWork, account: Account, amount: Money) -> None:
    """Refuse what the account cannot pay now."""
    require_available(account, amount, held_minor(uow, [account.id]).get(account.id, 0))


def require_available(account: Account, amount: Money, held: int) -> None:
    """Refuse what an account, of which so much is held, cannot pay now."""
    available = Money(available_with(account, held), account.currency)
    if amount > available:
        raise errors.InsufficientFunds(amount, available, account.name)


def receiving_account(uow: UnitOfWork, iban: str, currency: str) -> int | None:
    """The account of this bank that has the IBAN, None if it is at another bank. PayeeCannotReceive."""
    account = uow.session.scalars(WITH_IBAN, {"iban": iban}).one_or_none()
    if account is None:
        return None
    require_receiving(account, currency)
    return account.id


def require_receiving(account: Account, currency: str) -> None:
    """Refuse an account of this bank that others cannot pay this currency into. PayeeCannotReceive."""
    takes = AccountKind(account.kind) in PAYABLE and account.status != AccountStatus.CLOSED
    if not takes or account.currency != currency:
        raise errors.PayeeCannotReceive


def _planned_id(uow: UnitOfWork, customer: CustomerId, key: str | None) -> int | None:
    if key is None:
        return None
    return uow.session.scalars(select(Order.id).where(Order.customer_id == customer, Order.key == key)).one_or_none()


def _source(accounts: dict[int, Account], account_id: int | None, currency: str) -> Account:
    if account_id is not None:
        return own_account(accounts, account_id)
    current = [
        account
        for account in accounts.values()
        if account.kind == AccountKind.CURRENT and account.status == AccountStatus.OPEN
    ]
    if not current:
        raise errors.UnknownAccount
    current.sort(key=lambda account: (account.currency != currency, not account.is_main, account.id))
    return current[0]


def _payee(uow: UnitOfWork, customer: CustomerId, request: PaymentRequest) -> tuple[str, str]:
    if request.payee_id is not None:
        payee = own_payee(uow, customer, request.payee_id)
        return payee.name, payee.iban
    if request.payee_iban is None or request.payee_name is None:
        raise errors.UnknownPayee(request.payee_name)
    iban = normalise(request.payee_iban)
    if not is_valid(iban):
        raise errors.InvalidIban
    return clean_name(request.payee_name), iban
