"""The simulation: township-years a second, a city, a province, and against crews simulated one by one."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

from agri.sim import BASE, project
from agri.sim.run.calibration import calibrate
from agri.sim.run.project import run_blocks
from agri.sim.world.setup import set_up
from benchmarks.figure import Figure
from tests.sim.crew_level import County
from tests.sim.synthetic import places_of, snapshot_of, the_plan

TOWNSHIPS, COUNTIES = 208, 13  # of Zhengzhou, parks and estates included
PROVINCE = 2586  # townships of Henan
REPLICATIONS = 1_000
REPEATS = 5


def figures() -> Iterator[Figure]:
    yield from _one_core()
    yield from _against_single_crews()
    yield from _province()
    yield from _command()


def _fastest(act: Callable[[], object]) -> float:
    """Seconds of processor time of the fastest of some repeats: the others met other people's work."""
    act()
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return min(times)


def _one_core() -> Iterator[Figure]:
    plan = the_plan()
    places = places_of(COUNTIES, TOWNSHIPS // COUNTIES)
    for as_of, reported, asked in (("2019-01-02", "2018-12", 5e5), ("2019-08-31", "2019-07", None)):
        snapshot = snapshot_of(plan, as_of, reported=reported, places=places)
        setup = set_up(snapshot, plan)
        calibration = calibrate(setup, 1)

        def run(setup=setup, calibration=calibration) -> None:
            for _ in run_blocks(setup, BASE, calibration, seed=1, replications=1024):
                pass

        seconds = _fastest(run)
        name = f"engine from {as_of} to December 31, one core"
        yield Figure(name, TOWNSHIPS * 1024 / seconds, "township-years/s", asked, note="nowcast included")
        whole = _fastest(lambda snapshot=snapshot: project(snapshot, plan, BASE, 1, REPLICATIONS))
        yield Figure(f"projection from {as_of}, one core", whole, "s", note="set-up to summary, city of 208")


def _against_single_crews() -> Iterator[Figure]:
    """One county of 16 townships for a year: all processes in columns, its three pools crew by crew."""
    plan = the_plan()
    setup = set_up(snapshot_of(plan, "2019-01-02", reported="2018-12", places=places_of(1, 16)), plan)
    calibration = calibrate(setup, 1)
    count = 8192
    batched = _fastest(
        lambda: [None for _ in run_blocks(setup, BASE, calibration, seed=1, replications=count)]
    )
    rng = np.random.default_rng(1)
    seasons = {
        "spraying": [(first, first + 29, 12_000.0) for first in range(60, 330, 30)],
        "film": [(125, 150, 8_000.0), (245, 270, 8_000.0)],
        "straw": [(150, 180, 12_000.0), (250, 300, 20_000.0)],
    }

    def single() -> None:
        for months in seasons.values():
            County(
                crews=12,
                pace=60.0,
                share_of_days=0.6,
                limit_days=10,
                ripening=months,
                last_day=340,
                wet=rng.random(365) < 0.2,
                job=10.0,
                rng=rng,
            ).run()

    crew_level = _fastest(single)
    yield Figure("county-years a second, all processes in columns", count / batched, "1/s")
    yield Figure("county-years a second, three pools crew by crew", 1 / crew_level, "1/s")
    yield Figure(
        "ratio on one core",
        count / batched * crew_level,
        "×",
        5_000,
        note="the oracle has the three pools alone",
    )


def _city(number: int, townships: int) -> float:
    """Project one city of the province and return the worker's peak memory in MB."""
    plan = the_plan()
    counties = max(townships // 16, 1)
    snapshot = snapshot_of(plan, "2019-01-02", reported="2018-12", places=places_of(counties, 16))
    project(snapshot, plan, BASE, number, REPLICATIONS)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _province() -> Iterator[Figure]:
    """17 cities that share no crews: the review moves crews inside a city only."""
    cities = 17
    sizes = [16 * round(PROVINCE / cities / 16 + (0.5 if i % 2 else -0.5)) for i in range(cities)]
    with Parallel(n_jobs=2) as parallel:
        parallel(delayed(_city)(1, 32) for _ in range(2))  # start the workers
        start = time.perf_counter()
        peaks = parallel(delayed(_city)(i, size) for i, size in enumerate(sizes))
        seconds = time.perf_counter() - start
    note = f"{sum(sizes)} townships × {REPLICATIONS}, January 1 on, wall time"
    yield Figure("a province on 2 cores", seconds, "s", 10, at_least=False, note=note)
    yield Figure("its memory", 2 * max(peaks), "MB", 2_048, at_least=False, note="two workers")


def _command() -> Iterator[Figure]:
    """`agri project` as a person runs it, in a process of its own, on a fresh demo database."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "AGRI_DATABASE_URL": f"sqlite:///{folder}/agri.db"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        run = [sys.executable, "-c", "from agri.cli import main; main()"]
        made = subprocess.run(
            [*run, "demo", "--no-serve", "--dir", folder], env=environment, capture_output=True, check=False
        )
        if made.returncode or not (Path(folder) / "agri.db").exists():
            yield Figure("agri project", float("nan"), "s", 2, at_least=False, note="no demo database")
            return
        seconds = []
        for seed in range(2, 5):  # a question asked before is answered from the store
            start = time.perf_counter()
            command = [*run, "project", "--as-of", "2019-08-31", "--seed", str(seed)]
            subprocess.run(command, env=environment, capture_output=True, check=True)
            seconds.append(time.perf_counter() - start)
    note = "1,000 replications, start-up included"
    yield Figure("agri project --as-of 2019-08-31", min(seconds), "s", 2, at_least=False, note=note)
