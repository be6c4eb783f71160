"""Open and close sessions: passwords, tokens, and the limit on failed attempts.

Tokens are random, opaque and kept as keyed hashes: neither the database nor its backup lets anybody in.
Checking a password takes long by design, so no transaction that writes may be open meanwhile.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import AccountClosed, NotFound, NotSignedIn
from agri.models.person import Person, SessionToken, SignInAttempt
from agri.services.access.house.links import AtHouse
from agri.services.access.passwords import require_good_password
from agri.services.access.permissions import Actor, actor_of
from agri.services.chain.prove import Rows, append_proved
from agri.terms import SignInBy

WINDOW = timedelta(minutes=15)
SHORTEST_KEPT = timedelta(days=183)  # tries to sign in: six months, as the law asks of logs
_RENEW_EVERY = timedelta(days=7)
_TOUCH_EVERY, _TOUCH_DESK_EVERY = timedelta(hours=1), timedelta(minutes=2)
# OWASP's second choice for argon2id: 19 MiB, two passes, one lane. Who checks many at once bounds the memory.
_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
# What an unknown name is checked against, so that it takes as long as a known one.
_NOBODY = _HASHER.hash(secrets.token_urlsafe())
# Every request asks this: built once, since building it takes longer than running it.
_WHOSE_TOKEN = (
    select(SessionToken, Person)
    .join(Person, col(Person.id) == SessionToken.person_id)
    .where(
        col(SessionToken.token_hash) == bindparam("token_hash"),
        col(SessionToken.revoked_at).is_(None),
        col(SessionToken.expires_at) > bindparam("now"),
        col(Person.is_active).is_(True),
    )
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh token, shown once, and whose it is; `is_strong` as its row says."""

    token: str
    expires_at: datetime
    actor: Actor
    is_strong: bool


def hash_password(password: str) -> str:
    """Return a salted hash; two calls never agree. It takes long, like `is_password`."""
    return _HASHER.hash(password)


def hash_good_password(password: str, name: str, *, pointer: str = "/password") -> str:
    """Return the hash of an account's new password, before the transaction that stores it.

    Raises
    ------
    Invalid
        It is short, holds the account's name or is easily guessed.
    """
    require_good_password(password, name, pointer=pointer)
    return hash_password(password)


def keyed_hash(key: str, secret: str) -> str:
    """Return what is kept of a token or code: without the key it cannot be tried offline."""
    return hmac.new(key.encode(), secret.encode(), hashlib.sha256).hexdigest()


def find_person(session: Session, *, name: str, may_be_closed: bool = False) -> Person | None:
    """Return whose name this is; nobody where the account is closed, unless that may be."""
    person = session.exec(select(Person).where(Person.name == name)).one_or_none()
    return person if person is not None and (person.is_active or may_be_closed) else None


def is_password(password: str, stored: str | None) -> bool:
    """Say whether a hash is a password's; it takes equally long where there is none.

    That is long, by design: whoever calls holds no connection meanwhile.
    """
    return _HASHER.verify(password, stored or _NOBODY) and stored is not None


def note_attempt(
    session: Session,
    *,
    account: str,
    address: str,
    is_successful: bool,
    now: datetime,
    kept_for: timedelta = SHORTEST_KEPT,
    kind: SignInBy = SignInBy.PASSWORD,
    device: str | None = None,
    known_device: str | None = None,
) -> None:
    """Remember a try to sign in, and forget some that are older than they may be kept."""
    old = select(SignInAttempt.id).where(col(SignInAttempt.at) <= now - kept_for).limit(100)
    forgotten = session.exec(old).all()
    if forgotten:
        session.execute(delete(SignInAttempt).where(col(SignInAttempt.id).in_(forgotten)))
    session.add(
        SignInAttempt(
            account=account,
            address=address,
            at=now,
            is_successful=is_successful,
            kind=kind,
            device=device,
            known_device=known_device,
        )
    )
    session.flush()


def wrong_sign_in() -> NotSignedIn:
    """Return the one answer to an unknown name and a wrong password."""
    return NotSignedIn(
        "wrong name or password; check both, or ask your county to reset the password",
        "账号或密码不对；请核对，或请区县重置密码",
    )


def account_closed() -> AccountClosed:
    """Return the answer to whoever proves to be the owner of a closed account."""
    return AccountClosed(
        "this account was closed; what you filled in is still on your phone: ask your county to reopen it",
        "账号已停用；填的都还在手机里。请联系区县重新启用",
    )


