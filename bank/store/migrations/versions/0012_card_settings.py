"""Whether a card pays by tapping, and the country of a journey as a payment names it.

Note: journeys that were announced before have no country; they are shown, and open nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cards", sa.Column("is_contactless_open", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("travel_notices", sa.Column("country", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("travel_notices", "country")
    op.drop_column("cards", "is_contactless_open")
