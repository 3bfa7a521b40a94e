"""Run by Alembic: takes the steps on the connection that `bring_up_to_date` hands over, in its transaction."""

from alembic import context

from bot.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
