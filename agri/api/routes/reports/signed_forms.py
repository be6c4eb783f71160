"""Forms to sign: one report as PDF or workbook, a month as a workbook."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from agri.api.dependencies import DeskDep, ReaderDep, ReportReader
from agri.api.http.database_route import AnswerToRender, FiguresRoute
from agri.api.http.problems import problems
from agri.api.routes.reports.templates import WORKBOOK, XLSX
from agri.api.schema_base import OrgUnitCode, PeriodText
from agri.errors import NotFound
from agri.files.signed.form_pdf import render_signed_form
from agri.files.signed.form_workbook import render_signed_workbook
from agri.services.review.papers.signed_form import read_signed_form, read_signed_month

router = APIRouter(tags=["reports"], route_class=FiguresRoute)
_PDF = "application/pdf"
_PAPER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "表 · The form",
        "content": {_PDF: {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _origin(request: Request, configured: str | None) -> str:
    """The address that people type; without a setting the one that this request came to."""
    return configured or str(request.base_url).rstrip("/")


@router.get(
    "/reports/{report_id}/form.pdf",
    summary="签字盖章的报表 · A report as a form to sign and seal",
    response_class=Response,
    response_model=None,
    responses={**_PAPER, **problems(NotFound)},
)
def get_form_pdf(
    report_id: UUID, request: Request, reader: ReaderDep, actor: ReportReader, desk: DeskDep
) -> AnswerToRender:
    """The current version on paper, with a code by which anybody can check it."""
    form = read_signed_form(reader, actor, report_id, origin=_origin(request, desk.settings.origin))
    headers = {"Content-Disposition": f'inline; filename="{form.org_unit}-{form.period}-{form.receipt}.pdf"'}
    return AnswerToRender(lambda: Response(render_signed_form(form), media_type=_PDF, headers=headers))


@router.get(
    "/reports/{report_id}/form.xlsx",
    summary="报表的表格文件 · A report as a workbook",
    response_class=Response,
    response_model=None,
    responses={**WORKBOOK, **problems(NotFound)},
)
def get_form_workbook(
    report_id: UUID, request: Request, reader: ReaderDep, actor: ReportReader, desk: DeskDep
) -> AnswerToRender:
    """The current version as a workbook, laid out as on paper."""
    form = read_signed_form(reader, actor, report_id, origin=_origin(request, desk.settings.origin))
    headers = {
        "Content-Disposition": f'attachment; filename="{form.org_unit}-{form.period}-{form.receipt}.xlsx"'
    }
    return AnswerToRender(lambda: Response(render_signed_workbook([form]), media_type=XLSX, headers=headers))


@router.get(
    "/months/{period}.xlsx",
    summary="一个月的报表 · A month as a workbook",
    response_class=Response,
    response_model=None,
    responses={**WORKBOOK, **problems(NotFound)},
)
def get_month_workbook(
    *,
    period: PeriodText,
    request: Request,
    reader: ReaderDep,
    actor: ReportReader,
    desk: DeskDep,
    org_unit: Annotated[OrgUnitCode | None, Query(description="缺省为本单位 · one's own by default")] = None,
) -> AnswerToRender:
    """Every report of a place and a month, a sheet each."""
    place = org_unit or actor.org_unit
    forms = read_signed_month(reader, actor, place, period, origin=_origin(request, desk.settings.origin))
    headers = {"Content-Disposition": f'attachment; filename="{place}-{period}.xlsx"'}
    return AnswerToRender(lambda: Response(render_signed_workbook(forms), media_type=XLSX, headers=headers))
