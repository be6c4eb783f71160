"""Photos of a report: sent in pieces after the report itself, shown to those who may read it."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Header, Query, Request, Response

from agri.api.dependencies import NowDep, ReaderDep, Reporter, ReportReader, SessionDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.etags import NOT_MODIFIED, is_named
from agri.api.http.problems import problems
from agri.api.schema_base import Code, Public
from agri.errors import Invalid, NotFound, RevisionConflict, TooLarge
from agri.services.intake.photos import MOST_BYTES, Location, Piece, keep_piece, read_photo

router = APIRouter(tags=["reports"], route_class=DatabaseRoute)
MediaType = Literal["image/jpeg", "image/webp"]
_BINARY = {"schema": {"type": "string", "format": "binary"}}


class UploadPublic(Public):
    """How far a photo has come; the next piece begins at `offset`."""

    offset: int
    size: int
    is_whole: bool


@router.put(
    "/reports/{report_id}/revisions/{revision_id}/photos/{photo_id}",
    summary="传照片的一段 · Send a piece of a photo",
    status_code=202,
    response_model=UploadPublic,
    responses={
        201: {"model": UploadPublic, "description": "照片已收齐 · The photo is whole"},
        **problems(NotFound, RevisionConflict, TooLarge, Invalid),
    },
    openapi_extra={"requestBody": {"content": {"image/webp": _BINARY}}},
)
def put_photo(
    *,
    report_id: UUID,
    revision_id: UUID,
    photo_id: UUID,
    content: Annotated[bytes, Body(media_type="image/jpeg", max_length=MOST_BYTES)],
    content_type: Annotated[MediaType, Header()],
    section: Annotated[Code, Query()],
    digest: Annotated[str, Query(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the whole photo")],
    size: Annotated[int, Query(ge=1, le=2**31, description="bytes of the whole photo")],
    offset: Annotated[int, Query(ge=0, le=2**31, description="where this piece begins")],
    latitude: Annotated[float | None, Query(ge=-90, le=90)] = None,
    longitude: Annotated[float | None, Query(ge=-180, le=180)] = None,
    accuracy_m: Annotated[float | None, Query(ge=0, le=1e6)] = None,
    author: Annotated[UUID | None, Query(description="拍照人的账号编号 · the id of who took it")] = None,
    session: SessionDep,
    actor: Reporter,
    now: NowDep,
    response: Response,
) -> UploadPublic:
    """Take the bytes from `offset` on; what does not fit on is left out, and the answer says where to go on.

    The report goes first. Sending anything again is harmless.
    """
    location = None
    if latitude is not None and longitude is not None:
        location = Location(latitude, longitude, accuracy_m)
    piece = Piece(
        report_id=report_id,
        revision_id=revision_id,
        photo_id=photo_id,
        section=section,
        media_type=content_type,
        digest=digest,
        size=size,
        location=location,
        offset=offset,
        content=content,
        author=author,
    )
    upload = keep_piece(session, actor, piece, now=now)
    response.status_code = 201 if upload.is_whole else 202
    return UploadPublic.model_validate(upload)


@router.get(
    "/reports/{report_id}/photos/{photo_id}",
    summary="一张照片 · One photo",
    response_class=Response,
    responses={
        200: {"description": "照片 · The photo", "content": {"image/jpeg": _BINARY, "image/webp": _BINARY}},
        **NOT_MODIFIED,
        **problems(NotFound),
    },
)
def get_photo(
    report_id: UUID, photo_id: UUID, request: Request, reader: ReaderDep, actor: ReportReader
) -> Response:
    """A photo as the phone sent it."""
    photo, content = read_photo(reader, actor, report_id, photo_id)
    headers = {"ETag": f'"{photo.digest[:32]}"'}
    if is_named(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=photo.media_type, headers=headers)
