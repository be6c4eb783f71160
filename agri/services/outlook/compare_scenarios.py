"""Scenarios from files, and two scenarios held against each other from one snapshot."""

from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from agri.definitions.measures import MeasureKind
from agri.definitions.plan import Plan
from agri.definitions.scenario_file import ScenarioFile, ScenarioScope, read_scenario
from agri.indicators.snapshot import Snapshot
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.outlook.search_measures import city_measures
from agri.services.reference.reference import Reference, read_reference
from agri.services.store.database import reading
from agri.sim import BASE, Measure, Scenario, combine, project
from agri.sim.decide.comparison import compare, comparison_document
from agri.sim.decide.constraints import WORLDS, binding_document, constraints_of
from agri.sim.decide.trials import Trials
from agri.sim.world.scenario import RESOURCES
from agri.sim.world.setup import set_up
from agri.terms import Basis

_MOST_LIFTED = 256  # replications of each world without a constraint: four more runs


def scenario_scope(reference: Reference, as_of: date) -> ScenarioScope:
    """Return what a scenario may name when the engine looks from a day on."""
    first_day = max(reference.plan.rhythm.first_open_month(as_of).first_day, date(reference.plan.year, 1, 1))
    return ScenarioScope(city_measures(reference), reference.places, reference.plan.year, first_day)


def scenario_from_file(reference: Reference, path: Path, as_of: date) -> tuple[ScenarioFile, Scenario]:
    """Read a scenario file, as written and as the simulation takes it.

    Raises
    ------
    Invalid
        The file has faults, each named by its place.
    """
    scope = scenario_scope(reference, as_of)
    written = read_scenario(path, scope)
    measures = tuple(
        Measure(scope.measures[one.measure].resource, one.place, one.amount, one.starts_on)
        for one in written.measures
    )
    return written, Scenario(written.code, measures, written.is_review_on)


def without_effect(reference: Reference, written: ScenarioFile) -> tuple[MeasureKind, ...]:
    """Return the measures of a scenario that the simulation has no mechanism for, so that nothing moves."""
    measures = city_measures(reference)
    codes = dict.fromkeys(one.measure for one in written.measures)
    return tuple(measures[code] for code in codes if measures[code].resource not in RESOURCES)


def compare_scenarios(
    engine: Engine,
    *,
    as_of: date,
    other: Scenario,
    base: Scenario = BASE,
    seed: int,
    replications: int,
    city: str | None = None,
) -> dict[str, Any]:
    """Project two scenarios of a city with the same draws and return their differences as a document."""
    with reading(engine) as session:
        plan = read_reference(session, as_of, of=city).at(as_of).plan
        snapshot = current_snapshot(session, plan, as_of)
    return compared(snapshot, plan, base, other, seed=seed, replications=replications)


def compared(
    snapshot: Snapshot,
    plan: Plan,
    base: Scenario,
    other: Scenario,
    *,
    seed: int,
    replications: int,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, Any]:
    """Return two scenarios' differences; `progress` is told after each world that was run.

    `binds` says of each target which constraint binds in the other scenario, judged on what will be reported.
    """
    done = count(1)

    def is_run() -> None:
        progress(next(done), 2 + WORLDS)

    projections = []
    for scenario in (base, other):
        projections.append(project(snapshot, plan, scenario, seed, replications))
        is_run()
    plain = projections[0] if base == BASE else project(snapshot, plan, BASE, seed, replications)
    combination = combine(plain, snapshot, plan)
    before, after = (combination.of(one, plan) for one in projections)
    trials = Trials(
        set_up(snapshot, plan),
        seed=seed,
        replications=min(replications, _MOST_LIFTED),
        basis=Basis.REPORTED,
    )
    binds = binding_document(constraints_of(trials, other, is_run))
    return {**comparison_document(compare(before, after, plan)), "binds": binds}
