"""The batched crews against a crew-level model of one county, replication by replication."""

import numpy as np
import pytest

from agri.sim.inputs.days import Stretch
from agri.sim.processes.crews import Crews, Pool
from tests.sim.crew_level import County
from tests.sim.synthetic import places_of
from tests.sim.test_processes import block_of

LIMIT, LAST = 10, 140
WORK = {4: (Stretch(90, 119), 6000.0), 5: (Stretch(120, 129), 3500.0)}
PACE, SHARE, JOB = 60.0, 0.6, 30.0
TOLERANCE = 0.005  # bias of the share served


def batched(plan, crews):
    """Share served in each replication, and the wet days it was served in."""
    block = block_of(plan, places=places_of(1, 4), tiles=range(8))
    block.setup.resources["spraying_teams"][:] = crews
    assert block.setup.parameter("service.share_of_days") == SHARE
    block.calibration.pace["spraying"] = np.ones((1, 1), dtype=np.float32)
    served = np.zeros(block.shape[1])

    def book(month, done, expired):
        served[:] += done.sum(axis=0)

    pool = Crews(
        block,
        Pool("spraying", "spraying_teams", PACE, LIMIT, {m: days for m, (days, _) in WORK.items()}, LAST),
        lambda month: np.full(block.shape, WORK[month][1] / 4, dtype=np.float32),
        lambda day: 1 / len(WORK[block.year.month_of[day]][0]),
        book,
    )
    block.env.process(pool.run())
    block.env.run()
    return served / sum(work for _, work in WORK.values()), block.wet[:, 0]


def crew_level(crews, wet, seed):
    return np.array(
        [
            County(
                crews=crews,
                pace=PACE,
                share_of_days=SHARE,
                limit_days=LIMIT,
                ripening=[(days.first, days.last, work) for days, work in WORK.values()],
                last_day=LAST,
                wet=wet[:, k],
                job=JOB,
                rng=np.random.default_rng([seed, k]),
            ).run()
            for k in range(wet.shape[1])
        ]
    )


@pytest.mark.slow
@pytest.mark.parametrize("crews", [3, 6, 9])
def test_crews_in_columns_agree_with_crews_one_by_one(plan, crews):
    fast, wet = batched(plan, crews)
    first, second = (crew_level(crews, wet, seed) for seed in (1, 2))
    noise_floor = np.sqrt(((first - second) ** 2).mean())
    slow = (first + second) / 2
    assert abs((fast - slow).mean()) < TOLERANCE
    assert np.sqrt(((fast - first) ** 2).mean()) <= 1.3 * noise_floor


@pytest.mark.slow
def test_a_wrong_limit_is_found_out(plan):
    fast, wet = batched(plan, 6)
    wrong = np.array(
        [
            County(
                crews=6,
                pace=PACE,
                share_of_days=SHARE,
                limit_days=2,
                ripening=[(days.first, days.last, work) for days, work in WORK.values()],
                last_day=LAST,
                wet=wet[:, k],
                job=JOB,
                rng=np.random.default_rng([3, k]),
            ).run()
            for k in range(wet.shape[1])
        ]
    )
    assert abs((fast - wrong).mean()) > 3 * TOLERANCE
