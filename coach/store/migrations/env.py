"""Run by Alembic: migrates the connection that `coach.store.database` has opened, within that connection's transaction."""

from alembic import context

from coach.store.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
