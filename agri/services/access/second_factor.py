"""The second factor: codes of thirty seconds from an app (TOTP, RFC 6238), and recovery codes for its loss.

It is a person's own to set and to remove; whoever looks after the account can only reset it. The secret is
kept sealed under the server's key, recovery codes as keyed hashes: a backup alone lets nobody in.
"""

import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from sqlalchemy import ColumnElement, and_, not_
from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import CodeNeeded, Conflict, Fault, Invalid, NotAllowed, SecondFactorFirst
from agri.models.person import EnrolmentCode, Person, SessionToken
from agri.services.access.accounts import find_managed, sign_out_everywhere
from agri.services.access.permissions import Actor
from agri.services.access.sealed import seal, unseal
from agri.services.access.sessions import keyed_hash
from agri.services.chain.prove import append_proved
from agri.terms import Role

STEP_S = 30  # RFC 6238, 5.2
_STEPS_ASIDE = 1  # RFC 6238, 5.2: at most one step for the way and for clocks that differ
_OFFER_LASTS = timedelta(minutes=15)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's, without those that an eye mistakes
_RECOVERY_CODES, _RECOVERY_LENGTH = 10, 10  # 10 of 32 letters are 50 bits
_KEPT, _OFFERED = "second factor", "offered second factor"


@dataclass(frozen=True, slots=True)
class Offer:
    """A fresh secret for an app: `address` is what its QR says, `ticket` comes back with the first code."""

    secret: str
    address: str
    ticket: str


def has_factor(person: Person) -> bool:
    """Say whether the account has a second factor."""
    return person.factor_secret is not None


def offer_factor(person: Person, *, key: str, now: datetime) -> Offer:
    """Draw a secret for an app; nothing is kept until a code of it comes back.

    Raises
    ------
    NotAllowed
        The role has no desk: phones enrol.
    Conflict
        There is a second factor already.
    """
    _require_none(person)
    secret = pyotp.random_base32()
    until = (now + _OFFER_LASTS).timestamp()
    ticket = seal(key, _OFFERED, {"person": str(person.id), "secret": secret, "until": until})
    address = pyotp.TOTP(secret).provisioning_uri(name=person.name, issuer_name="agri")
    return Offer(secret, address, ticket)


def set_factor(
    session: Session,
    person: Person,
    token_id: UUID,
    *,
    ticket: str,
    code: str,
    key: str,
    now: datetime,
) -> list[str]:
    """Keep an offered secret whose app shows the right code; return the recovery codes, shown once.

    Sign-ins that a password alone has opened end, but for this one, which is as strong as the others from now
    on.

    Raises
    ------
    NotAllowed, Conflict
        The role has no desk, or there is a second factor already.
    Invalid
        The offer is too old or somebody else's, or the code is not the app's.
    """
    _require_none(person)
    offer = unseal(key, _OFFERED, ticket) or {}
    if offer.get("person") != str(person.id) or float(offer.get("until", 0)) <= now.timestamp():
        raise _fault("/ticket", "offer-too-old", "this offer is too old; begin again", "设置超时，请重新开始")
    step = _step_of(str(offer["secret"]), code, now, after=None)
    if step is None:
        raise _fault(
            "/code",
            "wrong-code",
            "this is not the app's code; check that the telephone's clock is right",
            "验证码不对；请核对手机时间是否准确后再输入",
        )
    codes = [
        "".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LENGTH)) for _ in range(_RECOVERY_CODES)
    ]
    person.factor_secret = seal(key, _KEPT, {"person": str(person.id), "secret": offer["secret"]})
    person.factor_set_at, person.factor_step = now, step
    person.recovery_hashes = [_recovery_hash(key, one) for one in codes]
    session.add(person)
    changed = _sign_ins(session, person, col(SessionToken.is_strong).is_(False))
    for token in changed:
        if token.id == token_id:
            token.is_strong = True
        else:
            token.revoked_at = now
        session.add(token)
    session.flush()
    append_proved(
        session, person.id, act=AuditAct.FACTOR_SET, subject=str(person.id), at=now, proved=[person, *changed]
    )
    return [f"{one[:5]}-{one[5:]}" for one in codes]


def use_code(session: Session, person: Person, code: str, *, key: str, now: datetime) -> bool:
    """Say whether a code is the app's or a recovery code, and use it up: neither works twice.

    The person's row is flushed and not linked: the act that the code is for proves it.

    Raises
    ------
    CodeNeeded
        The secret was sealed under another key of the server.
    """
    kept = unseal(key, _KEPT, person.factor_secret)
    if kept is None or kept["person"] != str(person.id):
        raise CodeNeeded(
            "the server's key has changed, and your second factor cannot be read any more: have whoever "
            "looks after your account reset it",
            "服务器密钥已更换，原动态验证码无法使用；请联系账号管理人重置",
        )
    step = _step_of(str(kept["secret"]), code, now, after=person.factor_step)
    if step is not None:
        person.factor_step = step
        session.add(person)
        session.flush()
        return True
    return _use_recovery_code(session, person, code, key=key, now=now)


