"""Workbooks to fill in, for places whose people write on spreadsheets."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from agri.api.dependencies import NowDep, ReaderDep, ReferenceDep, ReportReader
from agri.api.http.database_route import AnswerToRender, FiguresRoute
from agri.api.http.problems import BadParameter, problems
from agri.api.schema_base import Code, OrgUnitCode, PeriodText
from agri.errors import Invalid, NotFound
from agri.services.access.permissions import require_scope
from agri.services.intake.spreadsheets.make_template import make_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK: dict[int | str, dict[str, Any]] = {
    200: {"description": "工作簿 · The workbook", "content": {XLSX: {}}}
}
router = APIRouter(tags=["reports"], route_class=FiguresRoute)


@router.get(
    "/templates/{form}.xlsx",
    summary="空表 · A workbook to fill in",
    response_class=Response,
    response_model=None,
    responses={**WORKBOOK, **problems(NotFound)},
)
def get_template(
    form: Code,
    *,
    reader: ReaderDep,
    actor: ReportReader,
    reference: ReferenceDep,
    now: NowDep,
    org_unit: Annotated[
        OrgUnitCode | None, Query(description="为其下各单位各备一行 · a row for each")
    ] = None,
    period: Annotated[PeriodText | None, Query(description="备好报告期 · prepares the period")] = None,
) -> AnswerToRender:
    """A form as a spreadsheet; with a place and a month its rows are prepared."""
    if org_unit is not None:
        require_scope(reader, actor, org_unit)

    def render() -> Response:
        try:
            content = make_template(reference, form, period=period, org_unit=org_unit, now=now)
        except Invalid as error:
            raise BadParameter(error.detail, error.detail_zh, error.faults) from error
        return Response(content, media_type=XLSX)

    return AnswerToRender(render)