def open_session(
    session: Session,
    person: Person,
    *,
    device: str,
    key: str,
    lifetime: timedelta,
    now: datetime,
    is_desk: bool = False,
    is_strong: bool = False,
    is_person_changed: bool = False,
    house: AtHouse | None = None,
) -> SignedIn:
    """Give a person a token for one device; at a desk it ends when nobody uses it for long.

    What signing in has changed of the person, such as a code that is used up, is proved with it. `house` is
    what the house calls the person and the sign-in there by which this one is opened.
    """
    token = secrets.token_urlsafe(32)
    expires_at = now + lifetime
    row = SessionToken(
        token_hash=keyed_hash(key, token),
        id=uuid4(),
        person_id=person.id,
        device=device,
        created_at=now,
        expires_at=expires_at,
        last_used_at=now,
        is_desk=is_desk,
        is_strong=is_strong,
        house_sub=house.sub if house is not None else None,
        house_sid=house.sid if house is not None else None,
    )
    session.add(row)
    session.flush()
    proved: list[Rows] = [row, person] if is_person_changed else [row]
    append_proved(session, person.id, act=AuditAct.SESSION_OPENED, subject=str(row.id), at=now, proved=proved)
    return SignedIn(token, expires_at, actor_of(person), is_strong)


def find_actor(
    session: Session, token: str, *, key: str, now: datetime, desk_idle: timedelta | None = None
) -> tuple[Actor, SessionToken]:
    """Return whose token this is.

    Raises
    ------
    NotSignedIn
        It is unknown, expired or revoked, a desk's that nobody used for long, or the account is closed.
    """
    row = session.exec(_WHOSE_TOKEN, params={"token_hash": keyed_hash(key, token), "now": now}).one_or_none()
    if row is None or is_idle(row[0], now, desk_idle):
        raise account_closed() if row is None and _is_of_closed(session, token, key) else sign_in_ended()
    return actor_of(row[1]), row[0]


def _is_of_closed(session: Session, token: str, key: str) -> bool:
    """Say whether a token was given to somebody whose account is closed now."""
    owner = (
        select(Person.is_active)
        .join(SessionToken, col(SessionToken.person_id) == col(Person.id))
        .where(SessionToken.token_hash == keyed_hash(key, token))
    )
    return session.exec(owner).one_or_none() is False


def sign_in_ended() -> NotSignedIn:
    """Return the answer to a token that is unknown, expired or revoked."""
    return NotSignedIn(
        "your sign-in has ended; sign in again, nothing is lost", "登录已失效，请重新登录，数据不会丢失"
    )


def is_stale(token: SessionToken, now: datetime) -> bool:
    """Say whether a token's last use should be noted again; not on every request."""
    return now - token.last_used_at > (_TOUCH_DESK_EVERY if token.is_desk else _TOUCH_EVERY)


def is_idle(token: SessionToken, now: datetime, desk_idle: timedelta | None) -> bool:
    """Say whether a desk's sign-in has ended because nobody used it."""
    return token.is_desk and desk_idle is not None and now - token.last_used_at > desk_idle


def note_use(session: Session, token_id: UUID, now: datetime) -> None:
    """Note that a device was here."""
    token = session.exec(select(SessionToken).where(SessionToken.id == token_id)).one_or_none()
    if token is not None:
        token.last_used_at = now
        session.add(token)
        session.flush()


def renew_session(
    session: Session, actor: Actor, token_id: UUID, *, lifetime: timedelta, now: datetime
) -> datetime:
    """Let a phone's sign-in last its whole time again from now on, and return its end.

    A desk's ends as it did, and a phone's that was renewed within a week stays as it is.
    """
    token = session.exec(
        select(SessionToken).where(SessionToken.id == token_id, SessionToken.person_id == actor.id)
    ).one()
    until = now + lifetime
    if token.is_desk or token.revoked_at is not None or until - token.expires_at < _RENEW_EVERY:
        return token.expires_at
    token.expires_at = until
    session.add(token)
    session.flush()
    append_proved(
        session, actor.id, act=AuditAct.SESSION_RENEWED, subject=str(token.id), at=now, proved=[token]
    )
    return until


def close_session(session: Session, actor: Actor, token_id: UUID, *, now: datetime) -> None:
    """Sign one device of the actor's own out.

    Raises
    ------
    NotFound
        The actor has no such device.
    """
    token = session.exec(
        select(SessionToken).where(SessionToken.id == token_id, SessionToken.person_id == actor.id)
    ).one_or_none()
    if token is None:
        raise NotFound("you have no such device signed in", "您没有登录该设备")
    if token.revoked_at is None:
        token.revoked_at = now
        session.add(token)
        session.flush()
        append_proved(
            session, actor.id, act=AuditAct.SESSION_CLOSED, subject=str(token.id), at=now, proved=[token]
        )


def list_devices(session: Session, person_id: UUID, *, now: datetime) -> list[SessionToken]:
    """Return the devices that a person is signed in on, newest first."""
    return list(
        session.exec(
            select(SessionToken)
            .where(
                SessionToken.person_id == person_id,
                col(SessionToken.revoked_at).is_(None),
                col(SessionToken.expires_at) > now,
            )
            .order_by(col(SessionToken.created_at).desc(), col(SessionToken.id))
        )
    )
