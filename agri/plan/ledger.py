"""How the tasks of the plan's ledger stand on a day: by what was said of them, or by what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from agri.definitions.plan import Target, Task
from agri.terms import ProgressWord, TaskReach, TaskState

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TaskNote:
    """One progress note on a task."""

    noted_on: date
    is_done: bool
    is_blocked: bool


def task_reach(
    task: Task, value: float | None, word: ProgressWord | None, *, is_final: bool
) -> TaskReach | None:
    """Judge a task's own aim by its indicator.

    Parameters
    ----------
    task : Task
        With or without a measured aim.
    value : float, optional
        The indicator to date, in the task's unit; None where nothing was reported.
    word : ProgressWord, optional
        Progress against the planned path. None where the plan gives the aim no path; then the aim itself
        stands for it.
    is_final : bool
        Whether the last month before the due date has been reported.

    Returns
    -------
    TaskReach, optional
        None where nothing can be measured.
    """
    if not task.is_measured or task.value is None or task.comparator is None or value is None:
        return None
    is_met = bool(Target(task.value, task.comparator).is_met(np.asarray(value)))
    if is_final:
        return TaskReach.REACHED if is_met else TaskReach.MISSED
    is_behind = not is_met if word is None else word == ProgressWord.BEHIND
    return TaskReach.BEHIND if is_behind else TaskReach.ON_TRACK


def task_state(
    task: Task, notes: Sequence[TaskNote], today: date, reach: TaskReach | None = None
) -> TaskState:
    """Judge a task by its notes and its date; the newest note decides.

    A measured task is done or overdue only by its figure, once the last report before the date is in.

    Parameters
    ----------
    task : Task
        With or without a due date.
    notes : sequence of TaskNote
        In the order in which they were made.
    today : date
        The day to judge on.
    reach : TaskReach, optional
        What was measured.
    """
    is_said_done = bool(notes) and notes[-1].is_done
    if reach == TaskReach.REACHED or (is_said_done and not task.is_measured):
        return TaskState.DONE
    is_past = task.due_on is not None and task.due_on < today
    if reach == TaskReach.MISSED or (is_past and reach is None):
        return TaskState.OVERDUE
    if notes and notes[-1].is_blocked:
        return TaskState.BLOCKED
    if task.due_on is None:
        return TaskState.STANDING
    return TaskState.DUE_SOON if task.due_on <= today + SOON else TaskState.OPEN
