"""Give simple rules intervals of their own, and choose the rule to beat before the end is known.

A rule says one number. Around it stand its own errors in other years: of other kinds of worlds where there
are several, else of the other worlds, always of the same indicator, basis and month. They are mirrored, so
that a rule has no bias taken off. The rule to beat is the one that was best there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from agri.definitions.plan import Plan, Target
from agri.indicators.snapshot import Floats
from agri.scoring.hindcast import RivalScore, Scored
from agri.scoring.scores import crps

_MOST_ERRORS = 200  # of a rule's errors; more make it no better known


def dress(scored: Sequence[Scored], plan: Plan) -> list[Scored]:
    """Score every rule with its interval and name the rule to beat; units keep their order.

    A rule that said nothing elsewhere has no interval and is left out; so is one that is scored in a run of
    one world.
    """
    groups: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for i, one in enumerate(scored):
        groups[one.basis, one.indicator, one.month].append(i)
    found = list(scored)
    for (_, code, _), at in groups.items():
        group = _AlikeUnits([scored[i] for i in at], plan.indicators[code].target)
        for i, one in zip(at, group.dressed(), strict=True):
            found[i] = one
    return found


@dataclass(frozen=True)
class _AlikeUnits:
    """Units of one indicator, basis and month, of all worlds."""

    units: list[Scored]
    target: Target | None

    def dressed(self) -> list[Scored]:
        errors = _by_place(self.units)
        several = len({one.kind for one in self.units}) > 1
        places = list(dict.fromkeys(_place(one, several=several) for one in self.units))
        outside = {place: self._outside(errors, place, several=several) for place in places}
        rivals = [self._rivals(one, outside[_place(one, several=several)]) for one in self.units]
        losses = [
            ({name: rival.crps for name, rival in own.items()}, _place(one, several=several))
            for one, own in zip(self.units, rivals, strict=True)
        ]
        chosen = {place: _best([loss for loss, where in losses if where != place]) for place in places}
        return [
            replace(one, rivals=own, chosen=_known(chosen[_place(one, several=several)], own))
            for one, own in zip(self.units, rivals, strict=True)
        ]

    def _outside(
        self, errors: Mapping[tuple[str, int], Mapping[str, float]], place: object, *, several: bool
    ) -> dict[str, Floats]:
        """Return the mirrored errors of every rule elsewhere."""
        found: dict[str, list[float]] = defaultdict(list)
        for (kind, world), own in errors.items():
            if (kind if several else (kind, world)) != place:
                for name, error in own.items():
                    found[name].append(error)
        return {name: _mirrored(np.array(own)) for name, own in found.items()}

    def _rivals(self, one: Scored, errors: Mapping[str, Floats]) -> dict[str, RivalScore]:
        rivals = {}
        for name, rival in one.rivals.items():
            if name not in errors:
                continue
            samples = rival.forecast + errors[name]
            chance = float(self.target.is_met(samples).mean()) if self.target else None
            brier = None if chance is None or one.is_met is None else (chance - one.is_met) ** 2
            rivals[name] = RivalScore(rival.forecast, float(crps(np.array(one.observed), samples)), brier)
        return rivals


def _place(one: Scored, *, several: bool) -> object:
    return one.kind if several else (one.kind, one.world)


def _by_place(units: Sequence[Scored]) -> dict[tuple[str, int], dict[str, float]]:
    return {
        (one.kind, one.world): {name: one.observed - rival.forecast for name, rival in one.rivals.items()}
        for one in units
    }


def _mirrored(errors: Floats) -> Floats:
    some = errors[np.linspace(0, len(errors) - 1, min(len(errors), _MOST_ERRORS)).astype(np.intp)]
    return np.concatenate([some, -some])


def _best(losses: Sequence[Mapping[str, float]]) -> tuple[str, ...]:
    """Return the rules that always spoke, the one with the smallest mean loss first."""
    names = set.intersection(*(set(own) for own in losses)) if losses else set()
    return tuple(sorted(names, key=lambda name: (float(np.mean([own[name] for own in losses])), name)))


def _known(names: Sequence[str], rivals: Mapping[str, RivalScore]) -> str | None:
    return next((name for name in names if name in rivals), None)
