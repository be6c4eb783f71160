"""Whether the server works; for machines that watch it."""

from datetime import date, datetime
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from agri import __version__
from agri.api.database_route import DatabaseRoute
from agri.api.deps import NowDep, ReaderDep
from agri.api.problems import problems
from agri.api.wire import Public
from agri.errors import Unavailable
from agri.periods import day_of

router = APIRouter(tags=["operation"], route_class=DatabaseRoute)


class Health(Public):
    """The server answers and its database reads; `today` is the day that reports are held against."""

    status: Literal["ok"]
    version: str
    now: datetime
    today: date


@router.get("/healthz", summary="健康检查 · Health", responses=problems(Unavailable))
def get_health(reader: ReaderDep, now: NowDep) -> Health:
    """Read one row from the database."""
    reader.connection().execute(text("SELECT 1"))
    return Health(status="ok", version=__version__, now=now, today=day_of(now))


@router.get(
    "/metrics",
    summary="运行指标 · Metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def get_metrics(request: Request) -> Response:
    """Counts and durations by route, for Prometheus; nothing about people or reports."""
    return Response(generate_latest(request.app.state.metrics), media_type=CONTENT_TYPE_LATEST)
