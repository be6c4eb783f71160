"""The state of the system, for the operator and the committee."""

from datetime import date, datetime

from fastapi import APIRouter

from agri.api.dependencies import DeskDep, NowDep, ReaderDep, StatusReader
from agri.api.http.database_route import FiguresRoute
from agri.api.schema_base import Public
from agri.api.schemas import ChainPublic
from agri.services.publish.system_status import read_status

router = APIRouter(tags=["operation"], route_class=FiguresRoute)


class AppliedVersionPublic(Public):
    """One version of a year's definitions."""

    name: str
    digest: str
    in_force_on: date | None
    reason: str | None
    at: datetime


class OpenYearPublic(Public):
    """One plan year of a city; its December is reported until `until`."""

    city: str
    year: int
    is_open: bool
    until: date
    version: AppliedVersionPublic


class AssumedPublic(Public):
    """How well the figures of one file of the definitions are founded."""

    city: str
    year: int
    file: str
    assumed: int
    derived: int
    published: int
    unreviewed: int


class OpenJobsPublic(Public):
    """Questions in the background of one kind and state."""

    kind: str
    state: str
    count: int
    since: datetime


class StatusPublic(Public):
    """What is open, in force, assumed and how old; null where there is none, or nobody said where it lies."""

    version: str
    schema_version: str
    python: str
    database: str
    today: date
    years: list[OpenYearPublic]
    waiting: list[AppliedVersionPublic]
    assumed: list[AssumedPublic]
    projected_at: datetime | None
    released_at: datetime | None
    backed_up_at: datetime | None
    knows_backups: bool
    anchored_at: datetime | None
    knows_anchors: bool
    chain: ChainPublic
    jobs: list[OpenJobsPublic]
    database_bytes: int | None
    free_bytes: int | None


@router.get("/status", summary="系统状态 · State of the system")
def get_status(reader: ReaderDep, actor: StatusReader, desk: DeskDep, now: NowDep) -> StatusPublic:
    """Open years, definitions in force, what is assumed, backup, anchor, queue, disk, versions."""
    return StatusPublic.model_validate(read_status(reader, actor, desk.settings, now=now))
