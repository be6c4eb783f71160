"""The limits of a search, and what a comparison is held against beside doing nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search", sa.Column("limits", sa.JSON(), nullable=True))
    op.add_column("comparison", sa.Column("against", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("comparison", "against")
    op.drop_column("search", "limits")
