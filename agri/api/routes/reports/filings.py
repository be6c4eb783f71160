"""Who files for whom: a place confirms what somebody filed for it; the city sees who files for many."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from agri.api.dependencies import FilingConfirmer, NowDep, ReaderDep, SessionDep, SharedFilingReader
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.schema_base import Public
from agri.errors import Conflict, NotFound
from agri.services.review.filed_for import confirm_filing
from agri.services.review.shared_filing import SharedBy, list_shared_filings

router = APIRouter(tags=["reports"], route_class=DatabaseRoute)


class ConfirmationPublic(Public):
    """A version that its own place has confirmed."""

    revision_id: UUID
    at: datetime


class SharedFilingPublic(Public):
    """Reports of many places that came from one person, device or address; it asks, it proves nothing."""

    by: SharedBy
    name: str
    places: list[str]
    people: list[str]
    reports: int


class SharedFilingPage(Public):
    """The most places first."""

    filings: list[SharedFilingPublic]


@router.post(
    "/revisions/{revision_id}/confirmation",
    summary="确认代录 · Confirm what was filed for one's place",
    responses=problems(NotFound, Conflict),
)
def post_confirmation(
    revision_id: UUID, session: SessionDep, actor: FilingConfirmer, now: NowDep
) -> ConfirmationPublic:
    """The mark 代录 goes once the place's own person has confirmed the version."""
    return ConfirmationPublic.model_validate(confirm_filing(session, actor, revision_id, now=now))


@router.get("/filings/shared", summary="一人（机、址）多报 · Who files for many places")
def get_shared_filings(reader: ReaderDep, actor: SharedFilingReader, now: NowDep) -> SharedFilingPage:
    """Persons, devices and addresses from which reports of several places came in the last weeks."""
    found = list_shared_filings(reader, actor, now=now)
    return SharedFilingPage(filings=[SharedFilingPublic.model_validate(one) for one in found])
