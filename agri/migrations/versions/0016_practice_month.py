"""The practice month: a draft package and what was tried on it, apart from everything that counts."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_month",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_practice_month_by")),
        sa.ForeignKeyConstraint(["city"], ["org_unit.code"], name=op.f("fk_practice_month_city")),
        sa.PrimaryKeyConstraint("city", name=op.f("pk_practice_month")),
    )
    op.create_table(
        "practice_file",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["city"], ["practice_month.city"], name=op.f("fk_practice_file_city")),
        sa.PrimaryKeyConstraint("city", "name", name=op.f("pk_practice_file")),
    )
    op.create_table(
        "practice_report",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("org_unit", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("not_applicable", sa.JSON(), nullable=False),
        sa.Column("entered", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_practice_report_by")),
        sa.ForeignKeyConstraint(["city"], ["practice_month.city"], name=op.f("fk_practice_report_city")),
        sa.ForeignKeyConstraint(["org_unit"], ["org_unit.code"], name=op.f("fk_practice_report_org_unit")),
        sa.PrimaryKeyConstraint("city", "form", "org_unit", "period", name=op.f("pk_practice_report")),
    )


def downgrade() -> None:
    op.drop_table("practice_report")
    op.drop_table("practice_file")
    op.drop_table("practice_month")
