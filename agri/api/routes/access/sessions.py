"""Sign in and out: name and password, or an enrolment code once per phone; one's own password.

The house's own account signs in by `agri.api.routes.access.house`.
"""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field
from sqlmodel import Session

from agri.api.dependencies import AddressDep, DeskDep, OwnTokenDep, ReaderDep, SessionDep, WallNowDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems, render
from agri.api.http.request_guards import COOKIE, DEVICE_COOKIE, HOST_COOKIE
from agri.api.routes.access.signing_in import (
    AccountPublic,
    ActorPublic,
    FactorCode,
    SessionPublic,
    lifetime_of,
    limits_of,
    must_set,
    note_try,
    open_after_code,
    session_answer,
)
from agri.api.schema_base import Name, Wire
from agri.errors import CodeNeeded, HouseOnly, Invalid, NotFound, NotSignedIn, TooMany
from agri.models.person import Person
from agri.services.access.enrolment import enrol, find_enrolled, unusable_code
from agri.services.access.house.links import house_only
from agri.services.access.own_password import (
    read_own,
    same_password,
    set_own_password,
    wrong_current_password,
)
from agri.services.access.passwords import require_good_password
from agri.services.access.sessions import (
    SignedIn,
    account_closed,
    close_session,
    find_person,
    hash_password,
    is_password,
    wrong_sign_in,
)
from agri.services.access.try_limits import (
    Try,
    device_of,
    known_device,
    mark_device,
    require_codes_left,
    require_tries_left,
)
from agri.terms import Role, SignInBy

router = APIRouter(tags=["sessions"], route_class=DatabaseRoute)
_Password = Annotated[str, Field(min_length=1, max_length=256)]
_Mark = Annotated[str | None, Field(max_length=1_000, description="`device_mark` of an earlier sign-in here")]


class MePublic(ActorPublic, AccountPublic):
    """Who is signed in, where, and whether a password of their own or a second factor comes first.

    `places` are all places of the person, the first one first; `department` is the lead unit of a
    department's person.
    """

    places: list[str]
    department: str | None


class SessionCreate(Wire):
    """Name and password; `cookie` asks for a cookie that scripts cannot read, for our own pages.

    `code` is the second factor's: an account that has one is asked for it by the problem `code-needed`.
    """

    name: Name
    password: _Password
    device: Name = "unnamed"
    cookie: bool = False
    device_mark: _Mark = None
    code: FactorCode | None = None


class EnrolmentUse(Wire):
    """Which phone uses an enrolment code."""

    device: Name = "phone"
    cookie: bool = False


class EnrolmentCreate(EnrolmentUse):
    """An enrolment code, and which phone uses it; a code in an address would stay in logs."""

    code: Annotated[str, Field(min_length=1, max_length=40)]


class PasswordUpdate(Wire):
    """The password until now, where the account has one, and the new one."""

    current_password: _Password | None = None
    new_password: Annotated[str, Field(max_length=256)]


