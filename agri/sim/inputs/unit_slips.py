"""Tell slips of unit from work that came late or early: which given cells no performance explains.

A slip is what a factor between units explains and the season's sum does not. Work that is told for another
month of its season leaves the sum as it was; work of a whole county that is late moves all its places alike;
a slip stands alone, and the season adds up once it is put right. Each cell weighs both readings by how
likely they make three things: the cell beside its expectation, the season's sum beside its own, and how often
people confuse those units.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.lines import Line
from agri.indicators.snapshot import Floats
from agri.sim.inputs.season_timing import NEARLY_WHOLE
from agri.units import KG_PER_JIN, KG_PER_T, MU_PER_HA, MU_PER_WAN_MU

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]

_PURE = 0.45  # of compound fertilizer's product mass; seed_data/SOURCES.md#pure-factors
_ONE_ELEMENT = 0.25  # how much rarer a slip in a given one of several elements is than one in all of them
# How often a cell is off by each factor, either way; assumed. A zero too many or too few comes with them.
_OFTEN = {10.0: 3e-3, 100.0: 5e-4, KG_PER_T: 2e-3, MU_PER_WAN_MU: 2e-3}
_OF_UNIT = {
    "mu": {MU_PER_HA: 1e-3},
    "kg": {1 / KG_PER_JIN: 1e-3},
    "t": {1 / KG_PER_JIN: 1e-3, KG_PER_T / KG_PER_JIN: 1e-3},
}
_PRODUCT_MASS = 1e-2
_LEFT_OUT_SHARE = 3e-3  # a part of the month was left out
_LEFT_OUT = float(np.log(10))  # at most so much of it; log

_LATE_SHARE, _LATE_SD = (
    0.2,
    1.0,
)  # of cells whose work came in another month, and how far that moves them; log
_ODD_SHARE, _ODD_SD = 0.05, 0.7  # of seasons that are out of the ordinary as a whole; log
_OPEN_SD = 0.7  # what a season's sum may lack or be ahead by while some of its months are not told; log
_OFF_SDS = 2.0  # a cell nearer to what is expected is not looked at twice
_LEAST_SD = 0.07  # no cell is expected more closely; log
_LATEST, _EARLIEST = float(np.log(1 / 30)), float(np.log(6))  # a month that all places of a county share
_SHARED_SEASON = float(np.log(2))  # a season that all places of a county share
_LONGEST_SEASON = 4  # months
_LEAST_NEIGHBOURS = 3
_LEAST_SHARE = 0.02  # of the year: what is told or expected of a smaller month is not judged


@dataclass(frozen=True)
class LineCells:
    """One line's cells of a year, as told and as expected.

    ========== ========================= =================================================
    Field      Shape                     Meaning
    ========== ========================= =================================================
    line       —
    parts      (element, township, 12)   told by data element, 0 where not given
    told       (township, 12)            the line's amount, NaN where not given
    expected   (township, 12)            what would have been told without any slip
    county_of  (township,)               the county row of each township
    spread     —                         by how much places and months differ, log
    ========== ========================= =================================================
    """

    line: Line
    parts: Floats
    told: Floats
    expected: Floats
    county_of: NDArray[np.intp]
    spread: float

    @cached_property
    def is_given(self) -> Mask:
        """Cells that are told and that something was expected of."""
        return np.asarray(np.isfinite(self.told) & (self.expected > 0))

    @cached_property
    def is_judged(self) -> Mask:
        """Cells large enough, told or expected, to be taken for a slip."""
        year = self.expected.sum(axis=1, keepdims=True)
        size = np.maximum(np.nan_to_num(self.told), self.expected)
        return np.asarray(self.is_given & (np.nan_to_num(self.told) > 0) & (size > _LEAST_SHARE * year))


def find_slips(cells: LineCells) -> Mask:
    """Mark the given cells that are slips of unit, shape (township, 12).

    The clearest slip of each township is put right first, and the others are judged beside it.
    """
    found = np.zeros(cells.told.shape, dtype=np.bool_)
    if not cells.is_judged.any():
        return found
    together = windows(cells.line)
    told = np.where(cells.is_given, cells.told, 0.0)
    shared = _shared_by_places(cells, told, together)
    rows = np.arange(len(told))
    for _ in cells.line.months:
        rows, odds, right = _odds(cells, told, together, shared, rows)
        odds = np.where(found[rows], -np.inf, odds)
        month = odds.argmax(axis=1)
        is_slip = odds[np.arange(len(rows)), month] > 0
        rows, month, right = rows[is_slip], month[is_slip], right[is_slip]
        if not rows.size:
            break
        found[rows, month] = True
        told[rows, month] = right[np.arange(len(rows)), month]
    return found


def windows(line: Line) -> NDArray[np.float64]:
    """Say which months a month's work may be told in instead: its season, or the months beside it.

    A season of a whole year would say nothing of one month, and one of a single month nothing of its timing.

    Returns
    -------
    array, shape (12, 12)
        1 where the column's month belongs to the row's.
    """
    together = np.zeros((12, 12))
    for group in line.groups:
        for month in group:
            at = line.months.index(month)
            months = group if 1 < len(group) <= _LONGEST_SEASON else line.months[max(at - 1, 0) : at + 2]
            together[month - 1, [other - 1 for other in months]] = 1
    return together


def _shared_by_places(cells: LineCells, told: Floats, together: Floats) -> tuple[Floats, Floats]:
    """What the places of a county share: of each month, and of its season's sum, log, (township, 12)."""
    judged = cells.is_judged
    expected = np.where(cells.is_given, cells.expected, 0.0)
    off = _log_ratio(told, expected, judged)
    ahead = _log_ratio(told @ together.T, expected @ together.T, judged)
    is_whole = _is_whole(cells, together)
    lowest = np.where(is_whole, -_SHARED_SEASON, _LATEST)
    highest = np.where(is_whole, _SHARED_SEASON, _EARLIEST)
    return (
        np.clip(_shared(off, judged, cells.county_of), _LATEST, _EARLIEST),
        np.clip(_shared(ahead, judged, cells.county_of), lowest, highest),
    )


