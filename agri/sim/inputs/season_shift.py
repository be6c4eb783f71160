"""How a year moves the work of a season among its months: early, late, drawn out or pressed together.

Last year's split says how a season's work is expected to lie. Between any two months that follow on each
other some of it may move, forward or back; the season's sum stays what it is. So a first month that is low
speaks of a late season as well as of little work, and what is late is still to come.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.indicators.snapshot import Floats
from agri.sim.inputs.streams import Floats32

Group = tuple[int, ...]  # the months of a season, in order

LEAST_PART = 0.005  # of a season: a month that is asked for may hold some of it in any year
_STEEPEST = 4.0  # of a slope: months with hardly any work
_SHIFT_SD = {"city": 0.4, "county": 0.15}  # months, where a package says nothing [assumed]
_STEPS = 12  # of Gauss and Newton; they come to rest in half as many
_NONE = 1e-6  # so that a spread of zero can be asked for
_LONGEST = 0.5  # months: of one step


def shift_sd(parameters: Mapping[str, float], level: str) -> float:
    """Return by how many months work may be late: all of a city, or a county beside its city."""
    name = f"season.shift_{level}_sd"
    return parameters[name] if name in parameters else _SHIFT_SD[level]


@dataclass(frozen=True)
class SeasonShift:
    """Where a season's work lies among its months, and how it moves.

    ======== ================= ==================================================================
    Field    Shape             Meaning
    ======== ================= ==================================================================
    split    (month,)          parts of the season's work as this year's reports lead one to expect
    matrix   (month, boundary) how the logarithm of a month's work answers to what crosses a boundary
    at       (boundary,)       how late the work is there against last year, months: the reports' best guess
    ======== ================= ==================================================================
    """

    split: Floats
    matrix: Floats
    at: Floats

    @property
    def slopes(self) -> Floats:
        """How the logarithm of a month's work moves with what crosses a boundary, from here; as `matrix`."""
        return np.asarray(self.matrix - self.split @ self.matrix)

    def factors(self, beyond: Floats32) -> Floats32:
        """Return by how much more each month holds, mean 1 over the season.

        Parameters
        ----------
        beyond : array, shape (boundary, ...)
            How much later the work is than `at`, months.

        Returns
        -------
        array, shape (month, ...)
        """
        parts = np.exp(np.tensordot(self.matrix.astype(np.float32), beyond, axes=1))
        whole = np.tensordot(self.split.astype(np.float32), parts, axes=1)
        return np.asarray(parts / whole, dtype=np.float32)


Shifts = Mapping[Group, SeasonShift]


def shift_matrix(split: Floats) -> Floats:
    """Return how each month answers to a month's delay at each boundary between two months.

    What crosses is in proportion to the geometric mean of both months.

    Parameters
    ----------
    split : array, shape (month,)
        Parts of the season's work, none below 0.

    Returns
    -------
    array, shape (month, boundary)
        Logarithm per month of delay.
    """
    known = np.maximum(split, LEAST_PART)
    crossing = np.sqrt(known[:-1] * known[1:])
    matrix = np.zeros((len(split), len(crossing)))
    at = np.arange(len(crossing))
    matrix[at, at] = -crossing / known[:-1]
    matrix[at + 1, at] = crossing / known[1:]
    return np.asarray(np.clip(matrix, -_STEEPEST, _STEEPEST))


def likeliest_shift(
    split: Floats, log_ratio: Floats, sd: Floats, *, performance_sd: float, shift_sd: float
) -> SeasonShift:
    """Find the likeliest shift of a season of which some months are told.

    Parameters
    ----------
    split : array, shape (month,)
        Parts of the season's work that last year leads one to expect; sum 1.
    log_ratio : array, shape (month,)
        log(told / expected) of the whole city, NaN where too little is told.
    sd : array, shape (month,)
        By how much it may be off for other reasons, log.
    performance_sd : float
        By how much the season's sum may stand off what is expected, log.
    shift_sd : float
        By how much the work at a boundary may be late or early, months.
    """
    matrix = shift_matrix(split)
    at = np.zeros(matrix.shape[1])
    told = np.flatnonzero(np.isfinite(log_ratio))
    if not told.size:
        return SeasonShift(split, matrix, at)
    believed = np.maximum(np.append(performance_sd, np.full(len(at), shift_sd)), _NONE) ** -2.0
    weight = np.maximum(sd[told], _NONE) ** -2.0
    performance = 0.0
    for _ in range(_STEPS):
        here = SeasonShift(_turned(split, matrix @ at), matrix, at)
        moved = matrix @ at - np.log(split @ np.exp(matrix @ at))
        off = log_ratio[told] - performance - moved[told]
        slopes = np.column_stack([np.ones(len(told)), here.slopes[told]])
        state = np.append(performance, at)
        precision = (slopes.T * weight) @ slopes + np.diag(believed)
        step = np.linalg.solve(precision, slopes.T @ (weight * off) - believed * state)
        step[1:] = np.clip(step[1:], -_LONGEST, _LONGEST)
        performance, at = performance + float(step[0]), at + step[1:]
    return SeasonShift(_turned(split, matrix @ at), matrix, at)


def _turned(split: Floats, log_factor: Floats) -> Floats:
    parts = split * np.exp(log_factor)
    return np.asarray(parts / parts.sum())


def floored(share: Floats, is_told: NDArray[np.bool_]) -> Floats:
    """Return townships' splits, (township, month), with a little in every month that anybody told of.

    Rows add up to 1; `is_told` has shape (month,).
    """
    some = np.maximum(share, LEAST_PART * is_told)
    return np.asarray(some / some.sum(axis=1, keepdims=True))
