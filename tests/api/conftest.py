"""The app on a fresh database of either kind, and one caller for each person of the tiny city."""

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from agri.api.app import build_app, open_desk
from agri.api.dependencies import Desk
from agri.api.routes.figures import releases
from agri.settings import Env, Settings
from tests.house import House, running_house
from tests.places import PEOPLE, FakeClock, token_of
from tests.postgres import fresh_city

ORIGIN = "http://agri.test"
MONITOR_TOKEN = "a-token-of-the-monitor"


def client_of(app: FastAPI) -> httpx.AsyncClient:
    """Return a client of an app; faults of ours come back as answers."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest) -> str:
    """Which of the two a test runs on; what no database can change overrides it."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, database: str, city_file: Path, tmp_path: Path
) -> Iterator[str]:
    """The address of a fresh database with the tiny city."""
    if database == "postgresql":
        with fresh_city(request.getfixturevalue("postgres")) as address:
            yield address
        return
    path = tmp_path / "agri.db"
    shutil.copyfile(city_file, path)
    yield f"sqlite:///{path}"


@pytest.fixture(autouse=True)
def patient_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a release as long as it takes: on a busy machine its process gets few seconds of its own."""
    monkeypatch.setattr(releases, "MOST_WAIT_S", 300.0)


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(env=Env.DEV, database_url=database_url, monitor_token=MONITOR_TOKEN)


@pytest.fixture
def desk(settings: Settings, clock: FakeClock) -> Iterator[Desk]:
    """What the app works with: a fresh database and a clock that stands still."""
    desk = open_desk(settings, clock=clock, wall_clock=clock)
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def shared_app(city_file: Path) -> Iterator[FastAPI]:
    """The app, built once: building its routes takes longer than most tests."""
    desk = open_desk(Settings(env=Env.DEV, database_url=f"sqlite:///{city_file}"))
    yield build_app(desk)
    desk.close()


@pytest.fixture
def app(shared_app: FastAPI, desk: Desk) -> FastAPI:
    """The app, at work on the fresh database."""
    shared_app.state.desk = desk
    return shared_app


@pytest.fixture
def own_app(desk: Desk) -> FastAPI:
    """An app that a test may change."""
    return build_app(desk)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who has not signed in."""
    async with client_of(app) as client:
        yield client


@dataclass(frozen=True)
class Caller:
    """A person with a token, calling the API."""

    client: httpx.AsyncClient
    token: str

    async def request(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **kwargs.pop("headers", {})}
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **kwargs)

    async def get(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.request("GET", path, **kwargs)

    async def put(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.request("PUT", path, **kwargs)

    async def post(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.request("POST", path, **kwargs)

    async def patch(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.request("PATCH", path, **kwargs)

    async def delete(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.request("DELETE", path, **kwargs)


@pytest.fixture
def callers(client: httpx.AsyncClient) -> dict[str, Caller]:
    """One caller for each of `PEOPLE`, signed in without the slow password check."""
    return {name: Caller(client, token_of(name)) for name in PEOPLE}


@pytest.fixture
def reporter(callers: dict[str, Caller]) -> Caller:
    """The agronomist of the township 410191101."""
    return callers["reporter"]


@pytest.fixture
def neighbour(callers: dict[str, Caller]) -> Caller:
    return callers["neighbour"]


@pytest.fixture
def reviewer(callers: dict[str, Caller]) -> Caller:
    """The reviewer of the county 410191."""
    return callers["reviewer"]


@pytest.fixture
def far_reviewer(callers: dict[str, Caller]) -> Caller:
    return callers["far_reviewer"]


@pytest.fixture
def committee(callers: dict[str, Caller]) -> Caller:
    return callers["committee"]


@pytest.fixture
def province(callers: dict[str, Caller]) -> Caller:
    return callers["province"]


@pytest.fixture
def operator(callers: dict[str, Caller]) -> Caller:
    return callers["operator"]


@pytest.fixture
def house(clock: FakeClock) -> Iterator[House]:
    with running_house(clock) as house:
        yield house


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser: it keeps cookies, and says from which page it writes."""
    async with client_of(app) as client:
        client.headers["origin"] = ORIGIN
        yield client