def _is_whole(cells: LineCells, together: Floats) -> Mask:
    """Whether a cell's season is told but for a little, shape (township, 12)."""
    told = np.where(cells.is_given, cells.expected, 0) @ together.T
    return np.asarray(told >= NEARLY_WHOLE * (cells.expected @ together.T))


@dataclass(frozen=True)
class _Beside:
    """Cells of some townships beside what is expected of them, each (township, 12).

    `off` and `ahead` are logs of the cell and of its season's sum over their expectations; `shared` and
    `shared_season` what the county shares of either.
    """

    told: Floats
    expected: Floats
    season: Floats
    due: Floats
    judged: Mask
    shared: Floats
    shared_season: Floats
    season_sd: Floats
    sd: float

    @cached_property
    def off(self) -> Floats:
        return _log_ratio(self.told, self.expected, self.judged)

    @cached_property
    def ahead(self) -> Floats:
        return _log_ratio(self.season, self.due, self.judged)

    @cached_property
    def is_off(self) -> Mask:
        """Townships with a cell that is worth looking at, shape (township,)."""
        apart = np.minimum(np.abs(self.off), np.abs(self.off - self.shared))
        return np.asarray((self.judged & (apart > _OFF_SDS * self.sd)).any(axis=1))

    def likely_cell(self, off: Floats) -> Floats:
        """How likely a cell is by itself or by its county, log density."""
        apart = np.minimum(np.abs(off), np.abs(off - self.shared))
        return _mixed(apart, self.sd, _LATE_SHARE, _LATE_SD)

    def likely_season(self, ahead: Floats) -> Floats:
        """How likely a season's sum is by itself or by its county, log density."""
        apart = np.minimum(np.abs(ahead), np.abs(ahead - self.shared_season))
        return _mixed(apart, self.season_sd, _ODD_SHARE, np.hypot(self.season_sd, _ODD_SD))

    def weigh(self, corrected: Floats, possible: Mask) -> tuple[Floats, Floats]:
        """Log densities of the cell and of its season's sum when the cell is corrected."""
        off = _log_ratio(corrected, self.expected, possible)
        ahead = _log_ratio(self.season - self.told + corrected, self.due, possible)
        return self.likely_cell(off), self.likely_season(ahead)


