"""Store long computations before they run; an equal question gets the stored one.

They are computed outside any transaction, so that no writer waits for them.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlmodel import Session, select

from agri.definitions.plan import Plan
from agri.errors import Fault
from agri.indicators.snapshot import Snapshot
from agri.models import ComparisonRow, ProjectionRow, SearchRow
from agri.services.chain.audit import append, open_chain
from agri.services.chain.prove import append_proved
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.store.canonical import digest_of
from agri.terms import AuditAct

MOST_SEED = 2**31 - 1  # what every database keeps as a whole number

Asked: TypeAlias = ComparisonRow | ProjectionRow | SearchRow
Progress: TypeAlias = Callable[[int, int], None]
Question = TypeVar("Question", ComparisonRow, ProjectionRow, SearchRow)

_ASKED: Mapping[type[Asked], AuditAct] = {
    ComparisonRow: AuditAct.COMPARISON_ASKED,
    ProjectionRow: AuditAct.PROJECTION_ASKED,
    SearchRow: AuditAct.SEARCH_ASKED,
}
_ANSWERED: Mapping[type[Asked], AuditAct] = {
    ComparisonRow: AuditAct.COMPARISON_ANSWERED,
    ProjectionRow: AuditAct.PROJECTION_ANSWERED,
    SearchRow: AuditAct.SEARCH_ANSWERED,
}


def store_question(
    session: Session,
    model: type[Question],
    facts: Mapping[str, Any],
    *,
    asked_by: UUID | None,
    as_of: date,
    now: datetime,
    also: Mapping[str, Any] | None = None,
) -> Question:
    """Store a question, or find the equal one.

    Parameters
    ----------
    facts : Mapping
        Everything that the answer depends on: the question's columns, and by their digest its key.
    also : Mapping
        Columns that follow from the facts.
    """
    key = digest_of(dict(facts))
    open_chain(session)  # before looking: two equal questions at once are one
    known = session.exec(select(model).where(model.key == key)).one_or_none()
    if known is not None:
        return known
    row = model(
        id=uuid4(), key=key, as_of=as_of, requested_by=asked_by, requested_at=now, **facts, **(also or {})
    )
    session.add(row)
    session.flush()
    append(
        session,
        asked_by,
        at=now,
        act=_ASKED[model],
        subject=str(row.id),
        after={"key": key, "snapshot": row.snapshot},
    )
    return row


class Interrupted(Exception):
    """A stored question that can no longer be answered as it was asked."""

    def __init__(self, words: str, zh: str) -> None:
        super().__init__(words)
        self.zh = zh


def question_snapshot(session: Session, plan: Plan, question: Asked) -> Snapshot:
    """Return the snapshot that a stored question is about, also where the record has moved since.

    Raises
    ------
    Interrupted
        It cannot be made again, as after another plan was loaded.
    """
    snapshot = current_snapshot(session, plan, question.as_of)
    if snapshot.id != question.snapshot:
        until = question.requested_at + timedelta(microseconds=1)  # what was there when it was asked counts
        snapshot = take_snapshot(session, plan, question.as_of, until=until)
    if snapshot.id != question.snapshot:
        raise Interrupted(
            "the record has changed since this was asked, and the computation was interrupted; ask again",
            "提交之后数据已有变化，计算已中断；请重新提交",
        )
    return snapshot


def store_answer(
    engine: Engine,
    question: Question,
    *,
    now: datetime,
    result: str | None = None,
    failure: str | None = None,
) -> Question:
    """Store what came of a question, unless another process has answered it meanwhile."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        row = session.get_one(type(question), question.id)
        if row.result is None:
            row.finished_at, row.result, row.failure = now, result, failure
            session.add(row)
            session.flush()
            if result is not None:
                act = _ANSWERED[type(row)]
                append_proved(session, None, at=now, act=act, subject=str(row.id), proved=[row])
    return row


def seed_faults(seed: int) -> list[Fault]:
    """Return what is wrong with a seed."""
    if 0 <= seed <= MOST_SEED:
        return []
    return [
        Fault(
            "/seed",
            "out-of-bounds",
            f"a seed lies between 0 and {MOST_SEED}",
            f"随机种子应在 0 至 {MOST_SEED} 之间",
        )
    ]


def replication_faults(replications: int, least: int, most: int) -> list[Fault]:
    """Return what is wrong with a number of replications."""
    if least <= replications <= most:
        return []
    return [
        Fault(
            "/replications",
            "out-of-bounds",
            f"replications lie between {least} and {most}",
            f"重复次数应在 {least} 至 {most} 之间",
        )
    ]
