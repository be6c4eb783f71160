"""Hand the figures of townships that were merged, split or renamed on to their heirs.

In a snapshot last year's months are restated where this year's belong to the heirs already, so that growth
compares one ground with itself. This year's months stay with who reported them. The engine learns from what
stands on the ground of today: for it everything is handed on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from agri.definitions.heirs import Heir
from agri.definitions.places import Places
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.terms import CellState

Rows = Mapping[int, Sequence[tuple[int, float]]]  # by heir: the rows that it is made of, with their shares
_SILENT = (CellState.NOT_REPORTED, CellState.PENDING, CellState.BLANK)  # the first that is there is told


@dataclass(frozen=True, slots=True)
class Handover:
    """What changes hands on one day: of which rows each heir is made, which rows end, which begin."""

    on: date
    made_of: Rows
    ended: tuple[int, ...]
    fresh: tuple[int, ...] = ()


def handovers(
    heirs: Iterable[Heir], places: Places, since: Mapping[str, date] = MappingProxyType({})
) -> tuple[Handover, ...]:
    """Return what changes hands, in the order of days; places that are not there are left out."""
    days: dict[date, list[Heir]] = {}
    for one in heirs:
        if one.org_unit in places and one.becomes in places:
            days.setdefault(one.on, []).append(one)
    found = []
    for on, rows in sorted(days.items()):
        index = places.index
        givers = {index[one.org_unit] for one in rows}
        made_of: dict[int, list[tuple[int, float]]] = {}
        for one in rows:
            made_of.setdefault(index[one.becomes], []).append((index[one.org_unit], one.share))
        for heir, parts in made_of.items():
            if heir not in givers:
                parts.append((heir, 1.0))
        ended = tuple(sorted(givers - made_of.keys()))
        fresh = tuple(row for row in made_of if since.get(places.codes[row]) == on)
        found.append(Handover(on, made_of, ended, fresh))
    return tuple(found)


def hand_on(
    values: Floats, state: NDArray[np.int8], delay_days: Floats, one: Handover, months: Sequence[int]
) -> None:
    """Hand on some months in place; an heir's cell is known only where every part of it is."""
    if not len(months):
        return
    old, was, late = (array[:, :, months].copy() for array in (values, state, delay_days))
    for heir, parts in one.made_of.items():
        rows = [row for row, _ in parts]
        shares = np.array([share for _, share in parts])[:, None, None]
        amounts = old[rows] * shares
        states: NDArray[np.int8] = np.asarray(was[rows], dtype=np.int8)
        state[heir][:, months] = told = _joined(states)
        total = np.nansum(np.where(states == CellState.GIVEN, amounts, 0.0), axis=0)
        values[heir][:, months] = np.where(told == CellState.GIVEN, total, np.nan)
        lateness = np.where(np.isnan(late[rows]), -np.inf, late[rows]).max(axis=0)
        delay_days[heir][:, months] = np.where(np.isinf(lateness), np.nan, lateness)
    for row in one.ended:
        values[row][:, months] = np.nan
        state[row][:, months] = CellState.NOT_DUE
        delay_days[row][:, months] = np.nan


def hand_on_baselines(baselines: Floats, one: Handover, is_rate: NDArray[np.bool_] | None = None) -> None:
    """Hand on what is known beforehand; figures of its own hold for a place that is there anew.

    A place that was there before keeps its own and gets the share besides: baselines are of the ground on
    which the year began. What is stated per unit (`is_rate`, of each key) is not added up but averaged over
    the parts that know it, by their shares.
    """
    old = baselines.copy()
    rates = np.zeros(old.shape[1], np.bool_) if is_rate is None else is_rate
    for heir, parts in one.made_of.items():
        inherited = np.sum([old[row] * share for row, share in parts if row != heir], axis=0)
        kept = sum(share for row, share in parts if row == heir)
        own = old[heir]
        if heir in one.fresh:
            baselines[heir] = np.where(np.isnan(own), inherited, own)
        else:
            baselines[heir] = inherited + own * kept
        if rates.any():
            own_rate = old[heir][rates]
            mean = _mean_of(old, [part for part in parts if part[0] != heir or heir not in one.fresh], rates)
            is_own = ~np.isnan(own_rate) if heir in one.fresh else np.zeros(own_rate.shape, np.bool_)
            baselines[heir, rates] = np.where(is_own, own_rate, mean)
    for row in one.ended:
        baselines[row] = np.nan


def _mean_of(old: Floats, parts: Sequence[tuple[int, float]], rates: NDArray[np.bool_]) -> Floats:
    """Return the mean of rates over parts, weighted by their shares; NaN where none of them is known."""
    weights = np.array([share for _, share in parts])[:, None, None]
    figures = old[[row for row, _ in parts]][:, rates]
    weighed = np.where(np.isnan(figures), 0.0, weights)
    total = weighed.sum(axis=0)
    found = (np.nan_to_num(figures) * weighed).sum(axis=0)
    return np.asarray(np.divide(found, total, out=np.full(total.shape, np.nan), where=total > 0))


def _joined(states: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the state of what is made of parts, shape (part, …) to (…)."""
    conditions = [(states == silent).any(axis=0) for silent in _SILENT]
    conditions += [(states == told).any(axis=0) for told in (CellState.GIVEN, CellState.NOT_APPLICABLE)]
    words = [*_SILENT, CellState.GIVEN, CellState.NOT_APPLICABLE]
    return np.select(conditions, words, CellState.NOT_DUE).astype(np.int8)


def restated_months(periods: Sequence[Period], year: int, on: date) -> list[int]:
    """Return the positions of last year's months whose months of `year` belong to the heirs."""
    return [
        i
        for i, period in enumerate(periods)
        if period.year == year - 1 and Period(year, period.last_day.month).first_day >= on
    ]


def on_todays_ground(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot with everything handed on, as the engine takes it; the same where nothing is."""
    found = handovers(snapshot.heirs, snapshot.places)
    if not found:
        return snapshot
    values, state, delays = snapshot.values.copy(), snapshot.state.copy(), snapshot.delay_days.copy()
    ended: set[int] = set()
    year = max(snapshot.years)
    for one in found:
        done = set(restated_months(snapshot.periods, year, one.on))
        left = [i for i, period in enumerate(snapshot.periods) if period.first_day < one.on and i not in done]
        hand_on(values, state, delays, one, left)
        ended |= set(one.ended)
    units = tuple(
        replace(unit, is_farming=False) if i in ended else unit
        for i, unit in enumerate(snapshot.places.units)
    )
    to = {heir.org_unit: heir.becomes for heir in snapshot.heirs if heir.share == 1}
    checks = tuple(
        replace(check, org_unit=to.get(check.org_unit, check.org_unit)) for check in snapshot.spot_checks
    )
    moved = replace(
        snapshot,
        places=Places(units),
        values=values,
        state=state,
        delay_days=delays,
        heirs=(),
        earlier=(),
        spot_checks=tuple(one for one in checks if snapshot.places.index[one.org_unit] not in ended),
    )
    moved.__dict__["id"] = snapshot.id  # it is the same record, seen from today's ground
    return moved
