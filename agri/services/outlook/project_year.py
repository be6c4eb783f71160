"""Project the year from a snapshot, once for each question: an equal question gets the stored answer."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.plan import Plan
from agri.errors import Invalid
from agri.indicators.snapshot import Snapshot
from agri.models import ProjectionRow
from agri.services.access.cities import WhoseCity, city_of
from agri.services.access.permissions import Actor
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.outlook.stored_runs import RunSize, ask_apart, ask_question, store_answer, storing_failure
from agri.services.reference.reference import read_reference
from agri.services.store.canonical import canonical_json
from agri.services.store.database import reading
from agri.sim import BASE, Measure, Scenario, project_combined, to_document
from agri.sim import Projection as Drawn
from agri.terms import SnapshotBasis

LEAST_REPLICATIONS, MOST_REPLICATIONS = 2, 10_000


def project_year(
    engine: Engine,
    *,
    as_of: date,
    seed: int,
    replications: int,
    now: datetime,
    scenario: Scenario = BASE,
    actor: Actor | None = None,
    city: str | None = None,
) -> ProjectionRow:
    """Answer a question about the year's end, of the actor's city or a named one, from the store if it can.

    Raises
    ------
    Invalid
        Seed or replications are out of bounds.
    ValueError
        The simulation cannot run on this snapshot; the failure is stored with the question.
    """

    def store(session: Session) -> tuple[ProjectionRow, Snapshot, Plan]:
        row, snapshot = ask_projection(
            session, actor or city, RunSize(as_of, seed, replications), scenario=scenario, now=now
        )
        return row, snapshot, read_reference(session, as_of, of=city).at(as_of).plan

    with reading(engine) as session:
        city = city_of(session, actor or city)
    row, snapshot, plan = ask_apart(engine, city, as_of, store)
    return answer_projection(engine, row, snapshot, plan, scenario, now=now)


def ask_projection(
    session: Session, of: WhoseCity, size: RunSize, *, now: datetime, scenario: Scenario = BASE
) -> tuple[ProjectionRow, Snapshot]:
    """Store a question, or find the equal one; return it with the snapshot that it is about.

    Raises
    ------
    NotAllowed
        The actor does not project.
    Invalid
        Seed or replications are out of bounds.
    """
    return ask_question(
        session,
        of,
        ProjectionRow,
        size,
        {"scenario": scenario_document(scenario)},
        now=now,
        faults=size.faults(LEAST_REPLICATIONS, MOST_REPLICATIONS),
        also={"basis": SnapshotBasis.ACCEPTED},
    )


def project_unstored(
    session: Session, *, as_of: date, seed: int, replications: int, city: str | None = None
) -> Drawn:
    """Run the simulation from the record of a day, draws included, and write nothing.

    Raises
    ------
    Invalid
        Seed or replications are out of bounds.
    """
    faults = RunSize(as_of, seed, replications).faults(LEAST_REPLICATIONS, MOST_REPLICATIONS)
    if faults:
        raise Invalid.of(faults)
    plan = read_reference(session, as_of, of=city).at(as_of).plan
    return project_combined(current_snapshot(session, plan, as_of), plan, BASE, seed, replications)


def answer_projection(
    engine: Engine,
    row: ProjectionRow,
    snapshot: Snapshot,
    plan: Plan,
    scenario: Scenario,
    *,
    now: datetime,
) -> ProjectionRow:
    """Run the simulation for a stored question and store its answer, unless it has one.

    Raises
    ------
    ValueError
        The simulation cannot run on this snapshot; the failure is stored with the question.
    """
    if row.result is not None:
        return row
    with storing_failure(engine, row, now=now):
        drawn = project_combined(snapshot, plan, scenario, row.seed, row.replications)
        result = canonical_json(to_document(drawn))
    return store_answer(engine, row, now=now, result=result)


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain JSON values."""
    document = asdict(scenario)
    document["measures"] = [
        {**measure, "starts_on": measure["starts_on"].isoformat()} for measure in document["measures"]
    ]
    return document


def scenario_from_document(document: Mapping[str, Any]) -> Scenario:
    """Return the scenario that `scenario_document` wrote."""
    measures = [
        Measure(**{**measure, "starts_on": date.fromisoformat(measure["starts_on"])})
        for measure in document["measures"]
    ]
    return Scenario(**{**document, "measures": tuple(measures)})
