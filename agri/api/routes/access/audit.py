"""The audit chain, to show that nothing was changed."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from agri.api.dependencies import AuditReader, ReaderDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.schema_base import MOST_SEQ, Public
from agri.api.schemas import ChainPublic
from agri.errors import NotFound
from agri.services.publish.read_audit import read_audit

router = APIRouter(tags=["operation"], route_class=DatabaseRoute)


class LinkPublic(Public):
    """One act; `hash` covers every other member and the hash before it."""

    seq: int
    at: datetime
    actor: str
    act: str
    subject: str
    before: str | None
    after: str | None
    previous_hash: str
    hash: str


class AuditPagePublic(Public):
    """Links in their order; `end` is where the chain ends now."""

    links: list[LinkPublic]
    end: ChainPublic


@router.get("/audit", summary="审计链 · The audit chain", responses=problems(NotFound))
def get_audit(
    *,
    reader: ReaderDep,
    actor: AuditReader,
    after: Annotated[int, Query(ge=0, le=MOST_SEQ)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    subject: Annotated[str | None, Query(max_length=200)] = None,
    act: Annotated[str | None, Query(max_length=40, examples=["person"])] = None,
    report: Annotated[
        UUID | None, Query(description="一张报表的全部记录 · everything about one report")
    ] = None,
) -> AuditPagePublic:
    """Links after a place in the chain: of one subject, kind of act or report, or all."""
    return AuditPagePublic.model_validate(
        read_audit(reader, actor, after=after, limit=limit, subject=subject, act=act, report=report)
    )
