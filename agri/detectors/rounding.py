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


def written(amounts: Floats, others: Floats) -> Written:
    """Look at amounts beside all that the same places wrote, both (org_unit, data_element, month).

    Some amounts are round by accident: one in ten of those written to the unit is a multiple of ten. So that
    such a one agrees with another amount to the nearest ten is no likelier than that they agree exactly.
    """
    step, before = steps(amounts, _STEPS), steps(others, _STEPS)
    both = np.concatenate([np.where(amounts > 0, step, np.nan), np.where(others > 0, before, np.nan)], axis=2)
    count = np.isfinite(both).sum(axis=2, keepdims=True)
    as_coarse = np.stack([(both >= one).sum(axis=2) for one in _STEPS], axis=2)  # (org_unit, element, step)
    at = np.searchsorted(np.asarray(_STEPS), step * (1 - 1e-9))
    own = np.take_along_axis(as_coarse, np.minimum(at, len(_STEPS) - 1), axis=2)
    return Written(amounts, step, np.minimum((own + 1) / (count + 1), 1.0))


def steps(amounts: Floats, allowed: tuple[float, ...] = _TENS) -> Floats:
    """Return to what each amount is rounded: the largest of the allowed steps that it is a multiple of.

    Never more than half of the amount, so that 300 is as exact as people write it; and never finer than
    most amounts of the element are written. Axes (org_unit, data_element, month).
    """
    found = np.full(amounts.shape, allowed[0])
    for step in allowed[1:]:
        whole = amounts / step
        found = np.where(np.abs(whole - np.round(whole)) < 1e-6, step, found)
    flat = np.moveaxis(np.where(amounts > 0, found, np.nan), 1, 0).reshape(amounts.shape[1], -1)
    ordered = np.sort(flat, axis=1)  # NaN last
    at = (_FINEST * np.isfinite(flat).sum(axis=1)).astype(np.intp)
    finest = np.nan_to_num(np.take_along_axis(ordered, at[:, None], axis=1), nan=allowed[0])[None, :]
    coarsest = np.maximum(_COARSEST * np.nan_to_num(amounts), finest)
    return np.asarray(np.clip(found, finest, coarsest), dtype=np.float64)
