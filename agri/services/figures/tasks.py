"""List the plan's tasks with their measured or reported state, and append progress notes.

Nothing is overwritten; what is measured is not written at all, so that no figure is older than its snapshot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, func, select

from agri.audit_acts import AuditAct
from agri.definitions import plan as definitions
from agri.definitions.counted_periods import is_ledger_open, uncounted_fault
from agri.definitions.reading import Title
from agri.errors import Fault, Invalid, NotFound
from agri.models import TaskFigure, TaskProgress, TaskRow
from agri.periods import Period, day_of, end_of_day
from agri.plan.ledger import TaskNote, task_state
from agri.services.access.cities import split_name
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.chain_rows import append_row
from agri.services.figures.proved_tasks import proved_tasks
from agri.services.figures.task_measurement import Measured, measure_tasks
from agri.services.reference.reference import Reference, read_reference
from agri.terms import Comparator, Role, TaskReach, TaskState
from agri.visible_text import shows


class Advance(StrEnum):
    """How far its lead unit says a task is."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"


_ASKS_WHY = {
    Advance.DROPPED: ("say why it is dropped", "取消任务须写明理由"),
    Advance.BLOCKED: ("say what it waits for", "任务受阻须写明原因"),
}
_OF_A_MEASURED_TASK = {Advance.UNDER_WAY, Advance.BLOCKED}


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A task, what its indicator says, the last word on it, and how it stands on the day."""

    task: TaskRow
    is_measured: bool
    measured: Measured | None
    progress: TaskProgress | None
    standing: TaskState
    figure: TaskFigure | None


def list_tasks(session: Session, actor: Actor, *, as_of: date) -> list[LedgerEntry]:
    """Return the ledger in the plan's order, as it stood on a day; a department's are the tasks it leads."""
    require_act(actor, Act.READ_TASKS)
    reference = read_reference(session, as_of, of=actor).at(as_of)
    told = [one for one in told_on(session, reference, as_of) if _is_seen(actor, one.task)]
    measured = measure_tasks(session, reference.city, [one.aim for one in told], as_of=as_of)
    proved = proved_tasks(session, reference, as_of)
    return [_entry(one, measured.get(one.task.id), as_of, is_proved=one.task.id in proved) for one in told]


@dataclass(frozen=True, slots=True)
class ToldTask:
    """A task, its definition, the last word on it by a day, and a figure that was told later."""

    task: TaskRow
    aim: definitions.Task
    progress: TaskProgress | None
    figure: TaskFigure | None = None

    @property
    def figure_words(self) -> str:
        """The plan's words for the figure, with what a later document said of it."""
        return self.aim.figure if self.figure is None else f"{self.aim.figure}：{told_words(self.figure)}"

    def standing(self, as_of: date, reach: TaskReach | None) -> TaskState:
        """Say how the task stands on a day, given what was measured."""
        return task_state(self.aim, _notes(self.progress), as_of, reach)


def told_on(session: Session, reference: Reference, as_of: date) -> list[ToldTask]:
    """Return the whole ledger of a city's year in the plan's order, whoever asks."""
    last = (
        select(func.max(col(TaskProgress.seq)))
        .where(col(TaskProgress.at) < end_of_day(as_of))
        .group_by(col(TaskProgress.task_id))
    )
    said = {
        progress.task_id: progress
        for progress in session.exec(select(TaskProgress).where(col(TaskProgress.seq).in_(last)))
    }
    newest = (
        select(func.max(col(TaskFigure.seq)))
        .where(col(TaskFigure.at) < end_of_day(as_of))
        .group_by(col(TaskFigure.task_id))
    )
    figures = {
        figure.task_id: figure
        for figure in session.exec(select(TaskFigure).where(col(TaskFigure.seq).in_(newest)))
    }
    own = reference.stored_name(reference.plan.code)
    rows = session.exec(select(TaskRow).where(TaskRow.plan == own).order_by(TaskRow.id))
    return [ToldTask(task, definition_of(task), said.get(task.id), figures.get(task.id)) for task in rows]


def is_told_later(figure: str) -> bool:
    """Say whether the plan leaves a task's figure to a later document of the province.

    >>> is_told_later("具体任务指标另行下达"), is_told_later("39.3%以上")
    (True, False)
    """
    return "下达" in figure


def told_words(figure: TaskFigure) -> str:
    """Say a figure that was told later, with the document that told it."""
    return f"{figure.value:,.15g} {figure.unit}（{figure.document}，{figure.dated.isoformat()}）"


def read_task_progress(session: Session, actor: Actor, task_id: str) -> list[TaskProgress]:
    """Return everything that was said of a task, oldest first.

    Raises
    ------
    NotFound
        The plan has no such task.
    """
    require_act(actor, Act.READ_TASKS)
    task = find_task(session, actor, read_reference(session, of=actor), task_id)
    words = select(TaskProgress).where(TaskProgress.task_id == task.id).order_by(col(TaskProgress.seq))
    return list(session.exec(words))


