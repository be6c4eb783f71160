"""How likely it is that two reports agree by accident in as many amounts as they do.

It follows from how exactly the amounts are written and how much they vary. Amounts of one group (a section
that is large enough) vary together: the first that agrees may be an accident of the group's common change,
the others only of what an amount varies beside it. The chance that so many of a report's amounts agree is at
most the number of ways to pick as many, times the joint chance of those that do. So amounts that differ count
against a copy.
"""

from dataclasses import dataclass

import numpy as np

from agri.detectors.rounding import Written
from agri.detectors.year_pair import Mask, common, median, spreads
from agri.indicators.snapshot import Floats

_PEAK = 0.3676  # density of Student's t with three degrees of freedom at its middle
# Chance of an amount to agree by accident; where it is larger, agreeing says nothing of habits.
_UNLIKELY = 0.05
# Log: an amount of a copy that was changed afterwards is so much less likely than one that was not.
_EDITED = 2.2
_COPIERS = 1.0  # places that may copy the same month
_FEWEST_AMOUNTS = 3  # of a group, to tell what it has in common


@dataclass(frozen=True, slots=True)
class Usual:
    """Standard deviation and middle of an honest log ratio of two amounts, altogether and beside its group's.

    Axes as the amounts; the `beside` ones are those of the ratio itself where a group is too small.
    """

    spread: Floats
    center: Floats
    spread_beside: Floats
    center_beside: Floats


@dataclass(frozen=True, slots=True)
class Compared:
    """Whether amounts agree, 0 or 1, NaN where one is missing or zero; and the log of the chances of it.

    ``log_first`` of an amount that is the first of its group to agree, ``log_chance`` of the others.
    """

    is_equal: Floats
    log_chance: Floats
    log_first: Floats
    groups: Floats  # (data_element,)

    def of_reports(self) -> tuple[Floats, Floats, Floats]:
        """Return the log of the chance of an accident, how many amounts agree, and how many were compared.

        (org_unit, month) each.
        """
        joint, equal, count = self._joint()
        return np.minimum(joint + log_ways(count, equal) + _EDITED * (count - equal), 0.0), equal, count

    def of_years(self) -> tuple[Floats, Floats, Floats]:
        """Return the same of all months together, (org_unit,) each."""
        joint, equal, count = (one.sum(axis=1) for one in self._joint())
        return np.minimum(joint + log_ways(count, equal) + _EDITED * (count - equal), 0.0), equal, count

    def _joint(self) -> tuple[Floats, Floats, Floats]:
        count = np.isfinite(self.is_equal).sum(axis=1)
        agrees = self.is_equal == 1
        joint = np.where(agrees, self.log_chance, 0.0).sum(axis=1)
        less = np.where(agrees, np.minimum(self.log_first - self.log_chance, 0.0), 0.0)
        for group in np.unique(self.groups):
            joint = joint + less[:, self.groups == group].min(axis=1)
        return joint, np.asarray(agrees.sum(axis=1)), np.asarray(count)


def learn(change: Floats, groups: Floats) -> tuple[Floats, Floats]:
    """Return the standard deviations of honest changes, altogether and beside the group's.

    (1, data_element, 1) each.

    Parameters
    ----------
    change : array, (org_unit, data_element, month)
        log of the ratio of two amounts, NaN where one is missing.
    groups : array, (data_element,)
        Amounts with the same number are of one group.
    """
    unusual = change - common(change)
    shared, is_many = _shared(unusual, groups)
    spread, beside = spreads(unusual), spreads(np.where(is_many, unusual - shared, np.nan))
    return spread[None, :, None], beside[None, :, None]


def usual(change: Floats, center: Floats, learnt: tuple[Floats, Floats], groups: Floats) -> Usual:
    """Put together what is expected of log ratios, altogether and beside what the group's have in common.

    Parameters
    ----------
    change, center : array, (org_unit, data_element, month)
        The log ratios and what is expected of them, NaN where nothing is compared.
    learnt : two arrays
        Standard deviations, altogether and beside the group's.
    groups : array, (data_element,)
    """
    shared, is_many = _shared(change - center, groups)
    spread = np.broadcast_to(learnt[0], center.shape)
    beside = np.where(is_many, learnt[1], spread)
    return Usual(spread, center, beside, np.where(is_many, center + shared, center))


