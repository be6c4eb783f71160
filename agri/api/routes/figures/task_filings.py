"""The ledger with a row for each of those who file a task, and figures that a later document tells."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, Strict

from agri.api.dependencies import AsOf, NowDep, ReaderDep, SessionDep, TaskFigureKeeper, TaskFiler
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.routes.figures.tasks import ToldFigurePublic
from agri.api.schema_base import Day, Name, Public, TitlePublic, Wire, Words
from agri.errors import NotFound
from agri.services.access.cities import shown_name
from agri.services.figures.tasks import Advance
from agri.services.office.task_filings import (
    FilingEntry,
    export_filings,
    file_task,
    list_filings,
    set_task_figure,
)
from agri.terms import TaskState

router = APIRouter(tags=["plan"], route_class=FiguresRoute)
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TaskId = Annotated[str, Path(max_length=40)]


class ToldFigureCreate(Wire):
    """A figure that a later document gave, as the document writes it."""

    value: Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)]
    unit: Annotated[Words, Field(max_length=20)]
    document: Annotated[Words, Field(max_length=200)]
    dated: Day


class FilingCreate(Wire):
    """How far one filer's own part of a task is; `filer` as `GET /tasks/filings` names it."""

    filer: Name
    state: Annotated[Advance, Strict(False)]
    note: Words | None = None


class SaidPublic(Public):
    """The last word on one filer's part."""

    state: Advance
    note: str | None
    at: datetime


class TaskFilingPublic(Public):
    """One task of one filer: `filer` is a county's code, or a unit's name as the plan writes it."""

    task_id: str
    clause: str
    title: TitlePublic
    due_on: date | None
    filer: str
    filer_name: str
    is_lead: bool
    standing: TaskState
    said: SaidPublic | None
    may_file: bool


class TaskFilingPage(Public):
    """Rows in the plan's order, a task's filers with the lead first."""

    filings: list[TaskFilingPublic]


@router.get("/tasks/filings", summary="台账分单位 · The ledger by filer", responses=problems(NotFound))
def get_filings(
    reader: ReaderDep,
    actor: TaskFiler,
    as_of: AsOf,
    task_id: Annotated[str | None, Query(max_length=40, description="一项任务 · one task")] = None,
) -> TaskFilingPage:
    """One row for each task and each of those who file it; a county and a department see their own."""
    rows = list_filings(reader, actor, as_of=as_of, task_id=task_id)
    return TaskFilingPage(filings=[_public(one) for one in rows])


@router.get(
    "/tasks/filings/export.xlsx",
    summary="台账分单位导出 · The ledger by filer as a workbook",
    response_class=Response,
    responses={200: {"description": "文件 · The file", "content": {_WORKBOOK: {}}}},
)
def get_filings_workbook(reader: ReaderDep, actor: TaskFiler, as_of: AsOf) -> Response:
    """The same rows as a spreadsheet."""
    content = export_filings(reader, actor, as_of=as_of)
    headers = {"Content-Disposition": f'attachment; filename="task-filings-{as_of}.xlsx"'}
    return Response(content, media_type=_WORKBOOK, headers=headers)


@router.post(
    "/tasks/{task_id}/filings",
    status_code=201,
    summary="登记本单位进展 · Say how far one's own part is",
    responses=problems(NotFound),
)
def post_filing(
    task_id: TaskId, filing_in: FilingCreate, session: SessionDep, actor: TaskFiler, now: NowDep
) -> TaskFilingPublic:
    """Append one word on one filer's part; the task's own state is its lead's and its indicator's."""
    entry = file_task(
        session,
        actor,
        task_id,
        filer=filing_in.filer,
        state=filing_in.state,
        note=filing_in.note,
        now=now,
    )
    return _public(entry)


@router.post(
    "/tasks/{task_id}/figure",
    status_code=201,
    summary="登记另行下达的数值 · A figure that was told later",
    responses=problems(NotFound),
)
def post_task_figure(
    task_id: TaskId,
    figure_in: ToldFigureCreate,
    session: SessionDep,
    actor: TaskFigureKeeper,
    now: NowDep,
) -> ToldFigurePublic:
    """Where the plan leaves a figure to the province: the figure, and which document told it."""
    figure = set_task_figure(
        session,
        actor,
        task_id,
        value=figure_in.value,
        unit=figure_in.unit,
        document=figure_in.document,
        dated=figure_in.dated,
        now=now,
    )
    return ToldFigurePublic.model_validate(figure)


def _public(entry: FilingEntry) -> TaskFilingPublic:
    task = entry.task
    return TaskFilingPublic(
        task_id=shown_name(task.id),
        clause=task.clause,
        title=TitlePublic(zh=task.title_zh, en=task.title_en),
        due_on=task.due_on,
        filer=entry.filer.code,
        filer_name=entry.filer.name,
        is_lead=entry.filer.is_lead,
        standing=entry.standing,
        said=None if entry.said is None else SaidPublic.model_validate(entry.said),
        may_file=entry.may_file,
    )
