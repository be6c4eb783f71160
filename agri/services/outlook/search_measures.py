"""Search for the cheapest measures, once for each question: an equal question gets the stored answer.

Like a projection it runs outside any transaction. A search that is stopped answers its caller with the best
it found and stores nothing, so that the same question can be asked to the end another time.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.measures import Measures, read_measures
from agri.definitions.plan import Plan
from agri.definitions.reading import read_text
from agri.errors import Fault, Invalid, NotFound
from agri.indicators.snapshot import Snapshot
from agri.models import SearchRow
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.outlook.stored_runs import (
    Progress,
    replication_faults,
    seed_faults,
    store_answer,
    store_question,
)
from agri.services.reference.reference import Reference, read_reference
from agri.services.store.canonical import canonical_json, digest_of
from agri.services.store.database import reading
from agri.sim.decide.answer_document import answer_document
from agri.sim.decide.search import search
from agri.sim.run.projection import METHOD
from agri.terms import Basis

MEASURES_FILE = "measures.toml"
LEAST_REPLICATIONS, MOST_REPLICATIONS = 32, 2_000


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """What is asked: every target with this probability, as reported or in truth."""

    as_of: date
    probability: float
    seed: int
    replications: int
    basis: Basis = Basis.REPORTED


def _nobody_looks(done: int, total: int) -> None:
    """Ignore progress."""


def search_measures(
    engine: Engine,
    question: SearchQuestion,
    *,
    now: datetime,
    actor: Actor | None = None,
    progress: Progress = _nobody_looks,
    is_stopped: Callable[[], bool] | None = None,
    workers: int = 1,
) -> dict[str, Any]:
    """Answer a question from the store where it was asked before, else by searching; return the document.

    Raises
    ------
    Invalid
        Probability, seed or replications are out of bounds.
    """
    with reading(engine) as session:
        # Taken before the transaction that writes; `ask_search` then finds it ready unless the record moved.
        current_snapshot(
            session, read_reference(session, question.as_of).at(question.as_of).plan, question.as_of
        )
    with Session(engine, expire_on_commit=False) as session, session.begin():
        row, snapshot = ask_search(session, actor, question, now=now)
        reference = read_reference(session, question.as_of).at(question.as_of)
    return answer_search(
        engine,
        row,
        snapshot,
        reference.plan,
        city_measures(reference),
        now=now,
        progress=progress,
        is_stopped=is_stopped,
        workers=workers,
    )


def ask_search(
    session: Session, actor: Actor | None, question: SearchQuestion, *, now: datetime
) -> tuple[SearchRow, Snapshot]:
    """Store a question, or find the equal one; return it with the snapshot that it is about.

    Raises
    ------
    NotAllowed
        The actor does not project.
    Invalid
        Probability, seed or replications are out of bounds.
    """
    if actor is not None:
        require_act(actor, Act.PROJECT)
    faults = _faults(question)
    if faults:
        raise Invalid.of(faults)
    reference = read_reference(session, question.as_of).at(question.as_of)
    snapshot = current_snapshot(session, reference.plan, question.as_of)
    facts: dict[str, Any] = {
        "snapshot": snapshot.id,
        "basis": str(question.basis),
        "probability": question.probability,
        "seed": question.seed,
        "replications": question.replications,
        "method": METHOD,
        "measures": digest_of({"measures": read_text(reference.files[MEASURES_FILE])}),
    }
    row = store_question(
        session,
        SearchRow,
        facts,
        asked_by=actor.id if actor is not None else None,
        as_of=question.as_of,
        now=now,
    )
    return row, snapshot


def answer_search(
    engine: Engine,
    row: SearchRow,
    snapshot: Snapshot,
    plan: Plan,
    measures: Measures,
    *,
    now: datetime,
    progress: Progress = _nobody_looks,
    is_stopped: Callable[[], bool] | None = None,
    workers: int = 1,
) -> dict[str, Any]:
    """Search for a stored question and store its answer, unless it has one or is stopped."""
    if row.result is not None:
        stored: dict[str, Any] = json.loads(row.result)
        return stored
    look = search if is_stopped is None else partial(search, is_stopped=is_stopped)
    try:
        answer = look(
            snapshot,
            plan,
            measures,
            probability=row.probability,
            seed=row.seed,
            replications=row.replications,
            basis=Basis(row.basis),
            workers=workers,
            progress=progress,
        )
    except ValueError as error:
        store_answer(engine, row, now=now, failure=str(error))
        raise
    document = answer_document(answer)
    if answer.is_complete:
        store_answer(engine, row, now=now, result=canonical_json(document))
    return document


def find_search(session: Session, search_id: UUID) -> SearchRow:
    """Return one search.

    Raises
    ------
    NotFound
        There is none of this id.
    """
    row = session.get(SearchRow, search_id)
    if row is None:
        raise NotFound(f"there is no search {search_id}", f"没有方案搜索 {search_id}")
    return row


def city_measures(reference: Reference) -> Measures:
    """Return the measures that the database's city can take."""
    return read_measures(reference.files[MEASURES_FILE])


def _faults(question: SearchQuestion) -> list[Fault]:
    faults = []
    if not 0 < question.probability < 1:
        faults.append(
            Fault(
                "/probability",
                "out-of-bounds",
                "a probability lies between 0 and 1, both excluded: write 0.8",
                "概率应大于 0 且小于 1，例如 0.8",
            )
        )
    faults += seed_faults(question.seed)
    faults += replication_faults(question.replications, LEAST_REPLICATIONS, MOST_REPLICATIONS)
    return faults
