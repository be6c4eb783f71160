"""What is known of a place before its reports: sown areas, capacities, last year's amounts."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field, Strict

from agri.api.dependencies import BaselineKeeper, BaselineReader, NowDep, ReaderDep, SessionDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.schema_base import Code, OrgUnitCode, Public, TitlePublic, Wire, Words
from agri.errors import NotFound
from agri.services.reference.baselines import KnownFigure, list_baselines, set_baselines
from agri.terms import Certainty

router = APIRouter(tags=["plan"], route_class=DatabaseRoute)
_Figure = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class BaselinesCreate(Wire):
    """Better figures of one place, with where they come from."""

    org_unit: OrgUnitCode
    year: Annotated[int, Field(ge=2000, le=2100)]
    values: Annotated[dict[Code, _Figure], Field(min_length=1, max_length=100)]
    source: Words
    certainty: Annotated[Certainty, Strict(False)]


class BaselinePublic(Public):
    """One figure in force, with unit, source and certainty."""

    key: str
    title: TitlePublic
    unit: str
    value: float
    source: str
    certainty: Certainty
    by: UUID | None
    recorded_at: datetime


class BaselinePage(Public):
    """The figures in force of one place in one plan year."""

    org_unit: str
    year: int
    baselines: list[BaselinePublic]


@router.get("/baselines", summary="基数 · Baselines", responses=problems(NotFound))
def get_baselines(
    reader: ReaderDep,
    actor: BaselineReader,
    org_unit: Annotated[str, Query(pattern=r"^[0-9]{2,12}$")],
    year: Annotated[int, Query(ge=2000, le=2100)],
) -> BaselinePage:
    """What is known of one place in a plan year."""
    return _page(org_unit, year, list_baselines(reader, actor, org_unit, year))


@router.put("/baselines", summary="修订基数 · Record better baselines")
def put_baselines(
    baselines_in: BaselinesCreate, session: SessionDep, actor: BaselineKeeper, now: NowDep
) -> BaselinePage:
    """From today on these figures replace the earlier ones, which stay in the record."""
    known = set_baselines(
        session,
        actor,
        org_unit=baselines_in.org_unit,
        year=baselines_in.year,
        values=baselines_in.values,
        source=baselines_in.source,
        certainty=baselines_in.certainty,
        now=now,
    )
    return _page(baselines_in.org_unit, baselines_in.year, known)


def _page(org_unit: str, year: int, known: list[KnownFigure]) -> BaselinePage:
    return BaselinePage(
        org_unit=org_unit,
        year=year,
        baselines=[
            BaselinePublic(
                key=figure.key.code,
                title=TitlePublic.model_validate(figure.key.title),
                unit=figure.key.unit,
                value=figure.row.value,
                source=figure.row.source,
                certainty=Certainty(figure.row.certainty),
                by=figure.row.by,
                recorded_at=figure.row.recorded_at,
            )
            for figure in known
        ],
    )
