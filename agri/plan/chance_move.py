"""Why the chance of a target is another one than by an earlier projection, as far as stored answers tell.

Two questions are answered apart. Of the two year ends: did the middle move, or the width? Of the two records:
what differs between them at all? Where one thing alone differs, it is the cause; where several do, nobody can
say how much each of them moved, and nothing here pretends to.
"""

import math
from dataclasses import dataclass

import numpy as np

from agri.definitions.plan import Plan, Target
from agri.indicators.snapshot import Snapshot
from agri.plan.assessment import YearEndOutlook
from agri.plan.progress import last_due_month
from agri.terms import CellState, MoveCause, MovedBy

_FIRM = 2.0  # standard errors from which a change is one; assumed
_FITS = 0.25  # of the change: how far the split may miss it; assumed
_BESIDE = 1 / 3  # of the change: from here on the smaller part is told too; assumed
_SCORES = (-1.645, -0.674, 0.0, 0.674, 1.645)  # of a standard normal at the stored quantiles
_TOLD = (CellState.GIVEN, CellState.BLANK, CellState.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class ChanceMove:
    """By what a chance moved: the year end's middle, its width, or both; fractions.

    =========== =============================================================================
    Field       Meaning
    =========== =============================================================================
    by          what it is mainly by; noise where other seeds would make such a change
    level       what the median did
    width       what the width did; both add up to the change but for the shape
    is_narrower whether the middle half of the year end is narrower than before
    =========== =============================================================================
    """

    by: MovedBy
    level: float
    width: float
    is_narrower: bool


def chance_move(
    before: YearEndOutlook, now: YearEndOutlook, target: Target, replications: tuple[int, int]
) -> ChanceMove | None:
    """Split the change of a chance into that of the year end's median and that of its width.

    A year end is its median, its middle half's width and its shape: the stored quantiles, on the scale of a
    normal distribution. Median and width are exchanged in both orders and in both shapes, and each gets the
    mean of what it does.

    Returns
    -------
    ChanceMove or None
        None where a number is not known, or where median and width do not tell the change that was drawn:
        then nothing can be said.

    References
    ----------
    Shapley (1953), Contributions to the Theory of Games 2, for the mean over orders.
    """
    was, is_now = _Shape.of(before), _Shape.of(now)
    if was is None or is_now is None or before.probability is None or now.probability is None:
        return None
    parts = [_parts(shape, was, is_now, target) for shape in (was, is_now)]
    level, width = (float(np.mean([part[i] for part in parts])) for i in (0, 1))
    chances = before.probability, now.probability
    change = chances[1] - chances[0]
    error = math.hypot(*(_error(p, n) for p, n in zip(chances, replications, strict=True)))
    is_narrower = is_now.width < was.width
    if abs(change) < _FIRM * error:
        return ChanceMove(MovedBy.NOISE, level, width, is_narrower)
    if abs(level + width - change) > _FITS * abs(change):
        return None
    smaller, larger = sorted((level, width), key=abs)
    if smaller * larger > 0 and abs(smaller) >= _BESIDE * abs(change):
        return ChanceMove(MovedBy.BOTH, level, width, is_narrower)
    return ChanceMove(MovedBy.LEVEL if larger == level else MovedBy.WIDTH, level, width, is_narrower)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A year end's median, the width of its middle half, and where its quantiles lie in units of that."""

    median: float
    width: float
    at: tuple[float, ...]

    @classmethod
    def of(cls, end: YearEndOutlook) -> "_Shape | None":
        """None where a quantile is unknown or two of them are the same."""
        known = [q for q in (end.q05, end.q25, end.q50, end.q75, end.q95) if q is not None]
        if len(known) < len(_SCORES) or not (np.diff(known) > 0).all():
            return None
        median, width = known[2], known[3] - known[1]
        return cls(median, width, tuple((one - median) / width for one in known))

    def chance(self, target: Target, median: float, width: float) -> float:
        """Return the chance to meet a target of a year end of this shape."""
        at = (target.value - median) / width
        k = min(
            max(int(np.searchsorted(self.at, at)), 1), len(self.at) - 1
        )  # beyond the ends: go on straight
        slope = (_SCORES[k] - _SCORES[k - 1]) / (self.at[k] - self.at[k - 1])
        score = _SCORES[k - 1] + slope * (at - self.at[k - 1])
        below = 0.5 * math.erfc(-score / math.sqrt(2))
        return below if target.is_ceiling else 1 - below


def _parts(shape: _Shape, was: _Shape, now: _Shape, target: Target) -> tuple[float, float]:
    """What median and width do to the chance of a year end of one shape."""
    first, median_first, width_first, last = (
        shape.chance(target, median, width)
        for median, width in (
            (was.median, was.width),
            (now.median, was.width),
            (was.median, now.width),
            (now.median, now.width),
        )
    )
    level = (median_first - first + last - width_first) / 2
    return level, last - first - level


def _error(chance: float, replications: int) -> float:
    """Standard Monte-Carlo error; of a chance that every draw gave, that of half a draw."""
    least = 0.5 / replications
    held = min(max(chance, least), 1 - least)
    return math.sqrt(held * (1 - held) / replications)


def causes_between(before: Snapshot, now: Snapshot, plan: Plan) -> tuple[MoveCause, ...] | None:
    """Name everything that differs between two records, of the whole city.

    Another month means its reports and the time that went by; what came late or was corrected is of months
    that were due before. None where the records cannot be laid on each other.
    """
    if before.values.shape != now.values.shape or before.baselines.shape != now.baselines.shape:
        return None
    was_due = np.array([period <= last_due_month(before, plan) for period in now.periods])
    was_told = np.isin(before.state, _TOLD)
    is_other = (before.state != now.state) | ~_equal(before.values, now.values)
    came_late = not bool(_equal(before.delay_days, now.delay_days)[:, :, was_due].all())
    found = {
        MoveCause.MONTH: before.as_of != now.as_of or bool((is_other & ~was_told)[:, :, ~was_due].any()),
        MoveCause.LATE: bool((is_other & ~was_told)[:, :, was_due].any()) or came_late,
        MoveCause.CORRECTED: bool((is_other & was_told).any()),
        MoveCause.SPOT_CHECKS: before.spot_checks != now.spot_checks,
        MoveCause.BASELINES: not bool(_equal(before.baselines, now.baselines).all()),
        MoveCause.DEFINITIONS: (before.definitions, before.heirs) != (now.definitions, now.heirs),
    }
    return tuple(cause for cause, is_there in found.items() if is_there)


def _equal(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two arrays hold the same, unknown beside unknown included."""
    return np.asarray((one == other) | (np.isnan(one) & np.isnan(other)))
