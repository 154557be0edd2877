"""An entry of the chain cannot be replaced, whoever opens the database"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = {"chain_entry": False, "chain_log": False, "chain_payload": True}


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return  # PostgreSQL has no REPLACE
    for table, deletable in _TABLES.items():
        op.protect_table(table, deletable=deletable)  # those that are there stay


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in _TABLES:
        op.execute(f"DROP TRIGGER {table}_no_replace")
