"""Reporting units: villages, recovery points, dealers, straw users, trial sites and laboratories."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_KINDS = ("village", "recovery_point", "dealer", "straw_user", "trial_site", "laboratory")


def upgrade() -> None:
    listed = ", ".join(f"'{kind}'" for kind in _KINDS)
    op.create_table(
        "reporting_unit",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint(f"kind IN ({listed})", name=op.f("ck_reporting_unit_kind")),
        sa.CheckConstraint("length(trim(title)) > 0", name=op.f("ck_reporting_unit_title_not_blank")),
        sa.ForeignKeyConstraint(["place"], ["org_unit.code"], name=op.f("fk_reporting_unit_place")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reporting_unit")),
    )
    with op.batch_alter_table("reporting_unit") as batch:
        batch.create_index(batch.f("ix_reporting_unit_place"), ["place"], unique=False)


def downgrade() -> None:
    op.drop_table("reporting_unit")
