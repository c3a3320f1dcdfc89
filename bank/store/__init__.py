"""The bank's tables, migrations, transactions; rules are in `bank.domain`, use cases in `bank.services`."""
