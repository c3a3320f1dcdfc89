"""The transcript, staff with their sessions, and conversations handed over to them.

Written out in full rather than taken from the models, which move on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("author", sa.String(16), nullable=False),
        sa.Column("name", sa.String(80)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("buttons", sa.JSON, nullable=False),
        sa.Column("data", sa.JSON),
        sa.Column("client_id", sa.String(64)),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.UniqueConstraint("conversation_id", "author", "client_id", name="uq_messages_client_id"),
        sa.CheckConstraint("author IN ('customer', 'assistant', 'staff', 'system')", name="ck_messages_author"),
    )
    op.create_index("ix_messages_turn", "messages", ["conversation_id", "turn"])
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("display_name", sa.String(80), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.CheckConstraint("role IN ('agent', 'supervisor')", name="ck_staff_role"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("staff_id", sa.Integer, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("idle_ends_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])
    op.create_table(
        "handovers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("customer_name", sa.String(80)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("waiting_since", moment, nullable=False),
        sa.Column("position_told", sa.Boolean, nullable=False),
        sa.Column("claimed_by", sa.Integer, sa.ForeignKey("staff.id")),
        sa.Column("claimed_at", moment),
        sa.Column("closed_at", moment),
        sa.CheckConstraint("state IN ('waiting', 'claimed', 'closed')", name="ck_handovers_state"),
        sa.CheckConstraint(
            "state <> 'claimed' OR (claimed_by IS NOT NULL AND claimed_at IS NOT NULL)",
            name="ck_handovers_claimed",
        ),
    )
    op.create_index("ix_handovers_conversation_id", "handovers", ["conversation_id"])
    op.create_index("ix_handovers_waiting", "handovers", ["state", "waiting_since"])
    op.create_index(
        "uq_handovers_open",
        "handovers",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )


def downgrade() -> None:
    for table in ("handovers", "staff_sessions", "staff", "messages"):
        op.drop_table(table)
