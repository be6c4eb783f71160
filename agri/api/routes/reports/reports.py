"""Reporting: one revision by PUT, many by sync. Sending anything again is harmless."""

from asyncio import wrap_future
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError, WithJsonSchema
from sqlmodel import Session

from agri import __version__
from agri.api.dependencies import SIGNED_IN, Desk, ReporterAtDoor, desk_of
from agri.api.http.problems import Problem, document, invalid, problems, render
from agri.api.http.report_route import ReportRoute
from agri.api.http.response_middleware import PREFIX
from agri.api.routes.reports.report_queries import ListedReportPublic
from agri.api.routes.reports.review import ClosurePublic
from agri.api.schema_base import MOST_SEQ, Id, Public, Wire
from agri.api.schemas import ReceiptPublic, RevisionCreate, receipt_public
from agri.errors import PeriodClosed, Refusal, ReportContested, RevisionConflict, StaleRevision
from agri.services.access.permissions import require_author
from agri.services.access.session_cache import Visitor, require_signed_in
from agri.services.intake.receive import receive
from agri.services.intake.submission import Outcome, OutcomeKind, Submission
from agri.services.review.changes import read_changes

router = APIRouter(prefix=PREFIX, tags=["reports"], route_class=ReportRoute)
MOST_AT_ONCE = 200


@router.put(
    "/reports/{report_id}/revisions/{revision_id}",
    status_code=201,
    summary="上报一个版本 · Send one version of a report",
    response_model=ReceiptPublic,
    responses={
        200: {"model": ReceiptPublic, "description": "已收到过，或试校验 · Received before, or a dry run"},
        **problems(StaleRevision, RevisionConflict, ReportContested, PeriodClosed),
    },
    openapi_extra=SIGNED_IN,
)
async def put_revision(
    *,
    report_id: UUID,
    revision_id: UUID,
    revision_in: RevisionCreate,
    request: Request,
    visitor: ReporterAtDoor,
    dry_run: bool = False,
) -> Response:
    """Record one version of a report; both ids are made by the sender.

    The same ids and content again give 200 and the first receipt. A version that comes second is kept
    (`kept: true`) and answered with 409. With `dry_run` everything is checked and nothing stored.
    """
    submission = revision_in.submission(report_id, revision_id)
    [outcome] = await _receive(desk_of(request), visitor, [submission], dry_run=dry_run)
    return _receipt_answer(outcome, request.url.path, is_stored=not dry_run)


def _receipt_answer(outcome: Outcome, path: str, *, is_stored: bool) -> Response:
    if outcome.refusal is not None:
        return render(_with_receipt(outcome, outcome.refusal), path)
    status = 201 if outcome.kind == OutcomeKind.CREATED and is_stored else 200
    return _json(receipt_public(outcome.receipt), status)


def _json(shape: Public, status: int = 200) -> Response:
    return Response(shape.model_dump_json(), status, media_type="application/json")


class RevisionSync(RevisionCreate):
    """One version on its way in a batch."""

    report_id: Id
    revision_id: Id


class SyncCreate(Wire):
    """Up to 200 versions, each judged on its own; `since` is the cursor of the answer before.

    Where `author` is stated and somebody else sends, nothing of the batch is looked at.
    """

    since: Annotated[int, Field(ge=0, le=MOST_SEQ)] | None = None
    author: Id | None = None
    revisions: Annotated[
        list[Any],
        Field(max_length=MOST_AT_ONCE),
        WithJsonSchema(
            {
                "type": "array",
                "items": RevisionSync.model_json_schema(),
                "maxItems": MOST_AT_ONCE,
            }
        ),
    ]


class SyncResult(Public):
    """What became of one version: a receipt, a problem (its pointers are within the item), or both."""

    revision_id: str | None
    outcome: OutcomeKind
    receipt: ReceiptPublic | None
    problem: Problem | None


