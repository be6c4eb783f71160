"""Sign in and out: name and password, or an enrolment code once per phone."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field
from sqlmodel import Session

from agri.api.database_route import DatabaseRoute
from agri.api.deps import (
    AddressDep,
    Desk,
    DeskDep,
    SessionDep,
    SignedInActor,
    TokenDep,
    WallNowDep,
)
from agri.api.guards import COOKIE
from agri.api.problems import problems, render
from agri.api.wire import Name, Public, Wire
from agri.errors import NotFound, NotSignedIn, TooMany
from agri.services.enrol import enrol, find_enrolled, unusable_code
from agri.services.sign_in import (
    SignedIn,
    TryLimits,
    close_session,
    find_person,
    is_password,
    note_attempt,
    open_session,
    require_tries_left,
    wrong_sign_in,
)
from agri.terms import Role

router = APIRouter(tags=["sessions"], route_class=DatabaseRoute)
_ENROLMENT = "enrolment"


class ActorPublic(Public):
    """Who is signed in, and where."""

    name: str
    role: Role
    org_unit: str


class SessionCreate(Wire):
    """Name and password; `cookie` asks for a cookie that scripts cannot read, for our own pages."""

    name: Name
    password: Annotated[str, Field(min_length=1, max_length=256)]
    device: Name = "unnamed"
    cookie: bool = False


class EnrolmentUse(Wire):
    """Which phone uses an enrolment code."""

    device: Name = "phone"
    cookie: bool = False


class SessionPublic(Public):
    """A fresh token; it is shown only here."""

    token: str
    expires_at: datetime
    actor: ActorPublic


@router.post(
    "/sessions",
    status_code=201,
    summary="登录 · Sign in",
    response_model=SessionPublic,
    responses=problems(NotSignedIn, TooMany),
)
async def post_session(
    *,
    session_in: SessionCreate,
    request: Request,
    response: Response,
    desk: DeskDep,
    address: AddressDep,
    now: WallNowDep,
) -> SessionPublic | Response:
    """Give a token to whoever knows name and password; wrong tries are counted by account and by address."""
    account = session_in.name

    def look_up(session: Session) -> str | None:
        require_tries_left(session, account=account, address=address, limits=_limits(desk), now=now)
        person = find_person(session, name=account)
        return person.password_hash if person is not None else None

    def let_in(session: Session) -> SignedIn | None:
        # Looked up again: others may have tried, and the account been closed, while the password was checked.
        require_tries_left(session, account=account, address=address, limits=_limits(desk), now=now)
        still = find_person(session, name=account)
        is_in = is_right and still is not None and still.password_hash == checked
        note_attempt(session, account=account, address=address, is_successful=is_in, now=now)
        if still is None or not is_in:
            return None
        return open_session(
            session, still, device=session_in.device, key=desk.key, lifetime=_lifetime(desk), now=now
        )

    checked = await desk.read(look_up)
    is_right = await desk.passwords.run(lambda: is_password(session_in.password, checked))
    signed_in = await desk.write(let_in)
    if signed_in is None:
        return render(wrong_sign_in(), request.url.path)
    return _answer(signed_in, response, desk, wants_cookie=session_in.cookie)


@router.post(
    "/enrolments/{code}",
    status_code=201,
    summary="用登记码登录 · Sign a phone in with an enrolment code",
    response_model=SessionPublic,
    responses=problems(NotFound, TooMany),
)
def post_enrolment(
    *,
    code: Annotated[str, Path(max_length=40)],
    enrolment_in: EnrolmentUse,
    request: Request,
    response: Response,
    session: SessionDep,
    desk: DeskDep,
    address: AddressDep,
    now: WallNowDep,
) -> SessionPublic | Response:
    """Use a code up; it works once, until it expires."""
    limits = TryLimits(account=desk.settings.address_tries, address=desk.settings.address_tries)
    require_tries_left(session, account=f"{_ENROLMENT} {address}", address=address, limits=limits, now=now)
    row = find_enrolled(session, code, key=desk.key, now=now)
    note_attempt(
        session,
        account=f"{_ENROLMENT} {address}",
        address=address,
        is_successful=row is not None,
        now=now,
    )
    if row is None:
        return render(unusable_code(), request.url.path)
    signed_in = enrol(
        session, row, device=enrolment_in.device, key=desk.key, lifetime=_lifetime(desk), now=now
    )
    return _answer(signed_in, response, desk, wants_cookie=enrolment_in.cookie)


@router.delete("/sessions/current", status_code=204, summary="退出 · Sign out")
def delete_session(token: TokenDep, session: SessionDep, response: Response, now: WallNowDep) -> None:
    """End this device's sign-in."""
    actor, row = token
    close_session(session, actor, row.id, now=now)
    response.delete_cookie(COOKIE, path="/")


@router.get("/me", summary="我是谁 · Who am I")
def get_me(actor: SignedInActor) -> ActorPublic:
    """Name, role and place of whoever is signed in."""
    return ActorPublic.model_validate(actor)


def _limits(desk: Desk) -> TryLimits:
    return TryLimits(account=desk.settings.sign_in_tries, address=desk.settings.address_tries)


def _lifetime(desk: Desk) -> timedelta:
    return timedelta(days=desk.settings.session_days)


def _answer(signed_in: SignedIn, response: Response, desk: Desk, *, wants_cookie: bool) -> SessionPublic:
    if wants_cookie:
        response.set_cookie(
            COOKIE,
            signed_in.token,
            max_age=int(_lifetime(desk).total_seconds()),
            path="/",
            httponly=True,
            samesite="lax",
            secure=desk.settings.is_secure,
        )
    return SessionPublic.model_validate(signed_in)
