"""Many at once on one file: one row each, equal receipts, no gap in the chain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import Engine
from sqlmodel import Session, func, select

from agri.models import ContestedRevision, Report, Revision
from agri.services.intake.receive import receive
from agri.services.intake.submission import Outcome, OutcomeKind, Submission
from agri.services.publish.verify import verify
from tests.places import NOW
from tests.unit.services.submissions import a_report, a_revision, actor, an_id

AT_ONCE = 4
PERIODS = [f"{year}-{month:02d}" for year in (2017, 2018) for month in range(3, 13)]


def race(engine: Engine, sends: list[Submission]) -> list[list[Outcome]]:
    """Let each of some writers send everything, all starting together; return outcomes by writer."""
    barrier = Barrier(AT_ONCE)

    def send_all(writer: int) -> list[Outcome]:
        barrier.wait()
        outcomes = []
        for submission in sends:
            with Session(engine) as session, session.begin():
                at = NOW + timedelta(seconds=writer)
                outcomes += receive(session, actor("reporter"), [submission], now=at)
        return outcomes

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send_all, range(AT_ONCE)))


def count(engine: Engine, table: type) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_four_racing_identical_sends_give_one_row_and_equal_receipts(engine: Engine) -> None:
    sends = [a_report(period=period) for period in PERIODS]
    outcomes = race(engine, sends)
    for same in zip(*outcomes, strict=True):
        assert sorted(outcome.kind for outcome in same) == ["created", "replayed", "replayed", "replayed"]
        assert len({outcome.receipt.link for outcome in same if outcome.receipt}) == 1
        assert all(outcome.receipt == same[0].receipt for outcome in same)
    assert count(engine, Revision) == count(engine, Report) == len(PERIODS)
    with Session(engine) as session:
        assert verify(session).is_sound


def test_racing_corrections_of_one_version_give_one_successor_and_keep_the_rest(engine: Engine) -> None:
    first = a_report()
    with Session(engine) as session, session.begin():
        receive(session, actor("reporter"), [first], now=NOW)
    barrier = Barrier(AT_ONCE)

    def correct(writer: int) -> Outcome:
        mine = a_revision(first, writer, values={"recovered_kg": float(writer)})
        barrier.wait()
        with Session(engine) as session, session.begin():
            [outcome] = receive(session, actor("reporter"), [mine], now=NOW)
        return outcome

    with ThreadPoolExecutor(AT_ONCE) as pool:
        kinds = sorted(outcome.kind for outcome in pool.map(correct, range(AT_ONCE)))
    assert kinds == [OutcomeKind.CONFLICT] * (AT_ONCE - 1) + [OutcomeKind.CREATED]
    assert (count(engine, Revision), count(engine, ContestedRevision)) == (2, AT_ONCE - 1)


def test_racing_first_versions_of_one_cell_give_one_report(engine: Engine) -> None:
    barrier = Barrier(AT_ONCE)

    def send(phone: int) -> Outcome:
        mine = a_report(report_id=an_id("phone", phone), revision_id=an_id("phone", phone, "first"))
        barrier.wait()
        with Session(engine) as session, session.begin():
            [outcome] = receive(session, actor("reporter"), [mine], now=NOW)
        return outcome

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(send, range(AT_ONCE)))
    assert sorted(outcome.kind for outcome in outcomes) == ["conflict", "conflict", "conflict", "created"]
    assert (count(engine, Report), count(engine, ContestedRevision)) == (1, 3)
