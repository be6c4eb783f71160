"""A synthetic city as large as a province: loading a year of it, then asking it questions while it is full.

`AGRI_BENCH_ROWS` makes a smaller year of it; what is asked of the full one is then asked in proportion.
"""

import csv
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.cities import City, a_revision, cells, large_places, make_city
from benchmarks.figure import Figure
from benchmarks.load import request, run_load
from benchmarks.painting import overview
from benchmarks.serving import served

ROWS = 200_000
ASKED_S = 90.0
READS = 400
ENVIRONMENT = {"AGRI_ENV": "dev", "AGRI_REQUESTS_PER_MINUTE": "10000000", "AGRI_MAX_BODY_BYTES": "2000000"}


def figures() -> Iterator[Figure]:
    """Load with `agri import`, then read over HTTP with one request under way at a time."""
    rows = int(os.environ.get("AGRI_BENCH_ROWS", ROWS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = make_city(folder / "city.db", large_places())
        count = _write_files(city, folder / "reports", rows)
        seconds, cpu_s = import_seconds(city, folder / "reports")
        note = f"{count / seconds:,.0f} rows/s, processor {cpu_s:.0f} s"
        yield Figure(
            f"import of {count:,} rows", seconds, "s", ASKED_S * count / ROWS, at_least=False, note=note
        )
        with served("agri.api.app:create_app", folder, AGRI_DATABASE_URL=city.url, **ENVIRONMENT) as server:
            township, committee = city.townships[0].code, city.tokens["4101"]
            first = run_load(
                server.port, [request("GET", "/api/v1/assessments", token=committee)], connections=1
            )
            yield Figure("GET /assessments: first after new reports", first.quantile_ms(1), "ms")
            for path, token in (("due", city.tokens[township]), ("assessments", committee)):
                asked = [request("GET", f"/api/v1/{path}", token=token)] * READS
                run_load(server.port, asked[:5], connections=1)
                before = server.cpu_seconds()
                load = run_load(server.port, asked, connections=1)
                cpu_ms = 1000 * (server.cpu_seconds() - before) / READS
                note = f"p50 {load.quantile_ms(0.5):.1f} ms, processor {cpu_ms:.1f} ms, {load.statuses}"
                yield Figure(f"GET /{path}: p95", load.quantile_ms(0.95), "ms", 30, at_least=False, note=note)
            yield from overview(server.port, committee)


def _write_files(city: City, folder: Path, rows: int) -> int:
    """Write one CSV file a form, as `agri import` reads them; return the rows."""
    folder.mkdir()
    random = np.random.default_rng(3)
    writers = {}
    opened = []
    count = 0
    for form, period, unit in islice(cells(city, range(2019, 2020)), rows):
        if form.code not in writers:
            file = (folder / f"{form.code}.csv").open("w", newline="", encoding="utf-8")
            opened.append(file)
            names = ["org_unit", "period", *(element.code for element in form.elements)]
            writers[form.code] = csv.DictWriter(file, names)
            writers[form.code].writeheader()
        values = dict.fromkeys(a_revision(form, period, unit, random)["values"], 0)
        writers[form.code].writerow({"org_unit": unit.code, "period": str(period), **values})
        count += 1
    for file in opened:
        file.close()
    return count


def import_seconds(city: City, folder: Path) -> tuple[float, float]:
    """Return the seconds that `agri import` takes, on the wall and of a processor."""
    agri = str(Path(sys.executable).with_name("agri"))
    environment = os.environ | {"AGRI_DATABASE_URL": city.url, "AGRI_ENV": "dev"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = perf_counter()
    subprocess.run([agri, "import", str(folder)], env=environment, check=True)
    seconds = perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
