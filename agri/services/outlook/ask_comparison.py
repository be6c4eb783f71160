"""Hold a scenario against doing nothing or another one; an equal question gets the stored answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.models import ComparisonRow
from agri.services.access.permissions import Actor
from agri.services.outlook.compare_scenarios import compared
from agri.services.outlook.price_scenario import price_scenario
from agri.services.outlook.project_year import scenario_document
from agri.services.outlook.stored_runs import Progress, RunSize, ask_question, store_answer, storing_failure
from agri.services.reference.reference import read_reference
from agri.services.store.canonical import canonical_json
from agri.sim import BASE, Scenario

LEAST_REPLICATIONS, MOST_REPLICATIONS = 2, 2_000


def ask_comparison(
    session: Session,
    actor: Actor,
    size: RunSize,
    *,
    now: datetime,
    scenario: Scenario,
    against: Scenario = BASE,
) -> tuple[ComparisonRow, Snapshot]:
    """Store a question, or find the equal one; return it with the snapshot that it is about.

    Raises
    ------
    NotAllowed
        The actor does not project.
    Invalid
        Seed or replications are out of bounds.
    """
    facts: dict[str, Any] = {
        "scenario": scenario_document(scenario),
        "cost_yuan": price_scenario(read_reference(session, size.as_of, of=actor).at(size.as_of), scenario),
    }
    if against != BASE:  # a question about doing nothing keeps the key that it always had
        facts["against"] = scenario_document(against)
    faults = size.faults(LEAST_REPLICATIONS, MOST_REPLICATIONS)
    return ask_question(session, actor, ComparisonRow, size, facts, now=now, faults=faults)


def answer_comparison(
    engine: Engine,
    row: ComparisonRow,
    snapshot: Snapshot,
    plan: Plan,
    scenario: Scenario,
    *,
    now: datetime,
    progress: Progress,
    against: Scenario = BASE,
) -> ComparisonRow:
    """Run both worlds for a stored question and store the answer.

    Raises
    ------
    ValueError
        The simulation cannot run on this snapshot; the failure is stored with the question.
    """
    if row.result is not None:
        return row
    with storing_failure(engine, row, now=now):
        result = _result(
            snapshot,
            plan,
            against,
            scenario,
            seed=row.seed,
            replications=row.replications,
            progress=progress,
        )
    return store_answer(engine, row, now=now, result=result)


def _result(
    snapshot: Snapshot,
    plan: Plan,
    against: Scenario,
    scenario: Scenario,
    *,
    seed: int,
    replications: int,
    progress: Progress,
) -> str:
    found = compared(
        snapshot, plan, against, scenario, seed=seed, replications=replications, progress=progress
    )
    # What lifting each constraint gives is the command line's; it is no number where nothing was reported.
    binds = [{"indicator": one["indicator"], "binds": one["binds"]} for one in found["binds"]]
    return canonical_json({**found, "binds": binds})
