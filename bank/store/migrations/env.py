"""How Alembic runs the bank's migrations: over the connection that `bank.store.revision` hands it."""

from alembic import context

from bank.store.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
