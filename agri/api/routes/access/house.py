"""Sign in by the house's own account (OpenID Connect): begin, come back, and the code of the second factor.

What a browser keeps between the steps is one sealed cookie, which no page reads: the house's answer is taken
once with it, and the second factor's code within ten minutes.
"""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from pydantic import Field
from sqlmodel import Session

from agri.api.dependencies import AddressDep, Desk, DeskDep, WallNowDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems, render
from agri.api.http.request_guards import DEVICE_COOKIE
from agri.api.routes.access.signing_in import (
    FactorCode,
    SessionPublic,
    limits_of,
    note_try,
    open_after_code,
    session_answer,
)
from agri.api.schema_base import Name, Public, Wire
from agri.errors import CodeNeeded, HouseFailed, HouseNameUnknown, NotFound, NotSignedIn, Refusal, TooMany
from agri.models.person import Person
from agri.services.access.house.links import AtHouse, end_sign_ins, find_linked, house_name_unknown
from agri.services.access.house.provider import BEGUN_FOR, Begun, HouseProvider, NamedByHouse
from agri.services.access.sealed import seal, unseal
from agri.services.access.sessions import SignedIn, account_closed
from agri.services.access.try_limits import Try, device_of, mark_device, require_codes_left
from agri.terms import Role, SignInBy

router = APIRouter(tags=["sessions"], route_class=DatabaseRoute)
_COOKIE = "agri_house"
_HOST_COOKIE = f"__Host-{_COOKIE}"
_BEGUN, _KNOWN = "begun at the house", "known by the house"
_UNLINKED = "house"  # in place of an account, in the list of tries
_FromAddress = Annotated[str, Field(min_length=1, max_length=4_000)]


class SignInWays(Public):
    """By what somebody signs in here, beside name and password."""

    house: bool


class HouseSignIn(Public):
    """Where at the house somebody is sent to."""

    address: str


class HouseSignOut(Public):
    """Where somebody signs out of the house itself, if it says where."""

    address: str | None


class HouseSignInsEnded(Public):
    """How many sign-ins here have ended with one at the house."""

    ended: int


class HouseSessionCreate(Wire):
    """What the house has put into the address of our page, and what the device calls itself."""

    code: _FromAddress
    state: _FromAddress
    iss: _FromAddress | None = None
    device: Name = "desk"


class HouseCodeCreate(Wire):
    """The code of the second factor of whoever the house has just named."""

    code: FactorCode


@router.get("/sign-in-ways", summary="登录方式 · Ways to sign in")
async def get_sign_in_ways(desk: DeskDep) -> SignInWays:
    """Whether the house's own account signs in here; name and password always have their page."""
    return SignInWays(house=desk.house is not None)


@router.post(
    "/house/sign-ins",
    status_code=201,
    summary="用单位账号登录 · Begin to sign in by the house's account",
    responses=problems(NotFound, HouseFailed),
)
async def post_house_sign_in(response: Response, desk: DeskDep, now: WallNowDep) -> HouseSignIn:
    """Return where at the house to go; it sends people back to our page `/house` within ten minutes."""
    address, begun = await _house(desk).begin(now)
    _keep(response, desk, _BEGUN, asdict(begun), now)
    return HouseSignIn(address=address)


@router.post(
    "/house/sessions",
    status_code=201,
    summary="单位账号登录完成 · Come back from the house",
    response_model=SessionPublic,
    responses=problems(NotSignedIn, CodeNeeded, HouseNameUnknown, NotFound, TooMany, HouseFailed),
)
async def post_house_session(
    *,
    house_in: HouseSessionCreate,
    request: Request,
    response: Response,
    desk: DeskDep,
    address: AddressDep,
    now: WallNowDep,
) -> SessionPublic | Response:
    """Sign in whoever the house names, by the account that is linked to that name; none is ever made."""
    house = _house(desk)
    kept = _kept(request, desk, _BEGUN, now)
    if kept is None or kept["state"] != house_in.state:
        raise _begin_again()
    limits = limits_of(desk)
    await desk.read(
        lambda session: require_codes_left(session, address, limits=limits, now=now, kind=SignInBy.HOUSE)
    )
    begun = Begun(kept["state"], kept["nonce"], kept["verifier"])
    try:
        named = await house.finish(begun, house_in.code, house_in.iss, now)
    except HouseFailed as failed:
        await desk.write(
            lambda session: note_try(
                session,
                desk,
                Try(_UNLINKED, address),
                device=house_in.device,
                is_successful=False,
                now=now,
                kind=SignInBy.HOUSE,
            )
        )
        return _refused(failed, request, desk)
    return await _let_in(
        named,
        None,
        house_in.device,
        request=request,
        response=response,
        desk=desk,
        address=address,
        now=now,
    )


@router.post(
    "/house/sessions/code",
    status_code=201,
    summary="单位账号登录的动态验证码 · The second factor after the house",
    response_model=SessionPublic,
    responses=problems(NotSignedIn, CodeNeeded, HouseNameUnknown, NotFound, TooMany),
)
async def post_house_code(
    *,
    code_in: HouseCodeCreate,
    request: Request,
    response: Response,
    desk: DeskDep,
    address: AddressDep,
    now: WallNowDep,
) -> SessionPublic | Response:
    """Finish a sign-in that the house has begun and that waits for the code of the second factor."""
    _house(desk)
    kept = _kept(request, desk, _KNOWN, now)
    if kept is None:
        raise _begin_again()
    at_house = AtHouse(kept.get("sub"), kept.get("sid"))
    named = NamedByHouse(kept["house_name"], is_strong=False, sign_in=at_house)
    return await _let_in(
        named,
        code_in.code,
        kept["device"],
        request=request,
        response=response,
        desk=desk,
        address=address,
        now=now,
    )


