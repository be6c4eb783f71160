"""Further places, department and telephone of a person; questions about releases; confirmed filings."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_FIRST_ROLES = ("reporter", "reviewer", "committee", "province", "operator")
_ROLES = (*_FIRST_ROLES, "department")


def upgrade() -> None:
    for name, kind in (("places", sa.JSON()), ("department", sa.String()), ("telephone", sa.String())):
        op.add_column("person", sa.Column(name, kind, nullable=True))
    _let_roles(_ROLES)
    op.create_table(
        "release_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", _INSTANT, nullable=True),
        sa.CheckConstraint("length(trim(text)) > 0", name=op.f("ck_release_question_text_not_blank")),
        sa.CheckConstraint("length(trim(answer)) > 0", name=op.f("ck_release_question_answer_not_blank")),
        sa.ForeignKeyConstraint(["release"], ["release.number"], name=op.f("fk_release_question_release")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_release_question_asked_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_release_question_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_question")),
    )
    with op.batch_alter_table("release_question") as batch:
        batch.create_index(batch.f("ix_release_question_release"), ["release"], unique=False)
    op.create_table(
        "filing_confirmation",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_filing_confirmation_seq")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_filing_confirmation_revision_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_filing_confirmation_by")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_filing_confirmation")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_filing_confirmation_revision_id")),
    )


def _let_roles(roles: tuple[str, ...]) -> None:
    """Replace the vocabulary of `person.role`."""
    listed = ", ".join(f"'{role}'" for role in roles)
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint(op.f("ck_person_role"), type_="check")
        batch.create_check_constraint(op.f("ck_person_role"), f"role IN ({listed})")


def downgrade() -> None:
    op.drop_table("filing_confirmation")
    op.drop_table("release_question")
    _let_roles(_FIRST_ROLES)
    for name in ("telephone", "department", "places"):
        op.drop_column("person", name)
