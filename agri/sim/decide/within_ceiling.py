"""The choice of levels that comes nearest to the goals for no more than a sum of money.

It decides on the same table as `agri.sim.decide.table_optimizer`. Nearest is the choice whose targets are
short of their goals by the least probability in all; of equals the cheapest. A first answer is found by
greed and exchanged until nothing is gained; then a branch-and-bound search proves it, or finds a better one,
as far as its budget of nodes goes. No randomness.
"""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from agri.indicators.snapshot import Floats
from agri.sim.decide.table_optimizer import MOST_NODES, Choice, LeverTable

Rank: TypeAlias = tuple[float, float]  # how short in all, a sum of fractions; what it costs, yuan

_MOST_EXCHANGES = 60
_TINY = 1e-9


def missing_probability(slack: Floats, goals: Floats) -> Floats:
    """Sum over targets what their probability lacks of the goal.

    Parameters
    ----------
    slack : array, shape (..., target, replication)
        The city's slack; a target is met where it is not negative.
    goals : array, shape (target,)
        Share of replications in which each target is to be met.

    Returns
    -------
    array, shape (...)
        0 where every goal is reached.
    """
    return np.asarray(np.maximum(goals - (slack >= 0).mean(axis=-1), 0).sum(axis=-1))


def nearest(table: LeverTable, ceiling_yuan: float, most_nodes: int = MOST_NODES) -> Choice:
    """Find the levels that come nearest to the goals and cost no more than a ceiling.

    Parameters
    ----------
    table : LeverTable
        At least one target; gains may be negative.
    ceiling_yuan : float
        Not negative: doing nothing is always within it.
    most_nodes : int
        Budget of the proof.
    """
    levels = _greedy(table, ceiling_yuan)
    for _ in range(_MOST_EXCHANGES):
        better = _exchanged(table, levels, ceiling_yuan)
        if better == levels:
            break
        levels = better
    search = _NearestWithin(table, ceiling_yuan, most_nodes)
    levels, is_proved = search.run(levels)
    short, cost = _rank(table, levels)
    return Choice(levels, cost, is_feasible=short <= _TINY, is_proved=is_proved)


def _rank(table: LeverTable, levels: tuple[int, ...]) -> Rank:
    return float(missing_probability(table.slack(levels), table.goals)), table.cost(levels)


def _smooth_missing(slack: Floats, goals: Floats) -> Floats:
    """Do the same with probabilities read off normal distributions: steps too small to count show too."""
    spread = np.maximum(slack.std(axis=-1), _TINY)
    chance = 0.5 * np.vectorize(math.erfc)(-slack.mean(axis=-1) / spread / math.sqrt(2))
    return np.asarray(np.maximum(goals - chance, 0).sum(axis=-1))


def _greedy(table: LeverTable, ceiling: float) -> tuple[int, ...]:
    """Raise the lever that gains most per yuan among those that can still be paid, until none gains."""
    levels = [0] * len(table.gains)
    slack, spent = table.base.copy(), 0.0
    while True:
        raises = [
            (i, k)
            for i, costs in enumerate(table.costs)
            for k in range(levels[i] + 1, len(costs))
            if spent + costs[k] - costs[levels[i]] <= ceiling + _TINY
        ]
        if not raises:
            return tuple(levels)
        after = np.stack([slack + table.gains[i][k] - table.gains[i][levels[i]] for i, k in raises])
        gained = _smooth_missing(slack, table.goals) - _smooth_missing(after, table.goals)
        price = np.array([table.costs[i][k] - table.costs[i][levels[i]] for i, k in raises])
        best = int(np.argmax(gained / np.maximum(price, _TINY)))
        if gained[best] <= _TINY:
            return tuple(levels)
        (i, k), slack = raises[best], after[best]
        spent += float(price[best])
        levels[i] = k


