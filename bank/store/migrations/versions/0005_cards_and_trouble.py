"""Tables for card settings and replacements, disputes, fraud cases, complaints.

Note: what a card may do stands in the card's own row, with the bank's standard limits for cards that were there before.
A card that was sent by post and not yet switched on `awaits_activation`; `state` stays what its holder can change. Of a
PIN only an argon2id hash is kept, with the key of the change that allowed it, so that one change sets one PIN.
A case may be somebody's who is not signed in: then only its conversation can ask for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OF_CARDS = ("awaits_activation", "is_online_open", "is_abroad_open", "cash_day_minor", "payments_day_minor")


def BigInt() -> sa.types.TypeEngine[int]:  # noqa: N802 - stands among types
    """64 bits; on SQLite the type that numbers rows."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def Moment() -> sa.DateTime:  # noqa: N802
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    for name, default in (
        ("awaits_activation", sa.false()),
        ("is_online_open", sa.true()),
        ("is_abroad_open", sa.true()),
    ):
        op.add_column("cards", sa.Column(name, sa.Boolean(), nullable=False, server_default=default))
    for name, minor in (("cash_day_minor", "100000"), ("payments_day_minor", "500000")):
        op.add_column("cards", sa.Column(name, BigInt(), nullable=False, server_default=minor))
    op.execute("UPDATE cards SET cash_day_minor = 50000 WHERE kind = 'credit'")
    op.create_table(
        "card_deliveries",
        sa.Column("card_id", BigInt(), nullable=False),
        sa.Column("replaces_id", BigInt(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ordered_at", Moment(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('lost', 'stolen', 'damaged', 'expired')", name=op.f("ck_card_deliveries_reason")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_deliveries_card_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["cards.id"], name=op.f("fk_card_deliveries_replaces_id")),
        sa.PrimaryKeyConstraint("card_id", name=op.f("pk_card_deliveries")),
    )
    op.create_table(
        "travel_notices",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("card_id", BigInt(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("since <= until", name=op.f("ck_travel_notices_time")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_travel_notices_card_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_notices")),
    )
    op.create_index("ix_travel_notices_card_id", "travel_notices", ["card_id"])
    op.create_table(
        "card_pins",
        sa.Column("card_id", BigInt(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("change_id", BigInt(), nullable=False),
        sa.Column("chosen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_pins_card_id")),
        sa.PrimaryKeyConstraint("card_id", name=op.f("pk_card_pins")),
    )
    op.create_table(
        "cases",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=True),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_at", Moment(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("transaction_id", BigInt(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("noticed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('fraud', 'complaint', 'dispute')", name=op.f("ck_cases_kind")),
        sa.CheckConstraint("state IN ('received', 'in_progress', 'answered', 'closed')", name=op.f("ck_cases_state")),
        sa.CheckConstraint("customer_id IS NOT NULL OR conversation_id IS NOT NULL", name=op.f("ck_cases_whose")),
        sa.CheckConstraint(
            "(kind = 'dispute') = (transaction_id IS NOT NULL AND reason IS NOT NULL AND noticed_on IS NOT NULL)",
            name=op.f("ck_cases_dispute"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_cases_customer_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_cases_conversation_id")),
        sa.ForeignKeyConstraint(["transaction_id"], ["transactions.id"], name=op.f("fk_cases_transaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
        sa.UniqueConstraint("transaction_id", name=op.f("uq_cases_transaction_id")),
    )
    op.create_index("ix_cases_customer_id", "cases", ["customer_id"])
    op.create_index("ix_cases_conversation_id", "cases", ["conversation_id"])


def downgrade() -> None:
    for table in ("cases", "card_pins", "travel_notices", "card_deliveries"):
        op.drop_table(table)
    for column in OF_CARDS:
        op.drop_column("cards", column)
