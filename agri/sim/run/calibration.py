"""Make the mechanisms reproduce what the record leads one to expect, county by county, before they are used.

Neither how many farmers want service nor how fast crews really work is reported, only what was served. Both
are found by running the engine at the posterior mean along a path: first more farmers want service, and where
even full participation could not explain the record, crews are faster than their nominal pace. All points of
the path share the same weather, so the response is smooth and rises. Where the path ends before the record is
reached, or begins beyond it, the record stands and the mechanism only moves it (`Block.corrected`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from agri.definitions.lines import LineRole
from agri.sim.inputs.streams import TILE, Draws, Floats32, Streams
from agri.sim.processes.block import Calibration
from agri.sim.processes.packaging import CHAIN
from agri.sim.run.engine import run_block
from agri.sim.world.scenario import BASE
from agri.sim.world.setup import Setup

PATH = ((1.0, 1.0), (1.15, 1.0), (1.35, 1.0), (1.7, 1.0), (1.7, 1.5), (1.7, 2.5), (1.7, 5.0), (1.7, 12.0))
# Pool → the role of the line whose strand drives its crews.
POOLS = {"spraying": LineRole.UNIFIED, "film": LineRole.FILM_RECOVERED, "straw": LineRole.STRAW_USED}
_EXPLAINED = 0.02  # a mechanism that comes so near to the record explains it
_SOUGHT = (*POOLS, CHAIN)  # how many mean to bring packaging back, and how soon, is not reported either


def calibrate(setup: Setup, seed: int) -> Calibration:
    """Find participation, pace and the usual readiness of formulas for each county.

    Parameters
    ----------
    setup : Setup
        The snapshot made ready.
    seed : int
        The projection's; the calibration has streams of its own.
    """
    count = len(PATH)
    draws = Draws(Streams(seed).named("calibration"), setup.layout, range(1), copies=count)
    participation, pace = (
        np.repeat(np.array([point[i] for point in PATH], dtype=np.float32), TILE)
        * np.ones((len(setup.layout.counties), 1), dtype=np.float32)
        for i in range(2)
    )
    trial = Calibration(
        participation=dict.fromkeys(_SOUGHT, participation),
        pace=dict.fromkeys(_SOUGHT, pace),
        formulas_ready={},
        is_trial=True,
    )
    # With drawn performances, as in the run itself: served work rises less with luck than it falls without.
    performance = setup.learnt.sample(draws)
    run = run_block(setup, draws, BASE, performance, with_performance(trial, setup, performance.offset))
    found = {pool: _solve(run.reached.get(pool), run.aimed.get(pool), setup) for pool in _SOUGHT}
    return Calibration(
        participation={pool: one.participation for pool, one in found.items()},
        pace={pool: one.pace for pool, one in found.items()},
        formulas_ready={
            key: ready.mean(axis=1, keepdims=True, dtype=np.float32) for key, ready in run.ready.items()
        },
        explained={pool: one.explained for pool, one in found.items()},
    )


@dataclass(frozen=True)
class _Solved:
    """Where on the path each county's mechanism reaches what is aimed at, (county, 1) each.

    `explained` is what it reaches there, over what is aimed at: one but where the path ends before.
    """

    participation: Floats32
    pace: Floats32
    explained: Floats32


def unexplained(calibration: Calibration) -> dict[str, int]:
    """Count the counties, by pool, whose record a mechanism cannot explain at its bounds."""
    counts = {
        pool: int((np.abs(explained - 1) > _EXPLAINED).sum())
        for pool, explained in calibration.explained.items()
    }
    return {pool: count for pool, count in counts.items() if count}


def _solve(reached: Floats32 | None, aimed: Floats32 | None, setup: Setup) -> _Solved:
    """Interpolate along the path to where what is reached equals what is aimed at."""
    counties = len(setup.layout.counties)
    at = np.zeros(counties)
    explained = np.ones((counties, 1), dtype=np.float32)
    if reached is not None and aimed is not None:
        for county in range(counties):
            got, wanted = (
                total[county].reshape(len(PATH), TILE).mean(axis=1, dtype=np.float64)
                for total in (reached, aimed)
            )
            if wanted[0] > 0:
                response = np.maximum.accumulate(got / wanted)
                at[county] = np.interp(1.0, response + 1e-9 * np.arange(len(PATH)), np.arange(len(PATH)))
                explained[county] = np.clip(1.0, response[0], response[-1])
    path = np.array(PATH)
    steps = np.arange(len(PATH))
    participation, pace = (np.interp(at, steps, path[:, i])[:, None].astype(np.float32) for i in range(2))
    return _Solved(participation, pace, explained)


def with_performance(calibration: Calibration, setup: Setup, offset: Mapping[str, Floats32]) -> Calibration:
    """Let each county's crews share the performance of the draw, so that wants and means move together.

    Parameters
    ----------
    offset : strand → array, shape (township, replication)
        Performance of the block's draws.
    """
    mean = setup.learnt.mean(setup.layout, 1).offset
    layout = setup.layout
    size = np.maximum(layout.membership.sum(axis=1), 1)[:, None].astype(np.float32)
    pace = dict(calibration.pace)
    for pool, role in POOLS.items():
        line = setup.plan.lines.of(role)
        if line is None:
            continue
        strand = line.strand
        shift = offset[strand] - mean[strand]
        county = layout.to_counties(shift, np.empty((len(layout.counties), shift.shape[1]), dtype=np.float32))
        slope = np.float32(1 - _mean_share(setup, strand))
        pace[pool] = calibration.pace[pool] * np.exp(slope * county / size)
    return replace(calibration, pace=pace)


def _mean_share(setup: Setup, strand: str) -> float:
    lines = [setup.expected[line.code] for line in setup.plan.lines if line.strand == strand]
    exposure = sum(float(line.exposure.sum()) for line in lines)
    expected = sum(float(line.expected.sum()) for line in lines)
    return float(expected / exposure) if exposure > 0 else 0.5