def _odds(
    cells: LineCells, told: Floats, together: Floats, shared_by: tuple[Floats, Floats], rows: Rows
) -> tuple[Rows, Floats, Floats]:
    """Weigh each cell's likeliest slip against no slip.

    Returns
    -------
    rows : array, shape (row,)
        Which of the asked townships hold a cell that is off at all.
    odds, right : array, shape (row, 12)
        Log odds, and the cell put right.
    """
    expected = np.where(cells.is_given, cells.expected, 0.0)
    sd = float(np.hypot(cells.spread, _LEAST_SD))
    season_sd = np.where(_is_whole(cells, together), sd, np.hypot(sd, _OPEN_SD))

    def beside(rows: Rows) -> _Beside:
        season, due = told[rows] @ together.T, expected[rows] @ together.T
        shared, shared_season = (shared[rows] for shared in shared_by)
        judged = cells.is_judged[rows]
        return _Beside(
            told[rows], expected[rows], season, due, judged, shared, shared_season, season_sd[rows], sd
        )

    rows = rows[beside(rows).is_off]
    at = beside(rows)
    honest = at.likely_cell(at.off) + at.likely_season(at.ahead)
    # A part that was left out: no unit, so the cell may lack anything up to nearly all.
    _, season = at.weigh(at.expected, at.judged)
    is_less = at.judged & (at.off < 0) & (at.off > -_LEFT_OUT)
    best = np.where(is_less, np.log(_LEFT_OUT_SHARE / _LEFT_OUT) + season - honest, -np.inf)
    right = np.where(is_less, at.expected, at.told)
    for direction, factor, often, part in _readings(cells, at.told, rows):
        corrected = at.told - part * (1 - factor**-direction)
        is_possible = np.asarray(at.judged & (part > 0) & (corrected > 0))
        cell, season = at.weigh(corrected, is_possible)
        odds = np.where(is_possible, np.log(often) + cell + season - honest, -np.inf)
        right = np.where(odds > best, corrected, right)
        best = np.maximum(best, odds)
    return rows, best, right


def _readings(cells: LineCells, told: Floats, rows: Rows) -> Iterator[tuple[int, float, float, Floats]]:
    """Yield what may have gone wrong: 1 up or -1 down, by which factor, how often, in which amount."""
    elements = cells.line.elements
    parts = cells.parts[:, rows]
    for factor, often in {**_OFTEN, **_OF_UNIT[unit_of(cells.line)]}.items():
        for direction in (1, -1):
            yield direction, factor, often, told
            if len(elements) > 1:
                for part in parts:
                    yield direction, factor, _ONE_ELEMENT * often, part
    for element, part in zip(elements, parts, strict=True):
        if element.endswith("_compound_t"):
            yield 1, 1 / _PURE, _PRODUCT_MASS, part


def unit_of(line: Line) -> str:
    """Return the unit of a line's elements, which their names end in."""
    return line.elements[0].rpartition("_")[2]


def _log_ratio(above: Floats, below: Floats, where: Mask) -> Floats:
    """Return log(above / below), 0 elsewhere."""
    is_sound = where & (above > 0) & (below > 0)
    return np.asarray(np.log(np.where(is_sound, above, 1.0) / np.where(is_sound, below, 1.0)))


def _mixed(x: Floats, sd: Floats | float, share: float, wide: Floats | float) -> Floats:
    """Return the log density of a normal that is wider for a share of the cells."""
    narrow = np.log((1 - share) / sd) - 0.5 * (x / sd) ** 2
    return np.asarray(np.logaddexp(narrow, np.log(share / wide) - 0.5 * (x / wide) ** 2))


def _shared(off: Floats, judged: Mask, county_of: NDArray[np.intp]) -> Floats:
    """Return what the places of a county share by month, (township, 12); the city's where they are few."""
    shared = np.zeros_like(off)
    shared[:] = _median(off, judged)
    for county in np.unique(county_of):
        rows = county_of == county
        enough = judged[rows].sum(axis=0) >= _LEAST_NEIGHBOURS
        shared[rows] = np.where(enough, _median(off[rows], judged[rows]), shared[rows])
    return shared


def _median(off: Floats, judged: Mask) -> Floats:
    """Median of the judged cells of each month, shape (12,); 0 where they are few."""
    count = judged.sum(axis=0)
    ordered = np.sort(np.where(judged, off, np.inf), axis=0)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    columns = np.arange(off.shape[1])
    high = np.minimum(high, len(off) - 1)
    is_enough = count >= _LEAST_NEIGHBOURS
    ends = np.where(is_enough, ordered[[low, high], columns], 0.0)
    return np.asarray(ends.mean(axis=0))
