"""Several cities in one record: projections, searches, comparisons and scenarios name theirs.

A release's number tells its city, so two cities may release one month in one edition. Whatever is there
belongs to the one city that the record held.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = ("projection", "search", "comparison", "scenario")
_ONLY = """
    SELECT coalesce(
        (SELECT city FROM definition_version ORDER BY seq LIMIT 1),
        (SELECT min(code) FROM org_unit WHERE level = 'city'),
        (SELECT min(code) FROM org_unit)
    )
"""


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("city", sa.String(), nullable=True))
        op.execute(f"UPDATE {table} SET city = ({_ONLY})")  # noqa: S608 - names of our own
        with op.batch_alter_table(table) as batch:
            batch.alter_column("city", existing_type=sa.String(), nullable=False)
            batch.create_foreign_key(batch.f(f"fk_{table}_city"), "org_unit", ["city"], ["code"])
            batch.create_index(batch.f(f"ix_{table}_city"), ["city"], unique=False)
    with op.batch_alter_table("release") as batch:
        batch.drop_constraint(batch.f("uq_release_period_edition"), type_="unique")
        batch.create_index(batch.f("ix_release_period"), ["period"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("release") as batch:
        batch.drop_index(batch.f("ix_release_period"))
        batch.create_unique_constraint(batch.f("uq_release_period_edition"), ["period", "edition"])
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_index(batch.f(f"ix_{table}_city"))
            batch.drop_constraint(batch.f(f"fk_{table}_city"), type_="foreignkey")
            batch.drop_column("city")
