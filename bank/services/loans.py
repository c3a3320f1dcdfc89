"""A customer's loans and mortgages: what is owed, what comes next, and what paying back early comes to."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from bank.domain import product_errors
from bank.domain.accounts import AccountKind, AccountStatus
from bank.domain.customers import CustomerId
from bank.domain.errors import NotPositive
from bank.domain.lending import BASIS, MONTHS_A_YEAR, day_interest, repay
from bank.domain.limits import MORTGAGE_EXTRA_PER_CENT, REPAYMENT_QUOTE_DAYS
from bank.domain.money import Money
from bank.services.accounts import list_accounts
from bank.services.product_views import LoanView, RepaymentQuote
from bank.services.tariff import rate_basis_points
from bank.services.views import AccountView
from bank.store.database import UnitOfWork
from bank.store.models import Account, CreditTermsRow
from bank.store.models import RepaymentQuote as QuoteRow

KINDS = (AccountKind.LOAN, AccountKind.MORTGAGE)


def list_loans(uow: UnitOfWork, customer: CustomerId) -> tuple[LoanView, ...]:
    """Every loan and mortgage that is not closed."""
    return tuple(view for view, _ in _loans(uow, customer))


def quote_early_repayment(
    uow: UnitOfWork, customer: CustomerId, account_id: int, amount: Money | None = None
) -> RepaymentQuote:
    """What paying back `amount` (all, if not given) comes to, with interest up to the last day on which the sum holds.

    The same question gets the same answer until then. NoSuchDebt, NotPositive, MoreThanOwed; NotRepayableHere for what
    of a mortgage is not free of charge.
    """
    uow.write()
    found = next((pair for pair in _loans(uow, customer) if pair[0].account_id == account_id), None)
    if found is None:
        raise product_errors.NoSuchDebt
    loan, terms = found
    repaid = amount or loan.owed
    if repaid.minor <= 0:
        raise NotPositive(repaid)
    if repaid > loan.owed:
        raise product_errors.MoreThanOwed(repaid, loan.owed)
    if loan.kind is AccountKind.MORTGAGE and repaid > (free := extra_free(loan)):
        raise product_errors.NotRepayableHere(free)
    row = _known_quote(uow, customer, loan, repaid) or _new_quote(uow, customer, loan, terms, repaid)
    return _quote(loan, row)


def extra_free(loan: LoanView) -> Money:
    """What may be paid extra in a year without a charge: a share of the sum lent, for a mortgage."""
    return Money(loan.lent.minor * MORTGAGE_EXTRA_PER_CENT // 100, loan.lent.currency)


def _loans(uow: UnitOfWork, customer: CustomerId) -> Iterator[tuple[LoanView, CreditTermsRow]]:
    for account in list_accounts(uow, customer):
        if account.kind in KINDS and account.status is not AccountStatus.CLOSED:
            terms = uow.session.get(CreditTermsRow, account.id)
            if terms is not None:
                yield _view(uow, account, terms), terms


def _view(uow: UnitOfWork, account: AccountView, terms: CreditTermsRow) -> LoanView:
    owed = account.owed or Money(0, account.currency)
    plan = repay(owed.minor, terms.rate_basis_points, terms.instalment_minor) if owed.minor else None
    lent = uow.session.scalars(select(Account.limit_minor).where(Account.id == account.id)).one()
    return LoanView(
        account_id=account.id,
        kind=account.kind,
        name=account.name,
        digits=account.digits,
        lent=Money(lent, account.currency),
        owed=owed,
        rate_basis_points=terms.rate_basis_points,
        instalment=account.due or Money(0, account.currency),
        next_on=account.due_on,
        instalments_left=plan.months if plan else None,
        ends_on=_months_after(account.due_on, plan.months - 1) if plan and account.due_on else None,
    )


def _known_quote(uow: UnitOfWork, customer: CustomerId, loan: LoanView, repaid: Money) -> QuoteRow | None:
    return uow.session.scalars(
        select(QuoteRow)
        .where(
            QuoteRow.customer_id == customer,
            QuoteRow.account_id == loan.account_id,
            QuoteRow.owed_minor == loan.owed.minor,
            QuoteRow.repaid_minor == repaid.minor,
            QuoteRow.pay_by >= uow.today,
        )
        .order_by(QuoteRow.id.desc())
        .limit(1)
    ).first()


def _new_quote(uow: UnitOfWork, customer: CustomerId, loan: LoanView, terms: CreditTermsRow, repaid: Money) -> QuoteRow:
    pay_by = uow.today + timedelta(days=REPAYMENT_QUOTE_DAYS)
    days = (pay_by - _last_payment(terms.payment_day, uow.today)).days
    row = QuoteRow(
        customer_id=customer,
        account_id=loan.account_id,
        owed_minor=loan.owed.minor,
        repaid_minor=repaid.minor,
        interest_minor=day_interest(repaid.minor, loan.rate_basis_points, days),
        fee_minor=_fee_minor(uow, loan, repaid),
        made_at=uow.now,
        pay_by=pay_by,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def _fee_minor(uow: UnitOfWork, loan: LoanView, repaid: Money) -> int:
    """A share of what is paid early, smaller in the last year; a mortgage's yearly extra is free."""
    if loan.kind is AccountKind.MORTGAGE:
        return 0
    is_last_year = loan.instalments_left is not None and loan.instalments_left <= MONTHS_A_YEAR
    share = rate_basis_points(uow, "loan_early_last_year" if is_last_year else "loan_early")
    return repaid.minor * share // BASIS


def _quote(loan: LoanView, row: QuoteRow) -> RepaymentQuote:
    currency = loan.owed.currency
    is_whole = row.repaid_minor == loan.owed.minor
    before = repay(loan.owed.minor, loan.rate_basis_points, loan.instalment.minor)
    after = repay(loan.owed.minor - row.repaid_minor, loan.rate_basis_points, loan.instalment.minor)
    kept = 0 if is_whole or after is None else after.interest_minor
    saved = max(0, before.interest_minor - kept - row.interest_minor) if before else 0
    return RepaymentQuote(
        account_name=loan.name,
        repaid=Money(row.repaid_minor, currency),
        interest=Money(row.interest_minor, currency),
        fee=Money(row.fee_minor, currency),
        total=Money(row.repaid_minor + row.interest_minor + row.fee_minor, currency),
        saved=Money(saved, currency),
        pay_by=row.pay_by,
        is_whole=is_whole,
    )


def _last_payment(payment_day: int, today: date) -> date:
    """The last day on which an instalment was due, today included."""
    this_month = _day_in(today.year, today.month, payment_day)
    if this_month <= today:
        return this_month
    before = today.replace(day=1) - timedelta(days=1)
    return _day_in(before.year, before.month, payment_day)


def _months_after(day: date, months: int) -> date:
    number = day.year * MONTHS_A_YEAR + day.month - 1 + months
    return _day_in(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1, day.day)


def _day_in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
