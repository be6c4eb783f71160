"""Honest pairs of years for tests of the detectors: smooth townships, and a way to plant one slip in them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from agri.definitions.places import OrgUnit, Places
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.terms import CellState, Level
from tests.snapshots import make_snapshot

COUNTIES, TOWNSHIPS = 4, 12
_LEVELS = {"mu": 4000.0, "kg": 3000.0, "t": 60.0, "count": 200.0}  # of a month, by unit
_OTHER_LEVELS = {
    "packaging.recovered_kg": 350.0,
    "packaging.disposed_kg": 330.0,
    "straw.wheat_output_t": 2000.0,
    "straw.maize_output_t": 2000.0,
    "soil_testing.cards_issued": 600.0,
    "film.sound_used_kg": 1800.0,
    "film.degradable_used_kg": 300.0,
}
PLACES = Places(
    (
        OrgUnit("4101", "市", "city", "", Level.CITY, None, is_farming=False),
        *(
            unit
            for c in range(COUNTIES)
            for unit in (
                OrgUnit(f"41010{c}", f"县{c}", f"county {c}", "", Level.COUNTY, "4101", is_farming=False),
                *(
                    OrgUnit(
                        f"41010{c}{t:03d}",
                        f"镇{c}{t}",
                        f"town {c}{t}",
                        "",
                        Level.TOWNSHIP,
                        f"41010{c}",
                        is_farming=True,
                    )
                    for t in range(TOWNSHIPS)
                ),
            )
        ),
    )
)


def honest_years(plan: Plan, *, seed: int = 1, noise: float = 0.05, as_of: str = "2020-01-31") -> Snapshot:
    """Return two years in which everything that is asked of townships is reported, and nobody slips.

    An element has a level of its own, a place a size, a month a share; the plan year differs from the year
    before by `noise` (log) in each cell and each place.
    """
    random = np.random.default_rng(seed)
    empty = make_snapshot(plan, {}, places=PLACES, as_of=as_of)
    values = empty.values.copy()
    towns = PLACES.positions(Level.TOWNSHIP)
    size = np.exp(random.normal(0, 0.6, len(towns)))
    courses: dict[str, Floats] = {}
    for column, name in enumerate(empty.data_elements):
        form_code, _, code = name.partition(".")
        form = plan.forms[form_code]
        if form.level != Level.TOWNSHIP:
            continue
        level = _OTHER_LEVELS.get(name, _LEVELS[form.element_of[code].unit])
        shares = courses.setdefault(form_code, np.exp(random.normal(0, 0.7, 12)))
        for month in sorted(set(form.section_of[code].months) & set(form.months)):
            then = level * size * shares[month - 1] * np.exp(random.normal(0, noise, len(towns)))
            now = then * np.exp(random.normal(0, noise, len(towns)) + random.normal(0, noise))
            values[towns, column, month - 1] = np.round(then, 1)
            values[towns, column, month + 11] = np.round(now, 1)
    months = np.array([period.last_day <= date.fromisoformat(as_of) for period in empty.periods])
    values[:, :, ~months] = np.nan
    return replace(
        empty,
        values=values,
        state=np.where(np.isfinite(values), CellState.GIVEN, CellState.NOT_DUE).astype(np.int8),
    )


def plant(snapshot: Snapshot, cells: Mapping[tuple[str, str, str], float]) -> Snapshot:
    """Return a snapshot in which some cells hold other amounts; (org unit, form.element, month) → amount."""
    values = snapshot.values.copy()
    months = {str(period): i for i, period in enumerate(snapshot.periods)}
    for (org_unit, element, month), amount in cells.items():
        values[snapshot.places.index[org_unit], snapshot.element_index[element], months[month]] = amount
    return replace(snapshot, values=values)


def amount(snapshot: Snapshot, org_unit: str, element: str, month: str) -> float:
    """Return what a cell holds."""
    months = {str(period): i for i, period in enumerate(snapshot.periods)}
    return float(snapshot.of(element)[snapshot.places.index[org_unit], months[month]])
