"""Plan and results: baselines, targets, the task ledger, projections, scenarios, releases."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _baseline()
    _target()
    _task()
    _task_progress()
    _scenario()
    _projection()
    _release()


def downgrade() -> None:
    op.drop_table("release")
    op.drop_table("projection")
    op.drop_table("scenario")
    op.drop_table("task_progress")
    op.drop_table("task")
    op.drop_table("target")
    op.drop_table("baseline")


def _baseline() -> None:
    op.create_table(
        "baseline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_unit", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("certainty", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "certainty IN ('published', 'derived', 'assumed')", name=op.f("ck_baseline_certainty")
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_baseline_by")),
        sa.ForeignKeyConstraint(["org_unit"], ["org_unit.code"], name=op.f("fk_baseline_org_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
    )
    with op.batch_alter_table("baseline", schema=None) as batch_op:
        batch_op.create_index("ix_baseline_year_org_unit_key", ["year", "org_unit", "key"], unique=False)


def _target() -> None:
    op.create_table(
        "target",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("comparator", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.CheckConstraint("comparator IN ('>=', '<=', '<')", name=op.f("ck_target_comparator")),
        sa.PrimaryKeyConstraint("plan", "indicator", name=op.f("pk_target")),
    )


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_due_implied", sa.Boolean(), nullable=False),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("comparator", sa.String(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_plan"), ["plan"], unique=False)


def _task_progress() -> None:
    op.create_table(
        "task_progress",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('not_started', 'under_way', 'done', 'dropped')", name=op.f("ck_task_progress_state")
        ),
        sa.CheckConstraint("length(trim(note)) > 0", name=op.f("ck_task_progress_note_not_blank")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_task_progress_by")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_task_progress_seq")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_progress_task_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_task_progress")),
    )
    with op.batch_alter_table("task_progress", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_progress_task_id"), ["task_id"], unique=False)


def _scenario() -> None:
    op.create_table(
        "scenario",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_scenario_name_not_blank")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_scenario_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
        sa.UniqueConstraint("digest", name=op.f("uq_scenario_digest")),
    )


def _projection() -> None:
    op.create_table(
        "projection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("replications", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("scenario", sa.JSON(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.CheckConstraint("basis IN ('accepted', 'received')", name=op.f("ck_projection_basis")),
        sa.CheckConstraint("replications > 1", name=op.f("ck_projection_replications")),
        sa.CheckConstraint(
            "result IS NULL OR finished_at IS NOT NULL", name=op.f("ck_projection_result_is_finished")
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_projection_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projection")),
        sa.UniqueConstraint("key", name=op.f("uq_projection_key")),
    )
    with op.batch_alter_table("projection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_projection_snapshot"), ["snapshot"], unique=False)


def _release() -> None:
    op.create_table(
        "release",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("projection_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("chain_length", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("edition > 0", name=op.f("ck_release_edition")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_release_digest")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_release_by")),
        sa.ForeignKeyConstraint(["projection_id"], ["projection.id"], name=op.f("fk_release_projection_id")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_release_seq")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_release")),
        sa.UniqueConstraint("period", "edition", name=op.f("uq_release_period_edition")),
        sa.UniqueConstraint("seq", name=op.f("uq_release_seq")),
    )
