"""Store long computations before they run; an equal question gets the stored one.

They are computed outside any transaction, so that no writer waits for them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlmodel import Session, select

from agri.audit_acts import AuditAct
from agri.definitions.plan import Plan
from agri.errors import Fault, Invalid, NotFound
from agri.indicators.snapshot import Snapshot
from agri.models import Audit, ComparisonRow, ProjectionRow, SearchRow
from agri.services.access.cities import WhoseCity, cities_seen
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.audit import append, open_chain
from agri.services.chain.prove import append_proved
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.reference.reference import read_reference
from agri.services.store.canonical import digest_of
from agri.services.store.database import reading
from agri.sim import METHOD

MOST_SEED = 2**31 - 1  # what every database keeps as a whole number

Asked: TypeAlias = ComparisonRow | ProjectionRow | SearchRow
Progress: TypeAlias = Callable[[int, int], None]
Question = TypeVar("Question", ComparisonRow, ProjectionRow, SearchRow)
Answered = TypeVar("Answered")

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


_NAMES: Mapping[type[Asked], tuple[str, str]] = {
    ProjectionRow: ("projection", "预测"),
    ComparisonRow: ("comparison", "情景对比"),
    SearchRow: ("search", "方案搜索"),
}


@dataclass(frozen=True, slots=True)
class RunSize:
    """From which day a question looks, by how many replications of which seed."""

    as_of: date
    seed: int
    replications: int

    def faults(self, least: int, most: int) -> list[Fault]:
        """Return what is wrong with the seed and the number of replications."""
        faults = []
        if not 0 <= self.seed <= MOST_SEED:
            faults.append(
                Fault(
                    "/seed",
                    "out-of-bounds",
                    f"a seed lies between 0 and {MOST_SEED}",
                    f"随机种子应在 0 至 {MOST_SEED} 之间",
                )
            )
        if not least <= self.replications <= most:
            faults.append(
                Fault(
                    "/replications",
                    "out-of-bounds",
                    f"replications lie between {least} and {most}",
                    f"重复次数应在 {least} 至 {most} 之间",
                )
            )
        return faults


def ask_apart(engine: Engine, city: str, as_of: date, ask: Callable[[Session], Answered]) -> Answered:
    """Ask in a transaction of its own, so that the question is in the record before it is computed.

    The snapshot is taken before that transaction, which writes: nobody waits for it with a report in hand.
    """
    with reading(engine) as session:
        current_snapshot(session, read_reference(session, as_of, of=city).at(as_of).plan, as_of)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        return ask(session)


def ask_question(
    session: Session,
    of: WhoseCity,
    model: type[Question],
    size: RunSize,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    faults: Sequence[Fault],
    also: Mapping[str, Any] | None = None,
) -> tuple[Question, Snapshot]:
    """Store a question, or find the equal one; return it with the snapshot that it is about.

    Parameters
    ----------
    of : Actor or str, optional
        Who asks, about the own city; without a person the city that is asked about.
    facts : Mapping
        What the answer depends on beside snapshot, seed, replications and method: the question's columns,
        and by the digest of them all its key.
    faults : sequence of Fault
        What is wrong with the question.
    also : Mapping
        Columns that follow from the facts.

    Raises
    ------
    NotAllowed
        The actor does not project.
    Invalid
        There are faults.
    """
    actor = of if isinstance(of, Actor) else None
    if actor is not None:
        require_act(actor, Act.PROJECT)
    if faults:
        raise Invalid.of(faults)
    plan = read_reference(session, size.as_of, of=of).at(size.as_of).plan
    # Before looking: nothing is linked between the snapshot and the question, and two equal ones are one.
    open_chain(session)
    snapshot = current_snapshot(session, plan, size.as_of)
    asked = {
        "snapshot": snapshot.id,
        "seed": size.seed,
        "replications": size.replications,
        "method": METHOD,
        **facts,
    }
    key = digest_of(asked)
    known = session.exec(select(model).where(model.key == key)).one_or_none()
    if known is not None:
        return known, snapshot
    asked_by = None if actor is None else actor.id
    row = model(
        id=uuid4(),
        key=key,
        city=plan.city,
        as_of=size.as_of,
        requested_by=asked_by,
        requested_at=now,
        **asked,
        **(also or {}),
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
    return row, snapshot


def find_question(
    session: Session, model: type[Question], question_id: UUID, actor: Actor | None = None
) -> Question:
    """Return one question, of the person's city where a person looks.

    Raises
    ------
    NotFound
        There is none of this kind and id there.
    """
    row = session.get(model, question_id)
    if row is None or (actor is not None and row.city not in cities_seen([row.city], actor)):
        name, name_zh = _NAMES[model]
        raise NotFound(f"there is no {name} {question_id}", f"没有{name_zh} {question_id}")
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
        asked = session.exec(
            select(Audit).where(Audit.act == _ASKED[type(question)], Audit.subject == str(question.id))
        ).first()
        snapshot = take_snapshot(session, plan, question.as_of, before=asked)
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


@contextmanager
def storing_failure(engine: Engine, question: Question, *, now: datetime) -> Iterator[None]:
    """Store with a question why it cannot be answered.

    Raises
    ------
    ValueError
        The simulation cannot run on its snapshot.
    """
    try:
        yield
    except ValueError as error:
        store_answer(engine, question, now=now, failure=str(error))
        raise
