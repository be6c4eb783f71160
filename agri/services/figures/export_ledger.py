"""Render the task ledger as it stands today."""

from datetime import date

from sqlmodel import Session

from agri.definitions.value_units import FRACTION, amount_words, unit_words
from agri.files.ledger_sheet import LedgerRow, render_ledger
from agri.periods import day_of
from agri.plan.outlook import chance_words
from agri.services.access.cities import shown_name
from agri.services.access.permissions import Actor
from agri.services.figures.task_measurement import Measured
from agri.services.figures.tasks import LedgerEntry, list_tasks, told_words
from agri.services.reference.reference import read_reference
from agri.terms import TaskReach, TaskState

STATES = {
    TaskState.DONE: "已完成",
    TaskState.OVERDUE: "已逾期",
    TaskState.DUE_SOON: "30天内到期",
    TaskState.OPEN: "进行中",
    TaskState.STANDING: "长期",
    TaskState.BLOCKED: "受阻",
}
_REACHES = {
    TaskReach.ON_TRACK: "按序时进度",
    TaskReach.BEHIND: "慢于序时进度",
    TaskReach.REACHED: "已达标",
    TaskReach.MISSED: "未达标",
}


def export_ledger(session: Session, actor: Actor, *, as_of: date) -> bytes:
    """Return the ledger as it stood on a day, as a workbook.

    Raises
    ------
    NotAllowed
        The actor does not read tasks.
    """
    entries = list_tasks(session, actor, as_of=as_of)
    plan = read_reference(session, as_of, of=actor).at(as_of).plan
    synthetic = " · 演示数据 / synthetic" if plan.is_synthetic else ""
    return render_ledger(
        f"{plan.title.zh} 任务台账（截至 {as_of}）",
        f"{plan.document.number}{synthetic}",
        [_row(entry) for entry in entries],
    )


def _row(entry: LedgerEntry) -> LedgerRow:
    task, said = entry.task, entry.progress
    due = "" if task.due_on is None else f"{task.due_on}{'*' if task.is_due_implied else ''}"
    return LedgerRow(
        id=shown_name(task.id),
        clause=task.clause,
        title=task.title_zh,
        lead=task.lead,
        responsible=task.responsible,
        due=due,
        figure=task.figure if entry.figure is None else f"{task.figure}：{told_words(entry.figure)}",
        state=STATES[entry.standing],
        measured="" if entry.measured is None else measured_words(entry.measured),
        noted_on=None if said is None else day_of(said.at),
        note="" if said is None else said.note or "",
    )


def measured_words(found: Measured) -> str:
    """Say in one cell what the indicator says, and by which snapshot."""
    parts = [] if found.reach is None else [_REACHES[found.reach]]
    parts.append("尚无数据" if found.value is None else f"至今 {_figure(found, found.value)}")
    if found.path is not None:
        parts.append(f"序时进度 {_figure(found, found.path)}")
    if found.probability is not None:
        parts.append(f"达标概率 {chance_words(found.probability)}")
    return f"{'，'.join(parts)}（快照 {found.snapshot[:12]}）"


def _figure(found: Measured, value: float) -> str:
    unit = unit_words(found.unit).zh
    return f"{amount_words(value, found.unit)}{unit if found.unit == FRACTION else f' {unit}'}"
