"""Alembic's entry: migrates over the connection that `bot.store.database` hands in."""

from alembic import context

from bot.store.database import VERSION_TABLE
from bot.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
