"""How the chance of each target stood at the end of every month: the last stored projection of each."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from agri.models import ProjectionRow
from agri.periods import Period
from agri.plan.assessment import BothBases, IndicatorOutlook
from agri.services.access.permissions import Actor
from agri.services.figures.assess import assessable
from agri.services.figures.stored_outlooks import read_outlooks


@dataclass(frozen=True, slots=True)
class PastChance:
    """One indicator by one month's last projection: chance of its target (fraction) and median year end."""

    indicator: str
    chance: BothBases
    end: BothBases


@dataclass(frozen=True, slots=True)
class PastOutlook:
    """What the last projection of a month said of a place, and from which day it looked."""

    period: Period
    as_of: date
    indicators: tuple[PastChance, ...]


@dataclass(frozen=True, slots=True)
class ChanceHistory:
    """The months of the plan year that have a projection, oldest first."""

    org_unit: str
    months: tuple[PastOutlook, ...]


def chance_history(
    session: Session, actor: Actor, *, as_of: date, org_unit: str | None = None
) -> ChanceHistory:
    """Return what the last projection of each month up to a day said of a place; measures are left out.

    Raises
    ------
    NotFound, NotAllowed
        There is no such place, or it is not the actor's.
    """
    one = assessable(session, actor, as_of=as_of, org_unit=org_unit)
    plan = one.reference.plan
    rows = session.exec(
        select(col(ProjectionRow.id), col(ProjectionRow.as_of), col(ProjectionRow.scenario))
        .where(
            col(ProjectionRow.result).is_not(None),
            ProjectionRow.city == plan.city,
            col(ProjectionRow.as_of) >= date(plan.year, 1, 1),
            col(ProjectionRow.as_of) <= one.snapshot.as_of,
        )
        .order_by(col(ProjectionRow.as_of), col(ProjectionRow.finished_at), col(ProjectionRow.replications))
    )
    last = {
        Period(day.year, day.month): (found, day) for found, day, wanted in rows if not wanted.get("measures")
    }
    if one.projection is not None:  # where several look from the same day, the one that the desk shows
        shown = one.projection
        last[Period(shown.as_of.year, shown.as_of.month)] = (shown.id, shown.as_of)
    months = []
    for period, (found, day) in sorted(last.items()):
        known = read_outlooks(session, found).outlooks
        lines = tuple(
            PastChance(code, _both(outlook, "probability"), _both(outlook, "q50"))
            for code in plan.indicators
            if (outlook := known.get((code, one.place.code))) is not None
        )
        months.append(PastOutlook(period, day, lines))
    return ChanceHistory(one.place.code, tuple(months))


def _both(outlook: IndicatorOutlook, name: str) -> BothBases:
    return BothBases(getattr(outlook.reported, name), getattr(outlook.true, name))
