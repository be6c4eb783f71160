"""Which months a county has closed: of all acts of closing and reopening a month, the last one counts."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import Session, col

from agri.models import Closure
from agri.periods import Period
from agri.services.reference.reference import Reference
from agri.terms import ClosureAct

CountyMonth: TypeAlias = tuple[str, str]
Kind = TypeVar("Kind")

# Built once: building it takes longer than running it.
_ACTS = select(col(Closure.org_unit), col(Closure.period), col(Closure.act)).order_by(col(Closure.seq))
_OF_MONTHS = _ACTS.where(
    col(Closure.org_unit).in_(bindparam("counties", expanding=True)),
    col(Closure.period).in_(bindparam("months", expanding=True)),
)
# A closure of four characters is one of a whole plan year: it closes no month.
_BEFORE = _ACTS.where(col(Closure.at) < bindparam("until"), func.length(col(Closure.period)) > 4)


def last_acts(acts: Iterable[tuple[str, str, Kind]]) -> dict[CountyMonth, Kind]:
    """Return the act that counts for each month of a county, of acts in the order of the record.

    >>> last_acts([("410122", "2019-08", "closed"), ("410122", "2019-08", "reopened")])
    {('410122', '2019-08'): 'reopened'}
    """
    return {(county, month): act for county, month, act in acts}


def closed_months(acts: Iterable[tuple[str, str, str]]) -> set[CountyMonth]:
    """Return the months that are closed after some acts, in the order of the record."""
    return {cell for cell, act in last_acts(acts).items() if act == ClosureAct.CLOSED}


def read_closed(
    connection: Connection, counties: Collection[str], months: Collection[str]
) -> set[CountyMonth]:
    """Return which of some counties' months are closed now."""
    if not counties or not months:
        return set()
    rows = connection.execute(_OF_MONTHS, {"counties": sorted(counties), "months": sorted(months)})
    return closed_months((county, month, act) for county, month, act in rows)


def read_closed_before(
    connection: Connection, until: datetime, before: int | None = None, *, within: str = ""
) -> set[CountyMonth]:
    """Return every closed month of the counties in a place, at an instant or before a link of the chain."""
    statement = _BEFORE if before is None else _BEFORE.where(col(Closure.seq) < before)
    if within:
        statement = statement.where(col(Closure.org_unit).startswith(within))
    rows = connection.execute(statement, {"until": until})
    return closed_months((county, month, act) for county, month, act in rows)


def is_closed(session: Session, reference: Reference, org_unit: str, period: Period) -> bool:
    """Say whether the county of a place has closed the month that a period ends with."""
    county = reference.county_of(org_unit)
    return county is not None and bool(
        read_closed(session.connection(), {county}, {str(period.closing_month)})
    )
