"""Own tables: a page or a workbook of amounts as a view lays them out, and the views that are kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, Strict

from agri.api.dependencies import AsOf, FigureReader, NowDep, ReaderDep, SessionDep, ViewKeeper
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import BadParameter, problems
from agri.api.schema_base import Name, OrgUnitCode, Public, TitlePublic, Wire, title
from agri.errors import Conflict, Invalid, NotFound
from agri.models import KeptView
from agri.services.office.kept_views import drop_view, keep_view, list_views, may_drop
from agri.services.office.own_tables import OwnTable, show_table, table_workbook
from agri.terms import Axis, Level, TableStep

router = APIRouter(tags=["figures"], route_class=FiguresRoute)
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_Element = Annotated[str, Field(max_length=80, pattern=r"^[0-9a-z_]+\.[0-9a-z_]+$")]
_Month = Annotated[str, Field(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2019-08"])]
T = TypeVar("T")


class ViewShape(Wire):
    """What a table shows: data elements, places and months, and what goes down, across and on sheets.

    `below` is the own place by default, `first` and `last` those of the plan year.
    """

    elements: Annotated[list[_Element], Field(min_length=1, max_length=200)]
    level: Annotated[Level, Strict(False)] = Level.COUNTY
    below: OrgUnitCode | None = None
    first: _Month | None = None
    last: _Month | None = None
    step: Annotated[TableStep, Strict(False)] = TableStep.MONTH
    rows: Annotated[Axis, Strict(False)] = Axis.PLACE
    columns: Annotated[Axis, Strict(False)] = Axis.PERIOD
    sheets: Annotated[Axis, Strict(False)] = Axis.ELEMENT

    def asked(self) -> dict[str, Any]:
        """Return it as it is kept: what was left out is left out."""
        return self.model_dump(mode="json", exclude_none=True)


async def get_asked(
    *,
    elements: Annotated[
        str,
        Query(
            max_length=8_000,
            pattern=r"^[0-9a-z_]+\.[0-9a-z_]+(,[0-9a-z_]+\.[0-9a-z_]+)*$",
            description="数据项，逗号分隔 · by commas: packaging.recovered_kg,packaging.disposed_kg",
        ),
    ],
    level: Level = Level.COUNTY,
    below: Annotated[OrgUnitCode | None, Query(description="默认本单位 · the own place by default")] = None,
    first: Annotated[_Month | None, Query(description="起始月 · the plan year's first by default")] = None,
    last: Annotated[_Month | None, Query(description="截止月 · the plan year's last by default")] = None,
    step: TableStep = TableStep.MONTH,
    rows: Axis = Axis.PLACE,
    columns: Axis = Axis.PERIOD,
    sheets: Axis = Axis.ELEMENT,
) -> dict[str, Any]:
    """Return the view that an address describes."""
    view = ViewShape.model_construct(
        elements=elements.split(","),
        level=level,
        below=below,
        first=first,
        last=last,
        step=step,
        rows=rows,
        columns=columns,
        sheets=sheets,
    )
    return view.asked()


Asked = Annotated[dict[str, Any], Depends(get_asked)]


class ViewKept(Wire):
    """A view and the name that it is kept under."""

    name: Name
    view: ViewShape


class KeptViewPublic(Public):
    """A view that is kept; `may_drop` says whether the caller may delete it."""

    id: UUID
    name: str
    view: dict[str, Any]
    at: datetime
    may_drop: bool


class KeptViewPage(Public):
    """The city's views by name."""

    views: list[KeptViewPublic]


class OwnTablePublic(Public):
    """Amounts by sheet, row and column, in the elements' units; null is unknown, never 0.

    `is_lacking`: what was added up lacks a report, a decision or a figure.
    """

    as_of: str
    sheets: list[TitlePublic]
    rows: list[TitlePublic]
    columns: list[TitlePublic]
    amounts: list[list[list[float | None]]]
    is_lacking: list[list[list[bool]]]


@router.get("/tables", summary="自定义表 · An own table", responses=problems(NotFound))
def get_table(reader: ReaderDep, actor: FigureReader, as_of: AsOf, asked: Asked) -> OwnTablePublic:
    """Accepted reports to the day, added up below each place to months, quarters or years."""
    table = _by_address(lambda: show_table(reader, actor, asked, as_of=as_of))
    return _public(table, as_of.isoformat())


@router.get(
    "/tables/export.xlsx",
    summary="自定义表下载 · An own table as a workbook",
    response_class=Response,
    responses={200: {"description": "文件 · The file", "content": {_WORKBOOK: {}}}, **problems(NotFound)},
)
def get_table_workbook(reader: ReaderDep, actor: FigureReader, as_of: AsOf, asked: Asked) -> Response:
    """The same as a workbook, a sheet for each name of the third axis; numbers are numbers."""
    content = _by_address(lambda: table_workbook(reader, actor, asked, as_of=as_of))
    headers = {"Content-Disposition": f'attachment; filename="table-{as_of}.xlsx"'}
    return Response(content, media_type=_WORKBOOK, headers=headers)


@router.get("/table-views", summary="保存的自定义表 · Views that are kept")
def get_table_views(reader: ReaderDep, actor: FigureReader) -> KeptViewPage:
    """What the city's people keep, by name."""
    rows = list_views(reader, actor)
    return KeptViewPage(views=[_kept(row, may_drop=may_drop(actor, row)) for row in rows])


@router.post(
    "/table-views", status_code=201, summary="保存自定义表 · Keep a view", responses=problems(Conflict)
)
def post_table_view(kept_in: ViewKept, session: SessionDep, actor: ViewKeeper, now: NowDep) -> KeptViewPublic:
    """For everybody in the city; the same view under the same name is the one that is kept."""
    row = keep_view(session, actor, name=kept_in.name, asked=kept_in.view.asked(), now=now)
    return _kept(row, may_drop=may_drop(actor, row))


@router.delete(
    "/table-views/{view_id}",
    status_code=204,
    summary="删除自定义表 · Delete a view",
    responses=problems(NotFound),
)
def delete_table_view(view_id: UUID, session: SessionDep, actor: ViewKeeper, now: NowDep) -> None:
    """The committee deletes any of its city, a county those that it kept."""
    drop_view(session, actor, view_id, now=now)


def _by_address(answer: Callable[[], T]) -> T:
    """Return an answer; what is wrong with the view is wrong with the address."""
    try:
        return answer()
    except Invalid as error:
        raise BadParameter(error.detail, error.detail_zh, error.faults) from error


def _kept(row: KeptView, *, may_drop: bool) -> KeptViewPublic:
    return KeptViewPublic(id=row.id, name=row.name, view=row.definition, at=row.at, may_drop=may_drop)


def _public(table: OwnTable, as_of: str) -> OwnTablePublic:
    return OwnTablePublic(
        as_of=as_of,
        sheets=[title(one) for one in table.sheets],
        rows=[title(one) for one in table.rows],
        columns=[title(one) for one in table.columns],
        amounts=table.amounts,
        is_lacking=table.is_lacking,
    )
