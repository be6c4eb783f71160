"""Compare a report with earlier values and with the county's median per mu."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from agri.definitions.forms import Form
from agri.errors import NotFound
from agri.models import Report, Revision
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.intake.current_revisions import current_revisions
from agri.services.reference.reference import Reference, read_reference
from agri.services.reference.required_sections import area_key
from agri.services.review.desk.change_sizes import change_of, held_against
from agri.terms import Level

_SHARE = "fraction"

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class ComparedElement:
    """One data element of a report beside what it may be compared with; None where there is nothing.

    ============= ==================================================================== ============
    Field         Meaning                                                              Unit
    ============= ==================================================================== ============
    last          the same place's latest earlier period                               the element's
    last_year     the same place's same period a year before                           the element's
    change        its value over last year's, or last's where there is none, less one  1
    per_mu        its value over the area of the section's crops                       unit/mu
    median_per_mu median of the same over the places beside it that gave a number      unit/mu
    places        how many places the median is of                                     1
    recent        its own of `recent_periods`; None where nothing was reported         the element's
    ============= ==================================================================== ============
    """

    data_element: str
    last: float | None
    last_year: float | None
    change: float | None
    per_mu: float | None
    median_per_mu: float | None
    places: int
    recent: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ComparedReport:
    """A report's elements with their comparisons, in the order of the form; periods oldest first."""

    report_id: UUID
    form: str
    org_unit: str
    period: str
    last_period: str | None
    recent_periods: tuple[str, ...]
    elements: tuple[ComparedElement, ...]


def compare_report(session: Session, actor: Actor, report_id: UUID) -> ComparedReport:
    """Compare a report's current version with its own past and with the places beside it.

    Raises
    ------
    NotFound
        There is no such report.
    NotAllowed
        The actor does not review, or the report is another place's.
    """
    require_act(actor, Act.REVIEW)
    report = session.get(Report, report_id)
    if report is None:
        raise NotFound(f"there is no report {report_id}", f"没有报表 {report_id}")
    require_scope(session, actor, report.org_unit)
    period = Period.parse(report.period)
    reference = read_reference(session, of=report.org_unit).of(period)
    form = reference.plan.forms[report.form]
    past = _read(session, col(Report.form) == form.code, col(Report.org_unit) == report.org_unit)
    earlier = [Period.parse(text) for _, text in past if Period.parse(text) < period]
    last = max(earlier, default=None)
    parent = reference.places[report.org_unit].parent or report.org_unit
    peers = _read(
        session,
        col(Report.form) == form.code,
        col(Report.period) == report.period,
        col(Report.org_unit).startswith(parent),
    )
    own = past[report.org_unit, report.period]
    of_last = past[report.org_unit, str(last)] if last is not None else {}
    of_last_year = past.get((report.org_unit, str(period.year_before())), {})
    recent = _year_to(period)
    elements = []
    for element in form.elements:
        if element.code not in own:
            continue
        rates = [] if element.unit == _SHARE else _rates(reference, form, element.code, period, peers)
        area = _area(reference, form, element.code, period, report.org_unit)
        value = own[element.code]
        elements.append(
            ComparedElement(
                data_element=element.code,
                last=of_last.get(element.code),
                last_year=of_last_year.get(element.code),
                change=change_of(value, held_against(element.code, of_last_year, of_last)),
                per_mu=value / area if value is not None and area and element.unit != _SHARE else None,
                median_per_mu=median(rates) if rates else None,
                places=len(rates),
                recent=tuple(past.get((report.org_unit, str(one)), {}).get(element.code) for one in recent),
            )
        )
    return ComparedReport(
        report_id=report.id,
        form=form.code,
        org_unit=report.org_unit,
        period=report.period,
        last_period=str(last) if last else None,
        recent_periods=tuple(str(one) for one in recent),
        elements=tuple(elements),
    )


def _year_to(period: Period) -> list[Period]:
    """Return the periods of a year that ends with one, oldest first: twelve months or four quarters."""
    periods, first = [period], period.year_before()
    while (earlier := periods[0].previous()) != first:
        periods.insert(0, earlier)
    return periods


def _read(session: Session, *conditions: object) -> dict[tuple[str, str], Values]:
    """Return the current values of some reports by place and period."""
    rows = session.connection().execute(
        current_revisions(
            select(col(Report.org_unit), col(Report.period), col(Revision.values))
            .join(Revision, col(Revision.report_id) == col(Report.id))
            .where(*conditions)  # type: ignore[arg-type]  # columns compare to clauses
        )
    )
    return {(org_unit, period): values for org_unit, period, values in rows}


def _rates(
    reference: Reference, form: Form, element: str, period: Period, peers: Mapping[tuple[str, str], Values]
) -> list[float]:
    rates = []
    for (org_unit, _), values in peers.items():
        value, area = values.get(element), _area(reference, form, element, period, org_unit)
        if value is not None and area:
            rates.append(value / area)
    return rates


def _area(reference: Reference, form: Form, element: str, period: Period, org_unit: str) -> float:
    """Return the area of the crops that an element speaks of, mu: of all crops where it names none."""
    crops = form.section_of[element].crops or form.crops or tuple(reference.plan.calendar.crops)
    keys = [area_key(reference.plan.calendar.crops[code], period) for code in crops]
    unit = reference.places[org_unit]
    below = (unit,) if unit.level == Level.TOWNSHIP else reference.places.children(org_unit)
    baselines = [reference.baseline(place.code, period.year) for place in below]
    return sum(baseline.get(key, 0.0) for baseline in baselines for key in keys)
