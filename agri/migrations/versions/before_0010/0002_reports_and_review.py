"""Reports and review: revisions, contested versions, decisions, closures, spot checks, answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _report()
    _revision()
    _contested_revision()
    _contested_resolution()
    _decision()
    _closure()
    _spot_check()
    _finding_answer()


def downgrade() -> None:
    op.drop_table("finding_answer")
    op.drop_table("spot_check")
    op.drop_table("closure")
    op.drop_table("decision")
    op.drop_table("contested_resolution")
    op.drop_table("contested_revision")
    op.drop_table("revision")
    op.drop_table("report")


def _report() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("org_unit", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["org_unit"], ["org_unit.code"], name=op.f("fk_report_org_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("form", "org_unit", "period", name=op.f("uq_report_form_org_unit_period")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_org_unit_period", ["org_unit", "period"], unique=False)
        batch_op.create_index("ix_report_period_form", ["period", "form"], unique=False)


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("not_applicable", sa.JSON(), nullable=False),
        sa.Column("entered", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("form_version > 0", name=op.f("ck_revision_form_version")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_revision_digest")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_revision_reason_not_blank")),
        sa.CheckConstraint("supersedes <> id", name=op.f("ck_revision_not_itself")),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_revision_author")),
        sa.ForeignKeyConstraint(
            ["report_id", "supersedes"],
            ["revision.report_id", "revision.id"],
            name=op.f("fk_revision_report_id_supersedes"),
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_revision_report_id")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_revision_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("report_id", "id", name=op.f("uq_revision_report_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_revision_seq")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_revision_supersedes")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_received_at"), ["received_at"], unique=False)
        batch_op.create_index(
            "uq_revision_first_of_report",
            ["report_id"],
            unique=True,
            sqlite_where=sa.text("supersedes IS NULL"),
            postgresql_where=sa.text("supersedes IS NULL"),
        )


def _contested_revision() -> None:
    op.create_table(
        "contested_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("claimed_report_id", sa.Uuid(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("not_applicable", sa.JSON(), nullable=False),
        sa.Column("entered", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("form_version > 0", name=op.f("ck_contested_revision_form_version")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_contested_revision_digest")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_contested_revision_reason_not_blank")),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_contested_revision_author")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_contested_revision_report_id")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_contested_revision_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contested_revision")),
        sa.UniqueConstraint("seq", name=op.f("uq_contested_revision_seq")),
    )
    with op.batch_alter_table("contested_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contested_revision_report_id"), ["report_id"], unique=False)


def _contested_resolution() -> None:
    op.create_table(
        "contested_resolution",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contested_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(act = 'adopted') = (revision_id IS NOT NULL)",
            name=op.f("ck_contested_resolution_adopted_makes_a_revision"),
        ),
        sa.CheckConstraint("act IN ('adopted', 'dismissed')", name=op.f("ck_contested_resolution_act")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_contested_resolution_reason_not_blank")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_contested_resolution_by")),
        sa.ForeignKeyConstraint(
            ["contested_id"], ["contested_revision.id"], name=op.f("fk_contested_resolution_contested_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_contested_resolution_revision_id")
        ),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_contested_resolution_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_contested_resolution")),
        sa.UniqueConstraint("contested_id", name=op.f("uq_contested_resolution_contested_id")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_contested_resolution_revision_id")),
    )


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'returned' OR reason IS NOT NULL", name=op.f("ck_decision_return_says_why")
        ),
        sa.CheckConstraint("kind IN ('accepted', 'returned')", name=op.f("ck_decision_kind")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_decision_reason_not_blank")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_decision_by")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_decision_revision_id")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_decision_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_revision_id"), ["revision_id"], unique=False)


def _closure() -> None:
    op.create_table(
        "closure",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("org_unit", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "act <> 'reopened' OR reason IS NOT NULL", name=op.f("ck_closure_reopening_says_why")
        ),
        sa.CheckConstraint("act IN ('closed', 'reopened')", name=op.f("ck_closure_act")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_closure_reason_not_blank")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_closure_by")),
        sa.ForeignKeyConstraint(["org_unit"], ["org_unit.code"], name=op.f("fk_closure_org_unit")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_closure_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index("ix_closure_period_org_unit", ["period", "org_unit"], unique=False)


def _spot_check() -> None:
    op.create_table(
        "spot_check",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_unit", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("data_element", sa.String(), nullable=False),
        sa.Column("verified", sa.Float(), nullable=False),
        sa.Column("drawn", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("drawn IN ('random', 'targeted')", name=op.f("ck_spot_check_drawn")),
        sa.CheckConstraint("verified >= 0", name=op.f("ck_spot_check_verified")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_spot_check_by")),
        sa.ForeignKeyConstraint(["org_unit"], ["org_unit.code"], name=op.f("fk_spot_check_org_unit")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_spot_check_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_spot_check")),
        sa.UniqueConstraint("id", name=op.f("uq_spot_check_id")),
    )
    with op.batch_alter_table("spot_check", schema=None) as batch_op:
        batch_op.create_index("ix_spot_check_period_org_unit", ["period", "org_unit"], unique=False)


def _finding_answer() -> None:
    op.create_table(
        "finding_answer",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(trim(text)) > 0", name=op.f("ck_finding_answer_text_not_blank")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_finding_answer_by")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_finding_answer_revision_id")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_finding_answer_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_finding_answer")),
    )
    with op.batch_alter_table("finding_answer", schema=None) as batch_op:
        batch_op.create_index("ix_finding_answer_revision_id_code", ["revision_id", "code"], unique=False)
