"""Read what an assessment needs from a stored projection, and cache it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Pool
from sqlmodel import Session

from agri.models import ProjectionRow
from agri.plan.assessment import (
    BasisGap,
    BelievedParts,
    BothBases,
    IndicatorOutlook,
    JointOutlook,
    WidthOfYearEnd,
    YearEndOutlook,
)
from agri.plan.outlook import probability_word
from agri.services.figures.assessment_figures import Outlooks
from agri.services.store.single_flight_cache import SingleFlightCache
from agri.terms import Basis, DecidedBy

_MOST_KEPT = 3  # finished projections; one of a province is about 50 MB

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredOutlooks:
    """A finished projection, which never changes again."""

    id: UUID
    seed: int
    replications: int
    method: str
    width: tuple[WidthOfYearEnd, ...]
    joint: JointOutlook | None  # None in an answer stored before there was one
    combination: tuple[BelievedParts, ...]  # empty in an answer of the engine alone
    outlooks: Outlooks


_kept: WeakKeyDictionary[Pool, SingleFlightCache[UUID, StoredOutlooks]] = WeakKeyDictionary()
_lock = Lock()


def read_outlooks(session: Session, projection_id: UUID) -> StoredOutlooks:
    """Return a finished projection; every place is assessed by the same one, and parsing it takes long."""
    pool = session.connection().engine.pool  # shared by every view of one database
    with _lock:
        kept = _kept.setdefault(pool, SingleFlightCache(_MOST_KEPT))
    return kept.get(projection_id, lambda: _parse(session.get_one(ProjectionRow, projection_id)))


def _parse(row: ProjectionRow) -> StoredOutlooks:
    result = json.loads(row.result or "{}")
    return StoredOutlooks(
        id=row.id,
        seed=row.seed,
        replications=row.replications,
        method=row.method,
        width=tuple(_width(one) for one in result["evidence"].get("width", ())),
        joint=_joint(result.get("joint")),
        combination=tuple(_believed(one) for one in result.get("combination", ())),
        outlooks=outlooks_in(result["indicators"]),
    )


def _width(stored: Line) -> WidthOfYearEnd:
    return WidthOfYearEnd(
        coefficient_sd=stored.get("coefficient_sd"),  # earlier answers do not speak of coefficients
        basis=Basis(stored["basis"]),
        indicator=stored["indicator"],
        sd=stored["sd"],
        shares=stored["shares"],
    )


def _believed(stored: Line) -> BelievedParts:
    return BelievedParts(
        basis=Basis(stored["basis"]),
        indicator=stored["indicator"],
        is_own=stored["is_own"],
        shift=stored.get("shift", 0.0),  # before `agri-sim-22` nothing was moved
        weights=stored["weights"],
        width=stored["width"],
    )


def _joint(stored: Line | None) -> JointOutlook | None:
    if stored is None:
        return None
    return JointOutlook(stored["reported"], BothBases(**stored["standard_error"]), stored["true"])


def outlooks_in(lines: Iterable[Line]) -> Outlooks:
    """Return the year ends of a projection's stored lines by indicator and place."""
    ends: dict[tuple[str, str], dict[str, YearEndOutlook]] = {}
    parts: dict[tuple[str, str], Line | None] = {}
    for line in lines:
        if line["year_end"] is not None:
            place = (line["indicator"], line["org_unit"])
            ends.setdefault(place, {})[line["basis"]] = _year_end(line)
            parts[place] = parts.get(place) or line.get("gap")  # earlier answers do not tell parts
    return {
        place: IndicatorOutlook(
            found[Basis.REPORTED],
            found[Basis.TRUE],
            _gap(found[Basis.REPORTED].q50, found[Basis.TRUE].q50, parts[place]),
        )
        for place, found in ends.items()
        if len(found) == len(Basis)
    }


def _gap(reported: float | None, true: float | None, parts: Line | None) -> BasisGap | None:
    if reported is None or true is None or parts is None:
        return None
    return BasisGap(**parts, rules=true - reported - sum(parts.values()))


def _year_end(line: Line) -> YearEndOutlook:
    chance = line["probability"]
    end, decided = line["year_end"], line.get("decided_by")  # earlier answers do not speak of it
    by = DecidedBy(decided) if decided else None
    return YearEndOutlook(
        **end,
        probability=chance,
        word=None if chance is None else probability_word(chance, by, (end["q05"], end["q95"])),
        decided_by=by,
    )
