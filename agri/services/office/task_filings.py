"""The ledger with a row for each of those who file a task, and figures that a later document tells."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from agri.audit_acts import AuditAct
from agri.errors import Fault, Invalid, NotAllowed, NotFound
from agri.files.ledger_sheet import LedgerRow, render_ledger
from agri.models import TaskFigure, TaskFiling, TaskRow
from agri.periods import day_of, end_of_day
from agri.plan.filers import Filer, filers_of
from agri.plan.ledger import TaskNote, task_state
from agri.services.access.cities import shown_name
from agri.services.access.permissions import Act, Actor, is_within, require_act
from agri.services.chain.chain_rows import append_row
from agri.services.figures.export_ledger import STATES
from agri.services.figures.tasks import (
    Advance,
    definition_of,
    find_task,
    is_told_later,
    require_open_ledger,
    require_why,
    task_of_city,
    told_on,
)
from agri.services.reference.reference import Reference, read_reference
from agri.terms import Role, TaskState


@dataclass(frozen=True, slots=True)
class FilingEntry:
    """One task of one filer, its last word and how its own part stands on the day."""

    task: TaskRow
    filer: Filer
    said: TaskFiling | None
    standing: TaskState
    may_file: bool


def list_filings(
    session: Session, actor: Actor, *, as_of: date, task_id: str | None = None
) -> list[FilingEntry]:
    """Return a row for each task and filer as it stood on a day, in the plan's order.

    The committee sees all, a county and a department their own.

    Raises
    ------
    NotAllowed
        The actor files no tasks.
    NotFound
        The plan has no such task.
    """
    require_act(actor, Act.FILE_TASKS)
    reference = read_reference(session, as_of, of=actor).at(as_of)
    last = (
        select(func.max(col(TaskFiling.seq)))
        .where(col(TaskFiling.at) < end_of_day(as_of))
        .group_by(col(TaskFiling.task_id), col(TaskFiling.filer))
    )
    said = {
        (one.task_id, one.filer): one
        for one in session.exec(select(TaskFiling).where(col(TaskFiling.seq).in_(last)))
    }
    told = told_on(session, reference, as_of)
    if task_id is not None:
        told = [one for one in told if one.task.id == reference.stored_name(task_id)]
        if not told:
            raise NotFound(f"the plan has no task {task_id!r}", f"方案中没有任务 {task_id!r}")
    return [
        _entry(one.task, filer, said.get((one.task.id, filer.code)), as_of, may_file=_may_file(actor, filer))
        for one in told
        for filer in _seen(actor, one.task, reference)
    ]


def export_filings(session: Session, actor: Actor, *, as_of: date) -> bytes:
    """Return the rows of `list_filings` as a workbook; what refuses is the same."""
    entries = list_filings(session, actor, as_of=as_of)
    plan = read_reference(session, as_of, of=actor).at(as_of).plan
    synthetic = " · 演示数据 / synthetic" if plan.is_synthetic else ""
    return render_ledger(
        f"{plan.title.zh} 任务台账（分单位，截至 {as_of}）",
        f"{plan.document.number}{synthetic}",
        [_row(one) for one in entries],
    )


def _row(entry: FilingEntry) -> LedgerRow:
    task, said = entry.task, entry.said
    return LedgerRow(
        id=shown_name(task.id),
        clause=task.clause,
        title=task.title_zh,
        lead=task.lead,
        responsible=entry.filer.name,
        due="" if task.due_on is None else f"{task.due_on}{'*' if task.is_due_implied else ''}",
        figure=task.figure,
        state=STATES[entry.standing],
        measured="",
        noted_on=None if said is None else day_of(said.at),
        note="" if said is None else said.note or "",
    )


def file_task(
    session: Session,
    actor: Actor,
    task_id: str,
    *,
    filer: str,
    state: Advance,
    note: str | None,
    now: datetime,
) -> FilingEntry:
    """Say how far one filer's own part of a task is; the earlier words stay.

    Raises
    ------
    NotFound
        The plan has no such task, or it is not filed by that one.
    NotAllowed
        It is another's to file.
    Invalid
        Dropped or blocked without saying why, or the year's ledger is not open.
    """
    require_act(actor, Act.FILE_TASKS)
    reference = read_reference(session, of=actor)
    require_open_ledger(reference, now)
    task = task_of_city(session, reference, task_id)
    filers = () if task is None else filers_of(definition_of(task), reference.places)
    found = next((one for one in filers if one.code == filer), None)
    if task is None or found is None:
        raise NotFound(
            f"the plan has no task {task_id!r} that {filer!r} files",
            f"方案中没有由“{filer}”填报的任务 {task_id!r}",
        )
    if not _may_file(actor, found):
        raise NotAllowed(f"{found.name} files this itself", f"这一行由{found.name}填报")
    require_why(state, note)
    row = {
        "task_id": task.id,
        "filer": filer,
        "state": str(state),
        "note": note,
        "by": actor.id,
        "at": now,
    }
    linked = append_row(session, actor.id, TaskFiling, row, at=now, act=AuditAct.TASK_FILED, subject=task.id)
    said = TaskFiling(**linked)
    session.add(said)
    session.flush()
    return _entry(task, found, said, day_of(now), may_file=True)


def set_task_figure(
    session: Session,
    actor: Actor,
    task_id: str,
    *,
    value: float,
    unit: str,
    document: str,
    dated: date,
    now: datetime,
) -> TaskFigure:
    """Keep a figure that the plan leaves to a later document, with that document; earlier ones stay.

    Raises
    ------
    NotFound
        The plan has no such task.
    Invalid
        The plan gives the figure itself, or the document is dated after today.
    """
    require_act(actor, Act.SET_TASK_FIGURES)
    reference = read_reference(session, of=actor)
    require_open_ledger(reference, now)
    task = find_task(session, actor, reference, task_id)
    faults = []
    if not is_told_later(task.figure):
        faults.append(
            Fault(
                "/value",
                "figure-in-plan",
                "the plan says nothing of a figure to be told later for this task",
                "方案没有说本任务的数值另行下达",
            )
        )
    if dated > day_of(now):
        faults.append(
            Fault("/dated", "out-of-bounds", "the document is dated after today", "文件日期晚于今天")
        )
    if faults:
        raise Invalid.of(faults)
    row = {
        "task_id": task.id,
        "value": value,
        "unit": unit,
        "document": document,
        "dated": dated,
        "by": actor.id,
        "at": now,
    }
    linked = append_row(
        session, actor.id, TaskFigure, row, at=now, act=AuditAct.TASK_FIGURE_SET, subject=task.id
    )
    figure = TaskFigure(**linked)
    session.add(figure)
    session.flush()
    return figure


def _seen(actor: Actor, task: TaskRow, reference: Reference) -> Iterator[Filer]:
    for filer in filers_of(definition_of(task), reference.places):
        if actor.role == Role.COMMITTEE or _may_file(actor, filer):
            yield filer


def _may_file(actor: Actor, filer: Filer) -> bool:
    """The committee files for anybody, a county for itself, a department for the unit that it speaks for."""
    match actor.role:
        case Role.COMMITTEE:
            return True
        case Role.DEPARTMENT:
            return filer.code == actor.department
        case _:
            return filer.code.isdigit() and is_within(actor, filer.code)


def _entry(
    task: TaskRow, filer: Filer, said: TaskFiling | None, as_of: date, *, may_file: bool
) -> FilingEntry:
    """Judge one's own part by what was said of it: an indicator measures the city's."""
    notes = []
    if said is not None:
        is_done = said.state in {Advance.DONE, Advance.DROPPED}
        is_blocked = said.state == Advance.BLOCKED
        notes = [TaskNote(day_of(said.at), is_done=is_done, is_blocked=is_blocked)]
    aim = replace(definition_of(task), indicator=None)
    return FilingEntry(task, filer, said, task_state(aim, notes, as_of), may_file)
