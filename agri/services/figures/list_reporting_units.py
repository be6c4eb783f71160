"""List reporting units, and say how many of them a month's reports speak for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from agri.definitions.reporting_units.unit_file import OWNER, count_units, counted_kinds
from agri.models import Report, ReportingUnitRow, Revision
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.intake.current_revisions import current_revisions
from agri.services.reference.reference import Reference, read_reference
from agri.terms import ReportingUnitKind


@dataclass(frozen=True, slots=True)
class UnitsReported:
    """Of one kind in one place and month: how many are listed, and how many a report says it counts.

    `reported` is None where nothing was said; `listed` is None where no such unit is listed in the city.
    """

    org_unit: str
    name: str
    name_en: str
    kind: ReportingUnitKind
    form: str
    element: str
    reported: int | None
    listed: int | None


def list_reporting_units(
    session: Session,
    actor: Actor,
    *,
    org_unit: str | None = None,
    kind: ReportingUnitKind | None = None,
    on: date | None = None,
) -> list[ReportingUnitRow]:
    """Return the units in a place and below it in code order; with `on` those that are there on a day.

    Raises
    ------
    NotFound, NotAllowed
        There is no such place, or it is not the actor's.
    """
    places = _places(session, actor, org_unit)
    unit = ReportingUnitRow
    statement = select(unit).where(or_(*(col(unit.place).startswith(place) for place in places)))
    if kind is not None:
        statement = statement.where(unit.kind == kind)
    if on is not None:
        statement = statement.where(
            or_(col(unit.since).is_(None), col(unit.since) <= on),
            or_(col(unit.until).is_(None), col(unit.until) > on),
        )
    return list(session.exec(statement.order_by(col(unit.code))))


def count_reported_units(
    session: Session, actor: Actor, period: Period, *, org_unit: str | None = None
) -> list[UnitsReported]:
    """Return for each place that reports how many units its current report counts, beside those listed.

    Raises
    ------
    NotFound, NotAllowed, Invalid
        There is no such place, it is not the actor's, or several cities may be meant.
    """
    places = _places(session, actor, org_unit)
    reference = read_reference(session, of=places[0]).of(period)
    return list(_counted(session, reference, period, places))


def _counted(
    session: Session, reference: Reference, period: Period, places: tuple[str, ...]
) -> Iterator[UnitsReported]:
    units = reference.years[reference.year].reporting_units
    for form in reference.plan.forms:
        kinds = counted_kinds(form)
        if not kinds or not form.asks_in(period):
            continue
        values = _values(session, form.code, str(period))
        for place in reference.places.at(form.level):
            if not place.code.startswith(places) or not reference.ground.is_there(place.code, period):
                continue
            listed = count_units(units, place.code, period)
            for element, kind in kinds.items():
                said = values.get(place.code, {}).get(element)
                yield UnitsReported(
                    place.code,
                    place.name,
                    place.name_en,
                    kind,
                    form.code,
                    element,
                    None if said is None else round(said),
                    listed.get(f"{OWNER}.{kind}"),
                )


def _values(session: Session, form: str, period: str) -> dict[str, dict[str, float | None]]:
    rows = session.connection().execute(
        current_revisions(
            select(col(Report.org_unit), col(Revision.values))
            .join(Revision, col(Revision.report_id) == col(Report.id))
            .where(Report.form == form, Report.period == period)
        )
    )
    return {row[0]: dict(row[1] or {}) for row in rows}


def _places(session: Session, actor: Actor, org_unit: str | None) -> tuple[str, ...]:
    require_act(actor, Act.READ_REPORTS)
    places = actor.every_place if org_unit is None else (org_unit,)
    for place in places:
        require_scope(session, actor, place)
    return places
