"""Set one's own password; it replaces the one that somebody else chose for the account."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.errors import Fault, Invalid, OwnPasswordFirst
from agri.models.person import Person
from agri.services.access.accounts import sign_out_everywhere
from agri.services.access.permissions import Actor
from agri.services.chain.prove import append_proved


def set_own_password(
    session: Session, actor: Actor, token_id: UUID, password_hash: str, *, now: datetime
) -> None:
    """Keep a new password's hash, and sign the person's other devices out."""
    person = session.get_one(Person, actor.id)
    person.password_hash = password_hash
    person.password_set_by, person.owned_at = None, now
    session.add(person)
    ended = sign_out_everywhere(session, person.id, now, but=token_id)
    session.flush()
    proved = [person, *ended]
    append_proved(
        session, actor.id, act=AuditAct.PERSON_PASSWORD_SET, subject=str(person.id), at=now, proved=proved
    )


def read_own(session: Session, actor: Actor) -> Person:
    """Return the actor's account."""
    return session.get_one(Person, actor.id)


def require_own_password(actor: Actor) -> None:
    """Refuse everything but a password of their own to whoever has one that somebody else chose.

    Raises
    ------
    OwnPasswordFirst
        Somebody else knows the password, so that what comes under this name may be theirs.
    """
    if actor.must_set_password:
        raise OwnPasswordFirst(
            "somebody else chose the password of this account: set one of your own (PUT /api/v1/me/password, "
            "on the page: Password), then go on; what you have written stays on your phone",
            "该账号的密码是他人设定的：请先在网页“密码”处改成自己的密码（PUT /api/v1/me/password）再继续；"
            "已填写的内容仍保存在本机，不会丢失",
        )


def wrong_current_password(pointer: str = "/current_password") -> Invalid:
    """Return the answer to a current password that is not the account's."""
    detail, detail_zh = "this is not your current password", "当前密码有误"
    return Invalid(detail, detail_zh, (Fault(pointer, "wrong-password", detail, detail_zh),))


def same_password() -> Invalid:
    """Return the answer to a new password that is the old one."""
    detail, detail_zh = "the new password is the current one; take another", "新密码与当前密码相同，请换一个"
    return Invalid(detail, detail_zh, (Fault("/new_password", "same-password", detail, detail_zh),))
