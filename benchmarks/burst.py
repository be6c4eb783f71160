"""The last evening of a month: phones that all refresh and report within five seconds.

Each phone sends what its page sends: the four GETs of a refresh at once, each over its own connection, then
seven reports one after the other. The load comes from this process, on the other core.
"""

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import perf_counter
from uuid import UUID

import numpy as np
import uvloop

from benchmarks.cities import City, a_revision, cells, make_city, real_places
from benchmarks.figure import Figure
from benchmarks.load import request, send_in_turn
from benchmarks.record_load import ENVIRONMENT
from benchmarks.serving import served

PHONES = (50, 100, 500)
WITHIN_S = 5.0
REPORTS = 7
REFRESH = ("/api/v1/due", "/api/v1/forms", "/api/v1/reports?limit=500", "/api/v1/plan")
# What a prototype reached with 500 phones, and its whole run in seconds.
_ASKED = {50: (None, None, None), 100: (None, None, None), 500: (6.9, 560, 110)}


@dataclass(slots=True)
class _Seen:
    """What the phones saw: seconds of each GET and PUT, and statuses of both."""

    gets: list[float] = field(default_factory=list)
    puts: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


def figures() -> Iterator[Figure]:
    """Measure bursts of 50, 100 and 500 phones, one after the other on one server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = make_city(folder / "city.db", real_places())
        with served("agri.api.app:create_app", folder, AGRI_DATABASE_URL=city.url, **ENVIRONMENT) as server:
            reports = _reports(city)
            for phones in PHONES:
                seen = _Seen()
                started = perf_counter()
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    runner.run(_burst(server.port, city, phones, reports, seen))
                yield from _figures(phones, perf_counter() - started, seen)


def _figures(phones: int, seconds: float, seen: _Seen) -> Iterator[Figure]:
    whole, get_ms, put_ms = _ASKED[phones]
    name = f"{phones} phones within {WITHIN_S:g} s"
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(seen.statuses.items()))
    failed = sum(count for status, count in seen.statuses.items() if status >= 500)
    yield Figure(f"{name}: all answered", seconds, "s", whole, at_least=False, note=statuses)
    yield Figure(f"{name}: refused by the server", failed, "requests", 0, at_least=False)
    for kind, taken, asked in (("GET", seen.gets, get_ms), ("PUT", seen.puts, put_ms)):
        p50, p99 = np.quantile(taken, [0.5, 0.99]) * 1000
        yield Figure(f"{name}: {kind} p99", float(p99), "ms", asked, at_least=False, note=f"p50 {p50:.1f} ms")


async def _burst(port: int, city: City, phones: int, reports: Iterator[bytes], seen: _Seen) -> None:
    random = np.random.default_rng(phones)
    units = city.townships
    tokens = [city.tokens[units[i % len(units)].code] for i in range(phones)]
    sends = [list(islice(reports, REPORTS)) for _ in range(phones)]
    starts = random.uniform(0, WITHIN_S, phones)
    await asyncio.gather(
        *(
            _phone(port, start, token, send, seen)
            for start, token, send in zip(starts, tokens, sends, strict=True)
        )
    )


async def _phone(port: int, start: float, token: str, reports: list[bytes], seen: _Seen) -> None:
    await asyncio.sleep(start)
    refresh = [request("GET", where, token=token) for where in REFRESH]
    await asyncio.gather(*(send_in_turn(port, [one], seen.gets, seen.statuses) for one in refresh))
    await send_in_turn(port, reports, seen.puts, seen.statuses)


def _reports(city: City) -> Iterator[bytes]:
    random = np.random.default_rng(3)
    for form, period, unit in cells(city):
        report_id, revision_id = (UUID(bytes=random.bytes(16)) for _ in range(2))
        yield request(
            "PUT",
            f"/api/v1/reports/{report_id}/revisions/{revision_id}",
            token=city.tokens[unit.code],
            body=json.dumps(a_revision(form, period, unit, random)).encode(),
        )
