"""Reporting units: villages, recovery points, dealers and others, and how many of them a month speaks for."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from agri.api.dependencies import ReaderDep, ReportReader
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.schema_base import Public
from agri.errors import NotFound
from agri.periods import Period
from agri.services.access.cities import shown_name
from agri.services.figures.list_reporting_units import count_reported_units, list_reporting_units
from agri.terms import ReportingUnitKind

router = APIRouter(tags=["org-units"], route_class=DatabaseRoute)
_Place = Annotated[
    str | None, Query(pattern=r"^[0-9]{2,12}$", description="默认本单位 · the own place by default")
]
_Month = Annotated[
    str, Query(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", description="月份 · month, 2019-08")
]


class ReportingUnitPublic(Public):
    """One unit in the place `org_unit`; `since` is its first day, `until` the first on which it is gone."""

    code: str
    kind: ReportingUnitKind
    org_unit: str
    title: str
    since: date | None
    until: date | None


class ReportingUnitPage(Public):
    """Units in code order."""

    reporting_units: list[ReportingUnitPublic]


class ReportedUnitsPublic(Public):
    """`reported` of `listed` units of a kind that one place's report of the month counts; null: unknown."""

    org_unit: str
    name: str
    name_en: str
    kind: ReportingUnitKind
    form: str
    element: str
    reported: int | None
    listed: int | None


class ReportedUnitsPage(Public):
    """Places in code order."""

    period: str
    counts: list[ReportedUnitsPublic]


@router.get("/reporting-units", summary="填报单元 · Reporting units", responses=problems(NotFound))
def get_reporting_units(
    reader: ReaderDep,
    actor: ReportReader,
    org_unit: _Place = None,
    kind: Annotated[ReportingUnitKind | None, Query(description="类别 · one kind only")] = None,
    on: Annotated[date | None, Query(description="当日存在的 · those that are there on a day")] = None,
) -> ReportingUnitPage:
    """Villages, recovery points, dealers, straw users, trial sites and laboratories; never a farmer."""
    rows = list_reporting_units(reader, actor, org_unit=org_unit, kind=kind, on=on)
    return ReportingUnitPage(
        reporting_units=[
            ReportingUnitPublic(
                code=shown_name(row.code),
                kind=ReportingUnitKind(row.kind),
                org_unit=row.place,
                title=row.title,
                since=row.since,
                until=row.until,
            )
            for row in rows
        ]
    )


@router.get(
    "/reporting-units/reported",
    summary="填报单元报送情况 · Reporting units that a month counts",
    responses=problems(NotFound),
)
def get_reported_units(
    reader: ReaderDep, actor: ReportReader, period: _Month, org_unit: _Place = None
) -> ReportedUnitsPage:
    """How many dealers each county's report of sales counts, of how many that are listed."""
    counts = count_reported_units(reader, actor, Period.parse(period), org_unit=org_unit)
    return ReportedUnitsPage(
        period=period, counts=[ReportedUnitsPublic.model_validate(one) for one in counts]
    )
