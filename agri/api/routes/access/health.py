"""Whether the server works; for machines that watch it, which show the operator's token."""

from datetime import date, datetime
from secrets import compare_digest
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from agri import __version__
from agri.api.dependencies import DeskDep, NowDep, ReaderDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.schema_base import Public
from agri.errors import NotSignedIn, Unavailable
from agri.periods import day_of

router = APIRouter(tags=["operation"], route_class=DatabaseRoute)


class Health(Public):
    """The server answers and its database reads; `today` is the day that reports are held against."""

    status: Literal["ok"]
    version: str
    now: datetime
    today: date


_bearer = HTTPBearer(auto_error=False, scheme_name="MonitorToken", description="AGRI_MONITOR_TOKEN")


async def require_monitor(
    desk: DeskDep, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    """Let only machines through that show the operator's token.

    Raises
    ------
    NotSignedIn
        The token is missing or another, or the operator has set none.
    """
    expected = desk.settings.monitor_token
    shown = bearer.credentials if bearer is not None else ""
    if expected is None or not compare_digest(shown.encode(), expected.get_secret_value().encode()):
        raise NotSignedIn(
            "send Authorization: Bearer with the value of AGRI_MONITOR_TOKEN, which the operator sets",
            "请在 Authorization: Bearer 中提供运维人员设置的 AGRI_MONITOR_TOKEN",
        )


_FOR_MONITORS = [Depends(require_monitor)]


@router.get(
    "/healthz",
    summary="健康检查 · Health",
    responses=problems(NotSignedIn, Unavailable),
    dependencies=_FOR_MONITORS,
)
def get_health(reader: ReaderDep, now: NowDep) -> Health:
    """Read one row from the database."""
    reader.connection().execute(text("SELECT 1"))
    return Health(status="ok", version=__version__, now=now, today=day_of(now))


@router.get(
    "/metrics",
    summary="运行指标 · Metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems(NotSignedIn)},
    dependencies=_FOR_MONITORS,
)
def get_metrics(request: Request) -> Response:
    """Counts and durations by route, for Prometheus; nothing about people or reports."""
    return Response(generate_latest(request.app.state.metrics), media_type=CONTENT_TYPE_LATEST)
