"""How often a card's PIN was wrong in a row: the third time blocks it, a new one frees it.

Note: the hash of a PIN is sealed from now on with a key that is not in the database.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def BigInt() -> sa.types.TypeEngine[int]:  # noqa: N802 - stands among types
    """64 bits; on SQLite the type that numbers rows."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("card_pins", sa.Column("wrong_tries", BigInt(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("card_pins", "wrong_tries")
