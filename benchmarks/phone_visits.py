"""How many seconds a cheap phone on a bad line waits: at the first visit, and again without a network."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.figure import Figure
from tests.e2e.chromium import find_chromium, started
from tests.e2e.city import City, city_served
from tests.e2e.page_loads import PageLoad, load, throttle
from tests.e2e.phones import enrol, new_phone, works_offline
from tests.places import make_city

_VISITS = 7
_FIRST_VISIT_S = 2.5
_OFFLINE_VISIT_S = 1.0


def figures() -> Iterator[Figure]:
    """Measure both visits several times: a line of 400 ms and 400 kbit/s, a processor four times slower."""
    found = find_chromium()
    if found is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "agri.db"
        make_city(database)
        yield from _visits(database, found)


def _visits(database: Path, chromium: str) -> Iterator[Figure]:
    with city_served(database) as city, started(chromium) as browser:
        yield _figure("first visit", _FIRST_VISIT_S, lambda: _first_visit(browser, city))
        phone = new_phone(browser)
        works_offline(enrol(phone, city))
        city.stop()

        def repeat() -> PageLoad:
            page = phone.new_page()
            throttle(page, network=False)
            load_again = load(page, f"{city.address}/month", ".rows a")
            page.close()
            return load_again

        yield _figure("repeat visit without network", _OFFLINE_VISIT_S, repeat)
        phone.close()
        city.start_again()


def _first_visit(browser: Browser, city: City) -> PageLoad:
    phone = new_phone(browser)
    page = phone.new_page()
    throttle(page)
    found = load(page, f"{city.address}/enrol", "button.primary")
    phone.close()
    return found


def _figure(name: str, asked: float, measure: Callable[[], PageLoad]) -> Figure:
    loads = sorted((measure() for _ in range(_VISITS)), key=lambda one: one.seconds)
    median = loads[len(loads) // 2]
    note = (
        f"fastest {loads[0].seconds:.2f} s, slowest {loads[-1].seconds:.2f} s; {median.bytes:,} bytes; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    return Figure(f"phone: {name}, usable, median", median.seconds, "s", asked, at_least=False, note=note)
