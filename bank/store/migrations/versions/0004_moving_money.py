"""Tables for standing orders that pause, direct debits that were refunded, recalls, exchange quotes."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Drop them."""