def _exchanged(table: LeverTable, levels: tuple[int, ...], ceiling: float) -> tuple[int, ...]:
    """Change one lever, or lower one and raise another, to what is nearest of all such changes; once."""
    slack, cost = table.slack(levels), table.cost(levels)
    best, rank = levels, _rank(table, levels)
    options = [(i, k) for i, costs in enumerate(table.costs) for k in range(len(costs)) if k != levels[i]]
    lowered: list[tuple[int, int] | None] = [None, *((i, k) for i, k in options if k < levels[i])]
    for first in lowered:
        start, paid = slack, cost
        if first is not None:
            i, k = first
            start = slack + table.gains[i][k] - table.gains[i][levels[i]]
            paid = cost + float(table.costs[i][k] - table.costs[i][levels[i]])
        seconds = [
            (j, m)
            for j, m in options
            if (first is None or (j != first[0] and m > levels[j]))
            and paid + table.costs[j][m] - table.costs[j][levels[j]] <= ceiling + _TINY
        ]
        if not seconds:
            continue
        after = np.stack([start + table.gains[j][m] - table.gains[j][levels[j]] for j, m in seconds])
        shorts = missing_probability(after, table.goals)
        for (j, m), short in zip(seconds, shorts, strict=True):
            found = (float(short), paid + float(table.costs[j][m] - table.costs[j][levels[j]]))
            if _is_nearer(found, rank):
                changed = list(levels)
                if first is not None:
                    changed[first[0]] = first[1]
                changed[j] = m
                best, rank = tuple(changed), found
    return best


def _is_nearer(found: Rank, than: Rank) -> bool:
    if abs(found[0] - than[0]) > _TINY:
        return found[0] < than[0]
    return found[1] < than[1] - _TINY


class _NearestWithin:
    """Depth-first branch and bound over the levers, those that gain most first."""

    def __init__(self, table: LeverTable, ceiling: float, most_nodes: int) -> None:
        self._table, self._ceiling, self._left = table, ceiling, most_nodes
        scale = np.maximum(table.base.std(axis=1), _TINY)
        weight = [float((gain.max(axis=0).mean(axis=1) / scale).sum()) for gain in table.gains]
        self._order = sorted(range(len(weight)), key=lambda i: (-weight[i], i))
        self._rest = self._hopes()
        self._best: tuple[int, ...] = ()
        self._rank: Rank = (math.inf, math.inf)

    def _hopes(self) -> NDArray[np.float64]:
        """Return by depth the most that the levers below it can add, each paid out of the whole ceiling."""
        rest = np.zeros((len(self._order) + 1, *self._table.base.shape))
        for depth in range(len(self._order) - 1, -1, -1):
            lever = self._order[depth]
            is_paid = self._table.costs[lever] <= self._ceiling + _TINY
            rest[depth] = rest[depth + 1] + self._table.gains[lever][is_paid].max(axis=0)
        return rest

    def run(self, levels: tuple[int, ...]) -> tuple[tuple[int, ...], bool]:
        """Try to come nearer than a choice; return the best and whether nothing comes nearer."""
        self._best, self._rank = levels, _rank(self._table, levels)
        self._descend(0, self._table.base, 0.0, [0] * len(levels))
        return self._best, self._left > 0

    def _descend(self, depth: int, slack: Floats, cost: float, levels: list[int]) -> None:
        if self._left <= 0 or cost > self._ceiling + _TINY:
            return
        self._left -= 1
        goals = self._table.goals
        hoped = (float(missing_probability(slack + self._rest[depth], goals)), cost)
        if not _is_nearer(hoped, self._rank):
            return
        here = (float(missing_probability(slack, goals)), cost)
        if _is_nearer(here, self._rank):
            # The levers that are left stay where they are: at nothing.
            self._best, self._rank = tuple(levels), here
        if depth == len(self._order):
            return
        lever = self._order[depth]
        for level, gain in enumerate(self._table.gains[lever]):
            levels[lever] = level
            self._descend(depth + 1, slack + gain, cost + float(self._table.costs[lever][level]), levels)
        levels[lever] = 0
