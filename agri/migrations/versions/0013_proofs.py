"""Proofs of the rows that may change: places, people, plan, baselines, answers. `migrate` fills them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proof",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=True),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_proof_digest")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_proof_seq")),
        sa.PrimaryKeyConstraint("seq", "of", "key", name=op.f("pk_proof")),
    )
    with op.batch_alter_table("proof", schema=None) as batch_op:
        batch_op.create_index("ix_proof_of_key", ["of", "key"], unique=False)


def downgrade() -> None:
    op.drop_table("proof")