@router.post(
    "/sessions",
    status_code=201,
    summary="登录 · Sign in",
    response_model=SessionPublic,
    responses=problems(NotSignedIn, CodeNeeded, HouseOnly, TooMany),
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
    """Give a token for a name and its password; after many failed attempts the next one has to wait."""
    mark = session_in.device_mark or request.cookies.get(DEVICE_COOKIE)
    given = mark_device(desk.key, mark, session_in.name)
    one = Try(session_in.name, address, known_device(desk.key, mark, session_in.name))

    def look_up(session: Session) -> str | None:
        require_tries_left(session, one, limits=limits_of(desk), now=now)
        person = find_person(session, name=one.account, may_be_closed=True)
        return person.password_hash if person is not None else None

    def let_in(session: Session) -> tuple[SignedIn, Person] | NotSignedIn:
        # Looked up again: others may have tried, and the account been closed, while the password was checked.
        require_tries_left(session, one, limits=limits_of(desk), now=now)
        person = find_person(session, name=one.account, may_be_closed=True)
        is_owner = is_right and person is not None and person.password_hash == checked
        is_in = is_owner and person is not None and person.is_active
        tried = replace(one, known_device=device_of(given)) if is_in else one
        note_try(session, desk, tried, device=session_in.device, is_successful=is_in, now=now)
        if person is None or not is_in:
            # Only who knows the password hears that there is an account, and that it is closed.
            return account_closed() if is_owner else wrong_sign_in()
        if desk.settings.oidc_only and person.house_name is not None:
            return house_only()
        is_desk = session_in.cookie and person.role != Role.REPORTER and session_in.device != "phone"
        opened = open_after_code(
            session,
            desk,
            person,
            one,
            code=session_in.code,
            device=session_in.device,
            is_desk=is_desk,
            is_strong=False,
            now=now,
        )
        return opened if isinstance(opened, CodeNeeded) else (opened, person)

    checked = await desk.read(look_up)
    is_right = await desk.passwords.run(lambda: is_password(session_in.password, checked))
    opened = await desk.write(let_in)
    if isinstance(opened, NotSignedIn):
        return render(opened, request.url.path)
    signed_in, person = opened
    return session_answer(signed_in, person, response, desk, mark=given, wants_cookie=session_in.cookie)


@router.post(
    "/enrolments",
    status_code=201,
    summary="用绑定码登录 · Sign a phone in with an enrolment code",
    response_model=SessionPublic,
    responses=problems(NotFound, TooMany),
)
def post_enrolment(
    *,
    enrolment_in: EnrolmentCreate,
    request: Request,
    response: Response,
    session: SessionDep,
    desk: DeskDep,
    address: AddressDep,
    now: WallNowDep,
) -> SessionPublic | Response:
    """Use a code up; it works once, until it expires."""
    require_codes_left(session, address, limits=limits_of(desk), now=now)
    row = find_enrolled(session, enrolment_in.code, key=desk.key, now=now)
    person = session.get_one(Person, row.person_id) if row is not None else None
    mark = request.cookies.get(DEVICE_COOKIE)
    one = Try(SignInBy.ENROLMENT, address)
    if person is not None:
        mark = mark_device(desk.key, mark, person.name)
        one = Try(person.name, address, device_of(mark))
    is_right = row is not None
    note_try(
        session,
        desk,
        one,
        device=enrolment_in.device,
        is_successful=is_right,
        now=now,
        kind=SignInBy.ENROLMENT,
    )
    if row is None or person is None:
        return render(unusable_code(), request.url.path)
    signed_in = enrol(
        session, row, device=enrolment_in.device, key=desk.key, lifetime=lifetime_of(desk), now=now
    )
    return session_answer(signed_in, person, response, desk, mark=mark, wants_cookie=enrolment_in.cookie)


@router.post(
    "/enrolments/{code}",
    status_code=201,
    summary="旧地址 · The address that phones used before",
    response_model=SessionPublic,
    responses=problems(NotFound, TooMany),
    deprecated=True,
)
def post_enrolment_by_path(
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
    """Do the same with the code in the address; it goes with the next version."""
    in_body = EnrolmentCreate(code=code, device=enrolment_in.device, cookie=enrolment_in.cookie)
    return post_enrolment(
        enrolment_in=in_body,
        request=request,
        response=response,
        session=session,
        desk=desk,
        address=address,
        now=now,
    )


@router.delete("/sessions/current", status_code=204, summary="退出 · Sign out")
def delete_session(token: OwnTokenDep, session: SessionDep, response: Response, now: WallNowDep) -> None:
    """End this device's sign-in. What the device keeps of its own and has not sent stays there."""
    actor, row = token
    close_session(session, actor, row.id, now=now)
    response.delete_cookie(COOKIE, path="/")
    response.delete_cookie(HOST_COOKIE, path="/", secure=True, httponly=True, samesite="lax")


@router.get("/me", summary="我是谁 · Who am I")
def get_me(token: OwnTokenDep, reader: ReaderDep, desk: DeskDep) -> MePublic:
    """Name, role and place of the person who is signed in."""
    actor, row = token
    person = read_own(reader, actor)
    return MePublic(
        name=person.name,
        role=Role(person.role),
        org_unit=person.org_unit,
        id=person.id,
        must_set_password=must_set(person, desk),
        must_set_factor=desk.must_set_factor(actor, is_strong=row.is_strong),
        places=[person.org_unit, *(person.places or ())],
        department=person.department,
    )


@router.put(
    "/me/password",
    status_code=204,
    summary="修改密码 · Set one's own password",
    responses=problems(Invalid, TooMany),
)
async def put_password(
    *,
    password_in: PasswordUpdate,
    token: OwnTokenDep,
    request: Request,
    desk: DeskDep,
    address: AddressDep,
    now: WallNowDep,
) -> Response:
    """Set a password that nobody else knows; the account's other devices are signed out."""
    actor, row = token
    one = Try(actor.name, address, f"session {row.id}")

    def look_up(session: Session) -> str | None:
        require_tries_left(session, one, limits=limits_of(desk), now=now)
        return read_own(session, actor).password_hash

    def check(stored: str | None) -> str | None:
        require_good_password(password_in.new_password, actor.name, pointer="/new_password")
        if stored is not None and not is_password(password_in.current_password or "", stored):
            return None
        if password_in.new_password == password_in.current_password:
            raise same_password()
        return hash_password(password_in.new_password)

    stored = await desk.read(look_up)
    new_hash = await desk.passwords.run(lambda: check(stored))
    if new_hash is None:
        await desk.write(
            partial(note_try, desk=desk, one=one, device=row.device, is_successful=False, now=now)
        )
        return render(wrong_current_password(), request.url.path)
    await desk.write(lambda session: set_own_password(session, actor, row.id, new_hash, now=now))
    desk.visitors.forget(row.token_hash)
    return Response(status_code=204)
