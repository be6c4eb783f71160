"""A task may be held up: its lead unit says so, and by what."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BEFORE = ("not_started", "under_way", "done", "dropped")
_AFTER = ("not_started", "under_way", "blocked", "done", "dropped")


def upgrade() -> None:
    _allow(_AFTER)


def downgrade() -> None:
    _allow(_BEFORE)


def _allow(states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("task_progress", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_task_progress_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_task_progress_state"), f"state IN ({listed})")
