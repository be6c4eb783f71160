"""Enrolment codes: a QR on paper that signs one phone in, once, until it expires. Only its hash is kept."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.errors import NotFound
from agri.models.person import EnrolmentCode, Person
from agri.services.access.accounts import find_managed
from agri.services.access.permissions import Actor
from agri.services.access.sessions import SignedIn, keyed_hash, open_session
from agri.services.chain.prove import append_proved

# Crockford's letters without those that a thumb or an eye mistakes; 12 of 32 are 60 bits.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A fresh code, shown once."""

    code: str
    expires_at: datetime


def issue_code(
    session: Session, actor: Actor, person_id: UUID, *, key: str, lifetime: timedelta, now: datetime
) -> IssuedCode:
    """Make a code for an account that the actor looks after.

    Raises
    ------
    NotFound
        There is no such account among them.
    """
    person = find_managed(session, actor, person_id)
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    expires_at = now + lifetime
    row = EnrolmentCode(
        code_hash=keyed_hash(key, code),
        person_id=person.id,
        issued_by=actor.id,
        issued_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    append_proved(
        session, actor.id, act=AuditAct.ENROLMENT_ISSUED, subject=str(person.id), at=now, proved=[row]
    )
    return IssuedCode(code, expires_at)


def issue_codes(
    session: Session,
    actor: Actor,
    people: Sequence[UUID],
    *,
    key: str,
    lifetime: timedelta,
    now: datetime,
) -> list[tuple[Person, IssuedCode]]:
    """Make a code for each of some accounts, in their order: all of them or none.

    Raises
    ------
    NotFound
        One is not an account that the actor looks after.
    """
    return [
        (
            find_managed(session, actor, person_id),
            issue_code(session, actor, person_id, key=key, lifetime=lifetime, now=now),
        )
        for person_id in people
    ]


def find_enrolled(session: Session, code: str, *, key: str, now: datetime) -> EnrolmentCode | None:
    """Return the code's row if it can be used now."""
    row = session.get(EnrolmentCode, keyed_hash(key, code.strip().upper()))
    if row is None or row.used_at is not None or row.expires_at <= now:
        return None
    person = session.get(Person, row.person_id)
    return row if person is not None and person.is_active else None


def enrol(
    session: Session, row: EnrolmentCode, *, device: str, key: str, lifetime: timedelta, now: datetime
) -> SignedIn:
    """Use a code up and sign the phone in."""
    person = session.get_one(Person, row.person_id)
    row.used_at = now
    person.owned_at = now
    session.add_all([row, person])
    signed_in = open_session(
        session, person, device=device, key=key, lifetime=lifetime, now=now, is_strong=True
    )
    session.flush()
    proved = [person, row]
    append_proved(
        session, person.id, act=AuditAct.ENROLMENT_USED, subject=str(person.id), at=now, proved=proved
    )
    return signed_in


def unusable_code() -> NotFound:
    """Return the one answer to an unknown, used and expired code."""
    return NotFound(
        "this code is unknown, used or expired; ask your county for a new one",
        "绑定码不存在、已使用或已过期；请向区县重新领取",
    )
