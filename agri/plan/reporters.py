"""Whose reports an indicator rests on: how much of them is in, and where those who reported should stand.

A word on progress compares what was reported with what the plan wanted of the same reporters. A report that
is missing, waits for review or leaves a part blank takes its own part of the path away, so that no word is
made of silence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.calendar import Campaign
from agri.definitions.declared import CROP, AmountKind, spread
from agri.definitions.plan import Indicator, Plan
from agri.indicators.quantities import seasons_of, sum_up
from agri.indicators.same_reporters import answered
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.sums import Cells, Sums
from agri.periods import Period
from agri.plan.path import campaign_area, campaign_weights
from agri.terms import CellState, Level

Mask = NDArray[np.bool_]

_KNOWN = (CellState.GIVEN, CellState.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Reporters:
    """Who stands in an indicator to date; every array has shape (org_unit,).

    ======== ==================================================================================== ========
    Field    Meaning                                                                              Unit
    ======== ==================================================================================== ========
    path     where the plan wants those who reported; NaN without a target                        fraction
    share_in weight of what was due and is in, by planned area; NaN where nothing was due         fraction
    counted  places with a figure that counts                                                     1
    asked    places that were asked for one                                                       1
    ======== ==================================================================================== ========
    """

    path: Floats
    share_in: Floats
    counted: Floats
    asked: Floats


@dataclass(frozen=True, slots=True)
class _Group:
    """Cells that are told together: months asked and months in, (org_unit, month of the plan year)."""

    crop: str | None
    asked: Mask
    inside: Mask


def reporters_of(cells: Cells, indicator: Indicator, through: Period) -> Reporters:
    """Return who stands in an indicator up to and including a month.

    Where the indicator has a path of campaigns, what is due is the part of each campaign that has passed;
    else it is each month's report. Both are weighted with the planned area of the place; where no area is
    known anywhere, every place counts the same.
    """
    sums = Sums(cells, through, is_matched=True)
    snapshot, plan = cells.snapshot, cells.plan
    year = sums.spans.year
    groups = [_Group(crop, due[:, year], told[:, year]) for crop, due, told in _groups(cells, indicator)]
    counted = np.any([one.inside.any(axis=1) for one in groups], axis=0)
    asked = np.any([one.asked.any(axis=1) for one in groups], axis=0)
    if indicator.path:
        path, share_in = _on_campaigns(sums, indicator, groups)
    else:
        weight = _weights(snapshot, plan)[:, None]
        done = sum_up(np.sum([(weight * one.inside).sum(axis=1) for one in groups], axis=0), snapshot.places)
        due = sum_up(np.sum([(weight * one.asked).sum(axis=1) for one in groups], axis=0), snapshot.places)
        share_in = _ratio(done, due)
        target = np.nan if indicator.target is None else indicator.target.value
        path = np.full(len(snapshot.places.units), target)
    return Reporters(
        path,
        share_in,
        sum_up(counted.astype(np.float64), snapshot.places),
        sum_up(asked.astype(np.float64), snapshot.places),
    )


def _groups(cells: Cells, indicator: Indicator) -> Iterator[tuple[str | None, Mask, Mask]]:
    """Yield cells that are told together: of which crop, which months are asked, and in; (org_unit, period).

    The upper side says what must be told; a month of which the lower side is unknown is not in.
    """
    snapshot, plan = cells.snapshot, cells.plan
    for term in indicator.making.numerator:
        amount = plan.amounts[term.amount]
        matched = cells.known.get(amount.code)
        by_crop = amount.kind in (AmountKind.GROWTH, AmountKind.NUTRIENTS, AmountKind.SEASONS)
        has_crops = any(CROP in one for one in amount.patterns)
        crops = (amount.crops or plan.main_crops) if by_crop and has_crops else (None,)
        for crop in crops:
            names = amount.names(plan.main_crops) if crop is None else spread(amount.patterns, (crop,))
            states = np.stack([snapshot.states_of(name) for name in names])
            asked = _asked(snapshot, (*names, *_told_with(plan, amount.code)))
            inside = np.isin(states, _KNOWN).any(axis=0)
            if amount.kind != AmountKind.SHARED:
                inside = inside & ~(states == CellState.BLANK).any(axis=0)
            yield crop, asked, np.asarray(inside if matched is None else inside & matched)


def _told_with(plan: Plan, amount: str) -> tuple[str, ...]:
    """Return the elements without which a month of an amount does not count."""
    shares = (one for one in plan.shares if one.by_month and amount in one.amounts)
    return tuple(name for one in shares for name in spread(one.elements, plan.main_crops))


def _asked(snapshot: Snapshot, names: Sequence[str]) -> Mask:
    return np.asarray(np.any([snapshot.states_of(name) != CellState.NOT_DUE for name in names], axis=0))


def _on_campaigns(sums: Sums, indicator: Indicator, groups: Sequence[_Group]) -> tuple[Floats, Floats]:
    """Return the path of those who reported, and the share of the campaigns passed that is in."""
    snapshot, plan, spans = sums.snapshot, sums.plan, sums.spans
    months = [one for one, is_in in zip(snapshot.periods, spans.year, strict=True) if is_in]
    units = len(snapshot.places.units)
    done, due, whole = np.zeros(units), np.zeros(units), np.zeros(units)
    for campaign, share in campaign_weights(plan, indicator):
        area = campaign_area(campaign, snapshot, plan) * share
        known = _known_units(sums, indicator, campaign)
        told = [one for one in groups if one.crop in (None, campaign.crop)]
        asked = np.any([one.asked for one in told], axis=0)
        inside = np.any([one.inside for one in told], axis=0)
        whole += np.where(known, area, 0)
        before = 0.0
        for i, month in enumerate(months):
            passed = float(campaign.passed(month.last_day))
            step, before = passed - before, passed
            if step > 0:
                due += area * step
                done += np.where(known & (inside[:, i] | ~asked[:, i]), area * step, 0)
    in_all, due_in_all, planned = (sum_up(one, snapshot.places) for one in (done, due, whole))
    target = np.nan if indicator.target is None else indicator.target.value
    share_in = np.where(planned > 0, _ratio(in_all, due_in_all, nothing=1.0), np.nan)
    return _ratio(in_all, planned) * target, share_in


def _known_units(sums: Sums, indicator: Indicator, campaign: Campaign) -> Mask:
    """Mark units that stand in both sides of the share with what a campaign is part of."""
    known = np.ones(len(sums.snapshot.places.units), dtype=np.bool_)
    who = answered(sums.spans).known
    crop = sums.plan.calendar.crops[campaign.crop]
    for term in indicator.making.numerator:
        mask = who.get(term.amount)
        if mask is not None and mask.ndim == 1:
            known &= mask
        elif mask is not None:
            sown = crop.season_of(campaign.first[0])
            seasons = seasons_of(sums.plan, sums.plan.amounts[term.amount])
            for i, season in enumerate(seasons):
                if season.crop == campaign.crop and season.sown == sown:
                    known &= mask[:, i]
    return known


def _weights(snapshot: Snapshot, plan: Plan) -> Floats:
    """Return the planned area of the main crops, of a county its townships'; (org_unit,).

    A place of which no area is known weighs as much as the others do on average.
    """
    sown = next((one for one in plan.amounts.values() if one.by_season and one.unreported), None)
    areas = np.zeros(len(snapshot.places.units))
    if sown is not None and sown.unreported is not None:
        for crop in plan.main_crops:
            areas += np.nan_to_num(snapshot.baseline_at_last(sown.unreported.replace(CROP, crop), plan.year))
    total = sum_up(areas, snapshot.places)
    is_county = np.array([unit.level == Level.COUNTY for unit in snapshot.places.units])
    weights = np.where(is_county, total, areas)
    for level in (Level.COUNTY, Level.TOWNSHIP):
        rows = np.array([unit.level == level for unit in snapshot.places.units])
        known = weights[rows & (weights > 0)]
        weights[rows & (weights <= 0)] = known.mean() if known.size else 1.0
    return weights


def _ratio(part: Floats, whole: Floats, nothing: float = np.nan) -> Floats:
    return np.divide(part, whole, out=np.full_like(whole, nothing), where=whole > 0)
