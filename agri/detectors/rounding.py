"""How exactly amounts are written: to which step, and how often their writer rounds as coarsely."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.indicators.snapshot import Floats

_STEPS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0)
_TENS = _STEPS[::2]
_COARSEST = 0.5  # of the amount: 30 may be a rounded 26, 20 no rounded 9
_FINEST = 0.1  # share of an element's amounts that may be written finer than is believed

_Part = slice | NDArray[np.intp]
_Index = _Part | tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """Amounts, to what each is rounded, and how often its writer's amounts are rounded as coarsely."""

    amounts: Floats
    step: Floats
    coarse: Floats

    def __getitem__(self, at: _Index) -> "Written":
        return Written(self.amounts[at], self.step[at], self.coarse[at])


def written(now: Floats, then: Floats) -> tuple[Written, Written]:
    """Look at each year's amounts beside all that the same places wrote, (org_unit, data_element, month).

    Some amounts are round by accident: one in ten of those written to the unit is a multiple of ten. So that
    such a one agrees with another amount to the nearest ten is no likelier than that they agree exactly.
    """
    writers, width = now.shape[0] * now.shape[1], len(_STEPS)
    years = [(year, steps(year, _STEPS), year > 0) for year in (now, then)]
    # Counted over what is given alone: most cells are no month of their form.
    writer = [np.flatnonzero(given) // now.shape[2] for _, _, given in years]
    level = [np.searchsorted(_STEPS, step[given], side="right") - 1 for _, step, given in years]
    counts = np.bincount(np.concatenate(writer) * width + np.concatenate(level), minlength=writers * width)
    as_coarse = counts.reshape(writers, width)[:, ::-1].cumsum(axis=1)[:, ::-1]  # (writer, step)
    found = []
    for (amounts, step, given), of in zip(years, writer, strict=True):
        at = np.searchsorted(_STEPS, step[given] * (1 - 1e-9))
        own = as_coarse[of, np.minimum(at, width - 1)]
        coarse = np.ones(amounts.shape)
        coarse[given] = np.minimum((own + 1) / (as_coarse[of, 0] + 1), 1.0)
        found.append(Written(amounts, step, coarse))
    return found[0], found[1]


def steps(amounts: Floats, allowed: tuple[float, ...] = _TENS) -> Floats:
    """Return to what each amount is rounded: the largest of the allowed steps that it is a multiple of.

    Never more than half of the amount, so that 300 is as exact as people write it; and never finer than
    most amounts of the element are written. Axes (org_unit, data_element, month).
    """
    given = amounts > 0
    whole = amounts[given]
    found = np.full(whole.shape, allowed[0])
    for step in allowed[1:]:
        times = whole / step
        found[np.abs(times - np.round(times)) < 1e-6] = step
    element = np.broadcast_to(np.arange(amounts.shape[1])[:, None], amounts.shape)[given]
    finest = _finest(found, element, amounts.shape[1], allowed[0])
    all_of = np.broadcast_to(finest[:, None], amounts.shape).copy()
    coarsest = np.maximum(_COARSEST * whole, finest[element])
    all_of[given] = np.clip(found, finest[element], coarsest)
    return all_of


def _finest(step: Floats, element: NDArray[np.intp], elements: int, least: float) -> Floats:
    """Return the step than which only few amounts of each element are written finer, (data_element,)."""
    order = np.lexsort((step, element))
    count = np.bincount(element, minlength=elements)
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    at = first + (_FINEST * count).astype(np.intp)
    found = np.full(elements, least)
    found[count > 0] = step[order][at[count > 0]]
    return found
