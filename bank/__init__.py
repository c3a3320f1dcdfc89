"""The bank that the assistant talks to: rules in `domain`, use cases in `services`, tables in `store`, a demo in
`demo`.
"""

from bank.domain.customers import CustomerId
from bank.domain.errors import BankError
from bank.domain.money import Money
from bank.store.database import Bank, UnitOfWork

__all__ = ["Bank", "BankError", "CustomerId", "Money", "UnitOfWork"]
