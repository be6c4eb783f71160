"""Erase a person's name and keep what they did: acts refer to an id, which then has no name.

Words that others wrote about somebody are not found by it, and backups keep the name until they are deleted.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import Fault, Invalid
from agri.models.person import Person, SessionToken, SignInAttempt
from agri.services.access.accounts import find_managed, require_other_operator, sign_out_everywhere
from agri.services.access.permissions import Actor
from agri.services.access.second_factor import forget_factor
from agri.services.chain.prove import append_proved
from agri.visible_text import shows

_NOBODY = "erased"  # in place of what a device was called
_LONGEST_REASON = 200


def erase_person(session: Session, actor: Actor, person_id: UUID, *, reason: str, now: datetime) -> Person:
    """Replace a person's name by a placeholder, close the account and sign its devices out.

    The reason stands where the name stood. Tries to sign in stay as long as the law asks, under the
    placeholder. Earlier digests of the name lose their salts, so that nobody can guess it from them.

    Raises
    ------
    NotFound
        There is no such account among those that the actor looks after.
    Invalid
        The reason is blank, too long, or holds the name.
    NotAllowed
        It is the last operator who is active.
    """
    person = find_managed(session, actor, person_id)
    reason = reason.strip()
    faults = _faults(reason, person)
    if faults:
        raise Invalid.of(faults)
    require_other_operator(session, person)
    _overwrite_what_goes(session)
    placeholder = f"{_NOBODY}-{person.id.hex}"
    session.connection().execute(
        update(SignInAttempt)
        .where(col(SignInAttempt.account) == person.name)
        .values(account=placeholder, device=None, known_device=None)
    )
    ended = sign_out_everywhere(session, person.id, now)
    for token in session.exec(select(SessionToken).where(SessionToken.person_id == person.id)):
        token.device, token.house_sub, token.house_sid = _NOBODY, None, None
        session.add(token)
    person.name, person.display_name = placeholder, f"已删除 {_NOBODY}: {reason}"
    person.password_hash, person.is_active, person.telephone = None, False, None
    person.house_name = None
    forget_factor(person)
    session.add(person)
    session.flush()
    append_proved(
        session, actor.id, act=AuditAct.PERSON_ERASED, subject=str(person.id), at=now, proved=[person, *ended]
    )
    return person


def _overwrite_what_goes(session: Session) -> None:
    """Have SQLite overwrite what this connection deletes, which it would leave in the file until reused."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _faults(reason: str, person: Person) -> list[Fault]:
    if not shows(reason) or len(reason) > _LONGEST_REASON:
        return [
            Fault(
                "/reason",
                "reason-missing",
                f"say in 1 to {_LONGEST_REASON} characters why the person is erased",
                f"请用 1 至 {_LONGEST_REASON} 个字说明删除原因",
            )
        ]
    if any(name and name in reason for name in (person.name, person.display_name)):
        return [
            Fault(
                "/reason",
                "reason-names-person",
                "the reason would keep the name that is erased; say it without the name",
                "原因中含有要删除的姓名或账号；请改写",
            )
        ]
    return []
