"""The superior's own workbooks, each with the map of its cells; whose sign-in at the house opened one."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_workbook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_kept_workbook_name_not_blank")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_kept_workbook_digest")),
        sa.CheckConstraint("edition > 0", name=op.f("ck_kept_workbook_edition")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_kept_workbook_by")),
        sa.ForeignKeyConstraint(["city"], ["org_unit.code"], name=op.f("fk_kept_workbook_city")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_workbook")),
        sa.UniqueConstraint("city", "name", name=op.f("uq_kept_workbook_city_name")),
    )
    with op.batch_alter_table("kept_workbook") as batch:
        batch.create_index(batch.f("ix_kept_workbook_city"), ["city"], unique=False)
    for column in ("house_sub", "house_sid"):
        op.add_column("session_token", sa.Column(column, sa.String(), nullable=True))


def downgrade() -> None:
    for column in ("house_sub", "house_sid"):
        op.drop_column("session_token", column)
    op.drop_table("kept_workbook")
