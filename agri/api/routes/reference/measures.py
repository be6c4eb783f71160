"""What a city can do."""

from fastapi import APIRouter

from agri.api.dependencies import Projector, ReaderDep
from agri.api.http.database_route import FiguresRoute
from agri.api.schema_base import Public, TitlePublic
from agri.services.outlook.search_measures import city_measures
from agri.services.reference.reference import read_reference
from agri.sim.world.scenario import RESOURCES
from agri.terms import Certainty

router = APIRouter(tags=["figures"], route_class=FiguresRoute)


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


@router.get("/measures", summary="可用措施 · Measures")
def get_measures(reader: ReaderDep, actor: Projector) -> MeasureKindPage:
    """What the city can take, with cost, limits and lead time."""
    kinds = city_measures(read_reference(reader, of=actor))
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
