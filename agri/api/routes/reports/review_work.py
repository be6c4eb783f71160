"""Beside deciding: comments on a report, whose it is to review, how much it changed."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from agri.api.dependencies import NowDep, ReaderDep, Reviewer, SessionDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.schema_base import Id, Public, Wire, Words
from agri.errors import NotFound
from agri.services.review.desk.assignments import assign_reports, list_reviewers
from agri.services.review.desk.change_sizes import read_change_sizes
from agri.services.review.desk.comments import comment_on

router = APIRouter(tags=["review"], route_class=DatabaseRoute)
_MOST_ASSIGNED = 1_000


class CommentCreate(Wire):
    """A remark that is neither a decision nor an answer; the place reads it too."""

    text: Words


class CommentPublic(Public):
    """What a reviewer remarked on a version; `seq` is its place in the audit chain."""

    seq: int
    revision_id: UUID
    text: str
    by: UUID
    by_name: str
    at: datetime


class AssignmentCreate(Wire):
    """Whose some reports are from now on; without a person they are nobody's again."""

    reports: Annotated[list[Id], Field(min_length=1, max_length=_MOST_ASSIGNED)]
    person: Id | None


class AssignedPublic(Public):
    """How many reports changed hands."""

    changed: int


class ReviewerPublic(Public):
    """Somebody whom a report may be handed to."""

    id: UUID
    name: str
    org_unit: str


class ReviewerPage(Public):
    """Who reviews the caller's places, by place and name."""

    reviewers: list[ReviewerPublic]


class ChangeSizePublic(Public):
    """The largest change of a version that waits; `change` is a share, null where it is one from nothing."""

    revision_id: UUID
    data_element: str
    change: float | None
    is_from_nothing: bool


class ChangeSizePage(Public):
    """One for each version that waits and can be compared."""

    sizes: list[ChangeSizePublic]


@router.post(
    "/revisions/{revision_id}/comments",
    status_code=201,
    summary="审核意见 · Comment on a report",
    responses=problems(NotFound),
)
def post_comment(
    revision_id: UUID, comment_in: CommentCreate, session: SessionDep, actor: Reviewer, now: NowDep
) -> CommentPublic:
    """Remark on a version; it is kept for good, changes no state, and is read by the reporter."""
    return CommentPublic.model_validate(
        comment_on(session, actor, revision_id, text=comment_in.text, now=now)
    )


@router.get("/reviewers", summary="审核人 · Who reviews here")
def get_reviewers(reader: ReaderDep, actor: Reviewer) -> ReviewerPage:
    """Colleagues, and those who review above or below the caller's place."""
    return ReviewerPage(
        reviewers=[
            ReviewerPublic(id=one.actor.id, name=one.display_name, org_unit=one.actor.org_unit)
            for one in list_reviewers(reader, actor)
        ]
    )


@router.post("/assignments", summary="认领与转交 · Take or hand over", responses=problems(NotFound))
def post_assignments(
    assignment_in: AssignmentCreate, session: SessionDep, actor: Reviewer, now: NowDep
) -> AssignedPublic:
    """Split what waits between reviewers; whose a report is stops nobody from deciding on it."""
    changed = assign_reports(session, actor, assignment_in.reports, assignment_in.person, now=now)
    return AssignedPublic(changed=changed)


@router.get("/change-sizes", summary="变化幅度 · How much waiting reports changed")
def get_change_sizes(reader: ReaderDep, actor: Reviewer) -> ChangeSizePage:
    """The largest change of each, beside last year's same month, or the last report where there is none."""
    found = read_change_sizes(reader, actor)
    return ChangeSizePage(
        sizes=[
            ChangeSizePublic(
                revision_id=revision_id,
                data_element=one.data_element,
                change=one.change,
                is_from_nothing=one.is_from_nothing,
            )
            for revision_id, one in found.items()
        ]
    )
