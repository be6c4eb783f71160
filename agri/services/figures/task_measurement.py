"""Measure the plan's tasks by the city's latest assessment; nothing is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from agri.definitions.plan import Task
from agri.definitions.reading import Title
from agri.definitions.value_units import FRACTION
from agri.plan.assessment import AssessedIndicator, Assessment
from agri.plan.ledger import task_reach
from agri.services.figures.assess import assessment
from agri.terms import TaskReach


@dataclass(frozen=True, slots=True)
class Measured:
    """A task's figure, and the snapshot that is its evidence.

    =========== ============================================================ ========
    Field       Meaning                                                      Unit
    =========== ============================================================ ========
    value       the city's indicator to date                                 `unit`
    path        where the plan wants it now; the aim where it has no path    `unit`
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
    unit: str = FRACTION


def measure_tasks(session: Session, city: str, tasks: Iterable[Task], *, as_of: date) -> dict[str, Measured]:
    """Return by task id what a city's indicators say on a day; tasks without one are left out."""
    bound = [task for task in tasks if task.indicator is not None]
    if not bound:
        return {}
    found = assessment(session, as_of=as_of, org_unit=city)
    rows = {row.indicator: row for row in found.assessments}
    return {task.id: _measured(task, rows[task.indicator], found) for task in bound if task.indicator in rows}


def _measured(task: Task, row: AssessedIndicator, found: Assessment) -> Measured:
    """Cut one row; path and probability hold for the plan's target only, not for another aim of the text."""
    progress, outlook, through = row.progress, row.outlook, found.evidence.through
    is_target = (row.target, row.comparator) == (task.value, task.comparator)
    word = progress.word if is_target else None
    is_final = task.due_on is not None and through.last_day >= task.due_on
    return Measured(
        title=row.title,
        value=progress.value,
        path=progress.path if is_target else task.value,
        probability=outlook.reported.probability if is_target and outlook is not None else None,
        reach=None
        if is_target and progress.is_withheld and not is_final
        else task_reach(task, progress.value, word, is_final=is_final),
        through=str(through),
        snapshot=found.snapshot,
        as_of=found.as_of,
        unit=row.unit,
    )
