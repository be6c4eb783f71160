"""Search for the cheapest measures, once for each question: an equal question gets the stored answer.

Like a projection it runs outside any transaction. A search that is stopped answers its caller with the best
it found and stores nothing, so that the same question can be asked to the end another time.
"""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.measures import Measures, read_measures
from agri.definitions.plan import Plan
from agri.definitions.reading import read_text
from agri.errors import Fault, Invalid
from agri.indicators.snapshot import Snapshot
from agri.models import SearchRow
from agri.services.access.cities import WhoseCity, city_of
from agri.services.access.permissions import Actor
from agri.services.outlook.stored_runs import (
    Progress,
    RunSize,
    ask_apart,
    ask_question,
    store_answer,
    storing_failure,
)
from agri.services.reference.reference import Reference, read_reference
from agri.services.store.canonical import canonical_json, digest_of
from agri.services.store.database import reading
from agri.sim.decide.answer_document import answer_document
from agri.sim.decide.known_targets import NothingKnown
from agri.sim.decide.search import search
from agri.sim.decide.search_limits import NO_LIMITS, SearchLimits, limits_document, limits_of
from agri.terms import Basis, Level

MEASURES_FILE = "measures.toml"
LEAST_REPLICATIONS, MOST_REPLICATIONS = 32, 2_000


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """What is asked: every target with this probability, as reported or in truth, within some limits."""

    as_of: date
    probability: float
    seed: int
    replications: int
    basis: Basis = Basis.REPORTED
    limits: SearchLimits = NO_LIMITS

    @property
    def size(self) -> RunSize:
        """From which day it looks, by how many replications of which seed."""
        return RunSize(self.as_of, self.seed, self.replications)


def _nobody_looks(done: int, total: int) -> None:
    """Ignore progress."""


def search_measures(
    engine: Engine,
    question: SearchQuestion,
    *,
    now: datetime,
    actor: Actor | None = None,
    city: str | None = None,
    progress: Progress = _nobody_looks,
    is_stopped: Callable[[], bool] | None = None,
    workers: int = 1,
) -> dict[str, Any]:
    """Answer a question about a city from the store or by searching; return the document.

    Raises
    ------
    Invalid
        Probability, seed, replications or limits are out of bounds.
    """

    def store(session: Session) -> tuple[SearchRow, Snapshot, Reference]:
        reference = read_reference(session, question.as_of, of=city).at(question.as_of)
        return *ask_search(session, actor or city, question, now=now), reference

    with reading(engine) as session:
        city = city_of(session, actor or city)
    row, snapshot, reference = ask_apart(engine, city, question.as_of, store)
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
    session: Session, of: WhoseCity, question: SearchQuestion, *, now: datetime
) -> tuple[SearchRow, Snapshot]:
    """Store a question, or find the equal one; return it with the snapshot that it is about.

    Raises
    ------
    NotAllowed
        The actor does not project.
    Invalid
        Probability, seed, replications or limits are out of bounds.
    """
    reference = read_reference(session, question.as_of, of=of).at(question.as_of)
    facts: dict[str, Any] = {
        "basis": str(question.basis),
        "probability": question.probability,
        "measures": digest_of({"measures": read_text(reference.files[MEASURES_FILE])}),
    }
    limits = limits_document(question.limits)
    if limits is not None:  # a question without limits keeps the key that it had before there were any
        facts["limits"] = limits
    faults = [*_faults(question), *_limit_faults(question.limits, reference)]
    return ask_question(session, of, SearchRow, question.size, facts, now=now, faults=faults)


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
    """Search for a stored question and store its answer, unless it has one or is stopped.

    Raises
    ------
    Invalid
        No target can be computed.
    """
    if row.result is not None:
        stored: dict[str, Any] = json.loads(row.result)
        return stored
    look = search if is_stopped is None else partial(search, is_stopped=is_stopped)
    try:
        with storing_failure(engine, row, now=now):
            answer = look(
                snapshot,
                plan,
                measures,
                probability=row.probability,
                seed=row.seed,
                replications=row.replications,
                basis=Basis(row.basis),
                limits=limits_of(row.limits),
                workers=workers,
                progress=progress,
            )
    except NothingKnown as error:
        raise Invalid(
            "no target has a probability: areas or last year's amounts are unknown; bring baselines in "
            "(`agri import-baselines`), or wait for reports",
            "没有一项目标算得出概率：面积或上年数未知；请补基数（`agri import-baselines`）或等待填报",
        ) from error
    document = answer_document(answer)
    if answer.is_complete:
        store_answer(engine, row, now=now, result=canonical_json(document))
    return document


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
    return faults + question.size.faults(LEAST_REPLICATIONS, MOST_REPLICATIONS)


def _limit_faults(limits: SearchLimits, reference: Reference) -> Iterator[Fault]:
    ceiling = limits.ceiling_yuan
    if ceiling is not None and not 0 <= ceiling < math.inf:
        yield Fault(
            "/ceiling_yuan",
            "out-of-bounds",
            "a ceiling is a sum in yuan, 0 or more; leave it out for none",
            "资金上限为不小于 0 的元数；不设上限请留空",
        )
    measures = city_measures(reference)
    for i, code in enumerate(limits.without_measures):
        if code not in measures:
            known = [one.code for one in measures]
            yield Fault(
                f"/without_measures/{i}",
                "unknown-measure",
                f"there is no measure {code!r}; choose one of {', '.join(known)}",
                f"没有措施 {code!r}；可选：{'、'.join(known)}",
            )
    for i, code in enumerate(limits.without_places):
        if code not in reference.places or reference.places[code].level != Level.COUNTY:
            yield Fault(
                f"/without_places/{i}",
                "unknown-org-unit",
                f"{code!r} is not a county of the city",
                f"{code!r} 不是本市区县代码",
            )
