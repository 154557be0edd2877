"""Names of organisations stand in full beside a case"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.alter_column("applicant", existing_type=sa.String(length=40), type_=sa.String(length=120))


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.alter_column("applicant", existing_type=sa.String(length=120), type_=sa.String(length=40))
