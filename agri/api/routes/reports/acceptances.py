"""What is to be known before reports are accepted, and what was kept of acceptances."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from agri.api.dependencies import NowDep, ReaderDep, ReportReader, Reviewer
from agri.api.http.database_route import DatabaseRoute
from agri.api.schema_base import MOST_SEQ, Id, Public, TitlePublic, Wire
from agri.services.detections.acceptances import list_acceptances, preview_acceptance

router = APIRouter(tags=["review"], route_class=DatabaseRoute)
MOST_AT_ONCE = 1_000

NOT_COMPARED = TitlePublic(
    zh="这些报表没有去年可比，系统从未比较过：没有疑问不等于没有问题",
    en="These reports have no year before to be compared with and were never compared: no question does not "
    "mean nothing wrong",
)


class AcceptancePreviewCreate(Wire):
    """The versions that somebody is about to accept."""

    revisions: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)]


class DrawnReportPublic(Public):
    """A report that was drawn to be looked at before the others are accepted with it."""

    report_id: UUID
    revision_id: UUID
    org_unit: str
    form: str
    period: str


class OpenQuestionPublic(Public):
    """A question about a version that nobody has answered."""

    revision_id: UUID
    name: str
    text: TitlePublic


class AcceptancePreviewPublic(Public):
    """How many, which ones to look at, how many were never compared, and what is still asked about them.

    `note` says what it means that some were never compared, and is null where none is one.
    The sample is drawn from exactly these versions: whoever accepts them is kept with the same one.
    """

    count: int
    sample: list[DrawnReportPublic]
    never_compared: int
    note: TitlePublic | None
    questions: list[OpenQuestionPublic]


class AcceptancePublic(Public):
    """What was kept of an acceptance: many at once, or one against an open question."""

    seq: int
    org_unit: str
    revisions: list[UUID]
    sample: list[UUID]
    never_compared: int
    questions: list[OpenQuestionPublic]
    by: UUID
    at: datetime
    by_name: str | None = None


class AcceptancePage(Public):
    """Kept acceptances, the latest first; `next` is the `before` of the next page."""

    acceptances: list[AcceptancePublic]
    next: int | None


@router.post("/decisions/preview", summary="批量审核前 · Before many are accepted")
def post_decision_preview(
    preview_in: AcceptancePreviewCreate, reader: ReaderDep, actor: Reviewer, now: NowDep
) -> AcceptancePreviewPublic:
    """Draw a sample to look at, count what was never compared, list open questions; nothing is decided."""
    found = preview_acceptance(reader, actor, preview_in.revisions, now=now)
    return AcceptancePreviewPublic(
        count=found.count,
        sample=[DrawnReportPublic.model_validate(one) for one in found.sample],
        never_compared=found.never_compared,
        note=NOT_COMPARED if found.never_compared else None,
        questions=[OpenQuestionPublic.model_validate(one) for one in found.questions],
    )


@router.get("/acceptances", summary="批量与带疑问的通过 · Acceptances that were kept")
def get_acceptances(
    reader: ReaderDep,
    actor: ReportReader,
    before: Annotated[int | None, Query(ge=1, le=MOST_SEQ)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AcceptancePage:
    """What was accepted many at once, with the sample that was drawn, or against an open question."""
    found, following = list_acceptances(reader, actor, before=before, limit=limit)
    return AcceptancePage(
        acceptances=[
            AcceptancePublic.model_validate(one.row).model_copy(update={"by_name": one.by_name})
            for one in found
        ],
        next=following,
    )
