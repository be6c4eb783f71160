"""What every way to sign in shares: the answer with its cookies, and the count of tries."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.api.http.request_guards import COOKIE, DEVICE_COOKIE, keep_cookie, keep_session_cookie
from agri.api.schema_base import Public
from agri.errors import CodeNeeded
from agri.models.person import Person
from agri.services.access.house.links import AtHouse
from agri.services.access.permissions import must_set_password
from agri.services.access.second_factor import code_needed, use_code, wrong_code
from agri.services.access.sessions import SignedIn, note_attempt, open_session
from agri.services.access.try_limits import (
    Try,
    TryLimits,
    mark_device,
    require_second_tries_left,
)
from agri.settings import Env
from agri.terms import Role, SignInBy

FactorCode = Annotated[
    str, Field(min_length=1, max_length=40, description="动态验证码或恢复码 · of the app, or a recovery code")
]
_DEVICE_DAYS = 400  # the longest that browsers keep a cookie


class ActorPublic(Public):
    """Who is signed in, and where."""

    name: str
    role: Role
    org_unit: str


class AccountPublic(Public):
    """Whose account it is, and what comes before everything else.

    With `must_set_password` somebody else chose its password; with `must_set_factor` its role needs a second
    factor, and this sign-in had none.
    """

    id: UUID
    must_set_password: bool
    must_set_factor: bool


class SessionPublic(Public):
    """A fresh token, shown only here; `device_mark` says later that the account was used on this device."""

    token: str
    expires_at: datetime
    actor: ActorPublic
    account: AccountPublic
    device_mark: str


def open_after_code(
    session: Session,
    desk: Desk,
    person: Person,
    one: Try,
    *,
    code: str | None,
    device: str,
    is_desk: bool,
    is_strong: bool,
    now: datetime,
    shows_owner: bool = False,
    house: AtHouse | None = None,
) -> SignedIn | CodeNeeded:
    """Open a session after a right first factor: where the account has a second one, after its code.

    With `shows_owner` the first factor is nobody's but the person's, as an enrolment code is.

    A wrong code is a returned refusal, so that the try is kept.

    Raises
    ------
    TooMany
        Too many wrong codes.
    """
    is_person_changed = False
    if person.factor_secret is not None and not is_strong:
        if code is None:
            return code_needed()
        require_second_tries_left(session, person.name, limits=limits_of(desk), now=now)
        is_strong = use_code(session, person, code, key=desk.key, now=now)
        note_try(session, desk, one, device=device, is_successful=is_strong, now=now, kind=SignInBy.CODE)
        if not is_strong:
            return wrong_code()
        is_person_changed = True  # the code is used up
    if shows_owner and person.owned_at is None:
        person.owned_at, is_person_changed = now, True
    return open_session(
        session,
        person,
        device=device,
        key=desk.key,
        lifetime=lifetime_of(desk),
        now=now,
        is_desk=is_desk,
        is_strong=is_strong,
        is_person_changed=is_person_changed,
        house=house,
    )


def note_try(
    session: Session,
    desk: Desk,
    one: Try,
    *,
    device: str,
    is_successful: bool,
    now: datetime,
    kind: SignInBy = SignInBy.PASSWORD,
) -> None:
    """Remember a try to sign in as long as the operator says."""
    note_attempt(
        session,
        account=one.account,
        address=one.address,
        is_successful=is_successful,
        now=now,
        kept_for=timedelta(days=desk.settings.sign_in_days),
        kind=kind,
        device=device,
        known_device=one.known_device,
    )


def must_set(person: Person, desk: Desk) -> bool:
    """Say whether an own password comes first; a demo's are printed for everybody."""
    return must_set_password(person) and desk.settings.env != Env.DEMO


def limits_of(desk: Desk) -> TryLimits:
    """Return how many wrong tries the operator bears."""
    settings = desk.settings
    return TryLimits(settings.sign_in_tries, settings.address_tries, settings.enrolment_tries)


def lifetime_of(desk: Desk) -> timedelta:
    """Return how long a sign-in lasts."""
    return timedelta(days=desk.settings.session_days)


def session_answer(
    signed_in: SignedIn,
    person: Person,
    response: Response,
    desk: Desk,
    *,
    mark: str | None,
    wants_cookie: bool,
) -> SessionPublic:
    """Return a fresh session as it goes over the wire; our own pages get it as a cookie too."""
    mark = mark_device(desk.key, mark, person.name)
    if wants_cookie:
        is_secure = desk.settings.is_secure
        keep_session_cookie(response, signed_in.token, lifetime_of(desk), is_secure=is_secure)
        keep_cookie(response, DEVICE_COOKIE, mark, timedelta(days=_DEVICE_DAYS), is_secure=is_secure)
        if is_secure:
            response.delete_cookie(COOKIE, path="/")
    return SessionPublic(
        token=signed_in.token,
        expires_at=signed_in.expires_at,
        actor=ActorPublic.model_validate(signed_in.actor),
        account=AccountPublic(
            id=person.id,
            must_set_password=must_set(person, desk),
            must_set_factor=desk.must_set_factor(signed_in.actor, is_strong=signed_in.is_strong),
        ),
        device_mark=mark,
    )
