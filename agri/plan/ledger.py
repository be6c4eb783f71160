"""How the tasks of the plan's ledger stand on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agri.definitions.plan import Task
from agri.terms import TaskState

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TaskNote:
    """One progress note on a task."""

    noted_on: date
    is_done: bool
    is_blocked: bool


def task_state(task: Task, notes: Sequence[TaskNote], today: date) -> TaskState:
    """Judge a task by its notes and its date; the newest note decides.

    Parameters
    ----------
    task : Task
        With or without a due date.
    notes : sequence of TaskNote
        In the order in which they were made.
    today : date
        The day to judge on.
    """
    if notes and notes[-1].is_done:
        return TaskState.DONE
    if task.due_on is not None and task.due_on < today:
        return TaskState.OVERDUE
    if notes and notes[-1].is_blocked:
        return TaskState.BLOCKED
    if task.due_on is None:
        return TaskState.STANDING
    return TaskState.DUE_SOON if task.due_on <= today + SOON else TaskState.OPEN