def advance_task(
    session: Session,
    actor: Actor,
    task_id: str,
    *,
    state: Advance,
    value: float | None,
    note: str | None,
    evidence: Mapping[str, Any] | None,
    now: datetime,
) -> TaskProgress:
    """Say how far a task is; the earlier words stay.

    Raises
    ------
    NotFound
        The plan has no such task, or another department leads it.
    Invalid
        A task is dropped or blocked without saying why, or the state or figure of a measured one is typed; or
        the present year neither counts nor follows the plan's.
    """
    require_act(actor, Act.ADVANCE_TASKS)
    reference = read_reference(session, of=actor)
    require_open_ledger(reference, now)
    task = find_task(session, actor, reference, task_id)
    if definition_of(task).is_measured:
        _refuse_typed(state, value)
    require_why(state, note)
    row = {
        "task_id": task.id,
        "state": str(state),
        "value": value,
        "note": note,
        "evidence": dict(evidence) if evidence is not None else None,
        "by": actor.id,
        "at": now,
    }
    progress = TaskProgress(
        **append_row(
            session, actor.id, TaskProgress, row, at=now, act=AuditAct.TASK_ADVANCED, subject=task.id
        )
    )
    session.add(progress)
    session.flush()
    return progress


def require_open_ledger(reference: Reference, now: datetime) -> None:
    """Refuse words on a ledger whose plan the present year neither counts nor follows; raises Invalid."""
    if not is_ledger_open(day_of(now), reference.counted):
        fault = uncounted_fault(Period.of(day_of(now)), reference.counted)
        raise Invalid.of([replace(fault, pointer="")])


def require_why(state: Advance, note: str | None) -> None:
    """Refuse to drop or block without a word on why; raises Invalid."""
    if state in _ASKS_WHY and not shows(note):
        english, chinese = _ASKS_WHY[state]
        raise Invalid.of([Fault("/note", "reason-missing", english, chinese)])


def _is_seen(actor: Actor, task: TaskRow) -> bool:
    """Say whether a task is the actor's to see: a department sees those that it leads."""
    return actor.role != Role.DEPARTMENT or actor.department in task.lead.split("、")


def task_of_city(session: Session, reference: Reference, task_id: str) -> TaskRow | None:
    """Return a task of the city by the id that its ledger gives it; another city's is none."""
    if split_name(task_id)[0] is not None:  # the first city's ids have no city before them
        return None
    return session.get(TaskRow, reference.stored_name(task_id))


def find_task(session: Session, actor: Actor, reference: Reference, task_id: str) -> TaskRow:
    """Return a task of the actor by the id that the city's ledger gives it."""
    task = task_of_city(session, reference, task_id)
    if task is None or not _is_seen(actor, task):
        raise NotFound(f"the plan has no task {task_id!r} for you", f"方案中没有您的任务 {task_id!r}")
    return task


def _refuse_typed(state: Advance, value: float | None) -> None:
    """Refuse a typed state or figure for a task that its indicator measures."""
    faults = []
    if state not in _OF_A_MEASURED_TASK:
        faults.append(
            Fault(
                "/state",
                "state-is-measured",
                "the state of this task follows from its indicator: add a note as under_way, or say blocked",
                "本任务的状态由指标自动得出；可登记“推进中”并补充说明，或登记“受阻”",
            )
        )
    if value is not None:
        faults.append(
            Fault(
                "/value",
                "figure-is-measured",
                "the figure of this task comes from its indicator: leave it out",
                "本任务的数值取自指标，不必填写",
            )
        )
    if faults:
        raise Invalid.of(faults)


def _entry(told: ToldTask, measured: Measured | None, as_of: date, *, is_proved: bool) -> LedgerEntry:
    reach = measured.reach if measured is not None else None
    reach = TaskReach.REACHED if is_proved else reach
    standing = told.standing(as_of, reach)
    return LedgerEntry(told.task, told.aim.is_measured, measured, told.progress, standing, told.figure)


def _notes(progress: TaskProgress | None) -> list[TaskNote]:
    if progress is None:
        return []
    is_finished = progress.state in {Advance.DONE, Advance.DROPPED}
    return [TaskNote(day_of(progress.at), is_done=is_finished, is_blocked=progress.state == Advance.BLOCKED)]


def definition_of(task: TaskRow) -> definitions.Task:
    """Return a task of the record as the plan defines it."""
    return definitions.Task(
        id=task.id,
        clause=task.clause,
        text=Title(task.title_zh, task.title_en),
        lead=task.lead,
        responsible=task.responsible,
        due_on=task.due_on,
        is_due_implied=task.is_due_implied,
        figure=task.figure,
        comparator=Comparator(task.comparator) if task.comparator else None,
        value=task.value,
        unit=task.unit,
        indicator=task.indicator,
    )
