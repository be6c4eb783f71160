"""Utilization: what is used, returned by the share of an area, and traded, over what there is."""

import numpy as np

from agri.definitions.declared import CROP, Amount
from agri.indicators.ratio import add
from agri.indicators.snapshot import Floats
from agri.indicators.sums import Sums


def shared_sum(sums: Sums, amount: Amount) -> Floats:
    """Add up each crop's sum × the share that its `part` is of its `whole`, shape (org_unit,)."""
    units = len(sums.snapshot.places.units)
    known = sums.known_months(amount)
    total = np.zeros(units)
    part, whole = amount.part or "", amount.whole or ""
    has_crops = any(CROP in one for one in amount.patterns)
    for crop in amount.each_crop(sums.plan.main_crops) if has_crops else ("",):
        sum_of_crop = add([sums.year(one.replace(CROP, crop), known) for one in amount.elements])
        if amount.coefficient is not None:
            sum_of_crop = sum_of_crop * sums.plan.coefficients[amount.coefficient.replace(CROP, crop)]
        base = sums.year(whole.replace(CROP, crop), known)
        counted = sums.year(part.replace(CROP, crop), known)
        total += sum_of_crop * np.divide(counted, base, out=np.zeros(units), where=base > 0)
    return total
