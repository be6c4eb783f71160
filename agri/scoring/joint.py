"""Score what was said of all targets together, and of a city's counties."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats
from agri.scoring.forecast_rows import LEVELS as KEPT_LEVELS
from agri.scoring.forecast_rows import ForecastRows
from agri.scoring.hindcast import LEVELS
from agri.sim import Projection
from agri.terms import Basis, Level


@dataclass(frozen=True, slots=True)
class JointScored:
    """All targets of the city at once, one world, month and basis.

    =========== ============================================================================== ==========
    Field       Meaning                                                                        Unit
    =========== ============================================================================== ==========
    energy      energy score of the targets' year ends, each in its own tolerance; lower is    tolerances
                better
    apart       the same of draws whose indicators were put apart: what their joint draws add  tolerances
    probability that all targets are met                                                       0 to 1
    is_met      whether they were                                                              —
    =========== ============================================================================== ==========
    """

    kind: str
    world: int
    month: int
    basis: Basis
    energy: float
    apart: float
    probability: float
    is_met: bool

    @property
    def brier(self) -> float:
        """Squared distance of the chance from what came."""
        return (self.probability - self.is_met) ** 2


@dataclass(frozen=True, slots=True)
class CountyScored:
    """How many of a city's counties ended inside their intervals, one world, month, indicator and basis."""

    kind: str
    world: int
    month: int
    indicator: str
    basis: Basis
    counties: int
    inside: tuple[int, ...]


def energy_score(observed: Floats, draws: Floats) -> float:
    """Score an ensemble of vectors with the fair energy score; lower is better.

    Parameters
    ----------
    observed : array, shape (part,)
        What came, any unit.
    draws : array, shape (part, replication)
        Same unit; at least two replications.

    References
    ----------
    Gneiting and Raftery (2007), J. Am. Stat. Assoc. 102.
    """
    count = draws.shape[1]
    off = np.linalg.norm(draws - observed[:, None], axis=0).mean()
    apart = np.linalg.norm(draws[:, :, None] - draws[:, None, :], axis=0).sum() / (count * (count - 1))
    return float(off - apart / 2)


def score_joint(
    projection: Projection,
    plan: Plan,
    observed: Mapping[tuple[str, Basis], float],
    *,
    kind: str,
    world: int,
    month: int,
) -> Iterator[JointScored]:
    """Score all targets of the city together, on each basis on which every one of them has an end."""
    at = projection.draw_places.index(plan.city)
    targets = {one.code: one.target for one in plan.targets if one.target}
    for basis in Basis:
        ends = np.array([observed.get((code, basis), np.nan) for code in targets])
        draws = np.array([projection.draws[code, basis][at] for code in targets], dtype=np.float64)
        if not targets or not (np.isfinite(ends).all() and np.isfinite(draws).all()):
            continue
        met = np.array([t.is_met(row) for t, row in zip(targets.values(), draws, strict=True)])
        came = [bool(t.is_met(np.array(end))) for t, end in zip(targets.values(), ends, strict=True)]
        unit = np.array([plan.indicators[code].making.tolerance or 1.0 for code in targets])[:, None]
        # Turned against each other by one replication more from target to target: alike one by one, apart
        # together.
        turned = np.stack([np.roll(row, i) for i, row in enumerate(draws)])
        yield JointScored(
            kind,
            world,
            month,
            basis,
            energy_score(ends / unit[:, 0], draws / unit),
            energy_score(ends / unit[:, 0], turned / unit),
            float(met.all(axis=0).mean()),
            all(came),
        )


def score_counties(rows: ForecastRows) -> Iterator[CountyScored]:
    """Count the counties inside their central intervals; rows of one world and month."""
    counties = rows.of(level=str(Level.COUNTY))
    for code in np.unique(counties.key["indicator"]):
        for basis in Basis:
            own = counties.of(indicator=code, basis=str(basis))
            if not len(own.observed):
                continue
            yield CountyScored(
                str(own.key["school"][0]),
                int(own.key["world"][0]),
                int(own.key["month"][0]),
                str(code),
                basis,
                len(own.observed),
                tuple(int(_inside(own, level).sum()) for level in LEVELS),
            )


def _inside(rows: ForecastRows, level: float) -> Floats:
    ends = ((1 - level) / 2, (1 + level) / 2)
    low, high = (np.array([np.interp(end, KEPT_LEVELS, row) for row in rows.engine]) for end in ends)
    # Draws are kept in single precision.
    return np.asarray((rows.observed >= low - 1e-6) & (rows.observed <= high + 1e-6))
