"""What came with a version: answers to what is asked of it, and how its figures are known."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
_TABLES = ("revision", "contested_revision")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("answers", sa.JSON(), nullable=True))
        op.add_column(table, sa.Column("known_by", sa.JSON(), nullable=True))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "known_by")
        op.drop_column(table, "answers")
