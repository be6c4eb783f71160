"""Whether a printed form is genuine; the only question about reports that needs no account."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from agri.api.dependencies import ReaderDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.schema_base import Public
from agri.services.review.papers.genuine import Genuine, check_paper

router = APIRouter(tags=["reports"], route_class=DatabaseRoute)


class GenuinePublic(Public):
    """One word about a paper, and nothing of what stands on it."""

    state: Genuine


@router.get("/genuine/{revision_id}/{digest}", summary="核对真伪 · Check a paper")
def get_genuine(
    revision_id: UUID, digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")], reader: ReaderDep
) -> GenuinePublic:
    """Whether a printed form is the current version, an earlier one or unknown; for anybody, no figure."""
    return GenuinePublic(state=check_paper(reader, revision_id, digest))
