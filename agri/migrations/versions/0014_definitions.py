"""City packages in the record: files by digest, versions of a city's year, consents of a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "definition_file",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_definition_file_digest")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_definition_file")),
    )
    op.create_table(
        "definition_version",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("needs_consent", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_definition_version_number")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_definition_version_reason_not_blank")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_definition_version_by")),
        sa.ForeignKeyConstraint(["city"], ["org_unit.code"], name=op.f("fk_definition_version_city")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_definition_version_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_definition_version")),
        sa.UniqueConstraint("city", "year", "number", name=op.f("uq_definition_version_city_year_number")),
    )
    op.create_table(
        "definition_consent",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_definition_consent_by")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_definition_consent_seq")),
        sa.ForeignKeyConstraint(
            ["version"], ["definition_version.seq"], name=op.f("fk_definition_consent_version")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_definition_consent")),
        sa.UniqueConstraint("version", name=op.f("uq_definition_consent_version")),
    )


def downgrade() -> None:
    op.drop_table("definition_consent")
    op.drop_table("definition_version")
    op.drop_table("definition_file")
