"""Split a change into the parts that area, the mix of what is grown, and intensity made; the sum is exact.

Both years' areas come from one source: reports of both years where the same months told them, else what was
known beforehand of both. Each month is held to the season that its work belongs to.
"""

from dataclasses import dataclass, replace

import numpy as np

from agri.definitions.declared import CROP, Amount
from agri.definitions.plan import Plan
from agri.indicators.growth import compared_months
from agri.indicators.quantities import CropSeason, crop_seasons, sum_up
from agri.indicators.snapshot import Floats
from agri.indicators.sums import Sums
from agri.terms import CellState

_Kind = CropSeason | None  # None: work in months of no crop, on all land
_SILENT = (CellState.NOT_REPORTED, CellState.PENDING, CellState.BLANK)


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change is made of; the four parts add up to it. Each has the shape (place,).

    ========= ======================================================================= ============
    Field     Meaning                                                                 Unit
    ========= ======================================================================= ============
    area      all areas together grew or shrank                                       of the total
    mix       the areas' shares moved to what takes more, or less, per unit of area   of the total
    intensity amount per unit of area                                                 of the total
    unsplit   change of what has no known area in either of both years                of the total
    ========= ======================================================================= ============
    """

    area: Floats
    mix: Floats
    intensity: Floats
    unsplit: Floats


def split_change(before: Floats, after: Floats, area_before: Floats, area_after: Floats) -> Effects:
    """Split the change of a sum over kinds of ground exactly; a total can fall with unchanged kg per mu.

    A total is all area × each kind's share of it × its intensity. Each of the three is changed in every
    order, and the mean of what it did is its part (Shapley): no order is preferred, nothing is left over.

    Parameters
    ----------
    before, after : array, shape (place, kind)
        Amounts in both years, any unit.
    area_before, area_after : array, shape (place, kind)
        Areas, NaN where unknown. A kind without amounts in either year has no part in the mix.

    Returns
    -------
    Effects
        A kind that is new, or was given up, is area and mix: its intensity is taken as that of its one year.

    >>> split = split_change(*(np.array([[x]]) for x in (100.0, 88.0, 10.0, 8.0)))
    >>> float(split.area[0]), float(split.mix[0]), float(split.intensity[0])
    (-21.0, 0.0, 9.0)
    """
    there = (before != 0) | (after != 0)
    then, now = np.nan_to_num(area_before), np.nan_to_num(area_after)
    known = np.isfinite(area_before) & np.isfinite(area_after) & there
    known &= ((then > 0) | (before == 0)) & ((now > 0) | (after == 0)) & ((then > 0) | (now > 0))
    then, now = np.where(known, then, 0.0), np.where(known, now, 0.0)
    per_then, per_now = _divide(before, then), _divide(after, now)
    per_then, per_now = np.where(then > 0, per_then, per_now), np.where(now > 0, per_now, per_then)
    all_then, all_now = then.sum(axis=1, keepdims=True), now.sum(axis=1, keepdims=True)
    share_then, share_now = _divide(then, all_then), _divide(now, all_now)
    # All land given up, or all new: its shares are taken as those of its one year, so that it is all area.
    share_then = np.where(all_then > 0, share_then, share_now)
    share_now = np.where(all_now > 0, share_now, share_then)
    area = (all_now - all_then) * _mean(share_then, share_now, per_then, per_now)
    mix = (share_now - share_then) * _mean(all_then, all_now, per_then, per_now)
    intensity = (per_now - per_then) * _mean(all_then, all_now, share_then, share_now)
    return Effects(
        area=area.sum(axis=1),
        mix=mix.sum(axis=1),
        intensity=intensity.sum(axis=1),
        unsplit=np.where(known, 0.0, after - before).sum(axis=1),
    )


def _mean(a_then: Floats, a_now: Floats, b_then: Floats, b_now: Floats) -> Floats:
    """Return the mean of the product of the two others over the orders in which they may have changed."""
    return (a_then * b_then + a_now * b_now) / 3 + (a_then * b_now + a_now * b_then) / 6


def _divide(part: Floats, whole: Floats) -> Floats:
    part, whole = np.broadcast_arrays(part, whole)
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)


def effects_of(sums: Sums, amount: Amount) -> Effects:
    """Return what made the change of a compared amount of the main crops, (org_unit,), summed up.

    A county's parts are the sums of its townships': land that moves to a place that gives more is area there.
    """
    kinds: list[_Kind] = []
    columns: list[tuple[Floats, Floats, Floats, Floats]] = []
    has_crops = any(CROP in one for one in amount.elements)
    for crop in (amount.crops or sums.plan.main_crops) if has_crops else (None,):
        after, before = compared_months(sums, amount, crop or "")
        for kind, months in _kinds(sums.plan, amount, crop):
            kinds.append(kind)
            now, then = after[:, months].sum(axis=1), before[:, months].sum(axis=1)
            columns.append((then, now, *_areas(sums, amount, kind, months)))
    stacked = (np.stack([one[i] for one in columns], axis=1) for i in range(4))
    own = split_change(*stacked)
    places = sums.snapshot.places
    return Effects(*(sum_up(one, places) for one in (own.area, own.mix, own.intensity, own.unsplit)))


def _kinds(plan: Plan, amount: Amount, crop: str | None) -> list[tuple[_Kind, list[int]]]:
    """Return the seasons that an amount's months belong to, with their positions in the year."""
    found: dict[_Kind, list[int]] = {}
    for month in range(1, 13):
        name = crop or (_laid(plan, month) if amount.area else plan.sprayed_crops[month - 1])
        kind = None
        if name is not None:
            sown = plan.calendar.crops[name].season_of(month)
            kind = next(one for one in crop_seasons(plan, (name,)) if one.sown == sown)
        found.setdefault(kind, []).append(month - 1)
    return list(found.items())