class ChangesPublic(Public):
    """What changed for the caller since the cursor, without what was just sent."""

    reports: list[ListedReportPublic]
    closures: list[ClosurePublic]


class SyncPublic(Public):
    """One result for each version, in the order they were sent; then what changed, and the next cursor.

    Without `since` nothing is told but the cursor to begin with: take it first, then fetch due and reports.
    `is_more` says that there is more to tell: come back at once.
    """

    results: list[SyncResult]
    changes: ChangesPublic
    since: int
    is_more: bool
    server_time: datetime


@router.head("/sync", status_code=204, summary="探测服务器 · Is this the server, or a captive portal")
async def head_sync(response: Response) -> None:
    """Answer with the version; a hotel's sign-in page does not."""
    response.headers["X-Agri-Version"] = __version__


@router.post(
    "/sync",
    summary="批量上报 · Send up to 200 versions at once",
    response_model=SyncPublic,
    openapi_extra=SIGNED_IN,
)
async def post_sync(
    *,
    sync_in: SyncCreate,
    request: Request,
    visitor: ReporterAtDoor,
    dry_run: bool = False,
) -> Response:
    """Record many versions; one that is refused never fails the others."""
    require_author(visitor.actor, sync_in.author)
    desk, path = desk_of(request), request.url.path
    results: list[SyncResult | None] = [None] * len(sync_in.revisions)
    submissions: list[tuple[int, Submission]] = []
    for i, item in enumerate(sync_in.revisions):
        try:
            revision = RevisionSync.model_validate(item)
        except ValidationError as error:
            results[i] = _unreadable(item, error, path)
        else:
            submissions.append((i, revision.submission(revision.report_id, revision.revision_id)))
    outcomes = await _receive(desk, visitor, [one for _, one in submissions], dry_run=dry_run)
    for (i, _), outcome in zip(submissions, outcomes, strict=True):
        results[i] = _result(outcome, path)
    told = [result for result in results if result is not None]
    known = {one.revision_id for one in outcomes}
    since = sync_in.since
    changes = await desk.read(
        lambda session: read_changes(session, require_signed_in(session, visitor), since, known=known)
    )
    return _json(
        SyncPublic(
            results=told,
            changes=ChangesPublic.model_validate(changes),
            since=changes.since,
            is_more=changes.is_more,
            server_time=desk.clock(),
        )
    )


async def _receive(
    desk: Desk, visitor: Visitor, submissions: Sequence[Submission], *, dry_run: bool
) -> list[Outcome]:
    """Return what becomes of submissions, once it is committed; a dry run needs no place in the line."""

    def check(session: Session) -> list[Outcome]:
        actor = require_signed_in(session, visitor)
        return receive(session, actor, submissions, now=desk.clock(), dry_run=True)

    if dry_run:
        return await desk.read(check)
    if not submissions:
        return []
    return await wrap_future(desk.writer.receive(visitor.actor, submissions, token_hash=visitor.token_hash))


def _result(outcome: Outcome, path: str) -> SyncResult:
    return SyncResult(
        revision_id=str(outcome.revision_id),
        outcome=outcome.kind,
        receipt=receipt_public(outcome.receipt) if outcome.receipt is not None else None,
        problem=_problem(outcome.refusal, path) if outcome.refusal is not None else None,
    )


def _unreadable(item: object, error: ValidationError, path: str) -> SyncResult:
    found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
    named = item.get("revision_id") if isinstance(item, dict) else None
    return SyncResult(
        revision_id=named if isinstance(named, str) else None,
        outcome=OutcomeKind.REFUSED,
        receipt=None,
        problem=_problem(invalid(RequestValidationError(found, body=item)), path),
    )


def _problem(refusal: Refusal, path: str) -> Problem:
    return Problem.model_validate(document(refusal, path))


def _with_receipt(outcome: Outcome, refusal: Refusal) -> Refusal:
    if outcome.receipt is not None:
        refusal.context["receipt"] = receipt_public(outcome.receipt).model_dump(mode="json")
    return refusal
