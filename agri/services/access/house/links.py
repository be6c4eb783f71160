"""Whose account here belongs to a name at the house, and which sign-ins end with the one there.

Accounts are linked by whoever looks after them, and never made.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import Fault, HouseNameUnknown, HouseOnly, Invalid
from agri.models.person import Person, SessionToken
from agri.services.chain.prove import append_proved

_LONGEST = 200  # characters


@dataclass(frozen=True, slots=True)
class AtHouse:
    """What the house calls a person, and one sign-in of theirs there; it may say only one of the two."""

    sub: str | None
    sid: str | None


def end_sign_ins(session: Session, ended: AtHouse, *, now: datetime) -> int:
    """End the sign-ins here that a sign-in at the house has opened; return how many.

    Where the house names no single one, all those of the person end.
    """
    own = select(SessionToken).where(col(SessionToken.revoked_at).is_(None))
    if ended.sid is not None:
        own = own.where(col(SessionToken.house_sid) == ended.sid)
    if ended.sub is not None:
        own = own.where(col(SessionToken.house_sub) == ended.sub)
    tokens = session.exec(own).all()
    for token in tokens:
        token.revoked_at = now
        session.add(token)
        session.flush()
        append_proved(
            session,
            token.person_id,
            act=AuditAct.SESSION_CLOSED,
            subject=str(token.id),
            at=now,
            after={"by": "house"},
            proved=[token],
        )
    return len(tokens)


def find_linked(session: Session, house_name: str) -> Person | None:
    """Return the account that is linked to a name at the house; it may be closed."""
    return session.exec(select(Person).where(Person.house_name == house_name)).one_or_none()


def require_free_house_name(session: Session, house_name: str, *, person_id: UUID | None = None) -> None:
    """Do nothing if no other account is linked to a name at the house.

    Raises
    ------
    Invalid
        Another one is, or no house calls anybody so.
    """
    if len(house_name) > _LONGEST or not house_name.isprintable():
        detail = f"what the house calls somebody has at most {_LONGEST} characters, none of them invisible"
        detail_zh = f"单位账号最多 {_LONGEST} 个字符，不含不可见字符"
        raise Invalid(detail, detail_zh, (Fault("/house_name", "house-name", detail, detail_zh),))
    other = session.exec(
        select(Person.id).where(Person.house_name == house_name, col(Person.id) != person_id)
    ).first()
    if other is None:
        return
    detail, detail_zh = "this house account is linked to another account", "该单位账号已关联其他账号"
    raise Invalid(detail, detail_zh, (Fault("/house_name", "house-name-taken", detail, detail_zh),))


def house_name_unknown() -> HouseNameUnknown:
    """Return the answer to somebody whom the house knows and no account here is linked to."""
    return HouseNameUnknown(
        "the house knows you, and no account here is linked to your house account: ask whoever opens "
        "accounts to link it, or sign in by password",
        "单位已确认您的身份，但您的单位账号尚未关联本系统账号；请联系开设账号的人关联，或用密码登录",
    )


def house_only() -> HouseOnly:
    """Return the answer to a right password of an account that signs in by the house alone."""
    return HouseOnly(
        "this account signs in by the house's account; the operator has ended its sign-in by password",
        "此账号已改用单位账号登录，不再使用密码",
    )
