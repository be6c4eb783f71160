"""What each of those who file a task says of it, and figures that the plan leaves to a later document."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task_filing",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("filer", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('not_started', 'under_way', 'blocked', 'done', 'dropped')",
            name=op.f("ck_task_filing_state"),
        ),
        sa.CheckConstraint("length(trim(filer)) > 0", name=op.f("ck_task_filing_filer_not_blank")),
        sa.CheckConstraint("length(trim(note)) > 0", name=op.f("ck_task_filing_note_not_blank")),
        *_links("task_filing"),
    )
    op.create_table(
        "task_figure",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(trim(unit)) > 0", name=op.f("ck_task_figure_unit_not_blank")),
        sa.CheckConstraint("length(trim(document)) > 0", name=op.f("ck_task_figure_document_not_blank")),
        *_links("task_figure"),
    )
    for table in ("task_filing", "task_figure"):
        with op.batch_alter_table(table) as batch:
            batch.create_index(batch.f(f"ix_{table}_task_id"), ["task_id"], unique=False)


def _links(table: str) -> tuple[sa.Constraint, ...]:
    """Return what both tables refer to."""
    return (
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f(f"fk_{table}_by")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f(f"fk_{table}_seq")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f(f"fk_{table}_task_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    op.drop_table("task_figure")
    op.drop_table("task_filing")
