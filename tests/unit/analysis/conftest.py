"""The tiny city on either database, with what its places sent, for an analyst to open."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from agri.analysis import OpenRecord
from agri.analysis import open as open_record
from agri.services.intake.receive import receive
from agri.services.intake.submission import Submission
from agri.services.review.decide import Verdict, decide_many
from agri.terms import DecisionKind
from tests.places import NOW
from tests.postgres import fresh_city
from tests.unit.services.submissions import actor


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest, city_file: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database of either kind with the tiny city."""
    if request.param == "postgresql":
        with fresh_city(request.getfixturevalue("postgres")) as address:
            yield address
        return
    path = tmp_path / "agri.db"
    shutil.copyfile(city_file, path)
    yield f"sqlite:///{path}"


@pytest.fixture
def record(database_url: str) -> Iterator[OpenRecord]:
    """The record as an analyst opens it."""
    with open_record(database_url) as record:
        yield record


def send(engine: Engine, *submissions: Submission, at=NOW, by: str = "reporter") -> None:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        outcomes = receive(session, actor(by), submissions, now=at)
        assert [outcome.refusal for outcome in outcomes] == [None] * len(submissions)


def judge(engine: Engine, *submissions: Submission, kind=DecisionKind.ACCEPTED, at=NOW) -> None:
    verdicts = [Verdict(one.revision_id, kind, reason="请核对") for one in submissions]
    with Session(engine, expire_on_commit=False) as session, session.begin():
        outcomes = decide_many(session, actor("reviewer"), verdicts, now=at)
        assert [outcome.refusal for outcome in outcomes] == [None] * len(submissions)