def _laid(plan: Plan, month: int) -> str | None:
    """Return the crop that film is laid for in a month: the last one whose laying has begun."""
    begun = [(one.first[0], one.crop) for one in plan.calendar.of_kind("lay_film")]
    return max((one for one in begun if one[0] <= month), default=max(begun, default=(0, None)))[1]


def _areas(sums: Sums, amount: Amount, kind: _Kind, months: list[int]) -> tuple[Floats, Floats]:
    """Return the areas of last year and of this one, (org_unit,) each; NaN where unknown."""
    if amount.area:
        return _told_with(sums, amount.area, months)
    seasons = crop_seasons(sums.plan, sums.plan.main_crops)
    if kind is not None:
        return _of_season(sums, kind)
    then, now = np.zeros(len(sums.snapshot.places.units)), np.zeros(len(sums.snapshot.places.units))
    for season in seasons:
        if season.sown == 0:
            before, after = _of_season(sums, season)
            then, now = then + before, now + after
    return then, now


def _told_with(sums: Sums, elements: tuple[str, ...], months: list[int]) -> tuple[Floats, Floats]:
    """Return the areas that the same months told in both years."""
    snapshot, year = sums.snapshot, sums.plan.year
    counts = sums.spans.counts[snapshot.months_of(year)][months]
    cells = [
        np.sum([snapshot.of(one)[:, snapshot.months_of(of)[months]] for one in elements], axis=0)
        for of in (year - 1, year)
    ]
    both = np.isfinite(cells[0]) & np.isfinite(cells[1]) & counts
    is_any = both.any(axis=1)
    then, now = (np.where(is_any, np.where(both, one, 0).sum(axis=1), np.nan) for one in cells)
    return then, now


def _of_season(sums: Sums, season: CropSeason) -> tuple[Floats, Floats]:
    """Return a season's area and that of the season a year before it: by reports of both, or beforehand."""
    plan, snapshot = sums.plan, sums.snapshot
    unknown = np.full(len(snapshot.places.units), np.nan)
    sown = next((one for one in plan.amounts.values() if one.by_season and one.unreported), None)
    if sown is None or season.sown is None:
        return unknown, unknown
    pattern = sown.last_autumn if season.sown < 0 else sown.unreported
    key = (pattern or "").replace(CROP, season.crop)
    then, now = (snapshot.baseline_at_last(key, year) for year in (plan.year - 1, plan.year))
    told_then, told_now = (_reported(sums, sown, season, year) for year in (plan.year - 1, plan.year))
    if told_then is None or told_now is None:
        return then, now
    same = (told_then[1] == told_now[1]).all(axis=1) & told_now[1].any(axis=1)
    return np.where(same, told_then[0], then), np.where(same, told_now[0], now)


def _reported(sums: Sums, sown: Amount, season: CropSeason, year: int) -> tuple[Floats, Floats] | None:
    """Return what was reported of a season sown in or before a year, and in which months, (org_unit, 24).

    None where the snapshot does not hold its months; a season with a cell that is not told has no month.
    """
    snapshot = sums.snapshot
    first = year + (season.sown or 0)
    rows = np.array([i for i, one in enumerate(snapshot.periods) if one.year in (first, first + 1)])
    if not rows.size or snapshot.periods[rows[0]].year != first:
        return None
    names = [one.replace(CROP, season.crop) for one in sown.elements]
    in_season = sums.spans.sown(season.crop, first)[rows]
    states = np.stack([snapshot.states_of(name)[:, rows] for name in names])
    cells = np.sum([sums.cells.of(name)[:, rows] for name in names], axis=0)
    is_silent = (np.isin(states, _SILENT).any(axis=0) & in_season).any(axis=1)
    told = np.zeros((len(snapshot.places.units), 24), dtype=np.float64)
    told[:, : rows.size] = (states == CellState.GIVEN).any(axis=0) & in_season & ~is_silent[:, None]
    return np.where(in_season, cells, 0).sum(axis=1), told


def of_base(effects: Effects, base: Floats) -> Effects:
    """Return the parts as shares of last year's amount; NaN where there is none."""

    def share(part: Floats) -> Floats:
        return np.divide(part, base, out=np.full_like(part, np.nan), where=base > 0)

    return replace(
        effects,
        area=share(effects.area),
        mix=share(effects.mix),
        intensity=share(effects.intensity),
        unsplit=share(effects.unsplit),
    )
