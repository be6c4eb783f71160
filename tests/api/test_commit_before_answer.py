"""A success is answered after the commit: a commit that fails must never be answered with 201."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.models import Revision
from tests.api.conftest import Caller
from tests.api.revisions import path, revision


@pytest.fixture
def full_disk(desk: Desk) -> Iterator[None]:
    """Let every commit that follows fail the way SQLite fails on a full disk."""

    def fail(_: Session) -> None:
        raise OperationalError("COMMIT", None, Exception("database or disk is full"))

    event.listen(Session, "before_commit", fail)
    yield
    event.remove(Session, "before_commit", fail)


class TestFailedCommit:
    async def test_a_failed_commit_is_not_answered_with_201(
        self, reporter: Caller, desk: Desk, full_disk: None
    ):
        answer = await reporter.put(path(), json=revision())
        assert answer.status_code == 503
        assert answer.json()["type"] == "/problems/unavailable"
        assert answer.json()["then"] == "keep_and_retry"
        assert int(answer.headers["retry-after"]) > 0
        with Session(desk.engine) as session:
            assert session.execute(select(Revision)).first() is None

    async def test_the_same_report_is_received_once_there_is_room_again(self, reporter: Caller, desk: Desk):
        where = path()

        def fail(_: Session) -> None:
            raise OperationalError("COMMIT", None, Exception("database or disk is full"))

        event.listen(Session, "before_commit", fail)
        try:
            assert (await reporter.put(where, json=revision())).status_code == 503
        finally:
            event.remove(Session, "before_commit", fail)
        assert (await reporter.put(where, json=revision())).status_code == 201

    async def test_what_was_answered_is_in_the_database(self, reporter: Caller, desk: Desk):
        answer = await reporter.put(path(), json=revision())
        with Session(desk.engine) as session:
            row = session.execute(select(Revision)).scalar_one()
        assert answer.json()["revision_id"] == str(row.id)


class TestLockedDatabase:
    async def test_a_locked_database_is_answered_with_503(self, reporter: Caller, desk: Desk):
        def fail(*_: object) -> None:
            raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))

        event.listen(desk.engine, "begin", fail)
        answer = await reporter.put(path(), json=revision())
        event.remove(desk.engine, "begin", fail)
        assert answer.status_code == 503
        assert "retry-after" in answer.headers