def usual_change(change: Floats, groups: Floats) -> Usual:
    """Learn from all places how amounts change, and expect it of each."""
    center = np.where(np.isfinite(change), common(change), np.nan)
    return usual(change, center, learn(change, groups), groups)


def _shared(values: Floats, groups: Floats) -> tuple[Floats, Mask]:
    """Return the median of each amount's group, and whether the group says anything."""
    shared, is_many = np.zeros(values.shape), np.zeros(values.shape, dtype=np.bool_)
    for group in np.unique(groups):
        mine = groups == group
        shared[:, mine] = median(values[:, mine], axis=1)[:, None]
        is_many[:, mine] = np.isfinite(values[:, mine]).sum(axis=1, keepdims=True) >= _FEWEST_AMOUNTS
    return shared, is_many


def compare(
    copy: Written, other: Written, expected: Usual, groups: Floats, *, is_of_pairs: bool = False
) -> Compared:
    """Say where a report's amounts are another's, as they are or rounded as the report's own are.

    Parameters
    ----------
    copy, other : Written
        The report that may be a copy and what it may be a copy of, (org_unit, data_element, month).
    expected : Usual
        Of an honest log(copy / other); its tails are those of Student's t with three degrees of freedom.
    groups : array, (data_element,)
        Amounts that vary together.
    is_of_pairs : bool, optional
        Whether the reports were picked because they agree, so that how often they do says nothing.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (copy.amounts + other.amounts) / 2
        is_known = (copy.amounts > 0) & (other.amounts > 0)
        is_equal = np.abs(copy.amounts - other.amounts) <= copy.step / 2 * (1 + 1e-9)
        exactness = copy.step * copy.coarse / middle
        chance, first = (
            np.minimum(_density(center, spread) * exactness, 1.0)
            for center, spread in (
                (expected.center_beside, expected.spread_beside),
                (expected.center, expected.spread),
            )
        )
        equal = np.where(is_known, is_equal, np.nan).astype(np.float64)
        habit = 0.0 if is_of_pairs else _habit(equal, first)
        log_chance, log_first = (np.minimum(np.log(one + habit), 0.0) for one in (chance, first))
    return Compared(equal, log_chance, log_first, groups)


def _habit(is_equal: Floats, chance: Floats) -> Floats:
    """Return how often all other places' amounts agree in the month although it is unlikely.

    A laboratory that analyses as many samples each month, or a form that is filled by an old rule of thumb,
    makes equal amounts that are no copies. A few copies are left out of account.
    """
    is_unlikely = np.isfinite(is_equal) & (chance < _UNLIKELY)
    agree = np.where(is_unlikely, np.nan_to_num(is_equal) - chance, 0.0)
    count = is_unlikely.sum(axis=0, keepdims=True) - is_unlikely
    others = agree.sum(axis=0, keepdims=True) - agree - _COPIERS
    return np.asarray(np.clip(others / np.maximum(count, 1), 1e-9, 1.0))


def _density(center: Floats, spread: Floats) -> Floats:
    return np.asarray(_PEAK / (1 + (center / spread) ** 2 / 3) ** 2 / spread)


def log_ways(count: Floats, equal: Floats) -> Floats:
    """Return the log of the number of ways to pick `equal` of `count`.

    >>> log_ways(np.array(4), np.array(2)).round(4) == np.log(6).round(4)
    np.True_
    """
    log_factorial = np.concatenate(
        [[0.0], np.cumsum(np.log(np.arange(1, int(np.max(count, initial=0)) + 1)))]
    )
    return np.asarray(log_factorial[count] - log_factorial[equal] - log_factorial[count - equal])
