"""What citizens thought of their visit"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation",
        sa.Column("county", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("hall", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("window", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_evaluation")),
    )


def downgrade() -> None:
    op.drop_table("evaluation")
