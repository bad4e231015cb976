"""What Alembic runs: all migrations on the connection, and in the transaction, that the store hands over."""

from alembic import context

from coach.records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite can alter little in place; Alembic then copies the table.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
