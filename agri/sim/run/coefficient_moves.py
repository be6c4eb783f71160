"""How true year ends move when coefficients are not what the plan says.

A target is assessed with the very coefficients that the plan fixes, so the reported outlook holds them. What
is true does not depend on the plan: there each coefficient is drawn once a replication, for all places, from
its published range, its stated figure the likeliest. A coefficient without a range that nobody has published
is off as `coefficients.error` says.

How an indicator answers is reckoned once, by its own definition, on the year's record filled up to December,
with the coefficient at either end of its range. In between the logarithm of the rate is taken for linear in
the logarithm of the coefficient, which is exact for factors and divisors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.definitions.coefficients import Coefficient
from agri.definitions.plan import Indicator, Plan
from agri.indicators.coefficients import coefficients_of
from agri.indicators.completeness import elements_of
from agri.indicators.snapshot import Floats
from agri.periods import Period
from agri.sim.inputs.streams import Draws, Floats32
from agri.sim.run.carried import fill
from agri.sim.world.record_rates import RecordRates
from agri.sim.world.setup import Setup
from agri.terms import Certainty

_LEVELS = 400  # quantiles of a coefficient that its spread is reckoned with
_HALF_WIDTHS = float(np.sqrt(6))  # of a symmetric triangle in its standard deviations


@dataclass(frozen=True)
class DrawnCoefficient:
    """A coefficient that is uncertain: its figure, and the ends of its range."""

    name: str
    value: float
    low: float
    high: float

    def draw(self, uniforms: Floats32) -> Floats:
        """Draw it from the triangle over its range with its figure the likeliest."""
        width = self.high - self.low
        turn = (self.value - self.low) / width
        u = uniforms.astype(np.float64)
        below = self.low + np.sqrt(np.maximum(u * width * (self.value - self.low), 0))
        above = self.high - np.sqrt(np.maximum((1 - u) * width * (self.high - self.value), 0))
        return np.where(u < turn, below, above)

    def parts(self, uniforms: Floats32) -> tuple[Floats, Floats]:
        """Draw how far it lies to its low and to its high end, on a scale of logarithms, each 0 to 1."""
        off = np.log(self.draw(uniforms) / self.value)
        none = np.zeros_like(off)
        down = np.maximum(off / np.log(self.low / self.value), 0) if self.low < self.value else none
        up = np.maximum(off / np.log(self.high / self.value), 0) if self.high > self.value else none
        return down, up


@dataclass(frozen=True)
class CoefficientMoves:
    """What drawn coefficients do to rates.

    ========= ====================== ==================================================================
    Field     Shape                  Meaning
    ========= ====================== ==================================================================
    drawn     (coefficient,)         the uncertain ones
    low, high (place, coefficient)   by indicator: log of the rate at either end over that at the figure
    ========= ====================== ==================================================================
    """

    drawn: tuple[DrawnCoefficient, ...]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]

    def parts(self, draws: Draws) -> tuple[Floats32, Floats32]:
        """Draw how far each lies to its low and to its high end, (coefficient, replication)."""
        count = len(self.drawn)
        if not count:
            none = np.zeros((0, draws.replications), dtype=np.float32)
            return none, none
        uniforms = draws.city_uniforms("coefficients", count)
        down, up = np.zeros_like(uniforms), np.zeros_like(uniforms)
        for i, one in enumerate(self.drawn):
            down[i], up[i] = one.parts(uniforms[i])
        return down, up

    def factor(self, indicator: str, parts: tuple[Floats32, Floats32]) -> Floats | None:
        """Return what to multiply a rate with, (place, replication); None where no coefficient moves it."""
        moved: Floats | None = None
        for ends, part in zip((self.low, self.high), parts, strict=True):
            for i in np.flatnonzero((ends[indicator] != 0).any(axis=0)) if indicator in ends else ():
                step = ends[indicator][:, i, None] * part[i]  # one after the other: no block size shows
                moved = step if moved is None else moved + step
        return None if moved is None else np.exp(moved)

    @cached_property
    def sd(self) -> Mapping[str, Floats]:
        """How far coefficients put each indicator's rate off, relative to itself, (place,)."""
        levels = ((np.arange(_LEVELS) + 0.5) / _LEVELS).astype(np.float32)
        parts = [one.parts(levels) for one in self.drawn]
        found = {}
        for code, low in self.low.items():
            variance = np.zeros(len(low))
            for i in np.flatnonzero((low != 0).any(axis=0) | (self.high[code] != 0).any(axis=0)):
                down, up = parts[i]
                variance += (low[:, i, None] * down + self.high[code][:, i, None] * up).var(axis=1)
            found[code] = np.sqrt(variance)
        return found


def uncertain_coefficients(plan: Plan) -> tuple[DrawnCoefficient, ...]:
    """List the coefficients of indicators that have a published range, or that nobody has published."""
    used = coefficients_of(plan)
    spread = _HALF_WIDTHS * plan.parameters["coefficients.error"]
    found = []
    for figure in plan.coefficients:
        if not figure.name.startswith(used) or len(figure.value) != 1:
            continue
        low, high = _range_of(figure, spread)
        if low < high:
            found.append(DrawnCoefficient(figure.name, figure.value[0], low, high))
    return tuple(found)


def _range_of(figure: Coefficient, spread: float) -> tuple[float, float]:
    [value] = figure.value
    if figure.range is not None:
        return figure.range
    if figure.certainty == Certainty.PUBLISHED or value <= 0:
        return value, value
    return value * max(1 - spread, 0.1), value * (1 + spread)


def coefficient_moves(setup: Setup) -> CoefficientMoves:
    """Reckon the year's rates with each uncertain coefficient at the ends of its range."""
    plan = setup.plan
    asked = tuple(one for one in plan.indicators.values() if not one.is_process)
    drawn = uncertain_coefficients(plan)
    names = tuple(dict.fromkeys(name for one in asked for name in elements_of(plan, one)))
    rates = RecordRates(setup, fill(setup.snapshot, plan, names), Period(plan.year, 12))
    at_figure = rates.under(plan, asked)
    city = setup.layout.places.index[plan.city]

    def logs(ends: Sequence[float]) -> dict[str, Floats]:
        moved = [rates.with_coefficient(one.name, end, asked) for one, end in zip(drawn, ends, strict=True)]
        return _logs(at_figure, moved, asked, city)

    low, high = logs([one.low for one in drawn]), logs([one.high for one in drawn])
    return CoefficientMoves(drawn, low, high)


def _logs(
    before: Mapping[str, Floats],
    after: Sequence[Mapping[str, Floats]],
    asked: Sequence[Indicator],
    city: int,
) -> dict[str, Floats]:
    """Return log(after / before) by indicator, (place, coefficient); where there is no rate, the city's."""
    found = {}
    for one in asked:
        at = before[one.code]
        ends = np.stack([moved[one.code] for moved in after], axis=1) if after else np.zeros((len(at), 0))
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(ends / at[:, None])
        logs = np.where(np.isfinite(logs), logs, np.nan_to_num(logs[city], posinf=0, neginf=0))
        found[one.code] = np.where(np.abs(logs) > 1e-12, logs, 0.0)
    return found
