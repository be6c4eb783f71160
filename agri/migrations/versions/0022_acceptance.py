"""What was accepted with open questions, and the sample of a bulk acceptance."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acceptance",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("org_unit", sa.String(), nullable=False),
        sa.Column("revisions", sa.JSON(), nullable=False),
        sa.Column("sample", sa.JSON(), nullable=False),
        sa.Column("never_compared", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("never_compared >= 0", name=op.f("ck_acceptance_never_compared")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_acceptance_by")),
        sa.ForeignKeyConstraint(["org_unit"], ["org_unit.code"], name=op.f("fk_acceptance_org_unit")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_acceptance_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_acceptance")),
    )


def downgrade() -> None:
    op.drop_table("acceptance")
