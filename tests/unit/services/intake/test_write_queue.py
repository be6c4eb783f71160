"""The line of those who report: together in one transaction, each with an answer of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError, StatementError
from sqlmodel import Session

from agri.errors import Unavailable
from agri.models import Audit, Report, Revision
from agri.services.intake.submission import OutcomeKind
from agri.services.intake.write_queue import Writer
from agri.services.publish.verify import verify
from agri.services.store.database import make_engine
from tests.places import NEIGHBOUR, FakeClock
from tests.unit.services.submissions import a_report, actor

PATIENCE_S = 30
PERIODS = [f"{year}-{month:02d}" for year in (2017, 2018) for month in range(3, 13)]
PERIODS += [f"2019-{month:02d}" for month in range(3, 9)]


@pytest.fixture
def database() -> str:
    """These are promises of the embedded database."""
    return "sqlite"


@pytest.fixture
def writer(engine: Engine, clock: FakeClock) -> Iterator[Writer]:
    writer = Writer(engine, clock)
    yield writer
    writer.close()


@contextmanager
def held(engine: Engine) -> Iterator[None]:
    """Keep everybody else from writing."""
    with engine.connect() as connection, connection.begin():
        yield


def rows(engine: Engine, table: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.execute(select(table)).scalars())


def test_an_answer_comes_after_the_commit(engine: Engine, writer: Writer) -> None:
    [outcome] = writer.receive(actor("reporter"), [a_report()]).result(PATIENCE_S)
    assert outcome.kind == OutcomeKind.CREATED
    [row] = rows(engine, Revision)
    assert row.id == outcome.revision_id


def test_those_who_wait_are_written_in_one_transaction(engine: Engine, writer: Writer) -> None:
    commits: list[object] = []
    with held(engine):
        event.listen(engine, "commit", commits.append)
        answers = [writer.receive(actor("reporter"), [a_report(period=period)]) for period in PERIODS]
    outcomes = [answer.result(PATIENCE_S) for answer in answers]
    # Ours that held the others up; the first, which may have been taken alone; and all that waited behind it.
    assert len(commits) <= 3
    assert [one.kind for [one] in outcomes] == [OutcomeKind.CREATED] * len(PERIODS)
    assert [one.receipt.revision_id for [one] in outcomes if one.receipt] == [
        a_report(period=period).revision_id for period in PERIODS
    ]
    with Session(engine) as session:
        assert verify(session).is_sound


def test_people_in_one_transaction_keep_their_own_rights(engine: Engine, writer: Writer) -> None:
    with held(engine):
        mine = writer.receive(actor("reporter"), [a_report()])
        not_mine = writer.receive(actor("reporter"), [a_report(org_unit=NEIGHBOUR)])
        theirs = writer.receive(actor("neighbour"), [a_report(org_unit=NEIGHBOUR)])
    kinds = [answer.result(PATIENCE_S)[0].kind for answer in (mine, not_mine, theirs)]
    assert kinds == [OutcomeKind.CREATED, OutcomeKind.REFUSED, OutcomeKind.CREATED]


def test_the_same_report_twice_in_one_transaction_is_one_row(engine: Engine, writer: Writer) -> None:
    with held(engine):
        answers = [writer.receive(actor("reporter"), [a_report()]) for _ in range(4)]
    outcomes = [answer.result(PATIENCE_S)[0] for answer in answers]
    assert sorted(one.kind for one in outcomes) == ["created", "replayed", "replayed", "replayed"]
    assert all(one.receipt == outcomes[0].receipt for one in outcomes)
    assert len(rows(engine, Revision)) == 1


def test_a_fault_of_ours_with_one_report_fails_no_other(engine: Engine, writer: Writer) -> None:
    broken: Any = "not an id, which nothing before the database looks at"
    with held(engine):
        before = writer.receive(actor("reporter"), [a_report(period="2018-05")])
        fault = writer.receive(actor("reporter"), [a_report(report_id=broken)])
        after = writer.receive(actor("reporter"), [a_report(period="2018-06")])
    assert isinstance(fault.exception(PATIENCE_S), StatementError)
    assert [a.result(PATIENCE_S)[0].kind for a in (before, after)] == [OutcomeKind.CREATED] * 2
    assert len(rows(engine, Revision)) == 2


def test_a_full_disk_leaves_nothing_half_written(database_url: str, clock: FakeClock) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    engine.dispose()
    event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count = {pages}"))
    before = len(rows(engine, Audit))
    writer = Writer(engine, clock)
    taken = 0
    for period in PERIODS * 20:
        sends = [a_report(period=period, org_unit=unit) for unit in ("410191101",)]
        error = writer.receive(actor("reporter"), sends).exception(PATIENCE_S)
        if error is not None:
            assert isinstance(error, OperationalError)
            assert "full" in str(error)
            break
        taken += 1
    else:
        pytest.fail("the database never filled up")
    assert (
        len(rows(engine, Revision)) == len(rows(engine, Report)) == len(rows(engine, Audit)) - before == taken
    )
    engine.dispose()
    roomy = make_engine(database_url)
    writer.close()
    writer = Writer(roomy, clock)
    [outcome] = writer.receive(actor("reporter"), [a_report(period=period)]).result(PATIENCE_S)
    assert outcome.kind == OutcomeKind.CREATED
    with Session(roomy) as session:
        assert verify(session).is_sound
    writer.close()
    roomy.dispose()


def test_a_locked_database_is_told_and_the_writer_goes_on(database_url: str, clock: FakeClock) -> None:
    engine = make_engine(database_url)
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout = 20"))
    writer = Writer(engine, clock)
    with held(engine):
        error = writer.receive(actor("reporter"), [a_report()]).exception(PATIENCE_S)
    assert isinstance(error, OperationalError)
    assert "locked" in str(error)
    [outcome] = writer.receive(actor("reporter"), [a_report()]).result(PATIENCE_S)
    assert outcome.kind == OutcomeKind.CREATED
    writer.close()
    engine.dispose()


def test_a_full_line_takes_nobody_else(engine: Engine, clock: FakeClock) -> None:
    writer = Writer(engine, clock, most_together=1, most_waiting=2)
    with held(engine):
        taken, refusals = [], []
        for period in PERIODS[:5]:
            try:
                taken.append(writer.receive(actor("reporter"), [a_report(period=period)]))
            except Unavailable as refusal:
                refusals.append(refusal)
    # Two in line, and at most one in the writer's hands.
    assert 2 <= len(taken) <= 3
    assert all(isinstance(one.context["retry_after"], int) for one in refusals)
    assert all(answer.result(PATIENCE_S)[0].kind == OutcomeKind.CREATED for answer in taken)
    writer.close()


def test_closing_writes_what_is_in_line_and_takes_nothing_more(engine: Engine, clock: FakeClock) -> None:
    writer = Writer(engine, clock)
    answers = [writer.receive(actor("reporter"), [a_report(period=period)]) for period in PERIODS]
    writer.close()
    assert all(answer.done() for answer in answers)
    assert len(rows(engine, Revision)) == len(PERIODS)
    with pytest.raises(Unavailable):
        writer.receive(actor("reporter"), [a_report()])


def test_whoever_hung_up_before_the_turn_came_is_not_written_for(engine: Engine, clock: FakeClock) -> None:
    writer = Writer(engine, clock, most_together=1)
    is_held = Event()
    event.listen(engine, "checkout", lambda *_: is_held.set())
    with held(engine):
        is_held.clear()
        first = writer.receive(actor("reporter"), [a_report(period="2018-05")])
        assert is_held.wait(PATIENCE_S)  # the writer has the first in hand
        second = writer.receive(actor("reporter"), [a_report(period="2018-06")])
        assert second.cancel()
    assert first.result(PATIENCE_S)[0].kind == OutcomeKind.CREATED
    writer.close()
    assert len(rows(engine, Revision)) == 1
