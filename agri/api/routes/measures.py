"""What a city can do, and what a scenario of it changes."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from agri.api.deps import AsOf, DeskDep, Projector, ReaderDep
from agri.api.problems import problems
from agri.api.wire import Public, TitlePublic
from agri.errors import NotFound
from agri.services.compare_scenarios import compare_scenarios
from agri.services.price_scenario import price_scenario
from agri.services.questions import MOST_SEED
from agri.services.scenarios import find_scenario
from agri.services.search_measures import city_measures
from agri.services.standing import standing
from agri.sim.binding import Constraint
from agri.sim.scenario import RESOURCES
from agri.terms import Basis, Certainty, Level

router = APIRouter(tags=["figures"])
_MOST_COMPARED = 2_000


class MeasureKindPublic(Public):
    """One kind of measure; costs and limits are assumed. Without a mechanism nothing moves."""

    code: str
    resource: str
    title: TitlePublic
    unit: TitlePublic
    step: float
    cost_yuan: float
    most_share: float
    most_at_least: float
    lead_days: int
    source: str
    certainty: Certainty
    has_mechanism: bool


class MeasureKindPage(Public):
    """The measures in the order of the city's file."""

    measures: list[MeasureKindPublic]


class DifferencePublic(Public):
    """What a scenario changes of one indicator in one place; see `agri.sim.comparison.Difference`."""

    indicator: str
    org_unit: str
    level: Level
    basis: Basis
    base: float | None
    other: float | None
    mean: float | None
    error: float | None
    q05: float | None
    q50: float | None
    q95: float | None
    base_probability: float | None
    other_probability: float | None
    gain: float | None
    gain_error: float | None
    is_unchanged: bool


class Binding(Public):
    """Which constraint binds a target in the scenario; null where lifting none gives it notably more."""

    indicator: str
    binds: Constraint | None


class ScenarioComparison(Public):
    """A scenario held against doing nothing, replication by replication; `cost_yuan` is assumed."""

    snapshot: str
    as_of: date
    seed: int
    replications: int
    method: str
    scenario: UUID
    cost_yuan: float
    differences: list[DifferencePublic]
    binds: list[Binding]


@router.get("/measures", summary="可用措施 · Measures")
def get_measures(reader: ReaderDep, _: Projector) -> MeasureKindPage:
    """What the city can take, with cost, limits and lead time."""
    kinds = city_measures(standing(reader))
    return MeasureKindPage(
        measures=[
            MeasureKindPublic(
                code=kind.code,
                resource=kind.resource,
                title=TitlePublic.model_validate(kind.title),
                unit=TitlePublic.model_validate(kind.unit),
                step=kind.step,
                cost_yuan=kind.cost_yuan,
                most_share=kind.most_share,
                most_at_least=kind.most_at_least,
                lead_days=kind.lead_days,
                source=kind.source,
                certainty=kind.certainty,
                has_mechanism=kind.resource in RESOURCES,
            )
            for kind in kinds
        ]
    )


@router.get(
    "/scenarios/{scenario_id}/comparison",
    summary="情景对比 · A scenario against the base",
    responses=problems(NotFound),
)
def get_scenario_comparison(
    *,
    scenario_id: UUID,
    desk: DeskDep,
    reader: ReaderDep,
    _: Projector,
    as_of: AsOf,
    seed: Annotated[int, Query(ge=0, le=MOST_SEED)] = 1,
    replications: Annotated[int, Query(ge=2, le=_MOST_COMPARED)] = 500,
) -> ScenarioComparison:
    """Both are computed with the same draws, so the difference has an interval of its own."""
    scenario = find_scenario(reader, scenario_id)
    cost_yuan = price_scenario(standing(reader), scenario)
    found = compare_scenarios(desk.engine, as_of=as_of, other=scenario, seed=seed, replications=replications)
    return ScenarioComparison(
        snapshot=found["snapshot"],
        as_of=found["as_of"],
        seed=found["seed"],
        replications=found["replications"],
        method=found["method"],
        scenario=scenario_id,
        cost_yuan=cost_yuan,
        differences=[DifferencePublic.model_validate(one) for one in found["differences"]],
        binds=[Binding(indicator=one["indicator"], binds=one["binds"]) for one in found["binds"]],
    )
