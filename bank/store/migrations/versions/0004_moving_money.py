"""Tables for standing orders that pause, direct debits that were refunded, recalls, exchange quotes.

Note: an order that changes a planned one stands beside it until it is authorised; `order_replacements` says which one
goes then. A standing order's month is paid once, since its run's key is the month. Rates are whole millionths.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "order_replacements",
    "standing_order_runs",
    "direct_debit_returns",
    "recalls",
    "exchange_rates",
    "exchange_quotes",
)


def BigInt() -> sa.types.TypeEngine[int]:  # noqa: N802 - stands among types
    """64 bits; on SQLite the type that numbers rows."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def Moment() -> sa.DateTime:  # noqa: N802
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("standing_orders", sa.Column("paused_until", sa.Date(), nullable=True))
    op.create_table(
        "order_replacements",
        sa.Column("order_id", BigInt(), nullable=False),
        sa.Column("replaces_id", BigInt(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_replacements_order_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["orders.id"], name=op.f("fk_order_replacements_replaces_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_replacements")),
    )
    _add_regular_payments()
    _add_recalls()
    _add_exchange()


def _add_regular_payments() -> None:
    op.create_table(
        "standing_order_runs",
        sa.Column("standing_order_id", BigInt(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("entry_set_id", BigInt(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(
            "(entry_set_id IS NULL) = (failure IS NOT NULL)", name=op.f("ck_standing_order_runs_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["standing_order_id"], ["standing_orders.id"], name=op.f("fk_standing_order_runs_standing_order_id")
        ),
        sa.ForeignKeyConstraint(["entry_set_id"], ["entry_sets.id"], name=op.f("fk_standing_order_runs_entry_set_id")),
        sa.PrimaryKeyConstraint("standing_order_id", "due_on", name=op.f("pk_standing_order_runs")),
    )
    op.create_table(
        "direct_debit_returns",
        sa.Column("transaction_id", BigInt(), nullable=False),
        sa.Column("entry_set_id", BigInt(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["transactions.id"], name=op.f("fk_direct_debit_returns_transaction_id")
        ),
        sa.ForeignKeyConstraint(["entry_set_id"], ["entry_sets.id"], name=op.f("fk_direct_debit_returns_entry_set_id")),
        sa.PrimaryKeyConstraint("transaction_id", name=op.f("pk_direct_debit_returns")),
    )


def _add_recalls() -> None:
    op.create_table(
        "recalls",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("transaction_id", BigInt(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('wrong_payee', 'wrong_amount', 'twice', 'other')", name=op.f("ck_recalls_reason")
        ),
        sa.CheckConstraint("state IN ('asked', 'returned', 'refused')", name=op.f("ck_recalls_state")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_recalls_customer_id")),
        sa.ForeignKeyConstraint(["transaction_id"], ["transactions.id"], name=op.f("fk_recalls_transaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
        sa.UniqueConstraint("number", name=op.f("uq_recalls_number")),
        sa.UniqueConstraint("transaction_id", name=op.f("uq_recalls_transaction_id")),
    )
    op.create_index("ix_recalls_customer_id", "recalls", ["customer_id"])


def _add_exchange() -> None:
    op.create_table(
        "exchange_rates",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("per_euro_e6", BigInt(), nullable=False),
        sa.CheckConstraint("per_euro_e6 > 0", name=op.f("ck_exchange_rates_rate")),
        sa.PrimaryKeyConstraint("currency", "day", name=op.f("pk_exchange_rates")),
    )
    op.create_table(
        "exchange_quotes",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("from_account_id", BigInt(), nullable=False),
        sa.Column("to_account_id", BigInt(), nullable=False),
        sa.Column("sold_minor", BigInt(), nullable=False),
        sa.Column("bought_minor", BigInt(), nullable=False),
        sa.Column("fee_minor", BigInt(), nullable=False),
        sa.Column("rate_text", sa.Text(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("entry_set_id", BigInt(), nullable=True),
        sa.CheckConstraint(
            "sold_minor > 0 AND bought_minor > 0 AND fee_minor >= 0", name=op.f("ck_exchange_quotes_amounts")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_exchange_quotes_customer_id")),
        sa.ForeignKeyConstraint(["from_account_id"], ["accounts.id"], name=op.f("fk_exchange_quotes_from_account_id")),
        sa.ForeignKeyConstraint(["to_account_id"], ["accounts.id"], name=op.f("fk_exchange_quotes_to_account_id")),
        sa.ForeignKeyConstraint(["entry_set_id"], ["entry_sets.id"], name=op.f("fk_exchange_quotes_entry_set_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_exchange_quotes")),
    )
    op.create_index("ix_exchange_quotes_customer_id", "exchange_quotes", ["customer_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("standing_orders", "paused_until")
