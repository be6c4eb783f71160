"""Reports through the full path, over HTTP, beside the naive floor in the same run.

The full path is token, validation, checks against the record, revision, audit link, commit, receipt. The
floor is as durable: WAL, synchronous=FULL, a commit for each request. The load comes from this process, on
the other core, and what it takes of it is printed. On a shared machine the rates suffer from the neighbours;
so the server's processor time per revision is printed beside them.
"""

import json
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from benchmarks.cities import City, a_revision, cells, make_city, real_places
from benchmarks.figure import Figure
from benchmarks.load import Load, request, run_load
from benchmarks.serving import Served, served

SINGLES, CONNECTIONS = 6_000, 32
BATCHES, BATCH, BATCH_CONNECTIONS = 200, 50, 8
WARM_UP = 200
ENVIRONMENT = {"AGRI_ENV": "dev", "AGRI_REQUESTS_PER_MINUTE": "10000000"}


def figures() -> Iterator[Figure]:
    """Measure the floor, single revisions and syncs, one after the other in one run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = make_city(folder / "city.db", real_places())
        floor = _naive(folder, city)
        yield from floor.figures(f"naive floor, PUT at {CONNECTIONS} connections")
        with served("agri.api.app:create_app", folder, AGRI_DATABASE_URL=city.url, **ENVIRONMENT) as server:
            singles = _singles(city, WARM_UP + SINGLES)
            run_load(server.port, islice(singles, WARM_UP), connections=CONNECTIONS)
            single = _measured(server, singles, CONNECTIONS)
            yield from single.figures(f"full path, PUT at {CONNECTIONS} connections", 1_000, 60)
            yield Figure("full path / naive floor", single.rate / floor.rate, "", None)
            sync = _measured(server, _batches(city), BATCH_CONNECTIONS, each=BATCH)
            yield from sync.figures(f"full path, sync of {BATCH}", 6_000)


class _Measured:
    """The rate of one run, its latencies, and what it took of a processor."""

    def __init__(self, load: Load, cpu_s: float, each: int) -> None:
        count = load.requests * each
        self.load = load
        self.rate = count / load.seconds
        self.cpu_ms = 1000 * cpu_s / count
        self.busy = cpu_s / load.seconds

    def figures(self, name: str, rate: float | None = None, p99_ms: float | None = None) -> Iterator[Figure]:
        """Yield them beside what was asked for."""
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(self.load.statuses.items()))
        yield Figure(name, self.rate, "revisions/s", rate, note=statuses)
        yield Figure(
            f"{name}: p99",
            self.load.quantile_ms(0.99),
            "ms",
            p99_ms,
            at_least=False,
            note=f"p50 {self.load.quantile_ms(0.5):.1f} ms",
        )
        note = f"{self.busy:.0%} of one core; the generator {self.load.own_cpu_s / self.load.seconds:.0%}"
        yield Figure(f"{name}: processor time", self.cpu_ms, "ms/revision", None, at_least=False, note=note)


def _measured(server: Served, requests: Iterator[bytes], connections: int, each: int = 1) -> _Measured:
    prepared = list(requests)
    before = server.cpu_seconds()
    load = run_load(server.port, prepared, connections=connections)
    return _Measured(load, server.cpu_seconds() - before, each)


def _naive(folder: Path, city: City) -> _Measured:
    with served(
        "benchmarks.naive:create_app", folder, BENCH_NAIVE_DATABASE=str(folder / "naive.db")
    ) as server:
        singles = _singles(city, WARM_UP + SINGLES, prefix="")
        run_load(server.port, islice(singles, WARM_UP), connections=CONNECTIONS)
        return _measured(server, singles, CONNECTIONS)


def _singles(city: City, count: int, prefix: str = "/api/v1") -> Iterator[bytes]:
    random = np.random.default_rng(1)
    for form, period, unit in islice(cells(city), count):
        report_id, revision_id = (UUID(bytes=random.bytes(16)) for _ in range(2))
        yield request(
            "PUT",
            f"{prefix}/reports/{report_id}/revisions/{revision_id}",
            token=city.tokens[unit.code],
            body=json.dumps(a_revision(form, period, unit, random)).encode(),
        )


def _batches(city: City) -> Iterator[bytes]:
    """Yield syncs as phones send them that were long without a network: a township's months at once.

    They fill the cells that single reports left empty.
    """
    random = np.random.default_rng(2)
    by_place: dict[str, list[dict[str, Any]]] = {unit.code: [] for unit in city.townships}
    full = 0
    for form, period, unit in islice(cells(city), WARM_UP + SINGLES, None):
        items = by_place[unit.code]
        ids = {key: str(UUID(bytes=random.bytes(16))) for key in ("report_id", "revision_id")}
        items.append(ids | a_revision(form, period, unit, random))
        if len(items) == BATCH:
            yield request(
                "POST",
                "/api/v1/sync",
                token=city.tokens[unit.code],
                body=json.dumps({"since": None, "revisions": items}).encode(),
            )
            by_place[unit.code] = []
            full += 1
            if full == BATCHES:
                return
    raise ValueError(f"the cells of the years that count make {full} batches, not {BATCHES}")
