"""The house's account of a person, the second factor, and how strong a sign-in was."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("house_name", sa.String(), nullable=True))
    op.add_column("person", sa.Column("house_set_by", sa.Uuid(), nullable=True))
    op.add_column("person", sa.Column("factor_secret", sa.String(), nullable=True))
    op.add_column("person", sa.Column("factor_set_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("factor_step", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("recovery_hashes", sa.JSON(), nullable=True))
    op.create_index(op.f("ix_person_house_name"), "person", ["house_name"], unique=True)
    op.add_column(
        "session_token", sa.Column("is_strong", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    # What a phone was signed in by is not known of the time before; enrolled phones are never asked.
    op.execute("UPDATE session_token SET is_strong = NOT is_desk")


def downgrade() -> None:
    op.drop_column("session_token", "is_strong")
    op.drop_index(op.f("ix_person_house_name"), table_name="person")
    for name in (
        "recovery_hashes",
        "factor_step",
        "factor_set_at",
        "factor_secret",
        "house_set_by",
        "house_name",
    ):
        op.drop_column("person", name)
