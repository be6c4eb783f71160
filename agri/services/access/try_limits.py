"""Delay further attempts after failed ones; an account is never locked.

Strangers know the names of public offices. So wrong tries count by account and address together; a device on
which the account was signed in before counts by itself, and enrolment codes count apart from passwords.
"""

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from agri.errors import TooMany
from agri.models.person import SignInAttempt
from agri.services.access.sessions import WINDOW, keyed_hash
from agri.terms import SignInBy

_FIRST_WAIT = timedelta(seconds=30)
_DAY = timedelta(days=1)
_LONGEST_FOR_MANY = timedelta(seconds=60)  # where the one who waits need not be the one who guessed
_FROM_EVERYWHERE = 10  # times the tries of one address: what one account bears from all of them
_MOST_PEOPLE = 8  # who share one device
_NONCE_BYTES = 18
_OR_KNOWN, _OR_KNOWN_ZH = ", or sign in on a device that you have used before", "，或在您用过的设备上登录"
_NONCE = re.compile(r"[\w-]{24}", re.ASCII)  # so many bytes in base 64


@dataclass(frozen=True, slots=True)
class TryLimits:
    """How many wrong tries are borne within `WINDOW` before there is a wait."""

    account: int
    address: int
    enrolment: int


@dataclass(frozen=True, slots=True)
class Try:
    """Who tries to sign in from where; `known_device` is set where the account was signed in there before."""

    account: str
    address: str
    known_device: str | None = None


def require_tries_left(session: Session, one: Try, *, limits: TryLimits, now: datetime) -> None:
    """Refuse a try with a password that comes too soon after too many wrong ones.

    Raises
    ------
    TooMany
        With the seconds to wait.
    """
    account, password = SignInAttempt.account == one.account, SignInAttempt.kind == SignInBy.PASSWORD
    if one.known_device is not None:
        own = [account, SignInAttempt.known_device == one.known_device]
        _require(session, [password, *own], limits.account, longest=WINDOW, now=now)
        return
    stranger = col(SignInAttempt.known_device).is_(None)
    here = SignInAttempt.address == one.address
    _require(session, [password, account, here, stranger], limits.account, longest=WINDOW, now=now)
    everywhere = _FROM_EVERYWHERE * limits.account
    _require(session, [password, account, stranger], everywhere, longest=_LONGEST_FOR_MANY, now=now)
    _require(session, [password, here, stranger], limits.address, longest=_LONGEST_FOR_MANY, now=now)


def require_codes_left(
    session: Session,
    address: str,
    *,
    limits: TryLimits,
    now: datetime,
    kind: SignInBy = SignInBy.ENROLMENT,
) -> None:
    """Refuse a try with an enrolment code that comes too soon after too many wrong ones from there.

    The same holds of answers of the house's sign-in service, which count apart.

    Raises
    ------
    TooMany
        With the seconds to wait.
    """
    code, here = SignInAttempt.kind == kind, SignInAttempt.address == address
    _require(session, [code, here], limits.enrolment, longest=_LONGEST_FOR_MANY, now=now, spares_known=False)


def require_second_tries_left(session: Session, account: str, *, limits: TryLimits, now: datetime) -> None:
    """Refuse a code of the second factor that comes too soon after too many wrong ones within a day.

    Whoever gets here knows the first factor, so no stranger makes the owner wait: it counts by account alone.

    Raises
    ------
    TooMany
        With the seconds to wait.
    """
    code = [SignInAttempt.kind == SignInBy.CODE, SignInAttempt.account == account]
    _require(session, code, limits.account, longest=WINDOW, now=now, within=_DAY, spares_known=False)


def known_device(key: str, mark: str | None, account: str) -> str | None:
    """Return a device's own name for itself if the account was signed in on it before."""
    nonce, *signatures = (mark or "").split(".")
    wanted = _signature(key, nonce, account)
    return nonce if any(hmac.compare_digest(wanted, one) for one in signatures) else None


def mark_device(key: str, mark: str | None, account: str) -> str:
    """Return what a device keeps to be known again: a name for itself, and a signature for each account."""
    nonce, *signatures = (mark or "").split(".")
    if known_device(key, mark, account) is not None:
        return mark or ""
    if not signatures:
        nonce = secrets.token_urlsafe(_NONCE_BYTES)
    return ".".join([nonce, *signatures[-_MOST_PEOPLE + 1 :], _signature(key, nonce, account)])


def device_of(mark: str) -> str | None:
    """Return a device's own name for itself, whoever signs in on it; of a mark of another make, none."""
    nonce = mark.partition(".")[0]
    return nonce if _NONCE.fullmatch(nonce) else None


def _signature(key: str, nonce: str, account: str) -> str:
    return keyed_hash(key, f"known device {nonce} {account}")


def _require(
    session: Session,
    where: Sequence[ColumnElement[bool] | bool],
    borne: int,
    *,
    longest: timedelta,
    now: datetime,
    within: timedelta = WINDOW,
    spares_known: bool = True,
) -> None:
    """Refuse after too many wrong tries; `spares_known`: a device that was used before need not wait."""
    # A clock that was set back must not count what lies ahead of it.
    wrong: Any = select(func.count(), func.max(SignInAttempt.at)).where(
        col(SignInAttempt.at) > now - within,
        col(SignInAttempt.at) <= now,
        col(SignInAttempt.is_successful).is_(False),
        *where,
    )
    count, last = session.exec(wrong).one()
    if count < borne or last is None:
        return
    wait = min(_FIRST_WAIT * 2 ** min(count - borne, 10), longest) - (now - last)
    seconds = int(wait.total_seconds())
    if seconds > 0:
        raise TooMany(
            f"too many wrong tries; wait {seconds} seconds" + (_OR_KNOWN if spares_known else ""),
            f"错误次数过多，请 {seconds} 秒后再试" + (_OR_KNOWN_ZH if spares_known else ""),
            retry_after=seconds,
        )
