"""Where the bank is kept: tables, migrations, transactions. Rules are in `bank.domain`, use cases in
`bank.services`.
"""
