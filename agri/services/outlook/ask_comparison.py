"""Hold a scenario against doing nothing, once for each question: an equal question gets the stored answer."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.plan import Plan
from agri.errors import Invalid, NotFound
from agri.indicators.snapshot import Snapshot
from agri.models import ComparisonRow
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.outlook.compare_scenarios import compared
from agri.services.outlook.price_scenario import price_scenario
from agri.services.outlook.project_year import scenario_document
from agri.services.outlook.stored_runs import (
    Progress,
    replication_faults,
    seed_faults,
    store_answer,
    store_question,
)
from agri.services.reference.reference import read_reference
from agri.services.store.canonical import canonical_json
from agri.sim import BASE, METHOD, Scenario

MOST_REPLICATIONS = 2_000


def ask_comparison(
    session: Session,
    actor: Actor,
    scenario: Scenario,
    *,
    as_of: date,
    seed: int,
    replications: int,
    now: datetime,
) -> tuple[ComparisonRow, Snapshot]:
    """Store a question, or find the equal one; return it with the snapshot that it is about.

    Raises
    ------
    NotAllowed
        The actor does not project.
    Invalid
        Seed or replications are out of bounds.
    """
    require_act(actor, Act.PROJECT)
    faults = seed_faults(seed) + replication_faults(replications, 2, MOST_REPLICATIONS)
    if faults:
        raise Invalid.of(faults)
    reference = read_reference(session, as_of).at(as_of)
    snapshot = current_snapshot(session, reference.plan, as_of)
    facts = {
        "snapshot": snapshot.id,
        "seed": seed,
        "replications": replications,
        "method": METHOD,
        "scenario": scenario_document(scenario),
        "cost_yuan": price_scenario(reference, scenario),
    }
    row = store_question(session, ComparisonRow, facts, asked_by=actor.id, as_of=as_of, now=now)
    return row, snapshot


def answer_comparison(
    engine: Engine,
    row: ComparisonRow,
    snapshot: Snapshot,
    plan: Plan,
    scenario: Scenario,
    *,
    now: datetime,
    progress: Progress,
) -> ComparisonRow:
    """Run both worlds for a stored question and store the answer.

    Raises
    ------
    ValueError
        The simulation cannot run on this snapshot; the failure is stored with the question.
    """
    if row.result is not None:
        return row
    try:
        result = _result(
            snapshot, plan, scenario, seed=row.seed, replications=row.replications, progress=progress
        )
    except ValueError as error:
        store_answer(engine, row, now=now, failure=str(error))
        raise
    return store_answer(engine, row, now=now, result=result)


def _result(
    snapshot: Snapshot,
    plan: Plan,
    scenario: Scenario,
    *,
    seed: int,
    replications: int,
    progress: Progress,
) -> str:
    found = compared(snapshot, plan, BASE, scenario, seed=seed, replications=replications, progress=progress)
    # What lifting each constraint gives is the command line's; it is no number where nothing was reported.
    binds = [{"indicator": one["indicator"], "binds": one["binds"]} for one in found["binds"]]
    return canonical_json({**found, "binds": binds})


def find_comparison(session: Session, comparison_id: UUID) -> ComparisonRow:
    """Return one comparison.

    Raises
    ------
    NotFound
        There is none of this id.
    """
    row = session.get(ComparisonRow, comparison_id)
    if row is None:
        raise NotFound(f"there is no comparison {comparison_id}", f"没有情景对比 {comparison_id}")
    return row
