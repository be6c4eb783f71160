"""The app on a fresh database, and one caller for each person of the tiny city."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session

from agri.api.app import create_app
from agri.api.deps import Desk
from agri.models.person import Person
from agri.services.sign_in import open_session
from agri.settings import Env, Settings
from tests.places import PEOPLE, FakeClock, person_id

ORIGIN = "http://agri.test"


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(env=Env.DEV, database_url=database_url)


@pytest.fixture
def app(settings: Settings, clock: FakeClock) -> Iterator[FastAPI]:
    app = create_app(settings, clock=clock, wall_clock=clock)
    yield app
    app.state.desk.engine.dispose()


@pytest.fixture
def desk(app: FastAPI) -> Desk:
    return app.state.desk


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who has not signed in."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
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
def callers(desk: Desk, client: httpx.AsyncClient) -> dict[str, Caller]:
    """One caller for each of `PEOPLE`, signed in without the slow password check."""
    found = {}
    with Session(desk.engine) as session, session.begin():
        for name in PEOPLE:
            person = session.get_one(Person, person_id(name))
            signed_in = open_session(
                session,
                person,
                device="test",
                key=desk.key,
                lifetime=timedelta(days=30),
                now=desk.wall_clock(),
            )
            found[name] = Caller(client, signed_in.token)
    return found


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