def remove_factor(session: Session, person: Person, *, now: datetime) -> None:
    """Take a person's own second factor away, whose code was used just now.

    Its sign-ins go on, as weak as a password: a role that needs a factor has to set another at once. A phone
    that an enrolment code has signed in stays as strong as that code.
    """
    forget_factor(person)
    session.add(person)
    enrolled = select(EnrolmentCode.used_at).where(
        EnrolmentCode.person_id == person.id, col(EnrolmentCode.used_at).is_not(None)
    )
    by_code = and_(col(SessionToken.is_desk).is_(False), col(SessionToken.created_at).in_(enrolled))
    weakened = _sign_ins(session, person, and_(col(SessionToken.is_strong).is_(True), not_(by_code)))
    for token in weakened:
        token.is_strong = False
        session.add(token)
    session.flush()
    append_proved(
        session,
        person.id,
        act=AuditAct.FACTOR_REMOVED,
        subject=str(person.id),
        at=now,
        proved=[person, *weakened],
    )


def reset_factor(session: Session, actor: Actor, person_id: UUID, *, now: datetime) -> Person:
    """Take away the second factor of an account that the actor looks after; its devices are signed out.

    Raises
    ------
    NotFound
        There is no such account among them.
    """
    person = find_managed(session, actor, person_id)
    forget_factor(person)
    session.add(person)
    ended = sign_out_everywhere(session, person.id, now)
    session.flush()
    append_proved(
        session,
        actor.id,
        act=AuditAct.FACTOR_RESET,
        subject=str(person.id),
        at=now,
        proved=[person, *ended],
    )
    return person


def code_needed() -> CodeNeeded:
    """Return the answer to a right first factor without the second."""
    return CodeNeeded(
        "enter the six digits that your app shows now, or one of your recovery codes",
        "请输入验证器应用当前显示的 6 位数字，或一个恢复码",
    )


def wrong_code() -> CodeNeeded:
    """Return the answer to a code that is wrong, too old or used before."""
    return CodeNeeded(
        "this code is wrong or was used before; wait for the next one. If it stays wrong, check the "
        "telephone's clock",
        "验证码不对或已用过，请等下一个再输入；若一直不对，请核对手机时间",
    )


def second_factor_first() -> SecondFactorFirst:
    """Return the answer to whoever needs a second factor and was signed in without one."""
    return SecondFactorFirst(
        "your role needs a second factor: set it up (PUT /api/v1/me/second-factor, on the page: Second "
        "factor), then go on",
        "您的岗位须使用动态验证码：请先在网页“动态验证码”处设置（PUT /api/v1/me/second-factor）再继续",
    )


def _sign_ins(session: Session, person: Person, which: ColumnElement[bool]) -> Sequence[SessionToken]:
    own = select(SessionToken).where(
        SessionToken.person_id == person.id, col(SessionToken.revoked_at).is_(None), which
    )
    return session.exec(own).all()


def _require_none(person: Person) -> None:
    if person.role == Role.REPORTER:
        raise NotAllowed(
            "a second factor is for desks; phones are signed in by an enrolment code",
            "动态验证码只用于办公端；手机请用绑定码登录",
        )
    if has_factor(person):
        raise Conflict(
            "you have a second factor already; remove it first to set another",
            "您已设置动态验证码；如需更换，请先停用原来的",
        )


def _step_of(secret: str, code: str, now: datetime, *, after: int | None) -> int | None:
    """Return the step whose code this is, if it is near and later than the last one used."""
    digits = _plain(code)
    present = int(now.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret, interval=STEP_S)
    for step in range(present - _STEPS_ASIDE, present + _STEPS_ASIDE + 1):
        is_this = hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode())
        if is_this and (after is None or step > after):
            return step
    return None


def _use_recovery_code(session: Session, person: Person, code: str, *, key: str, now: datetime) -> bool:
    wanted = _recovery_hash(key, _plain(code))
    left = [one for one in person.recovery_hashes or () if not hmac.compare_digest(one, wanted)]
    if len(left) == len(person.recovery_hashes or ()):
        return False
    person.recovery_hashes = left
    session.add(person)
    session.flush()
    append_proved(
        session,
        person.id,
        act=AuditAct.RECOVERY_CODE_USED,
        subject=str(person.id),
        at=now,
        after={"left": len(left)},
        proved=[person],
    )
    return True


def _recovery_hash(key: str, code: str) -> str:
    return keyed_hash(key, f"recovery code {code}")


def _plain(code: str) -> str:
    """Return a code as it was meant: people type blanks and hyphens, and full-width digits."""
    return "".join(one for one in unicodedata.normalize("NFKC", code).upper() if one.isalnum())


def forget_factor(person: Person) -> None:
    """Leave nothing of a second factor with an account; the caller stores and proves it."""
    person.factor_secret, person.factor_set_at, person.factor_step = None, None, None
    person.recovery_hashes = None


def _fault(pointer: str, code: str, detail: str, detail_zh: str) -> Invalid:
    return Invalid(detail, detail_zh, (Fault(pointer, code, detail, detail_zh),))
