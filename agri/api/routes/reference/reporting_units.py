"""Reporting units: villages, recovery points, dealers and others, and how many of them a month speaks for."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Strict

from agri.api.dependencies import NowDep, ReaderDep, ReportReader, SessionDep, UnitKeeper
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.schema_base import OrgUnitCode, Public, Wire, Words
from agri.errors import NotFound
from agri.models import ReportingUnitRow
from agri.periods import Period
from agri.services.access.cities import shown_name
from agri.services.figures.list_reporting_units import count_reported_units, list_reporting_units
from agri.services.reference.units.keep_units import open_unit, set_unit_end
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


class ReportingUnitCreate(Wire):
    """A unit to be opened; it gets a code of its place. `since` null: it was always there."""

    org_unit: OrgUnitCode
    kind: Annotated[ReportingUnitKind, Strict(False)]
    title: Words
    since: Annotated[date | None, Strict(False)] = None


class UnitEnd(Wire):
    """The first day on which a unit is gone; null: it is open again."""

    until: Annotated[date | None, Strict(False)]


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
    return ReportingUnitPage(reporting_units=[_public(row) for row in rows])


@router.post("/reporting-units", status_code=201, summary="登记填报单元 · Open a reporting unit")
def post_reporting_unit(
    unit_in: ReportingUnitCreate, session: SessionDep, actor: UnitKeeper, now: NowDep
) -> ReportingUnitPublic:
    """A village, firm or point of the own place, from a day on; the package need not name it."""
    row = open_unit(
        session,
        actor,
        org_unit=unit_in.org_unit,
        kind=unit_in.kind,
        title=unit_in.title,
        since=unit_in.since,
        now=now,
    )
    return _public(row)


@router.put(
    "/reporting-units/{code}/until",
    summary="停用或恢复填报单元 · Close or open again",
    responses=problems(NotFound),
)
def put_unit_end(
    code: str, end_in: UnitEnd, session: SessionDep, actor: UnitKeeper, now: NowDep
) -> ReportingUnitPublic:
    """From the named day on it is not counted any more; earlier months keep it."""
    return _public(set_unit_end(session, actor, code, end_in.until, now=now))


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


def _public(row: ReportingUnitRow) -> ReportingUnitPublic:
    return ReportingUnitPublic(
        code=shown_name(row.code),
        kind=ReportingUnitKind(row.kind),
        org_unit=row.place,
        title=row.title,
        since=row.since,
        until=row.until,
    )
