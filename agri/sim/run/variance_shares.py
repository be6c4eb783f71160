"""Attribute the variance of a projection to its sources: places, weather, reporting, trials, coefficients.

Every block keeps a few sums of what drove its replications (the *drivers*). The year's end is regressed on
them, source after source: what a source explains beyond those before it is its share of the variance, and
what none explains (outbreaks, crews, single reports) is the rest.
"""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np

from agri.indicators.snapshot import Floats
from agri.sim.inputs.streams import Draws, Floats32
from agri.sim.run.coefficient_moves import CoefficientMoves
from agri.sim.run.engine import Run
from agri.sim.run.projection import Width
from agri.sim.world.setup import Setup
from agri.terms import Basis

LEAST_REPLICATIONS = 200  # below, some forty drivers explain too much by chance
_CONSTANT = 1e-4  # standard deviation below which a driver did not move
_SETTLED = 1e-7  # standard deviation of what has no width: draws are kept in single precision


class Source(StrEnum):
    """What makes replications differ, in the order in which it is credited."""

    OVER_REPORTING = "over_reporting"
    PERFORMANCE = "performance"
    FIELD_TRIALS = "field_trials"
    WEATHER = "weather"
    REPORTING = "reporting"
    COEFFICIENTS = "coefficients"
    OTHER = "other"


Drivers = Mapping[Source, Floats32]


def drivers_of(setup: Setup, draws: Draws, run: Run, moves: CoefficientMoves) -> Drivers:
    """Sum up what drove a block's replications, each source as array, shape (driver, replication)."""
    performance = run.performance
    lines, seasons = setup.plan.lines, len(setup.plan.seasons)
    families = dict.fromkeys(lines.strands.values())
    return {
        Source.OVER_REPORTING: np.stack(
            [_mean(performance.bias[family], _fitted(setup, family)) for family in families]
        ),
        Source.PERFORMANCE: np.stack([_performance(setup, run, strand) for strand in lines.strands]),
        Source.FIELD_TRIALS: np.concatenate(
            [
                draws.city_normals("recovery", seasons),
                draws.county_normals("recovery", 2 * seasons).mean(axis=1),
            ]
        ),
        Source.WEATHER: run.dry_days,
        Source.REPORTING: run.accounts.arrived(),
        Source.COEFFICIENTS: np.concatenate(moves.parts(draws)),
    }


def widths(
    values: Mapping[tuple[str, Basis], Floats], drivers: Drivers, coefficient_errors: Mapping[str, float]
) -> tuple[Width, ...]:
    """Share out the variance of each indicator's draws.

    Parameters
    ----------
    values : mapping
        (indicator, basis) → draws of the city, shape (replication,). Constant and NaN draws are left out.
    drivers : mapping
        Of all blocks, shape (driver, replication).
    coefficient_errors : mapping
        By indicator, relative; see `agri.sim.run.coefficient_moves`. Reports are assessed with the plan's.

    Returns
    -------
    tuple
        Empty with fewer than `LEAST_REPLICATIONS`.
    """
    count = next(iter(drivers.values())).shape[1]
    if count < LEAST_REPLICATIONS:
        return ()
    directions = _directions(drivers, count)
    return tuple(
        Width(
            code,
            basis,
            float(drawn.std(ddof=1)),
            _shares(drawn, directions),
            0.0 if basis == Basis.REPORTED else _beside(drawn, coefficient_errors[code]),
        )
        for (code, basis), drawn in values.items()
        if np.isfinite(drawn).all() and drawn.std(dtype=np.float64) > _SETTLED
    )


def _beside(drawn: Floats, error: float) -> float | None:
    """What coefficients that put the rate off by `error` of itself are among the draws, fraction."""
    return None if np.isnan(error) else error * abs(float(drawn.mean()))


def _directions(drivers: Drivers, count: int) -> Mapping[Source, Floats]:
    """What each source brings beyond those before it: orthonormal columns, shape (replication, direction)."""
    basis = np.ones((count, 1)) / np.sqrt(count)
    directions = {}
    for source, drivers_of_source in drivers.items():
        columns = drivers_of_source.T.astype(np.float64)
        columns = columns - basis @ (basis.T @ columns)
        fresh, triangle = np.linalg.qr(columns)
        directions[source] = fresh[:, np.abs(np.diag(triangle)) > _CONSTANT * np.sqrt(count)]
        basis = np.hstack([basis, directions[source]])
    return directions


def _shares(drawn: Floats, directions: Mapping[Source, Floats]) -> dict[str, float]:
    """Credit each source with what it explains beyond those before it, less what chance would."""
    count = len(drawn)
    rest = drawn.astype(np.float64) - drawn.mean(dtype=np.float64)
    whole = float(rest @ rest)
    used = 1
    explained: dict[str, float] = {}
    for source, fresh in directions.items():
        left = float(rest @ rest)
        rest = rest - fresh @ (fresh.T @ rest)
        used += fresh.shape[1]
        by_chance = fresh.shape[1] * float(rest @ rest) / max(count - used, 1)
        explained[source] = max(left - float(rest @ rest) - by_chance, 0.0) / whole
    total = sum(explained.values())
    shares = {str(source): part / max(total, 1.0) for source, part in explained.items()}
    return {**shares, str(Source.OTHER): max(1 - total, 0.0)}


def _mean(field: Floats32, weight: Floats) -> Floats32:
    """Weighted mean over townships, shape (replication,); row by row, so that no block size shows."""
    share = (weight / max(float(weight.sum()), 1e-12)).astype(np.float32)
    return np.asarray((share[:, None] * field).sum(axis=0, dtype=np.float32))


def _fitted(setup: Setup, family: str) -> Floats:
    """How much of a family's lines falls on each township, shape (township,); every line counts alike."""
    parts = [
        setup.expected[line.code].fitted.sum(axis=1) for line in setup.plan.lines if line.family == family
    ]
    return np.asarray(sum(part / max(float(part.sum()), 1e-12) for part in parts))


def _performance(setup: Setup, run: Run, strand: str) -> Floats32:
    """Mean performance and shock of what a strand's lines have still open, shape (replication,)."""
    open_amounts = np.zeros((len(setup.layout.townships), 12))
    for line in setup.plan.lines:
        if line.strand == strand:
            expected = setup.expected[line.code]
            open_amounts += np.where(expected.given, 0, expected.expected)
    total = np.asarray(_mean(run.performance.offset[strand], open_amounts.sum(axis=1)))
    size = max(float(open_amounts.sum()), 1e-12)
    for (name, month), shock in run.performance.shock.items():
        if name == strand:
            by_county = setup.layout.membership @ open_amounts[:, month - 1] / size
            total = total + (by_county.astype(np.float32)[:, None] * shock).sum(axis=0, dtype=np.float32)
    return np.asarray(total, dtype=np.float32)
