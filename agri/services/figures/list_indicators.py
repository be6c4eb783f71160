"""Every indicator to date for a place and those directly below it, in code order; nobody is ranked."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from agri.indicators.snapshot import Floats
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.figures.assessment_figures import METHOD, figures_of, township_figures_of
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.reference.reference import read_reference
from agri.terms import Level


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator of one place: sums of the accepted reports and their ratio; None where there is none.

    `matched_path` is where the plan wants those who reported, None where too little is in to judge by it.
    """

    indicator: str
    org_unit: str
    value: float | None
    numerator: float | None
    denominator: float | None
    path: float | None
    reports: int
    expected: int
    matched_path: float | None
    share_in: float | None


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """The rows with what they were computed from."""

    snapshot: str
    method: str
    as_of: date
    through: str
    rows: tuple[IndicatorRow, ...]


def list_indicators(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    org_unit: str | None,
    indicator: str | None,
    is_whole: bool = False,
) -> IndicatorTable:
    """Return the indicators of a place and of those directly below it, or of everything below it.

    Townships are those of today: of one that was merged away the heir has the months before.

    Raises
    ------
    NotFound, NotAllowed
        There is no such place, or it is not the actor's.
    """
    require_act(actor, Act.READ_FIGURES)
    place = require_scope(session, actor, org_unit or actor.org_unit)
    reference = read_reference(session, as_of, of=place.code).at(as_of)
    snapshot = current_snapshot(session, reference.plan, as_of)
    figures = figures_of(snapshot, reference.plan)
    townships = township_figures_of(snapshot, reference.plan).progress
    places = (
        reference.places.subtree(place.code)
        if is_whole
        else (reference.places[place.code], *reference.places.children(place.code))
    )
    rows = []
    for code, whole in figures.progress.items():
        if indicator is not None and code != indicator:
            continue
        for unit in places:
            row = snapshot.places.index[unit.code]
            has_path = unit.level != Level.TOWNSHIP
            progress = whole if has_path else townships[code]
            rows.append(
                IndicatorRow(
                    indicator=code,
                    org_unit=unit.code,
                    value=_number(progress.ratio.value, row),
                    numerator=_number(progress.ratio.numerator, row),
                    denominator=_number(progress.ratio.denominator, row) or None,
                    path=_number(progress.path, row) if has_path else None,
                    reports=int(progress.reports[row]),
                    expected=int(progress.expected[row]),
                    matched_path=_number(progress.reporters.path, row)
                    if has_path and progress.has_enough(row)
                    else None,
                    share_in=_number(progress.reporters.share_in, row),
                )
            )
    return IndicatorTable(snapshot.id, METHOD, as_of, str(figures.last), tuple(rows))


def _number(values: Floats, row: int) -> float | None:
    value = float(values[row])
    return None if np.isnan(value) else value
