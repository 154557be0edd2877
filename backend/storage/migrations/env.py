"""Run by Alembic. The connection and the tables are handed in: storage knows no other room."""

from alembic import context

from backend.storage.revising import context_options

context.configure(**context_options(context.config))
with context.begin_transaction():
    context.run_migrations()
