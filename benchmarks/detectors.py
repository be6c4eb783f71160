"""What all detectors take for a province-year: invented cities side by side, as many places as Henan has."""

import os
from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter, process_time

import numpy as np

from agri.definitions.places import Places
from agri.detectors import detect
from agri.hindcast.past_year import settled_on
from agri.indicators.snapshot import Snapshot
from agri.synthetic.worlds import Ground, invent_world
from agri.terms import Level
from benchmarks.figure import Figure

TOWNSHIPS = 2_586  # of Henan
ASKED_S = 5.0
SEEDS = (82_001, 82_002)  # neither tuned on nor scored


def figures() -> Iterator[Figure]:
    """Detect once in a province of invented cities at the end of the year."""
    townships = int(os.environ.get("AGRI_BENCH_TOWNSHIPS", TOWNSHIPS))
    ground = Ground.read()
    cities = []
    for seed in SEEDS:
        world = invent_world(ground, seed)
        cities.append(world.record.snapshot(world.plan, settled_on(world.plan)))
    province = province_of(cities, townships)
    began, cpu = perf_counter(), process_time()
    found = detect(province, ground.plan)
    seconds = perf_counter() - began
    note = f"{len(found):,} questions, processor {process_time() - cpu:.1f} s"
    asked = ASKED_S * townships / TOWNSHIPS
    yield Figure(f"detectors, {townships:,} townships", seconds, "s", asked, at_least=False, note=note)


def province_of(cities: list[Snapshot], townships: int) -> Snapshot:
    """Put snapshots of one city side by side, again and again, until there are so many townships."""
    units, rows, left = [], [], townships
    turn = 0
    while left > 0:
        city = cities[turn % len(cities)]
        for i, unit in enumerate(city.places.units):
            if unit.level == Level.TOWNSHIP:
                if left == 0:
                    continue
                left -= 1
            parent = None if unit.parent is None else f"{turn}-{unit.parent}"
            units.append(replace(unit, code=f"{turn}-{unit.code}", parent=parent))
            rows.append((turn % len(cities), i))
        turn += 1

    def side_by_side(name: str) -> np.ndarray:
        return np.stack([getattr(cities[city], name)[i] for city, i in rows])

    return replace(
        cities[0],
        places=Places(tuple(units)),
        values=side_by_side("values"),
        state=side_by_side("state"),
        delay_days=side_by_side("delay_days"),
        is_closed=side_by_side("is_closed"),
        baselines=side_by_side("baselines"),
        spot_checks=(),
    )
