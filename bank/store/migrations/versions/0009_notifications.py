"""A customer's inbox of alerts, and the mark by which a bank's own mailer takes messages out of the outbox.

Note: `outgoing_messages` is the outbox: rows without `sent_at` wait to be sent, and whoever sends one sets it. Rows
that were written before count as waiting.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def BigInt() -> sa.types.TypeEngine[int]:  # noqa: N802 - stands among types
    """64 bits; on SQLite the type that numbers rows."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def Moment() -> sa.DateTime:  # noqa: N802
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("shown_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('low_balance', 'large_payment', 'bill_due', 'card_abroad')", name=op.f("ck_notifications_kind")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_notifications_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index("ix_notifications_customer_id", "notifications", ["customer_id"])
    op.add_column("outgoing_messages", sa.Column("sent_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("outgoing_messages", "sent_at")
    op.drop_table("notifications")
