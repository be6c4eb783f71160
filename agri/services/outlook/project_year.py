"""Project the year from a snapshot, once for each question: an equal question gets the stored answer."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.plan import Plan
from agri.errors import Invalid, NotFound
from agri.indicators.snapshot import Snapshot
from agri.models import ProjectionRow
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.outlook.stored_runs import replication_faults, seed_faults, store_answer, store_question
from agri.services.reference.reference import read_reference
from agri.services.store.canonical import canonical_json
from agri.services.store.database import reading
from agri.sim import BASE, METHOD, Measure, Scenario, project, to_document
from agri.sim import Projection as Drawn

MOST_REPLICATIONS = 10_000


def project_year(
    engine: Engine,
    *,
    as_of: date,
    seed: int,
    replications: int,
    now: datetime,
    scenario: Scenario = BASE,
    actor: Actor | None = None,
) -> ProjectionRow:
    """Answer a question about the year's end, from the store where it was asked before.

    Raises
    ------
    Invalid
        Seed or replications are out of bounds.
    ValueError
        The simulation cannot run on this snapshot; the failure is stored with the question.
    """
    with reading(engine) as session:
        # Taken before the transaction that writes; `ask` then finds it ready unless the record moved.
        current_snapshot(session, read_reference(session, as_of).at(as_of).plan, as_of)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        row, snapshot = ask(
            session,
            actor,
            as_of=as_of,
            seed=seed,
            replications=replications,
            scenario=scenario,
            now=now,
        )
        plan = read_reference(session, as_of).at(as_of).plan
    return answer(engine, row, snapshot, plan, scenario, now=now)


def ask(
    session: Session,
    actor: Actor | None,
    *,
    as_of: date,
    seed: int,
    replications: int,
    now: datetime,
    scenario: Scenario = BASE,
) -> tuple[ProjectionRow, Snapshot]:
    """Store a question, or find the equal one; return it with the snapshot that it is about.

    Raises
    ------
    NotAllowed
        The actor does not project.
    Invalid
        Seed or replications are out of bounds.
    """
    if actor is not None:
        require_act(actor, Act.PROJECT)
    faults = seed_faults(seed) + replication_faults(replications, 2, MOST_REPLICATIONS)
    if faults:
        raise Invalid.of(faults)
    snapshot = current_snapshot(session, read_reference(session, as_of).at(as_of).plan, as_of)
    facts: dict[str, Any] = {
        "snapshot": snapshot.id,
        "seed": seed,
        "replications": replications,
        "method": METHOD,
        "scenario": scenario_document(scenario),
    }
    row = store_question(
        session,
        ProjectionRow,
        facts,
        asked_by=actor.id if actor is not None else None,
        as_of=as_of,
        now=now,
        also={"basis": snapshot.basis},
    )
    return row, snapshot


def project_unstored(session: Session, *, as_of: date, seed: int, replications: int) -> Drawn:
    """Run the simulation from the record of a day, draws included, and write nothing.

    Raises
    ------
    Invalid
        Seed or replications are out of bounds.
    """
    faults = seed_faults(seed) + replication_faults(replications, 2, MOST_REPLICATIONS)
    if faults:
        raise Invalid.of(faults)
    plan = read_reference(session, as_of).at(as_of).plan
    return project(current_snapshot(session, plan, as_of), plan, BASE, seed, replications)


def answer(
    engine: Engine,
    row: ProjectionRow,
    snapshot: Snapshot,
    plan: Plan,
    scenario: Scenario,
    *,
    now: datetime,
) -> ProjectionRow:
    """Run the simulation for a stored question and store its answer, unless it has one."""
    if row.result is not None:
        return row
    try:
        result = _result(snapshot, plan, scenario, row.seed, row.replications)
    except ValueError as error:
        store_answer(engine, row, now=now, failure=str(error))
        raise
    return store_answer(engine, row, now=now, result=result)


def _result(snapshot: Snapshot, plan: Plan, scenario: Scenario, seed: int, replications: int) -> str:
    return canonical_json(to_document(project(snapshot, plan, scenario, seed, replications)))


def find_projection(session: Session, projection_id: UUID) -> ProjectionRow:
    """Return one projection.

    Raises
    ------
    NotFound
        There is none of this id.
    """
    row = session.get(ProjectionRow, projection_id)
    if row is None:
        raise NotFound(f"there is no projection {projection_id}", f"没有预测 {projection_id}")
    return row


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
