"""Compare two scenarios replication by replication: they share weather and every other draw.

The difference has an interval of its own, far narrower than the two projections' intervals side by side
suggest, because what both scenarios have in common cancels.
"""

import math
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from agri.definitions.plan import Plan, Target
from agri.indicators.snapshot import Floats
from agri.sim.run.projection import Projection, ProjectionLine
from agri.sim.world.scenario import Scenario
from agri.terms import Basis, Level


@dataclass(frozen=True, slots=True)
class Difference:
    """What a scenario changes of one indicator in one place, against the base.

    ================ ========================================================================= ========
    Field            Meaning                                                                   Unit
    ================ ========================================================================= ========
    base, other      mean year end of each scenario                                            fraction
    mean, error      mean of other − base, its Monte-Carlo standard error                      fraction
    q05, q50, q95    quantiles of other − base over replications                               fraction
    base_probability, other_probability  of the target; None without one                       fraction
    gain, gain_error other_probability − base_probability and its Monte-Carlo standard error   fraction
    is_unchanged     every replication ends at the same bits                                   —
    ================ ========================================================================= ========
    """

    indicator: str
    org_unit: str
    level: Level
    basis: Basis
    base: float
    other: float
    mean: float
    error: float
    q05: float
    q50: float
    q95: float
    base_probability: float | None
    other_probability: float | None
    gain: float | None
    gain_error: float | None
    is_unchanged: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scenarios from one snapshot under common random numbers."""

    snapshot_id: str
    as_of: date
    seed: int
    replications: int
    method: str
    base: Scenario
    other: Scenario
    differences: tuple[Difference, ...]

    def difference(self, indicator: str, org_unit: str, basis: Basis = Basis.REPORTED) -> Difference:
        """Return one difference.

        Raises
        ------
        KeyError
            There is no such line.
        """
        for found in self.differences:
            if (found.indicator, found.org_unit, found.basis) == (indicator, org_unit, basis):
                return found
        raise KeyError((indicator, org_unit, basis))


def compare(base: Projection, other: Projection, plan: Plan) -> Comparison:
    """Subtract two projections draw by draw, for the city and its counties.

    Parameters
    ----------
    base, other : Projection
        Of one snapshot, seed, method and number of replications; only the scenario differs.
    plan : Plan
        Gives the targets.

    Raises
    ------
    ValueError
        The projections do not share their draws, so their difference would mean nothing.
    """
    for name in ("snapshot_id", "seed", "replications", "method", "draw_places"):
        if getattr(base, name) != getattr(other, name):
            raise ValueError(f"cannot compare projections of different {name}")
    differences = tuple(
        _difference(line, plan.indicators[line.indicator].target, base, other)
        for line in base.lines
        if line.org_unit in base.draw_places
    )
    return Comparison(
        base.snapshot_id,
        base.as_of,
        base.seed,
        base.replications,
        base.method,
        base.scenario,
        other.scenario,
        differences,
    )


def _difference(
    line: ProjectionLine, target: Target | None, base: Projection, other: Projection
) -> Difference:
    """Compare one line; draws without a value in either scenario are left out of both."""
    drawn = [
        np.asarray(one.draws_of(line.indicator, line.org_unit, line.basis), dtype=np.float64)
        for one in (base, other)
    ]
    known = np.isfinite(drawn[0]) & np.isfinite(drawn[1])
    before, after = (draws[known] for draws in drawn)
    change = after - before
    quantiles = np.quantile(change, (0.05, 0.5, 0.95)) if change.size else np.full(3, np.nan)
    is_judged = target is not None and change.size > 0
    met = [target.is_met(d).astype(np.float64) if target else np.zeros(len(d)) for d in (before, after)]
    return Difference(
        indicator=line.indicator,
        org_unit=line.org_unit,
        level=line.level,
        basis=line.basis,
        base=_mean(before),
        other=_mean(after),
        mean=_mean(change),
        error=standard_error(change),
        q05=float(quantiles[0]),
        q50=float(quantiles[1]),
        q95=float(quantiles[2]),
        base_probability=_mean(met[0]) if is_judged else None,
        other_probability=_mean(met[1]) if is_judged else None,
        gain=_mean(met[1] - met[0]) if is_judged else None,
        gain_error=standard_error(met[1] - met[0]) if is_judged else None,
        is_unchanged=bool((change == 0).all()),
    )


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else float("nan")


def standard_error(values: Floats) -> float:
    """Return the Monte-Carlo standard error of a mean over replications, shape (replication,)."""
    return float(np.std(values, ddof=1) / math.sqrt(len(values))) if len(values) > 1 else float("nan")


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as JSON values; what does not exist is null."""
    return {
        "snapshot": comparison.snapshot_id,
        "as_of": comparison.as_of.isoformat(),
        "seed": comparison.seed,
        "replications": comparison.replications,
        "method": comparison.method,
        "base": comparison.base.code,
        "other": comparison.other.code,
        "differences": [
            {
                name: None if isinstance(value, float) and not math.isfinite(value) else value
                for name, value in asdict(difference).items()
            }
            for difference in comparison.differences
        ],
    }
