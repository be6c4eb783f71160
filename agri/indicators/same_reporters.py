"""Which units answered both sides of a share: a blank is unknown, not zero, on either side.

A report that leaves one side blank would count on the other alone and bend the share of everybody. So it
stands in neither: its month where both sides are told month by month, its whole season where a month of one
side has no counterpart in the other. `SHARES` says which elements belong together; the sums of
`agri.indicators.reported` and the engine's year end both go by it. A cell marked as not applicable is known:
it is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.indicators.quantities import SPRAYERS
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.spans import Spans
from agri.terms import CellState

Mask = NDArray[np.bool_]

_WAITING = (CellState.NOT_REPORTED, CellState.PENDING)
STRAW_USES = ("fertilizer_use_t", "feed_use_t", "fuel_use_t", "substrate_use_t", "material_use_t")


@dataclass(frozen=True, slots=True)
class Share:
    """What must be known of a unit for it to count in a share.

    ========= ==========================================================================
    Field     Meaning
    ========= ==========================================================================
    fields    fields of `Quantities` that are left out together
    elements  none of them may be blank in the plan year
    any_of    at least one of them must not be blank in the plan year
    due       none of them may be blank in the months whose film is due
    by_month  True: a month is left out by itself; False: the unit with its whole season
    two_forms True: the sides come in reports of their own, so that one may be there without the other
    ========= ==========================================================================
    """

    fields: tuple[str, ...]
    elements: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    by_month: bool = False
    two_forms: bool = False


SHARES: Mapping[str, Share] = {
    "treatment": Share(
        ("unified_mu", "treated_mu", "deposited_mu"),
        ("pest_control.unified_area_mu", *(f"pest_control.{sprayer}_mu" for sprayer in SPRAYERS)),
        by_month=True,
    ),
    "packaging": Share(
        ("packaging_kg", "pesticide_kg"),
        ("packaging.recovered_kg", "pest_control.pesticide_kg"),
        by_month=True,
        two_forms=True,
    ),
    "manure": Share(
        ("manure_produced_t", "manure_used_t"), ("manure.produced_t", "manure.used_t"), by_month=True
    ),
    "green": Share(("green_mu", "planted_mu"), ("pest_control.green_area_mu",)),
    "film": Share(
        ("film_due_kg", "film_recovered_kg"),
        ("film.recovered_kg",),
        due=("film.used_kg", "film.degradable_used_kg"),
    ),
    "straw": Share(
        ("straw_collectable_t", "straw_returned_t", "straw_used_t", "straw_bought_t", "straw_sold_t"),
        tuple(
            f"straw.{crop}_{part}"
            for crop in ("wheat", "maize")
            for part in ("harvested_mu", "output_t", "returned_mu")
        ),
        any_of=tuple(f"straw.{use}" for use in STRAW_USES),
    ),
}
# Areas under formula fertilization and their base stand apart by crop season.
FORMULA_FIELDS = ("formula_mu", "formula_base_mu")
_FORMULA_SEASONS = (("wheat", -1), ("wheat", 0), ("maize", 0))  # crop, and how it was sown: last or this year


def left_a_part(snapshot: Snapshot, elements: Sequence[str]) -> Mask:
    """Mark months whose report left any of some elements blank, shape (org_unit, period)."""
    return np.asarray(np.any([snapshot.states_of(e) == CellState.BLANK for e in elements], axis=0))


def answers(snapshot: Snapshot, elements: Sequence[str]) -> Mask:
    """Mark months that answered any of some elements, also by saying that there is none; as `left_a_part`."""
    known = (CellState.GIVEN, CellState.NOT_APPLICABLE)
    return np.asarray(np.any([np.isin(snapshot.states_of(e), known) for e in elements], axis=0))


def unknown_months(snapshot: Snapshot, share: Share) -> Mask:
    """Mark the months of which a side of a share is unknown, shape (org_unit, period)."""
    unknown = left_a_part(snapshot, share.elements)
    if share.two_forms:
        unknown = unknown | np.any([np.isin(snapshot.states_of(e), _WAITING) for e in share.elements], axis=0)
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
    snapshot = spans.snapshot
    known: dict[str, Mask] = {}
    still: dict[str, Floats] = {}
    rate: dict[str, float] = {}
    for share in SHARES.values():
        if share.by_month:
            continue
        unknown = (unknown_months(snapshot, share) & spans.year).any(axis=1)
        still_open = _open_cells(snapshot, share.elements, spans.year)
        if share.due:
            unknown = unknown | _is_film_due_unknown(spans, share.due)
            still_open = still_open + _open_cells(snapshot, share.due, spans.film_spring)
        known |= dict.fromkeys(share.fields, np.asarray(~unknown))
        still |= dict.fromkeys(share.fields, still_open)
        rate |= dict.fromkeys(share.fields, _blank_rate(snapshot, (*share.elements, *share.due)))
    seasons = [
        ((f"soil_testing.{crop}_formula_area_mu",), spans.sown(crop, spans.plan.year + sown))
        for crop, sown in _FORMULA_SEASONS
    ]
    blank = [(left_a_part(snapshot, elements) & months).any(axis=1) for elements, months in seasons]
    formula = [_open_cells(snapshot, elements, months) for elements, months in seasons]
    every = sorted({element for elements, _ in seasons for element in elements})
    known |= dict.fromkeys(FORMULA_FIELDS, ~np.stack(blank, axis=1))
    still |= dict.fromkeys(FORMULA_FIELDS, np.stack(formula, axis=1))
    rate |= dict.fromkeys(FORMULA_FIELDS, _blank_rate(snapshot, every))
    return Answered(known, still, rate)


def _open_cells(snapshot: Snapshot, elements: Sequence[str], months: Mask) -> Floats:
    """Count the cells of some elements that are not told yet, shape (org_unit,)."""
    count = sum(np.isin(snapshot.states_of(e)[:, months], _WAITING).sum(axis=1) for e in elements)
    return np.asarray(count, dtype=np.float64)


def _blank_rate(snapshot: Snapshot, elements: Sequence[str]) -> float:
    states = np.stack([snapshot.states_of(element) for element in elements])
    blank, given = int((states == CellState.BLANK).sum()), int((states == CellState.GIVEN).sum())
    return blank / (blank + given) if blank else 0.0


def _is_film_due_unknown(spans: Spans, elements: Sequence[str]) -> Mask:
    """Mark units that left blank film that is due; last autumn's is known beforehand where none is told."""
    blank = left_a_part(spans.snapshot, elements)
    used = spans.snapshot.of(elements[0])
    was_told = ~np.isnan(used[:, spans.film_last_autumn]).all(axis=1)
    autumn = (blank & spans.film_last_autumn).any(axis=1) & was_told
    return np.asarray(autumn | (blank & spans.film_spring).any(axis=1))


def keep_answered(quantities: Mapping[str, Floats], known: Mapping[str, Mask]) -> dict[str, Floats]:
    """Take units that did not answer both sides of a share out of either.

    Parameters
    ----------
    quantities : mapping of array
        By field of `Quantities`, not yet aggregated; trailing axes are kept.
    known : mapping of array
        By field, who answered; with the rows of the quantities, trailing axes of one where they have more.
    """
    kept = dict(quantities)
    for name, mask in known.items():
        trailing = (1,) * (kept[name].ndim - mask.ndim)
        kept[name] = np.where(mask.reshape(mask.shape + trailing), kept[name], 0)
    return kept
