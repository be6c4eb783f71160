"""Which units answered both sides of a share: a blank is unknown, not zero, on either side.

A report that leaves one side blank would count on the other alone and bend the share of everybody. So it
stands in neither: its month where both sides are told month by month, its whole season where a month of one
side has no counterpart in the other. The package's shares say which amounts and elements belong together; the
sums of `agri.indicators.reported` and the engine's year end both go by them. A cell marked as not applicable
is known: it is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.declared import Share, spread
from agri.definitions.plan import Plan
from agri.indicators.quantities import seasons_of
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.spans import Spans
from agri.terms import CellState

Mask = NDArray[np.bool_]

_WAITING = (CellState.NOT_REPORTED, CellState.PENDING)


def left_a_part(snapshot: Snapshot, elements: Sequence[str]) -> Mask:
    """Mark months whose report left any of some elements blank, shape (org_unit, period)."""
    return np.asarray(np.any([snapshot.states_of(e) == CellState.BLANK for e in elements], axis=0))


def answers(snapshot: Snapshot, elements: Sequence[str]) -> Mask:
    """Mark months that answered any of some elements, also by saying that there is none; as `left_a_part`."""
    known = (CellState.GIVEN, CellState.NOT_APPLICABLE)
    return np.asarray(np.any([np.isin(snapshot.states_of(e), known) for e in elements], axis=0))


def unknown_months(snapshot: Snapshot, plan: Plan, share: Share) -> Mask:
    """Mark the months of which a side of a share is unknown, shape (org_unit, period)."""
    elements = spread(share.elements, plan.main_crops)
    unknown = left_a_part(snapshot, elements)
    if share.two_forms:
        unknown = unknown | np.any([np.isin(snapshot.states_of(e), _WAITING) for e in elements], axis=0)
    if share.any_of:
        blank = [snapshot.states_of(element) == CellState.BLANK for element in share.any_of]
        unknown = unknown | np.all(blank, axis=0)
    return np.asarray(unknown)


@dataclass(frozen=True)
class Answered:
    """Who counts in the shares that are matched by whole seasons, by field of `Quantities`.

    Masks have the shape (org_unit,), or (org_unit, main crop season) for areas under formula fertilization.
    Fields that are matched month by month, and those of no share, are not named.

    ========== ===========================================================================
    Field      Meaning
    ========== ===========================================================================
    known      field → units that left nothing blank so far
    open_cells field → how many cells of a unit may still be answered, or left blank
    blank_rate field → share of cells that came blank in both years, fraction
    ========== ===========================================================================
    """

    known: Mapping[str, Mask]
    open_cells: Mapping[str, Floats]
    blank_rate: Mapping[str, float]


def answered(spans: Spans) -> Answered:
    """Read who answered both sides of the shares that are matched by whole seasons."""
    snapshot, plan = spans.snapshot, spans.plan
    known: dict[str, Mask] = {}
    still: dict[str, Floats] = {}
    rate: dict[str, float] = {}
    for share in plan.shares:
        if share.by_month:
            continue
        elements = spread(share.elements, plan.main_crops)
        if share.by_season:
            who, still_open = _by_season(spans, share)
        else:
            unknown = (unknown_months(snapshot, plan, share) & spans.year).any(axis=1)
            still_open = _open_cells(snapshot, elements, spans.year)
            if share.due:
                crop = _due_crop(plan, share)
                unknown = unknown | _is_due_unknown(spans, share.due, crop)
                still_open = still_open + _open_cells(snapshot, share.due, spans.due_spring(crop))
            who = np.asarray(~unknown)
        known |= dict.fromkeys(share.amounts, np.asarray(who))
        still |= dict.fromkeys(share.amounts, still_open)
        rate |= dict.fromkeys(share.amounts, _blank_rate(snapshot, (*elements, *share.due)))
    return Answered(known, still, rate)


def _by_season(spans: Spans, share: Share) -> tuple[Mask, Floats]:
    """Say of each season of each crop who answered, and how much is open; (org_unit, crop season) each."""
    snapshot, plan = spans.snapshot, spans.plan
    blank, still = [], []
    for season in seasons_of(plan, plan.amounts[share.amounts[0]]):
        elements = spread(share.elements, (season.crop,))
        months = spans.year if season.sown is None else spans.sown(season.crop, plan.year + season.sown)
        blank.append((left_a_part(snapshot, elements) & months).any(axis=1))
        still.append(_open_cells(snapshot, elements, months))
    return ~np.stack(blank, axis=1), np.stack(still, axis=1)


def _due_crop(plan: Plan, share: Share) -> str:
    crops = [plan.amounts[code].due_of for code in share.amounts if code in plan.amounts]
    return next((crop for crop in crops if crop is not None), plan.main_crops[0])


def _open_cells(snapshot: Snapshot, elements: Sequence[str], months: Mask) -> Floats:
    """Count the cells of some elements that are not told yet, shape (org_unit,)."""
    count = sum(np.isin(snapshot.states_of(e)[:, months], _WAITING).sum(axis=1) for e in elements)
    return np.asarray(count, dtype=np.float64)


def _blank_rate(snapshot: Snapshot, elements: Sequence[str]) -> float:
    states = np.stack([snapshot.states_of(element) for element in elements])
    blank, given = int((states == CellState.BLANK).sum()), int((states == CellState.GIVEN).sum())
    return blank / (blank + given) if blank else 0.0


def _is_due_unknown(spans: Spans, elements: Sequence[str], crop: str) -> Mask:
    """Mark units that left blank what is due; last autumn's is known beforehand where none is told."""
    blank = left_a_part(spans.snapshot, elements)
    used = spans.snapshot.of(elements[0])
    last_autumn = spans.due_last_autumn(crop)
    was_told = ~np.isnan(used[:, last_autumn]).all(axis=1)
    autumn = (blank & last_autumn).any(axis=1) & was_told
    return np.asarray(autumn | (blank & spans.due_spring(crop)).any(axis=1))


def keep_answered(quantities: Mapping[str, Floats], known: Mapping[str, Mask]) -> dict[str, Floats]:
    """Take units that did not answer both sides of a share out of either.

    Parameters
    ----------
    quantities : mapping of array
        By amount, not yet aggregated; trailing axes are kept.
    known : mapping of array
        By field, who answered; with the rows of the quantities, trailing axes of one where they have more.
    """
    kept = dict(quantities)
    for name, mask in known.items():
        if name not in kept:
            continue
        trailing = (1,) * (kept[name].ndim - mask.ndim)
        kept[name] = np.where(mask.reshape(mask.shape + trailing), kept[name], 0)
    return kept
