"""Four eyes are two people: who holds the keys of an account does not accept what it reports.

Whoever opened an account, set its password or issued a code for it could be the one who sends its reports.
Until the account is its person's own they cannot accept those; afterwards they may, and it is marked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from agri.errors import NotAllowed
from agri.models import Decision, DecisionMark, EnrolmentCode, Person, Report, Revision
from agri.services.scope import Act, Actor, is_within, require_act
from agri.terms import DecisionKind

MARK = "accepted-by-account-keeper"


@dataclass(frozen=True, slots=True)
class Keys:
    """Who holds the keys of one account, and whether it is its person's own."""

    holders: frozenset[UUID | None]
    is_own: bool


@dataclass(frozen=True, slots=True)
class MarkedDecision:
    """An acceptance by whoever looks after the author's account."""

    seq: int
    mark: str
    revision_id: UUID
    report_id: UUID
    form: str
    org_unit: str
    period: str
    author: UUID
    by: UUID
    at: datetime


def read_keys(session: Session, people: Collection[UUID]) -> dict[UUID, Keys]:
    """Return who holds the keys of some accounts."""
    if not people:
        return {}
    connection = session.connection()
    accounts = connection.execute(
        select(
            col(Person.id), col(Person.opened_by), col(Person.password_set_by), col(Person.owned_at)
        ).where(col(Person.id).in_(people))
    )
    holders: dict[UUID, set[UUID | None]] = {}
    own: set[UUID] = set()
    for person_id, opened_by, password_set_by, owned_at in accounts:
        holders[person_id] = {opened_by, password_set_by}
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
    """Return the mark of a decision, if it needs one.

    Raises
    ------
    NotAllowed
        Who decides holds the keys of the author's account, and it is not its person's own yet.
    """
    found = keys.get(author)
    if kind != DecisionKind.ACCEPTED or found is None or by not in found.holders:
        return None
    if found.is_own:
        return MARK
    raise NotAllowed(
        "you opened this account or set its password, and its person has not taken it over yet; "
        "a colleague or the next level accepts its reports until they have set a password of their own",
        "该账号由您开设或重设密码，本人尚未自行设置密码；此前请由同事或上级审核其报表",
    )


def list_marked(session: Session, actor: Actor) -> list[MarkedDecision]:
    """Return the marked acceptances in the actor's place, the latest first."""
    require_act(actor, Act.READ_AUDIT)
    rows = session.connection().execute(
        select(
            col(Decision.seq),
            col(DecisionMark.mark),
            col(Revision.id),
            col(Report.id),
            col(Report.form),
            col(Report.org_unit),
            col(Report.period),
            col(Revision.author),
            col(Decision.by),
            col(Decision.at),
        )
        .join(DecisionMark, col(DecisionMark.seq) == col(Decision.seq))
        .join(Revision, col(Revision.id) == col(Decision.revision_id))
        .join(Report, col(Report.id) == col(Revision.report_id))
        .order_by(col(Decision.seq).desc())
    )
    return [one for one in (MarkedDecision(*tuple(row)) for row in rows) if is_within(actor, one.org_unit)]


def marks_of(session: Session, decisions: Collection[int]) -> dict[int, str]:
    """Return the marks of some decisions by their places in the chain."""
    if not decisions:
        return {}
    rows = session.connection().execute(
        select(col(DecisionMark.seq), col(DecisionMark.mark)).where(col(DecisionMark.seq).in_(decisions))
    )
    return {row.seq: row.mark for row in rows}
