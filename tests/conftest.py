"""Fixtures that every kind of test shares: a tiny city in a fresh database, a clock that stands still."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from agri.services.store.database import make_engine
from tests.demo import DEMO, make_demo
from tests.places import FakeClock, make_city
from tests.postgres import running_server
from tests.templates import made_once

# Folders of few and long tests: they begin first, so that at the end no worker sits over one of them alone.
_LONGEST = ("sim", "durability", "upgrade", "docs")

# Nothing is computed unless a test asks for it; tests of the server's own projections switch them on.
os.environ.setdefault("AGRI_PROJECT_WHEN_QUIET_S", "0")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files begin first; within a file nothing moves."""
    root = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(root).parts[0] not in _LONGEST)


@pytest.fixture(scope="session")
def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the tiny city, made once and copied for each test."""
    return made_once(tmp_path_factory, "city", lambda folder: make_city(folder / "city.db")) / "city.db"


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo as the README makes it, and what that printed: read it, or copy it."""
    return made_once(tmp_path_factory, "demo", make_demo)


@pytest.fixture
def demo_folder(demo_template: Path, tmp_path: Path) -> Path:
    """A demo of the test's own."""
    return shutil.copytree(demo_template / DEMO, tmp_path / DEMO)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server with the tiny city, started when first asked for."""
    with running_server() as address:
        yield address


@pytest.fixture
def database_url(city_file: Path, tmp_path: Path) -> str:
    """The address of a fresh database with the tiny city."""
    path = tmp_path / "agri.db"
    shutil.copyfile(city_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A fresh, migrated database with the tiny city."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on the fresh database."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def clock() -> FakeClock:
    """Ten in the morning of 2019-09-05 in China, until a test moves it."""
    return FakeClock()
