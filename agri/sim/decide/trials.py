"""Run scenarios for a search: the same draws every time, only the targets, one basis, slack by county.

The *slack* of a target is what is left of its numerator above target × denominator (below it, for a ceiling):
the target is met where the city's slack is not negative, and counties' slacks add up to the city's. That is
what lets a search put a city together from counties that were simulated once.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Plan, Target
from agri.indicators.rates import Ratio
from agri.indicators.snapshot import Floats
from agri.sim.combine.experience import Experience
from agri.sim.inputs.streams import Draws
from agri.sim.run.calibration import calibrate
from agri.sim.run.carried import CarriedSums, scatter_of
from agri.sim.run.coefficient_moves import coefficient_moves
from agri.sim.run.outcome import true_value, year_end_ratios
from agri.sim.run.project import run_blocks
from agri.sim.world.record_sums import RecordSums
from agri.sim.world.scenario import BASE, Scenario
from agri.sim.world.setup import Setup
from agri.terms import Basis, Comparator, Level


@dataclass(frozen=True, slots=True)
class Trial:
    """One scenario's year ends, for the targets in the plan's order.

    =========== ============================= ===========================================
    Field       Shape                         Meaning
    =========== ============================= ===========================================
    value       (target, replication)         the city's year end, fraction
    met         (target, replication)         whether it meets the target, 0 or 1
    slack       (target, county, replication) see the module; the denominator's unit
    denominator (target, replication)         the city's
    =========== ============================= ===========================================
    """

    value: Floats
    met: Floats
    slack: Floats
    denominator: Floats

    @property
    def city_slack(self) -> Floats:
        """The city's slack, shape (target, replication)."""
        return np.asarray(self.slack.sum(axis=1))

    @property
    def probability(self) -> Floats:
        """Probability of each target, shape (target,)."""
        return np.asarray(self.met.mean(axis=1))

    @property
    def joint(self) -> Floats:
        """Whether all targets are met at once, shape (replication,)."""
        return np.asarray(self.met.min(axis=0))


class Trials:
    """Runs of one snapshot under common random numbers, calibrated once."""

    def __init__(self, setup: Setup, *, seed: int, replications: int, basis: Basis) -> None:
        if not setup.plan.targets:
            raise ValueError("the plan has no target: there is nothing to search for")
        self.setup, self.seed, self.replications, self.basis = setup, seed, replications, basis
        self._calibration = calibrate(setup, seed)
        self._record = RecordSums(setup)
        # A report is assessed with the plan's coefficients; the truth does not depend on the plan.
        self._coefficients = coefficient_moves(setup) if basis == Basis.TRUE else None
        places = setup.layout.places
        self._city = next(i for i, unit in enumerate(places.units) if unit.level == Level.CITY)
        # What experience adds to the base scenario's draws is added to every other's, as in a projection.
        self._moves: Floats | None = None
        self._moves = self._moved(self.run(BASE))

    def run(self, scenario: Scenario, setup: Setup | None = None) -> Trial:
        """Run a scenario.

        Parameters
        ----------
        scenario : Scenario
            The measures taken.
        setup : Setup, optional
            A world that differs in one respect (see `agri.sim.decide.constraints`); the calibration stays.
        """
        world = setup or self.setup
        record = RecordSums(world) if setup else self._record
        carried = CarriedSums(world, world.plan.targets)
        is_true = self.basis == Basis.TRUE
        parts: list[list[tuple[Floats, ...]]] = []
        blocks = run_blocks(
            world, scenario, self._calibration, seed=self.seed, replications=self.replications
        )
        for draws, run in blocks:
            scatter = scatter_of(carried, draws)
            ratios = year_end_ratios(record, carried, draws, run, scatter=scatter, is_true=is_true)
            parts.append(list(self._sides(world.plan, ratios, draws)))
        value, slack, of_counties, denominator = (
            np.stack([np.concatenate([part[t][i] for part in parts], axis=-1) for t in range(len(parts[0]))])[
                ..., : self.replications
            ]
            for i in range(4)
        )
        if self._moves is not None:
            value = value + self._moves
            sign = np.array([_sign(target) for target in self._targets()])[:, None]
            slack = slack + (sign * self._moves)[:, None, :] * of_counties
        met = np.stack([target.is_met(row) for target, row in zip(self._targets(), value, strict=True)])
        return Trial(value, met.astype(np.float32), slack, denominator)

    def _targets(self) -> list[Target]:
        return [one.target for one in self.setup.plan.targets if one.target is not None]

    def _moved(self, base: Trial) -> Floats:
        """Return what experience adds to each draw of the base scenario, shape (target, replication)."""
        plan = self.setup.plan
        experience = Experience.of(self.setup.snapshot, plan)
        asked = [one for one in plan.targets if one.target is not None]
        return np.stack(
            [
                experience.moves(indicator, self.basis, plan.city, drawn.astype(np.float32))
                for indicator, drawn in zip(asked, base.value, strict=True)
            ]
        )

    def _sides(self, plan: Plan, ratios: dict[str, Ratio], draws: Draws) -> Iterator[tuple[Floats, ...]]:
        """Yield by target the city's value, counties' slacks and denominators, its denominator."""
        rows = self.setup.layout.county_rows
        drawn = self._coefficients.parts(draws) if self._coefficients else None
        for indicator in plan.targets:
            target, ratio = indicator.target, ratios[indicator.code]
            if target is not None:
                value = ratio.value[self._city]
                if self._coefficients and drawn:
                    factor = self._coefficients.factor(indicator.code, drawn)
                    own = None if factor is None else factor[self._city]
                    value = true_value(indicator, value, own)
                    # The city's factor for every county, so that their slacks add up to the city's.
                    ratio = ratio if own is None else Ratio(ratio.numerator * own, ratio.denominator)
                value = value.astype(np.float32)  # as a projection keeps and judges it
                counties = np.nan_to_num(np.asarray(ratio.denominator, dtype=np.float64)[rows])
                yield value, _slack(target, ratio, rows), counties, np.asarray(ratio.denominator[self._city])


def _sign(target: Target) -> float:
    return -1.0 if target.is_ceiling else 1.0


def _slack(target: Target, ratio: Ratio, rows: NDArray[np.intp]) -> Floats:
    """Slack of each county, shape (county, replication); nothing where a county has no denominator.

    A target that must be passed, not only reached, is moved by a hair.
    """
    numerator, denominator = (
        np.nan_to_num(np.asarray(side, dtype=np.float64)[rows])
        for side in (ratio.numerator, ratio.denominator)
    )
    hair = np.finfo(np.float32).eps if target.comparator == Comparator.BELOW else 0.0
    return np.asarray(_sign(target) * (numerator - target.value * denominator) - hair * denominator)
