"""A server process on a fresh database of either kind."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.serving import Server
from tests.postgres import fresh_city


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, city_file: Path, tmp_path: Path) -> Iterator[Server]:
    """A running server: one process on SQLite, two on PostgreSQL."""
    if request.param == "postgresql":
        with fresh_city(request.getfixturevalue("postgres")) as address:
            yield from _running(Server(address, tmp_path, workers=2))
        return
    path = tmp_path / "agri.db"
    shutil.copyfile(city_file, path)
    yield from _running(Server(f"sqlite:///{path}", tmp_path))


def _running(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.close()
