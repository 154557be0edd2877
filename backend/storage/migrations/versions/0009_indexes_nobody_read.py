"""Indexes nobody read"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_UNREAD = (
    ("attempt", "ix_attempt_case", ["county", "case"]),
    ("dispatch", "ix_dispatch_case", ["county", "case"]),
    ("dispatch", "ix_dispatch_system", ["county", "system", "state"]),
)


def upgrade() -> None:
    for table, index, _columns in _UNREAD:
        op.drop_index(index, table_name=table)


def downgrade() -> None:
    for table, index, columns in _UNREAD:
        op.create_index(index, table, columns, unique=False)
