"""Fill `Quantities` from a snapshot: what the accepted reports come to, up to and including a month."""

from collections.abc import Callable, Container, Mapping

import numpy as np

from agri.definitions.declared import Amount, AmountKind, IndicatorKind
from agri.definitions.plan import Plan
from agri.indicators.growth import base_share, compared_sums, last_year_base
from agri.indicators.quantities import Quantities, given_name
from agri.indicators.ratio import due_sum, seasons_sum, sum_of
from agri.indicators.recovery import nutrient_sums
from agri.indicators.same_reporters import keep_answered
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.sums import Cells, Sums
from agri.indicators.utilization import shared_sum
from agri.indicators.weighted_mean import deposit_rate, sprayed_crop, weighted_sum
from agri.periods import Period

__all__ = ["base_share", "deposit_rate", "last_year_base", "reported_quantities", "sprayed_crop"]

_SUMS: Mapping[AmountKind, Callable[[Sums, Amount], Floats]] = {
    AmountKind.SUM: sum_of,
    AmountKind.SEASONS: seasons_sum,
    AmountKind.DUE: due_sum,
    AmountKind.WEIGHTED: weighted_sum,
    AmountKind.SHARED: shared_sum,
    AmountKind.NUTRIENTS: nutrient_sums,
}


def reported_quantities(
    snapshot: Snapshot,
    plan: Plan,
    through: Period,
    *,
    is_matched: bool = True,
    cells: Cells | None = None,
    amounts: Container[str] | None = None,
) -> Quantities:
    """Add up the given cells of the plan year to a month; what was not given adds nothing.

    Both sides of a share are summed over the units that answered both, see `agri.indicators.same_reporters`.

    Parameters
    ----------
    snapshot : Snapshot
        Values in the elements' own units, NaN unless given.
    plan : Plan
        Declares the amounts and says which months belong to which season.
    through : Period
        The last month that counts.
    is_matched : bool
        False: every given cell counts, whatever else its unit left blank.
    cells : Cells, optional
        Those of the same snapshot and plan, where sums to several months are asked for.
    amounts : container of str, optional
        The codes of those that are asked for; by default all.

    Returns
    -------
    Quantities
        First axis: the snapshot's places, not yet aggregated; no trailing axes. Every declared amount that
        is asked for is there; one whose elements no form of the snapshot has is refused by `agri check`.
    """
    sums = Sums(cells or Cells(snapshot, plan), through, is_matched=is_matched)
    quantities: dict[str, Floats] = {}
    for amount in plan.amounts.values():
        if amounts is not None and amount.code not in amounts:
            continue
        if amount.kind == AmountKind.GROWTH:
            quantities |= compared_sums(sums, amount)
        else:
            quantities[amount.code] = _SUMS[amount.kind](sums, amount)
    quantities |= _given(sums)
    if is_matched:
        quantities = keep_answered(quantities, sums.cells.answered(sums.spans).known)
    return Quantities(quantities)


def _given(sums: Sums) -> dict[str, Floats]:
    """Count the cells behind each total, so that nothing reported is no zero; (org_unit,) each."""
    plan, snapshot = sums.plan, sums.snapshot
    counts: dict[str, Floats] = {}
    for indicator in (*plan.indicators.values(), *plan.beside.values()):
        if indicator.making.kind == IndicatorKind.TOTAL:
            names = [
                n for code in indicator.making.amounts for n in plan.amounts[code].names(plan.main_crops)
            ]
            cells = [np.isfinite(snapshot.of(name)[:, sums.spans.year]).sum(axis=1) for name in names]
            counts[given_name(indicator)] = np.asarray(np.sum(cells, axis=0), dtype=np.float64)
    return counts
