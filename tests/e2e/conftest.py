"""Fixtures of the browser tests. They drive a real Chromium against the built pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect

from tests.demo import DEMO
from tests.e2e.chromium import DESK, PHONE, find_chromium, started
from tests.e2e.city import City, city_served
from tests.e2e.serving import demo_served, pages_served

pytest.register_assert_rewrite("tests.e2e.judging", "tests.e2e.desks")
expect.set_options(timeout=15_000)  # two slow cores that others may be using


# Per module and not per session: Playwright keeps an event loop running, which asynchronous tests of other
# folders could not live beside.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium on this machine: run tests/install_programs.sh, or install it by hand")
    with started(executable) as running:
        yield running


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def viewport(request: pytest.FixtureRequest) -> ViewportSize:
    return request.param


@pytest.fixture
def page(browser: Browser, viewport: ViewportSize) -> Iterator[Page]:
    """An empty page; whatever the browser complains of on the way fails the test."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A refusal by the server is also logged as an error; the tests provoke some of those.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(30_000)  # two slow cores that others may be using
    opened = context.new_page()
    opened.on("console", hear)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def pages() -> Iterator[str]:
    """The built pages on a server of their own, without an API."""
    with pages_served() as address:
        yield address


@pytest.fixture(scope="session")
def demo_server(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server on a demo of its own."""
    folder = shutil.copytree(demo_template / DEMO, tmp_path_factory.mktemp("served") / DEMO)
    with demo_served(folder) as address:
        yield address


@pytest.fixture
def city(city_file: Path, tmp_path: Path) -> Iterator[City]:
    """The real server on a fresh copy of the tiny city."""
    database = tmp_path / "city.db"
    shutil.copyfile(city_file, database)
    with city_served(database) as served:
        yield served
