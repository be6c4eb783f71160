"""Render the task ledger as it stands today."""

from datetime import date

from sqlmodel import Session

from agri.exports.ledger_sheet import LedgerRow, render_ledger
from agri.periods import day_of
from agri.services.scope import Actor
from agri.services.standing import standing
from agri.services.tasks import LedgerEntry, list_tasks
from agri.terms import TaskState

_STATES = {
    TaskState.DONE: "已完成",
    TaskState.OVERDUE: "已逾期",
    TaskState.DUE_SOON: "30天内到期",
    TaskState.OPEN: "进行中",
    TaskState.STANDING: "长期",
    TaskState.BLOCKED: "受阻",
}


def export_ledger(session: Session, actor: Actor, *, today: date) -> bytes:
    """Return the ledger as a workbook.

    Raises
    ------
    NotAllowed
        The actor does not read tasks.
    """
    entries = list_tasks(session, actor, today=today)
    plan = standing(session).plan
    synthetic = " · 演示数据 / synthetic" if plan.is_synthetic else ""
    return render_ledger(
        f"{plan.title.zh} 任务台账(截至 {today})",
        f"{plan.document.number}{synthetic}",
        [_row(entry) for entry in entries],
    )


def _row(entry: LedgerEntry) -> LedgerRow:
    task, said = entry.task, entry.progress
    due = "" if task.due_on is None else f"{task.due_on}{'*' if task.is_due_implied else ''}"
    return LedgerRow(
        id=task.id,
        clause=task.clause,
        title=task.title_zh,
        lead=task.lead,
        responsible=task.responsible,
        due=due,
        figure=task.figure,
        state=_STATES[entry.standing],
        noted_on=None if said is None else day_of(said.at),
        note="" if said is None else said.note or "",
    )
