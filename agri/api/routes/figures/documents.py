"""Documents out of a release: 通报, 季总结 and 年评估, as Word file or print; equal bytes of equal ones."""

from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Response
from sqlmodel import Session

from agri.api.dependencies import ReaderDep, ReleaseReader
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.routes.figures.releases import CityPath, EditionPath, PeriodPath
from agri.errors import Conflict, NotFound
from agri.services.access.permissions import Actor
from agri.services.publish.documents.write_document import printed, write_document
from agri.terms import DocumentKind

router = APIRouter(tags=["releases"], route_class=FiguresRoute)


class DocumentFormat(StrEnum):
    """The Word file, which is the original, or a print of it."""

    DOCX = "docx"
    PDF = "pdf"


_TYPES = {
    DocumentFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentFormat.PDF: "application/pdf",
}
_DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "文件 · The file", "content": {kind: {} for kind in _TYPES.values()}},
    **problems(NotFound, Conflict),
}


@router.get(
    "/releases/{period}/{edition}/documents/{kind}.{document_format}",
    summary="公文 · A document out of a release",
    response_class=Response,
    responses=_DOCUMENT,
)
def get_document(
    *,
    period: PeriodPath,
    edition: EditionPath,
    kind: DocumentKind,
    document_format: DocumentFormat,
    reader: ReaderDep,
    actor: ReleaseReader,
) -> Response:
    """A release of the record's first city as 通报 (monthly), 季总结 (quarterly) or 年评估 (yearly)."""
    return _written(reader, actor, kind, f"{period}/{edition}", document_format)


@router.get(
    "/cities/{city}/releases/{period}/{edition}/documents/{kind}.{document_format}",
    summary="某市公文 · A document out of a city's release",
    response_class=Response,
    responses=_DOCUMENT,
)
def get_city_document(
    *,
    city: CityPath,
    period: PeriodPath,
    edition: EditionPath,
    kind: DocumentKind,
    document_format: DocumentFormat,
    reader: ReaderDep,
    actor: ReleaseReader,
) -> Response:
    """The same for a release whose number begins with its city's code."""
    return _written(reader, actor, kind, f"{city}/{period}/{edition}", document_format)


def _written(
    reader: Session, actor: Actor, kind: DocumentKind, number: str, form: DocumentFormat
) -> Response:
    written = write_document(reader, kind, number, actor)
    content = written.content if form == DocumentFormat.DOCX else printed(written)
    headers = {"Content-Disposition": f'attachment; filename="{written.stem}.{form}"'}
    return Response(content, media_type=_TYPES[form], headers=headers)
