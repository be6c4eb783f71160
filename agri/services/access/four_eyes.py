"""Four-eyes rule: who manages an account's password or codes does not accept its reports.

Whoever opened an account, set its password, linked it to an account of the house or issued a code for it
could be the one who sends its reports. Until the account is its person's own they cannot accept those;
afterwards they may, and it is marked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from agri.models import DecisionMark, EnrolmentCode, Person
from agri.terms import DecisionKind

MARK = "accepted-by-account-keeper"


@dataclass(frozen=True, slots=True)
class Keys:
    """Who holds the keys of one account, and whether it is its person's own."""

    holders: frozenset[UUID | None]
    is_own: bool


def read_keys(session: Session, people: Collection[UUID]) -> dict[UUID, Keys]:
    """Return who holds the keys of some accounts."""
    if not people:
        return {}
    connection = session.connection()
    accounts = connection.execute(
        select(
            col(Person.id),
            col(Person.opened_by),
            col(Person.password_set_by),
            col(Person.house_set_by),
            col(Person.owned_at),
        ).where(col(Person.id).in_(people))
    )
    holders: dict[UUID, set[UUID | None]] = {}
    own: set[UUID] = set()
    for person_id, opened_by, password_set_by, house_set_by, owned_at in accounts:
        holders[person_id] = {opened_by, password_set_by, house_set_by}
        if owned_at is not None:
            own.add(person_id)
    codes = connection.execute(
        select(col(EnrolmentCode.person_id), col(EnrolmentCode.issued_by)).where(
            col(EnrolmentCode.person_id).in_(people)
        )
    )
    for person_id, issued_by in codes:
        holders[person_id].add(issued_by)
    return {
        one: Keys(frozenset(who for who in found if who not in {None, one}), one in own)
        for one, found in holders.items()
    }


def mark_of(keys: Mapping[UUID, Keys], *, author: UUID, by: UUID, kind: str) -> str | None:
    """Return the mark of a decision, if it needs one: who accepts holds the keys of the author's account."""
    found = keys.get(author)
    is_marked = kind == DecisionKind.ACCEPTED and found is not None and by in found.holders
    return MARK if is_marked else None


def marks_of(session: Session, decisions: Collection[int]) -> dict[int, str]:
    """Return the marks of some decisions by their places in the chain."""
    if not decisions:
        return {}
    rows = session.connection().execute(
        select(col(DecisionMark.seq), col(DecisionMark.mark)).where(col(DecisionMark.seq).in_(decisions))
    )
    return {row.seq: row.mark for row in rows}
