"""Henan whole: 18 cities with 2,586 townships and an invented year of each, in one database.

`AGRI_BENCH_CITIES` names fewer cities, ``4106,4190``; what is asked of all is then asked in proportion.
"""

import os
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from agri.definitions.new_city.divisions import division_cities
from agri.services.chain.migrate import migrate
from agri.services.figures.assess import assessment
from agri.services.publish.make_release import make_release
from agri.services.store.database import make_engine, reading
from agri.synthetic.load import DEMO_NOW
from agri.synthetic.province import load_province
from benchmarks.figure import Figure

PERIOD = "2019-08"
IMPORT_S, ASSESSMENT_S, RELEASE_S, MEMORY_MB = 90.0, 3.0, 10.0, 1_000.0


def figures() -> Iterator[Figure]:
    """Load, then assess and release one city after the other in one process, as a server's worker does."""
    named = os.environ.get("AGRI_BENCH_CITIES")
    cities = named.split(",") if named else division_cities()
    with tempfile.TemporaryDirectory() as name:
        engine = make_engine(f"sqlite:///{Path(name) / 'henan.db'}")
        migrate(engine)
        began, cpu = perf_counter(), _cpu_s()
        loaded = load_province(engine, cities=cities)
        seconds = perf_counter() - began - loaded.inventing_s
        note = f"{len(cities)} cities, {loaded.townships} townships; beside it {loaded.inventing_s:.0f} s of "
        note += f"inventing, processor {_cpu_s() - cpu:.0f} s for both"
        asked = IMPORT_S * len(cities) / len(division_cities())
        yield Figure(f"import of {loaded.events:,} events", seconds, "s", asked, at_least=False, note=note)
        assessed: dict[str, tuple[float, float]] = {}
        released: dict[str, tuple[float, float]] = {}
        for city, committee in loaded.committees.items():
            start = perf_counter(), _cpu_s()
            with reading(engine) as session:
                assessment(session, as_of=DEMO_NOW.date(), org_unit=city)
            assessed[city] = perf_counter() - start[0], _cpu_s() - start[1]
            start = perf_counter(), _cpu_s()
            make_release(engine, committee, PERIOD, now=DEMO_NOW)
            released[city] = perf_counter() - start[0], _cpu_s() - start[1]
        engine.dispose()
    for what, found, limit in (("assessment", assessed, ASSESSMENT_S), ("release", released, RELEASE_S)):
        worst, (wall_s, cpu_s) = max(found.items(), key=lambda one: one[1])
        total_s = sum(one for one, _ in found.values())
        note = f"slowest is {worst}, processor {cpu_s:.1f} s; all {len(found)} take {total_s:.0f} s"
        yield Figure(f"first {what} of a city", wall_s, "s", limit, at_least=False, note=note)
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure("memory at most", memory_mb, "MB", MEMORY_MB, at_least=False)


def _cpu_s() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime
