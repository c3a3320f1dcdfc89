"""Changes of a customer's payees: add, rename, remove. Each takes a one-time code: a payee decides where money goes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from bank.domain import errors
from bank.domain.changes import Row
from bank.domain.customers import CustomerId
from bank.domain.iban import is_valid, mask, normalise
from bank.domain.orders import clean_name
from bank.services.accounts import own_accounts
from bank.services.change_kinds import ChangeKind, Fields
from bank.services.payees import own_payee, remember
from bank.store.database import UnitOfWork
from bank.store.models import Order, Payee, StandingOrder

ADD, RENAME, REMOVE, NICKNAME = "add_payee", "rename_payee", "remove_payee", "nickname_payee"


def _check_add(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"name", "iban"}`. InvalidText, InvalidIban, OwnAccountAsPayee, PayeeKnown."""
    name, iban = clean_name(fields["name"]), normalise(fields["iban"])
    if not is_valid(iban):
        raise errors.InvalidIban
    for account in own_accounts(uow, customer).values():
        if account.iban == iban:
            raise errors.OwnAccountAsPayee(account.name)
    for payee in _payees(uow, customer):
        if payee.iban == iban:
            raise errors.PayeeKnown(payee.name)
    return [("Name", name), ("IBAN", mask(iban))]


def _add(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    remember(uow, customer, clean_name(fields["name"]), normalise(fields["iban"]))


def _check_rename(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"payee_id", "name"}`. UnknownPayee, InvalidText, SameName."""
    payee, name = own_payee(uow, customer, fields["payee_id"]), clean_name(fields["name"])
    if payee.name == name:
        raise errors.SameName(name)
    return [("Payee", _label(payee)), ("New name", name)]


def _rename(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    own_payee(uow, customer, fields["payee_id"]).name = clean_name(fields["name"])


def _check_nickname(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"payee_id", "name"}`. UnknownPayee, InvalidText, SameName, NicknameTaken."""
    payee, nickname = own_payee(uow, customer, fields["payee_id"]), clean_name(fields["name"])
    if nickname in (payee.nickname, payee.name):
        raise errors.SameName(nickname)
    for other in _payees(uow, customer):
        if other.id != payee.id and nickname.casefold() in {other.name.casefold(), (other.nickname or "").casefold()}:
            raise errors.NicknameTaken(nickname, other.name)
    return [("Payee", _label(payee)), ("Nickname", nickname)]


def _nickname(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    own_payee(uow, customer, fields["payee_id"]).nickname = clean_name(fields["name"])


def _check_remove(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> Sequence[Row]:
    """`{"payee_id"}`. UnknownPayee, PayeeInUse."""
    payee = own_payee(uow, customer, fields["payee_id"])
    if uow.session.scalars(select(StandingOrder.id).where(StandingOrder.payee_id == payee.id).limit(1)).first():
        raise errors.PayeeInUse(payee.name)
    return [("Payee", _label(payee))]


def _remove(uow: UnitOfWork, customer: CustomerId, fields: Fields) -> None:
    payee = own_payee(uow, customer, fields["payee_id"])
    # Orders keep the name and the IBAN that they were agreed with.
    uow.session.execute(update(Order).where(Order.payee_id == payee.id).values(payee_id=None))
    uow.session.delete(payee)


def _payees(uow: UnitOfWork, customer: CustomerId) -> Sequence[Payee]:
    return uow.session.scalars(select(Payee).where(Payee.customer_id == customer)).all()


def _label(payee: Payee) -> str:
    return f"{payee.name} ({mask(payee.iban)})"


KINDS = (
    ChangeKind(ADD, "Add a payee", needs_code=True, check=_check_add, execute=_add),
    ChangeKind(RENAME, "Rename a payee", needs_code=True, check=_check_rename, execute=_rename),
    ChangeKind(NICKNAME, "Give a payee a nickname", needs_code=True, check=_check_nickname, execute=_nickname),
    ChangeKind(REMOVE, "Remove a payee", needs_code=True, check=_check_remove, execute=_remove),
)
