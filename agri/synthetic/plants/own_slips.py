"""The slips that an invented world makes itself and nobody caught: they are no ordinary honest reports."""

from collections.abc import Mapping

import numpy as np

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.scoring.planted import Planted, PlantedCells
from agri.synthetic.plants.planting import LEAST
from agri.synthetic.truth.truth import Truth

KIND = "own-slip"
_FACTOR = 1.8  # said over true, from which on it is no leaning: a county's inflation stays below 1.3
_VERY_FAR = 8.0  # said over true, from which on it is one whatever it is worth: a zero, or another unit


def own_slips(honest: Snapshot, plan: Plan, truths: Mapping[int, Truth]) -> tuple[Planted, ...]:
    """Return where the record of either year is far from the truth, a row for each report."""
    true = np.concatenate([truths[year].values for year in honest.years], axis=2)
    units = {f"{form.code}.{e.code}": e.unit for form in plan.forms for e in form.elements}
    least = np.array([LEAST.get(units[name], 0.0) for name in honest.data_elements])[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = honest.values / true
        is_far = (factor >= _FACTOR) | (factor <= 1 / _FACTOR)
        most = np.fmax(honest.values, true)
        is_very_far = (factor >= _VERY_FAR) | (factor <= 1 / _VERY_FAR)
    is_far &= (most >= least) | (is_very_far & (most >= least / 10))
    found: dict[tuple[str, str, int], list[str]] = {}
    for unit, element, month in np.argwhere(is_far):
        form, code = honest.data_elements[element].split(".")
        found.setdefault((honest.places.codes[unit], form, int(month)), []).append(code)
    return tuple(
        Planted(
            KIND, 1.0, place, (PlantedCells(place, form, tuple(codes), (honest.periods[month],)),), (form,)
        )
        for (place, form, month), codes in sorted(found.items())
    )
