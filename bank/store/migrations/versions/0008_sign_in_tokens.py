"""Signed sign-in tokens that were used, so that each opens one session.

Note: a row is needed only until its token has expired; the next sign-in takes it away.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "used_sign_in_tokens",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_used_sign_in_tokens")),
    )
    op.create_index(op.f("ix_used_sign_in_tokens_expires_at"), "used_sign_in_tokens", ["expires_at"])


def downgrade() -> None:
    op.drop_table("used_sign_in_tokens")
