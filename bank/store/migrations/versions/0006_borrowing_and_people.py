"""Tables for products with their dated rates and fees, and for keeping in touch: details, alerts, appointments.

Note: a rate is never changed, it gets a further row with the day from which it holds. An adviser's time is taken once:
the unique index over appointments that stand refuses a second, whoever asked first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def BigInt() -> sa.types.TypeEngine[int]:  # noqa: N802 - stands among types
    """64 bits; on SQLite the type that numbers rows."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def Moment() -> sa.DateTime:  # noqa: N802
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


TABLES = (
    "products",
    "tariff_items",
    "tariff_values",
    "product_requests",
    "repayment_quotes",
    "contact_details",
    "outgoing_messages",
    "alerts",
    "alerts_sent",
    "advisers",
    "appointments",
)


def upgrade() -> None:
    _make_products()
    _make_contact()
    _make_alerts()
    _make_appointments()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_products() -> None:
    op.create_table(
        "products",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", BigInt(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("to_open", sa.Text(), nullable=False),
        sa.Column("to_close", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    op.create_table(
        "tariff_items",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", BigInt(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("per", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("per IN ('year', 'month', 'time')", name=op.f("ck_tariff_items_per")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_items")),
    )
    op.create_table(
        "tariff_values",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("basis_points", BigInt(), nullable=True),
        sa.Column("amount_minor", BigInt(), nullable=True),
        sa.Column("least_minor", BigInt(), nullable=True),
        sa.Column("most_minor", BigInt(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "basis_points IS NOT NULL OR amount_minor IS NOT NULL", name=op.f("ck_tariff_values_something")
        ),
        sa.CheckConstraint("basis_points IS NULL OR amount_minor IS NULL", name=op.f("ck_tariff_values_one_thing")),
        sa.ForeignKeyConstraint(["item_id"], ["tariff_items.id"], name=op.f("fk_tariff_values_item_id")),
        sa.PrimaryKeyConstraint("item_id", "valid_from", name=op.f("pk_tariff_values")),
    )
    op.create_table(
        "product_requests",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('open', 'close', 'change')", name=op.f("ck_product_requests_kind")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_product_requests_customer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_requests_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_requests")),
    )
    op.create_index("ix_product_requests_customer_id", "product_requests", ["customer_id"])
    op.create_table(
        "repayment_quotes",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("account_id", BigInt(), nullable=False),
        sa.Column("owed_minor", BigInt(), nullable=False),
        sa.Column("repaid_minor", BigInt(), nullable=False),
        sa.Column("interest_minor", BigInt(), nullable=False),
        sa.Column("fee_minor", BigInt(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("pay_by", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_repayment_quotes_customer_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_repayment_quotes_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayment_quotes")),
    )
    op.create_index("ix_repayment_quotes_customer_id", "repayment_quotes", ["customer_id"])
    op.create_index("ix_repayment_quotes_account_id", "repayment_quotes", ["account_id"])


def _make_contact() -> None:
    op.create_table(
        "contact_details",
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contact_details_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_contact_details")),
    )
    op.create_table(
        "outgoing_messages",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("channel IN ('email', 'phone', 'address')", name=op.f("ck_outgoing_messages_channel")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_outgoing_messages_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_messages")),
    )
    op.create_index("ix_outgoing_messages_customer_id", "outgoing_messages", ["customer_id"])


def _make_alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("threshold_minor", BigInt(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('low_balance', 'large_payment', 'bill_due', 'card_abroad')", name=op.f("ck_alerts_kind")
        ),
        sa.CheckConstraint(
            "(kind IN ('low_balance', 'large_payment')) = (threshold_minor IS NOT NULL)",
            name=op.f("ck_alerts_threshold"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_alerts_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("customer_id", "kind", name=op.f("uq_alerts_customer_id_kind")),
    )
    op.create_table(
        "alerts_sent",
        sa.Column("alert_id", BigInt(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alerts_sent_alert_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("alert_id", "about", name=op.f("pk_alerts_sent")),
    )


def _make_appointments() -> None:
    op.create_table(
        "advisers",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("branch_id", BigInt(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_advisers_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisers")),
    )
    op.create_index("ix_advisers_branch_id", "advisers", ["branch_id"])
    op.create_table(
        "appointments",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("adviser_id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "topic IS NULL OR topic IN ('mortgage', 'loan', 'savings', 'account', 'other')",
            name=op.f("ck_appointments_topic"),
        ),
        sa.CheckConstraint("(customer_id IS NULL) = (topic IS NULL)", name=op.f("ck_appointments_about")),
        sa.ForeignKeyConstraint(["adviser_id"], ["advisers.id"], name=op.f("fk_appointments_adviser_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_appointments_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index("ix_appointments_customer_id", "appointments", ["customer_id"])
    op.create_index(
        "uq_appointments_adviser_time",
        "appointments",
        ["adviser_id", "starts_at"],
        unique=True,
        sqlite_where=sa.text("cancelled_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )
