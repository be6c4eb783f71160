"""The cheapest choice of levels on a table of what each level of each lever adds, replication by replication.

A target is reached when its slack (see `agri.sim.decide.trials`) is not negative in the asked share of
replications. Slack adds up over levers, so a choice is judged without simulating. Targets that share no lever
are solved apart. A first answer is found by greed, reduced and exchanged until nothing is saved; then a
branch-and-bound search proves it the cheapest, or finds a cheaper one, as far as its budget of nodes goes. No
randomness.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agri.indicators.snapshot import Floats

MOST_NODES = 4_000
_MOST_PASSES = 20
_TINY = 1e-12


@dataclass(frozen=True)
class LeverTable:
    """What a search decides on.

    ======= ============================= =======================================================
    Field   Shape                         Meaning
    ======= ============================= =======================================================
    base    (target, replication)         the city's slack without any measure
    gains   lever → (level, target, replication) what a level adds to it; level 0 adds nothing
    costs   lever → (level,)              yuan, rising from 0
    goals   (target,)                     share of replications in which the target is to be met
    ======= ============================= =======================================================
    """

    base: Floats
    gains: tuple[Floats, ...]
    costs: tuple[Floats, ...]
    goals: Floats

    @property
    def needed(self) -> NDArray[np.intp]:
        """In how many replications each target is to be met, shape (target,)."""
        return np.asarray(np.ceil(self.goals * self.base.shape[1] - 1e-9), dtype=np.intp)

    def slack(self, levels: tuple[int, ...]) -> Floats:
        """The city's slack under a choice, shape (target, replication)."""
        total = self.base.copy()
        for gain, level in zip(self.gains, levels, strict=True):
            total += gain[level]
        return total

    def cost(self, levels: tuple[int, ...]) -> float:
        """What a choice costs, yuan."""
        return float(sum(cost[level] for cost, level in zip(self.costs, levels, strict=True)))


@dataclass(frozen=True, slots=True)
class Choice:
    """The levels chosen; `is_proved` says that no cheaper choice on the table reaches the goals.

    `is_feasible` is False where even the levels chosen do not reach them: those come as near as can be.
    """

    levels: tuple[int, ...]
    cost: float
    is_feasible: bool
    is_proved: bool


def cheapest(table: LeverTable, most_nodes: int = MOST_NODES) -> Choice:
    """Find the cheapest levels that reach every goal.

    Parameters
    ----------
    table : Table
        At least one target; gains may be negative.
    most_nodes : int
        Budget of the proof, for each group of targets that share levers.
    """
    levels = [0] * len(table.gains)
    is_feasible = is_proved = True
    for targets, levers in _groups(table):
        part = LeverTable(
            table.base[targets],
            tuple(table.gains[i][:, targets] for i in levers),
            tuple(table.costs[i] for i in levers),
            table.goals[targets],
        )
        choice = _solve(part, most_nodes)
        for lever, level in zip(levers, choice.levels, strict=True):
            levels[lever] = level
        is_feasible &= choice.is_feasible
        is_proved &= choice.is_proved
    chosen = tuple(levels)
    return Choice(chosen, table.cost(chosen), is_feasible, is_proved)


def _groups(table: LeverTable) -> Iterator[tuple[list[int], list[int]]]:
    """Yield targets with the levers that move them, so that no lever is in two groups."""
    moved = [set(np.flatnonzero(np.abs(gain).max(axis=(0, 2)) > 0).tolist()) for gain in table.gains]
    left = set(range(len(table.base)))
    while left:
        group = {min(left)}
        while True:
            wider = group.union(*(targets for targets in moved if targets & group))
            if wider == group:
                break
            group = wider
        left -= group
        yield sorted(group), [i for i, targets in enumerate(moved) if targets & group]


def shortfall(slack: Floats, needed: NDArray[np.intp], scale: Floats) -> Floats:
    """How far targets are from being met often enough, in spreads of their slack; 0 when all are.

    Parameters
    ----------
    slack : array, shape (..., target, replication)
        The city's slack.
    needed : array, shape (target,)
        In how many replications the target is to be met.
    scale : array, shape (target,)
        Spread of the slack, its unit.

    Returns
    -------
    array, shape (...)
        The slack that is missing in the last replication that counts, summed over targets.
    """
    count = slack.shape[-1]
    total = np.zeros(slack.shape[:-2])
    for t, least in enumerate(needed):
        if least > 0:
            at = count - int(least)
            total += np.maximum(-np.partition(slack[..., t, :], at, axis=-1)[..., at], 0) / scale[t]
    return total


def _solve(table: LeverTable, most_nodes: int) -> Choice:
    scale = np.maximum(table.base.std(axis=1), _TINY)
    needed = table.needed
    levels = _greedy(table, needed, scale)
    is_feasible = bool(shortfall(table.slack(levels), needed, scale) <= 0)
    if not is_feasible:
        return Choice(levels, table.cost(levels), is_feasible=False, is_proved=False)
    for _ in range(_MOST_PASSES):
        better = _exchanged(table, _reduced(table, levels, needed, scale), needed, scale)
        if table.cost(better) >= table.cost(levels) - 1e-9:
            levels = better
            break
        levels = better
    return _BranchAndBound(table, needed, scale, most_nodes).run(levels)


def _options(table: LeverTable, levels: tuple[int, ...]) -> list[tuple[int, int]]:
    """Every (lever, level) that differs from a choice."""
    return [
        (i, level) for i, gain in enumerate(table.gains) for level in range(len(gain)) if level != levels[i]
    ]


def _greedy(table: LeverTable, needed: NDArray[np.intp], scale: Floats) -> tuple[int, ...]:
    """Raise the lever that closes most of the shortfall per yuan until nothing is short."""
    levels = [0] * len(table.gains)
    slack = table.base.copy()
    short = float(shortfall(slack, needed, scale))
    while short > 0:
        raises = [(i, k) for i, k in _options(table, tuple(levels)) if k > levels[i]]
        if not raises:
            break
        after = np.stack([slack + table.gains[i][k] - table.gains[i][levels[i]] for i, k in raises])
        closed = short - shortfall(after, needed, scale)
        price = np.array([table.costs[i][k] - table.costs[i][levels[i]] for i, k in raises])
        best = int(np.argmax(closed / np.maximum(price, _TINY)))
        if closed[best] <= 0:
            break
        i, k = raises[best]
        slack = after[best]
        levels[i] = k
        short = float(shortfall(slack, needed, scale))
    return tuple(levels)


def _reduced(
    table: LeverTable, levels: tuple[int, ...], needed: NDArray[np.intp], scale: Floats
) -> tuple[int, ...]:
    """Lower levers, the largest saving first, as long as every goal stays reached."""
    while True:
        slack = table.slack(levels)
        lower = [(i, k) for i, k in _options(table, levels) if k < levels[i]]
        lower.sort(
            key=lambda pair: (table.costs[pair[0]][pair[1]] - table.costs[pair[0]][levels[pair[0]]], pair)
        )
        for i, k in lower:
            after = slack + table.gains[i][k] - table.gains[i][levels[i]]
            if shortfall(after, needed, scale) <= 0:
                levels = (*levels[:i], k, *levels[i + 1 :])
                break
        else:
            return levels


def _exchanged(
    table: LeverTable, levels: tuple[int, ...], needed: NDArray[np.intp], scale: Floats
) -> tuple[int, ...]:
    """Lower one lever and raise another for less, the largest saving first; once."""
    slack = table.slack(levels)
    best, saved = levels, 1e-9
    for i, k in [(i, k) for i, k in _options(table, levels) if k < levels[i]]:
        lowered = slack + table.gains[i][k] - table.gains[i][levels[i]]
        freed = table.costs[i][levels[i]] - table.costs[i][k]
        raises = [
            (j, m)
            for j, m in _options(table, levels)
            if j != i and m > levels[j] and freed - (table.costs[j][m] - table.costs[j][levels[j]]) > saved
        ]
        if not raises:
            continue
        after = np.stack([lowered + table.gains[j][m] - table.gains[j][levels[j]] for j, m in raises])
        for (j, m), short in zip(raises, shortfall(after, needed, scale), strict=True):
            saving = freed - (table.costs[j][m] - table.costs[j][levels[j]])
            if short <= 0 and saving > saved:
                changed = list(levels)
                changed[i], changed[j] = k, m
                best, saved = tuple(changed), float(saving)
    return best


class _BranchAndBound:
    """Depth-first branch and bound over the levers, those that matter most first."""

    def __init__(self, table: LeverTable, needed: NDArray[np.intp], scale: Floats, most_nodes: int) -> None:
        weight = [float((gain.max(axis=0).mean(axis=1) / scale).sum()) for gain in table.gains]
        self._order = sorted(range(len(weight)), key=lambda i: (-weight[i], i))
        self._table, self._needed, self._scale = table, needed, scale
        self._left = most_nodes
        hopes = [table.gains[i].max(axis=0) for i in self._order]
        rest = np.zeros((len(hopes) + 1, *table.base.shape))
        for depth in range(len(hopes) - 1, -1, -1):
            rest[depth] = rest[depth + 1] + hopes[depth]
        self._rest = rest
        self._best: tuple[int, ...] = ()
        self._cost = math.inf

    def run(self, levels: tuple[int, ...]) -> Choice:
        """Try to beat a feasible choice."""
        self._best, self._cost = levels, self._table.cost(levels)
        self._descend(0, self._table.base, 0.0, [0] * len(levels))
        return Choice(self._best, self._cost, is_feasible=True, is_proved=self._left > 0)

    def _descend(self, depth: int, slack: Floats, cost: float, levels: list[int]) -> None:
        if self._left <= 0 or cost >= self._cost - 1e-9:
            return
        self._left -= 1
        if shortfall(slack + self._rest[depth], self._needed, self._scale) > 0:
            return
        if shortfall(slack, self._needed, self._scale) <= 0:
            # The levers that are left stay where they are: at nothing.
            self._best, self._cost = tuple(levels), cost
            return
        if depth == len(self._order):
            return
        lever = self._order[depth]
        for level, gain in enumerate(self._table.gains[lever]):
            levels[lever] = level
            self._descend(depth + 1, slack + gain, cost + float(self._table.costs[lever][level]), levels)
        levels[lever] = 0


def corrected(table: LeverTable, levels: tuple[int, ...], slack: Floats) -> LeverTable:
    """Move the base so that the table gives a simulated choice its simulated slack."""
    return replace(table, base=table.base + slack - table.slack(levels))
