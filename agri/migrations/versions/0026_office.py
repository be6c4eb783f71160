"""How long filling in takes, counted by form and period; layouts of own tables."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
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
    op.create_table(
        "kept_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_kept_view_name_not_blank")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_kept_view_by")),
        sa.ForeignKeyConstraint(["city"], ["org_unit.code"], name=op.f("fk_kept_view_city")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_view")),
        sa.UniqueConstraint("city", "name", name=op.f("uq_kept_view_city_name")),
    )
    with op.batch_alter_table("kept_view") as batch:
        batch.create_index(batch.f("ix_kept_view_city"), ["city"], unique=False)


def downgrade() -> None:
    op.drop_table("kept_view")
    op.drop_table("filling_count")
