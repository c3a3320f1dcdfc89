"""One table for all that counts once: sign-in tokens, and now also signed calls of the action server.

Note: what lies in the older table goes on, so that no token can be used again while the bank is brought up to date.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "used_once",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_used_once")),
    )
    op.create_index(op.f("ix_used_once_expires_at"), "used_once", ["expires_at"])
    op.execute("INSERT INTO used_once (hash, expires_at) SELECT token_hash, expires_at FROM used_sign_in_tokens")
    op.drop_table("used_sign_in_tokens")


def downgrade() -> None:
    op.create_table(
        "used_sign_in_tokens",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_used_sign_in_tokens")),
    )
    op.create_index(op.f("ix_used_sign_in_tokens_expires_at"), "used_sign_in_tokens", ["expires_at"])
    op.drop_table("used_once")
