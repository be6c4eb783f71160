"""The record's scenarios run on both databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from agri.services.store.database import make_engine
from tests.postgres import fresh_city


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest) -> str:
    """Which of the two a test runs on."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def rolled_back(postgres: str) -> Iterator[Engine]:
    """One PostgreSQL database for all tests that commit nothing."""
    with fresh_city(postgres) as address:
        engine = make_engine(address)
        yield engine
        engine.dispose()


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


@pytest.fixture
def session(request: pytest.FixtureRequest, database: str) -> Iterator[Session]:
    """A session whose work is rolled back."""
    engine = request.getfixturevalue("rolled_back" if database == "postgresql" else "engine")
    with Session(engine, expire_on_commit=False) as session:
        yield session
