"""What the city's indicators say of the plan's tasks: the latest assessment by task; nothing is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from agri.definitions.plan import Task
from agri.definitions.reading import Title
from agri.periods import Period
from agri.plan.ledger import task_reach
from agri.services.figures.assess import assessment
from agri.terms import ProgressWord, TaskReach


@dataclass(frozen=True, slots=True)
class Measured:
    """A task's figure, and the snapshot that is its evidence.

    =========== ============================================================ ========
    Field       Meaning                                                      Unit
    =========== ============================================================ ========
    value       the city's indicator to date                                 fraction
    path        where the plan wants it now; the aim where it has no path    fraction
    probability of the aim at the year's end; None without a projection      1
    reach       None for a task without an aim, or while nothing is reported
    through     the last month that counts
    =========== ============================================================ ========
    """

    title: Title
    value: float | None
    path: float | None
    probability: float | None
    reach: TaskReach | None
    through: str
    snapshot: str
    as_of: date


def measure_tasks(session: Session, tasks: Iterable[Task], *, as_of: date) -> dict[str, Measured]:
    """Return by task id what its indicator says on a day; tasks without an indicator are left out."""
    bound = [task for task in tasks if task.indicator is not None]
    if not bound:
        return {}
    document = assessment(session, as_of=as_of)
    rows = {row["indicator"]: row for row in document["assessments"]}
    return {
        task.id: _measured(task, rows[task.indicator], document) for task in bound if task.indicator in rows
    }


def _measured(task: Task, row: Mapping[str, Any], document: Mapping[str, Any]) -> Measured:
    """Cut one row; path and probability hold for the plan's target only, not for another aim of the text."""
    progress, outlook, through = row["progress"], row["outlook"], document["evidence"]["through"]
    is_target = (row["target"], row["comparator"]) == (task.value, task.comparator)
    word = ProgressWord(progress["word"]) if is_target and progress["word"] is not None else None
    is_final = task.due_on is not None and Period.parse(through).last_day >= task.due_on
    return Measured(
        title=Title(row["title"]["zh"], row["title"]["en"]),
        value=progress["value"],
        path=progress["path"] if is_target else task.value,
        probability=outlook["reported"]["probability"] if is_target and outlook is not None else None,
        reach=task_reach(task, progress["value"], word, is_final=is_final),
        through=through,
        snapshot=document["snapshot"],
        as_of=date.fromisoformat(document["as_of"]),
    )
