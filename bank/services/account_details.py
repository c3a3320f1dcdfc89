"""What others need to pay into an account: holder, IBAN, BIC."""

from __future__ import annotations

from bank.domain.accounts import PAYABLE
from bank.domain.customers import CustomerId
from bank.domain.house import BANK_NAME, BIC
from bank.domain.iban import grouped
from bank.services.accounts import list_accounts
from bank.services.customers import full_name
from bank.services.money_views import AccountDetails
from bank.store.database import UnitOfWork


def list_account_details(uow: UnitOfWork, customer: CustomerId) -> tuple[AccountDetails, ...]:
    """All accounts that are not closed, the main one first."""
    holder = full_name(uow, customer)
    return tuple(
        AccountDetails(
            account=account,
            holder=holder,
            iban=grouped(account.iban),
            bic=BIC,
            bank=BANK_NAME,
            takes_payments=account.kind in PAYABLE,
        )
        for account in list_accounts(uow, customer)
    )