@router.get(
    "/house/sign-out",
    summary="退出单位账号 · Sign out of the house",
    responses=problems(NotFound, HouseFailed),
)
async def get_house_sign_out(desk: DeskDep, now: WallNowDep) -> HouseSignOut:
    """Where to sign out of the house's own account; signing out here leaves it signed in there."""
    return HouseSignOut(address=await _house(desk).sign_out_address(now))


@router.post(
    "/house/sign-outs",
    summary="单位账号已退出 · The house says that somebody signed out",
    responses=problems(NotFound, HouseFailed),
)
async def post_house_sign_out(
    logout_token: Annotated[str, Form(min_length=1, max_length=16_000)],
    response: Response,
    desk: DeskDep,
    now: WallNowDep,
) -> HouseSignInsEnded:
    """The house's server calls this itself (OpenID Connect Back-Channel Logout 1.0).

    What the sign-in there has opened here ends; where the house names none, all that the person opened by it.
    """
    ended = await _house(desk).read_sign_out(logout_token, now)
    count = await desk.write(lambda session: end_sign_ins(session, ended, now=now))
    response.headers["Cache-Control"] = "no-store"
    return HouseSignInsEnded(ended=count)


async def _let_in(
    named: NamedByHouse,
    code: str | None,
    device: str,
    *,
    request: Request,
    response: Response,
    desk: Desk,
    address: str,
    now: datetime,
) -> SessionPublic | Response:
    """Open a session for whoever the house names; a refusal keeps the try."""
    mark = request.cookies.get(DEVICE_COOKIE)

    def open_linked(session: Session) -> tuple[SignedIn, Person] | NotSignedIn:
        person = find_linked(session, named.house_name)
        one = Try(person.name if person is not None else _UNLINKED, address)
        is_in = person is not None and person.is_active
        if is_in and person is not None:
            one = replace(one, known_device=device_of(mark_device(desk.key, mark, person.name)))
        if code is None:
            note_try(session, desk, one, device=device, is_successful=is_in, now=now, kind=SignInBy.HOUSE)
        if person is None:
            return house_name_unknown()
        if not is_in:
            return account_closed()
        opened = open_after_code(
            session,
            desk,
            person,
            one,
            code=code,
            device=device,
            is_desk=person.role != Role.REPORTER and device != "phone",
            is_strong=named.is_strong,
            now=now,
            shows_owner=True,
            house=named.sign_in,
        )
        return opened if isinstance(opened, CodeNeeded) else (opened, person)

    opened = await desk.write(open_linked)
    if isinstance(opened, CodeNeeded):
        refused = render(opened, request.url.path)
        if code is None:  # a wrong code leaves what waits for the right one as it is
            facts = {"house_name": named.house_name, "device": device, **asdict(named.sign_in)}
            _keep(refused, desk, _KNOWN, facts, now)
        return refused
    if isinstance(opened, NotSignedIn):
        return _refused(opened, request, desk)
    signed_in, person = opened
    _forget(response, desk)
    return session_answer(signed_in, person, response, desk, mark=mark, wants_cookie=True)


def _house(desk: Desk) -> HouseProvider:
    if desk.house is None:
        raise NotFound(
            "nobody signs in here by an account of the house; use name and password",
            "本系统未开通单位账号登录；请用账号和密码登录",
        )
    return desk.house


def _begin_again() -> NotSignedIn:
    return NotSignedIn(
        "this sign-in was begun in another browser, too long ago, or was used already; begin again",
        "此次登录不是在本浏览器开始的，或已超时、已用过；请重新登录",
    )


def _keep(response: Response, desk: Desk, purpose: str, facts: dict[str, Any], now: datetime) -> None:
    is_secure = desk.settings.is_secure
    until = (now + BEGUN_FOR).timestamp()
    response.set_cookie(
        _HOST_COOKIE if is_secure else _COOKIE,
        seal(desk.key, purpose, {**facts, "until": until}),
        max_age=int(BEGUN_FOR / timedelta(seconds=1)),
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure,
    )


def _kept(request: Request, desk: Desk, purpose: str, now: datetime) -> dict[str, Any] | None:
    name = _HOST_COOKIE if desk.settings.is_secure else _COOKIE
    facts = unseal(desk.key, purpose, request.cookies.get(name))
    return facts if facts is not None and now.timestamp() < facts["until"] else None


def _refused(refusal: Refusal, request: Request, desk: Desk) -> Response:
    answer = render(refusal, request.url.path)
    _forget(answer, desk)
    return answer


def _forget(response: Response, desk: Desk) -> None:
    is_secure = desk.settings.is_secure
    name = _HOST_COOKIE if is_secure else _COOKIE
    response.delete_cookie(name, path="/", secure=is_secure, httponly=True, samesite="lax")
