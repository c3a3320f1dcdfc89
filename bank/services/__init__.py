"""What can be done at the bank, one module for each part.

Plain functions: a `UnitOfWork` first, then the `CustomerId` of the session, by which every call is authorised. They
raise `BankError` and return frozen dataclasses (`bank.services.views`).
"""
