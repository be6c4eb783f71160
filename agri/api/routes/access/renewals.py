"""A phone that is in use stays signed in: its sign-in is renewed before it ends."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response

from agri.api.dependencies import DeskDep, SecretDep, SessionDep, TokenDep, WallNowDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.request_guards import cookie_of, keep_session_cookie
from agri.api.schema_base import Public
from agri.services.access.sessions import renew_session

router = APIRouter(tags=["sessions"], route_class=DatabaseRoute)


class RenewalPublic(Public):
    """Until when this device stays signed in."""

    expires_at: datetime


@router.post("/sessions/current/renewal", summary="延长登录 · Stay signed in")
def post_renewal(
    *,
    token: TokenDep,
    secret: SecretDep,
    session: SessionDep,
    request: Request,
    response: Response,
    desk: DeskDep,
    now: WallNowDep,
) -> RenewalPublic:
    """Let a phone's sign-in last its whole time again. A desk's does not, and once a week is enough."""
    actor, row = token
    lifetime = timedelta(days=desk.settings.session_days)
    expires_at = renew_session(session, actor, row.id, lifetime=lifetime, now=now)
    if cookie_of(request.cookies):
        keep_session_cookie(response, secret, expires_at - now, is_secure=desk.settings.is_secure)
    return RenewalPublic(expires_at=expires_at)
