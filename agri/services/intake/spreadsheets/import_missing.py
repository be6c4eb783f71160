"""Which places have not reported yet what an import brings in for their neighbours."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from agri.files.intake.report_row import ReportRow
from agri.models import Report
from agri.periods import Period
from agri.services.access.permissions import Actor, is_within
from agri.services.intake.asked_sections import asked_sections
from agri.services.reference.reference import Reference


@dataclass(frozen=True, slots=True)
class Missing:
    """The places of some counties that are asked a form in a period and have not reported it."""

    form: str
    period: str
    expected: int
    places: tuple[tuple[str, str], ...]  # code and name


def read_missing(
    session: Session, reference: Reference, rows: Sequence[ReportRow], actor: Actor
) -> tuple[Missing, ...]:
    """Return which of the actor's places are still missing beside those of some rows, by form and period."""
    asked: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for row in rows:
        asked[row.form, row.period].add(reference.places[row.org_unit].parent)
    found = []
    for (form, period), parents in sorted(asked.items()):
        span = Period.parse(period)
        own = reference.of(span)
        kind = own.plan.forms[form]
        beside = [
            unit
            for unit in own.places.at(kind.level)
            if unit.parent in parents and is_within(actor, unit.code)
        ]
        reported = set(
            session.connection()
            .execute(
                select(col(Report.org_unit)).where(col(Report.form) == form, col(Report.period) == period)
            )
            .scalars()
        )
        absent = tuple(
            (unit.code, unit.name)
            for unit in beside
            if unit.code not in reported and asked_sections(own, unit.code, kind, span)
        )
        if absent:
            expected = sum(bool(asked_sections(own, unit.code, kind, span)) for unit in beside)
            found.append(Missing(form, period, expected, absent))
    return tuple(found)
