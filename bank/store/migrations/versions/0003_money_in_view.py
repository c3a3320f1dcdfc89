"""Tables for what customers want to see of their money: documents that were made, notices that were shown.

Note: a document is kept with its bytes for the minutes of its link and then deleted; its token is stored as SHA-256
only. `notices` remembers what a customer has been told, so that nothing is offered twice.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
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
        "documents",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_documents_customer_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_documents_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_documents_token_hash")),
    )
    op.create_index("ix_documents_customer_id", "documents", ["customer_id"])
    op.create_index("ix_documents_conversation_id", "documents", ["conversation_id"])
    op.create_index("ix_documents_expires_at", "documents", ["expires_at"])
    op.create_table(
        "notices",
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("shown_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_notices_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "key", name=op.f("pk_notices")),
    )
    op.create_table(
        "notice_settings",
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_notice_settings_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_notice_settings")),
    )


def downgrade() -> None:
    for table in ("notice_settings", "notices", "documents"):
        op.drop_table(table)
