"""The plan's task ledger."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BeforeValidator, Field, Strict

from agri.api.dependencies import AsOf, NowDep, Projector, ReaderDep, SessionDep, TaskKeeper, TaskReader
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.schema_base import OrgUnitCode, Public, TitlePublic, Wire, Words
from agri.errors import NotFound
from agri.services.access.cities import shown_name
from agri.services.figures.export_ledger import export_ledger
from agri.services.figures.tasks import (
    Advance,
    LedgerEntry,
    advance_task,
    is_told_later,
    list_tasks,
    read_task_progress,
)
from agri.services.outlook.order_task import order_task
from agri.terms import Comparator, TaskReach, TaskState

router = APIRouter(tags=["plan"], route_class=FiguresRoute)
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ProgressCreate(Wire):
    """How far a task is, with figure, note and evidence where there are any."""

    state: Annotated[Advance, Strict(False)]
    value: Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)] | None = None
    note: Words | None = None
    evidence: Annotated[dict[str, str], Field(max_length=20)] | None = None


class TaskOrder(Wire):
    """Which of the things that `GET /today` advises is made a task."""

    measure: Annotated[str, Field(max_length=80)]
    place: OrgUnitCode


class OrderedTask(Public):
    """The task that was made, or that had been made before."""

    id: str


class ProgressPublic(Public):
    """What was last said of a task; `seq` is its place in the audit chain."""

    seq: int
    task_id: Annotated[str, BeforeValidator(shown_name)]
    state: Advance
    value: float | None
    note: str | None
    evidence: dict[str, Any] | None
    by: UUID
    at: datetime


class ProgressPage(Public):
    """What was said of a task, oldest first."""

    progress: list[ProgressPublic]


class MeasuredPublic(Public):
    """What the city's indicator says of a task; `snapshot` is the evidence, `reach` null without an aim."""

    title: TitlePublic
    value: float | None
    path: float | None
    probability: float | None
    reach: TaskReach | None
    through: str
    snapshot: str
    as_of: date


class ToldFigurePublic(Public):
    """A figure that the plan leaves to a later document, and that document."""

    value: float
    unit: str
    document: str
    dated: date
    at: datetime


class TaskPublic(Public):
    """One task of the plan with its clause, and how it stands on the day.

    Where `is_measured`, the indicator decides on the state, and people add notes and what blocks it. Where
    `is_told_later`, the plan leaves the figure to a later document: `told` is what that said, null before.
    """

    id: str
    clause: str
    title: TitlePublic
    lead: str
    responsible: str
    due_on: date | None
    is_due_implied: bool
    figure: str
    comparator: Comparator | None
    value: float | None
    unit: str
    indicator: str | None
    is_measured: bool
    measured: MeasuredPublic | None
    standing: TaskState
    progress: ProgressPublic | None
    is_told_later: bool
    told: ToldFigurePublic | None


class TaskPage(Public):
    """The whole ledger in the plan's order."""

    tasks: list[TaskPublic]


@router.get("/tasks", summary="任务台账 · The task ledger")
def get_tasks(reader: ReaderDep, actor: TaskReader, as_of: AsOf) -> TaskPage:
    """Every task of the plan with clause, lead unit, due date, its indicator and the last word on it."""
    return TaskPage(tasks=[_public(entry) for entry in list_tasks(reader, actor, as_of=as_of)])


@router.post(
    "/tasks",
    status_code=201,
    summary="立为督办任务 · Make a task of what is advised",
    responses=problems(NotFound),
)
def post_task(
    *, order: TaskOrder, session: SessionDep, actor: Projector, now: NowDep, as_of: AsOf, response: Response
) -> OrderedTask:
    """Put one thing that today's page advises into the ledger; 200 where it stands there already."""
    task, is_new = order_task(session, actor, measure=order.measure, place=order.place, as_of=as_of, now=now)
    response.status_code = 201 if is_new else 200
    return OrderedTask(id=task)


@router.get(
    "/tasks/export.xlsx",
    summary="台账导出 · The ledger as a workbook",
    response_class=Response,
    responses={200: {"description": "文件 · The file", "content": {_WORKBOOK: {}}}},
)
def get_ledger(reader: ReaderDep, actor: TaskReader, as_of: AsOf) -> Response:
    """The whole ledger in the plan's order, as a spreadsheet."""
    content = export_ledger(reader, actor, as_of=as_of)
    headers = {"Content-Disposition": f'attachment; filename="tasks-{as_of}.xlsx"'}
    return Response(content, media_type=_WORKBOOK, headers=headers)


@router.get(
    "/tasks/{task_id}/progress",
    summary="任务进展记录 · What was said of a task",
    responses=problems(NotFound),
)
def get_progress(
    task_id: Annotated[str, Path(max_length=40)], reader: ReaderDep, actor: TaskReader
) -> ProgressPage:
    """Every word on a task, oldest first; none is ever overwritten."""
    words = read_task_progress(reader, actor, task_id)
    return ProgressPage(progress=[ProgressPublic.model_validate(one) for one in words])


@router.post(
    "/tasks/{task_id}/progress",
    status_code=201,
    summary="登记任务进展 · Say how far a task is",
    responses=problems(NotFound),
)
def post_progress(
    task_id: Annotated[str, Path(max_length=40)],
    progress_in: ProgressCreate,
    session: SessionDep,
    actor: TaskKeeper,
    now: NowDep,
) -> ProgressPublic:
    """Append one word on a task; the earlier ones stay."""
    progress = advance_task(
        session,
        actor,
        task_id,
        state=progress_in.state,
        value=progress_in.value,
        note=progress_in.note,
        evidence=progress_in.evidence,
        now=now,
    )
    return ProgressPublic.model_validate(progress)


def _public(entry: LedgerEntry) -> TaskPublic:
    task = entry.task
    return TaskPublic(
        id=shown_name(task.id),
        clause=task.clause,
        title=TitlePublic(zh=task.title_zh, en=task.title_en),
        lead=task.lead,
        responsible=task.responsible,
        due_on=task.due_on,
        is_due_implied=task.is_due_implied,
        figure=task.figure,
        comparator=Comparator(task.comparator) if task.comparator else None,
        value=task.value,
        unit=task.unit,
        indicator=task.indicator,
        is_measured=entry.is_measured,
        measured=None if entry.measured is None else MeasuredPublic.model_validate(entry.measured),
        standing=entry.standing,
        progress=ProgressPublic.model_validate(entry.progress) if entry.progress is not None else None,
        is_told_later=is_told_later(task.figure),
        told=None if entry.figure is None else ToldFigurePublic.model_validate(entry.figure),
    )
