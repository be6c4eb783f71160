"""Which townships and counties a simulation holds, in which rows, and how townships add up to counties."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.crops.seasons import seasons_of
from agri.definitions.places import Places
from agri.definitions.plan import Plan
from agri.indicators.quantities import Quantities
from agri.indicators.snapshot import Floats, Snapshot
from agri.terms import Level

Floats32 = NDArray[np.float32]


@dataclass(frozen=True)
class Layout:
    """Rows of the state arrays: townships in code order, hence each county's in one stretch.

    ============== ======================= ===========================================================
    Field          Shape                   Meaning
    ============== ======================= ===========================================================
    townships      (township,)             codes of the simulated townships
    counties       (county,)               codes of their counties
    county_of      (township,)             the county row of each township
    rows_of        (county,)               the township rows of each county
    township_at    (township,)             positions in the snapshot's places
    county_at      (county,)               positions in the snapshot's places
    places         —                       the simulated places with what stands above them
    places_at      (place,)                positions of `places` in the snapshot's
    ============== ======================= ===========================================================
    """

    townships: tuple[str, ...]
    counties: tuple[str, ...]
    county_of: NDArray[np.intp]
    rows_of: tuple[slice, ...]
    township_at: NDArray[np.intp]
    county_at: NDArray[np.intp]
    places: Places
    places_at: NDArray[np.intp]

    @cached_property
    def membership(self) -> NDArray[np.float64]:
        """Which township lies in which county, shape (county, township), 0 or 1."""
        matrix = np.zeros((len(self.counties), len(self.townships)))
        matrix[self.county_of, np.arange(len(self.townships))] = 1
        return matrix

    def to_counties(self, values: Floats, out: Floats32) -> Floats32:
        """Add townships up, shape (township, replication) to (county, replication).

        A county's rows are contiguous, so this is the product with a sparse membership matrix without its
        index arrays, and its rounding does not depend on the number of replications.
        """
        for i, rows in enumerate(self.rows_of):
            np.add.reduce(values[rows], axis=0, out=out[i])
        return out

    def at_townships(self, values: Floats) -> Floats:
        """Pick the townships' rows out of an array along the snapshot's places."""
        return values[self.township_at]

    @cached_property
    def township_rows(self) -> NDArray[np.intp]:
        """Positions of the townships in `places`."""
        return np.array([self.places.index[code] for code in self.townships], dtype=np.intp)

    @cached_property
    def county_rows(self) -> NDArray[np.intp]:
        """Positions of the counties in `places`."""
        return np.array([self.places.index[code] for code in self.counties], dtype=np.intp)

    @cached_property
    def upper(self) -> Places:
        """The places above the townships."""
        return Places(tuple(unit for unit in self.places.units if unit.level != Level.TOWNSHIP))

    @cached_property
    def upper_rows(self) -> NDArray[np.intp]:
        """Positions of the places above the townships in `places`."""
        return np.array([self.places.index[code] for code in self.upper.codes], dtype=np.intp)

    def above_townships(self, quantities: Quantities) -> Quantities:
        """Add townships to what their counties hold themselves; first axis `places` in, `upper` out."""
        found = {}
        for name, values in quantities.items():
            total = values[self.upper_rows]
            for county, rows in zip(self.counties, self.rows_of, strict=True):
                total[self.upper.index[county]] += np.add.reduce(values[self.township_rows[rows]], axis=0)
            found[name] = total
        return Quantities(found)


def layout_of(snapshot: Snapshot, plan: Plan) -> Layout:
    """Choose the rows: townships that farm, have area or reported, and counties of which anything is known.

    Parameters
    ----------
    snapshot : Snapshot
        Baselines of the last of its years; NaN area counts as none.
    plan : Plan
        Knows the crops.
    """
    places, year = snapshot.places, snapshot.years[-1]
    area = np.zeros(len(places.units))
    for season in seasons_of(plan.calendar.crops.values()):
        area += np.nan_to_num(snapshot.baseline(season.area_key, year))
    is_known = (area > 0) | np.isfinite(snapshot.values).any(axis=(1, 2))
    is_county_known = is_known | ~np.isnan(snapshot.baselines[:, :, -1]).all(axis=1)
    units = places.units
    townships = [
        unit
        for i, unit in enumerate(units)
        if unit.level == Level.TOWNSHIP and unit.parent is not None and (is_known[i] or unit.is_farming)
    ]
    townships.sort(key=lambda unit: (unit.parent, unit.code))
    parents = {unit.parent for unit in townships}
    counties = [
        unit
        for i, unit in enumerate(units)
        if unit.level == Level.COUNTY and (unit.code in parents or is_county_known[i])
    ]
    codes = [county.code for county in counties]
    county_of = np.array([codes.index(unit.parent) for unit in townships if unit.parent], dtype=np.intp)
    rows_of = []
    for i in range(len(counties)):
        rows = np.flatnonzero(county_of == i)
        rows_of.append(slice(int(rows[0]), int(rows[-1]) + 1) if rows.size else slice(0, 0))
    kept = {unit.code for unit in (*townships, *counties)}
    chosen = Places(tuple(u for u in units if u.code in kept or u.level in (Level.CITY, Level.PROVINCE)))
    return Layout(
        townships=tuple(unit.code for unit in townships),
        counties=tuple(codes),
        county_of=county_of,
        rows_of=tuple(rows_of),
        township_at=np.array([places.index[unit.code] for unit in townships], dtype=np.intp),
        county_at=np.array([places.index[code] for code in codes], dtype=np.intp),
        places=chosen,
        places_at=np.array([places.index[code] for code in chosen.codes], dtype=np.intp),
    )
