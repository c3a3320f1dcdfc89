"""Documents behind a link: made for one conversation, opened by its own customer alone, gone after some minutes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from sqlalchemy import delete, select

from bank.domain.customers import CustomerId
from bank.domain.errors import UnknownDocument
from bank.domain.limits import DOCUMENT_LIFETIME
from bank.paper import to_pdf
from bank.services import papers
from bank.services.accounts import own_account, own_accounts
from bank.services.money_views import DocumentFile, DocumentLink
from bank.services.views import TransactionFilter
from bank.store.database import UnitOfWork
from bank.store.models import Document

TOKEN_BYTES = 32
PDF, CSV = "application/pdf", "text/csv; charset=utf-8"


def make_statement(
    uow: UnitOfWork, customer: CustomerId, conversation_id: str, account_id: int, since: date, until: date
) -> DocumentLink:
    """A statement of one account. UnknownAccount, PeriodNotBegun, PeriodTooLong, TooManyLines."""
    content = to_pdf(papers.statement(uow, customer, account_id, since, until))
    digits = _digits(uow, customer, account_id)
    name = f"statement-{digits}-{since.isoformat()}-{min(until, uow.today).isoformat()}.pdf"
    return _keep(uow, customer, conversation_id, name, PDF, content)


def make_account_confirmation(
    uow: UnitOfWork, customer: CustomerId, conversation_id: str, account_id: int
) -> DocumentLink:
    """A letter that says whose account this is, with IBAN and BIC. UnknownAccount."""
    content = to_pdf(papers.account_confirmation(uow, customer, account_id))
    return _keep(uow, customer, conversation_id, f"account-{_digits(uow, customer, account_id)}.pdf", PDF, content)


def make_balance_confirmation(
    uow: UnitOfWork, customer: CustomerId, conversation_id: str, account_id: int
) -> DocumentLink:
    """A letter that says what is in the account today. UnknownAccount."""
    content = to_pdf(papers.balance_confirmation(uow, customer, account_id))
    name = f"balance-{_digits(uow, customer, account_id)}-{uow.today.isoformat()}.pdf"
    return _keep(uow, customer, conversation_id, name, PDF, content)


def make_interest_confirmation(
    uow: UnitOfWork, customer: CustomerId, conversation_id: str, since: date, until: date
) -> DocumentLink:
    """A letter on the interest of all accounts. PeriodNotBegun, PeriodTooLong."""
    content = to_pdf(papers.interest_confirmation(uow, customer, since, until))
    name = f"interest-{since.isoformat()}-{min(until, uow.today).isoformat()}.pdf"
    return _keep(uow, customer, conversation_id, name, PDF, content)


def make_receipt(uow: UnitOfWork, customer: CustomerId, conversation_id: str, transaction_id: int) -> DocumentLink:
    """A receipt of one booked payment. UnknownTransaction, NotYetBooked."""
    content = to_pdf(papers.receipt(uow, customer, transaction_id))
    return _keep(uow, customer, conversation_id, f"receipt-{transaction_id}.pdf", PDF, content)


def make_csv(uow: UnitOfWork, customer: CustomerId, conversation_id: str, wanted: TransactionFilter) -> DocumentLink:
    """The transactions of a search. UnknownAccount, TooManyLines."""
    content = papers.transactions_csv(uow, customer, wanted)
    return _keep(uow, customer, conversation_id, f"transactions-{uow.today.isoformat()}.csv", CSV, content)


def open_document(uow: UnitOfWork, customer: CustomerId | None, conversation_id: str, token: str) -> DocumentFile:
    """The document of a link. UnknownDocument alike for none, for one that ran out, and for another's."""
    row = uow.session.scalars(select(Document).where(Document.token_hash == _token_hash(token))).one_or_none()
    if row is None or row.customer_id != customer or row.conversation_id != conversation_id:
        raise UnknownDocument
    if uow.now >= row.expires_at:
        raise UnknownDocument
    return DocumentFile(row.name, row.media_type, row.content)


def _keep(
    uow: UnitOfWork, customer: CustomerId, conversation_id: str, name: str, media_type: str, content: bytes
) -> DocumentLink:
    uow.write()
    uow.session.execute(delete(Document).where(Document.expires_at <= uow.now))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = Document(
        token_hash=_token_hash(token),
        customer_id=customer,
        conversation_id=conversation_id,
        name=name,
        media_type=media_type,
        content=content,
        made_at=uow.now,
        expires_at=uow.now + DOCUMENT_LIFETIME,
    )
    uow.session.add(row)
    uow.session.flush()
    return DocumentLink(token, name, len(content), row.expires_at)


def _digits(uow: UnitOfWork, customer: CustomerId, account_id: int) -> str:
    return (own_account(own_accounts(uow, customer), account_id).iban or "")[-4:]


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
