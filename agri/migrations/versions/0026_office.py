"""How long filling in takes, counted by form and period."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "filling_count",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.CheckConstraint("seconds > 0", name=op.f("ck_filling_count_seconds")),
        sa.CheckConstraint("reports > 0", name=op.f("ck_filling_count_reports")),
        sa.ForeignKeyConstraint(["city"], ["org_unit.code"], name=op.f("fk_filling_count_city")),
        sa.PrimaryKeyConstraint("city", "form", "period", "seconds", name=op.f("pk_filling_count")),
    )


def downgrade() -> None:
    op.drop_table("filling_count")
