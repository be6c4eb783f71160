"""One's own second factor: see whether there is one, set it, remove it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel import Session

from agri.api.dependencies import AddressDep, DeskDep, OwnedTokenDep, ReaderDep, WallNowDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems, render
from agri.api.routes.access.signing_in import FactorCode, limits_of, note_try
from agri.api.schema_base import Public, Wire
from agri.errors import CodeNeeded, Conflict, Invalid, NotAllowed, TooMany
from agri.files.code_sheet import qr_path
from agri.services.access.own_password import read_own, wrong_current_password
from agri.services.access.second_factor import (
    has_factor,
    offer_factor,
    remove_factor,
    set_factor,
    use_code,
    wrong_code,
)
from agri.services.access.sessions import is_password
from agri.services.access.try_limits import Try, require_second_tries_left, require_tries_left
from agri.terms import Role, SignInBy

router = APIRouter(tags=["sessions"], route_class=DatabaseRoute)


class SecondFactorPublic(Public):
    """Whether the caller's account has a second factor, may have one, and must.

    `asks_password` says that setting it takes the account's password too.
    """

    is_set: bool
    set_at: datetime | None
    recovery_codes_left: int
    may_set: bool
    must_set: bool
    asks_password: bool


class FactorOfferPublic(Public):
    """A fresh secret for the app, shown only here: as text, and as a QR on a square of `side` units."""

    secret: str
    address: str
    qr: str
    side: int
    ticket: str


class FactorCreate(Wire):
    """What came with the offer, the code that the app shows, and the account's password where it has one."""

    ticket: Annotated[str, Field(min_length=1, max_length=1_000)]
    code: FactorCode
    password: Annotated[str, Field(max_length=256)] | None = None


class RecoveryCodesPublic(Public):
    """Codes for the day when the telephone is lost; each works once, and they are shown only here."""

    recovery_codes: list[str]


class FactorRemoval(Wire):
    """A code of the factor that is removed, or a recovery code."""

    code: FactorCode


@router.get("/me/second-factor", summary="我的动态验证码 · My second factor")
def get_second_factor(token: OwnedTokenDep, reader: ReaderDep, desk: DeskDep) -> SecondFactorPublic:
    """Whether the account has a second factor, and how many recovery codes are left."""
    actor, row = token
    person = read_own(reader, actor)
    return SecondFactorPublic(
        is_set=has_factor(person),
        set_at=person.factor_set_at,
        recovery_codes_left=len(person.recovery_hashes or ()),
        may_set=person.role != Role.REPORTER,
        must_set=desk.must_set_factor(actor, is_strong=row.is_strong),
        asks_password=person.password_hash is not None,
    )


@router.post(
    "/me/second-factor/offers",
    status_code=201,
    summary="生成动态验证码密钥 · Draw a secret for the app",
    responses=problems(NotAllowed, Conflict),
)
def post_factor_offer(
    token: OwnedTokenDep, reader: ReaderDep, desk: DeskDep, now: WallNowDep
) -> FactorOfferPublic:
    """Draw a secret; nothing holds before a code of it comes back within fifteen minutes."""
    offer = offer_factor(read_own(reader, token[0]), key=desk.key, now=now)
    qr, side = qr_path(offer.address)
    return FactorOfferPublic(
        secret=offer.secret, address=offer.address, qr=qr, side=side, ticket=offer.ticket
    )


@router.put(
    "/me/second-factor",
    summary="启用动态验证码 · Set one's second factor",
    responses=problems(NotAllowed, Conflict, Invalid, TooMany),
    response_model=RecoveryCodesPublic,
)
async def put_second_factor(
    *,
    factor_in: FactorCreate,
    token: OwnedTokenDep,
    request: Request,
    desk: DeskDep,
    address: AddressDep,
    now: WallNowDep,
) -> RecoveryCodesPublic | Response:
    """Hold the app's first code to the offer; sign-ins that a password alone has opened end elsewhere."""
    actor, row = token
    one = Try(actor.name, address, f"session {row.id}")

    def look_up(session: Session) -> str | None:
        require_tries_left(session, one, limits=limits_of(desk), now=now)
        return read_own(session, actor).password_hash

    stored = await desk.read(look_up)
    is_owner = stored is None or await desk.passwords.run(
        lambda: is_password(factor_in.password or "", stored)
    )
    if not is_owner:
        await desk.write(
            lambda session: note_try(session, desk, one, device=row.device, is_successful=False, now=now)
        )
        return render(wrong_current_password("/password"), request.url.path)
    codes = await desk.write(
        lambda session: set_factor(
            session,
            read_own(session, actor),
            row.id,
            ticket=factor_in.ticket,
            code=factor_in.code,
            key=desk.key,
            now=now,
        )
    )
    desk.visitors.forget(row.token_hash)
    return RecoveryCodesPublic(recovery_codes=codes)


@router.post(
    "/me/second-factor/removal",
    status_code=204,
    summary="停用动态验证码 · Remove one's second factor",
    responses=problems(CodeNeeded, Conflict, TooMany),
    response_model=None,
)
async def post_factor_removal(
    *,
    removal_in: FactorRemoval,
    token: OwnedTokenDep,
    request: Request,
    desk: DeskDep,
    address: AddressDep,
    now: WallNowDep,
) -> Response:
    """Take the second factor away, by a code of it; a role that needs one has to set another."""
    actor, row = token

    def remove(session: Session) -> bool:
        person = read_own(session, actor)
        if not has_factor(person):
            raise Conflict("you have no second factor", "您没有设置动态验证码")
        require_second_tries_left(session, person.name, limits=limits_of(desk), now=now)
        is_right = use_code(session, person, removal_in.code, key=desk.key, now=now)
        one = Try(person.name, address)
        note_try(session, desk, one, device=row.device, is_successful=is_right, now=now, kind=SignInBy.CODE)
        if is_right:
            remove_factor(session, person, now=now)
        return is_right

    is_removed = await desk.write(remove)
    if not is_removed:
        return render(wrong_code(), request.url.path)
    desk.visitors.forget(row.token_hash)
    return Response(status_code=204)
