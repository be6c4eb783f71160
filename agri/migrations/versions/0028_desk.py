"""Comments on reports, and who is to review which."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_comment",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(trim(text)) > 0", name=op.f("ck_report_comment_text_not_blank")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_report_comment_by")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_report_comment_revision_id")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_report_comment_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_report_comment")),
    )
    op.create_table(
        "assignment",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_assignment_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_assignment_report_id")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_assignment_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_assignment")),
    )
    for table, column in (("report_comment", "revision_id"), ("assignment", "report_id")):
        with op.batch_alter_table(table) as batch:
            batch.create_index(batch.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("assignment")
    op.drop_table("report_comment")
