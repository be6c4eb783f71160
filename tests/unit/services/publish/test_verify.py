"""Tampering shows: an edited, deleted or reordered row of audit, revision or decision, and a cut tail."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from agri.services.chain.audit import Link, read_head
from agri.services.intake.receive import receive
from agri.services.publish.verify import Verification, verify
from agri.services.review.close_period import close_period
from agri.services.review.conflicts import Settlement, settle_conflict
from agri.services.review.decide import Verdict, decide_many
from agri.terms import DecisionKind
from tests.places import COUNTY, NOW
from tests.unit.services.submissions import a_report, a_revision, actor

# These open the file itself.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def worked(engine: Engine) -> Engine:
    """A database in which some work was done: reports, a correction, a conflict, decisions, a closing."""
    first, july = a_report(), a_report(period="2019-07")
    second = a_revision(first, values={"recovered_kg": 90.0})
    late = a_revision(first, "late", values={"recovered_kg": 91.0})
    with Session(engine) as session, session.begin():
        receive(session, actor("reporter"), [first, july, second, late], now=NOW)
        verdicts = [
            Verdict(july.revision_id, DecisionKind.ACCEPTED),
            Verdict(second.revision_id, DecisionKind.RETURNED, "请核对"),
        ]
        decide_many(session, actor("reviewer"), verdicts, now=NOW)
        settle_conflict(
            session, actor("reviewer"), late.revision_id, Settlement.ADOPTED, reason="以此为准", now=NOW
        )
        close_period(session, actor("reviewer"), COUNTY, "2019-07", now=NOW)
    return engine


def check(engine: Engine, *receipts: Link) -> Verification:
    with Session(engine) as session:
        return verify(session, receipts=receipts)


def tamper(engine: Engine, *statements: tuple[str, tuple[object, ...]]) -> None:
    """Change rows as somebody with the file in hand could."""
    with closing(sqlite3.connect(engine.url.database or "")) as connection:
        for statement, values in statements:
            assert connection.execute(statement, values).rowcount > 0
        connection.commit()


def test_honest_work_verifies(worked: Engine) -> None:
    found = check(worked)
    assert found.is_sound
    with Session(worked) as session:
        assert found.end == read_head(session)
    # revisions, contested, settled, decisions, closings, definitions
    assert found.rows == 4 + 1 + 1 + 2 + 1 + 1


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE audit SET act = 'revision.returned' WHERE seq = 5", "audit"),
        ("UPDATE audit SET at = '2019-01-01 00:00:00.000000' WHERE seq = 6", "audit"),
        ("UPDATE audit SET actor = 'system' WHERE seq = 4", "audit"),
        ("DELETE FROM audit WHERE seq = 5", "audit"),
        ("UPDATE revision SET \"values\" = '{\"recovered_kg\": 9.0}' WHERE seq = 4", "revision"),
        ("UPDATE revision SET received_at = '2019-01-01 00:00:00.000000' WHERE seq = 4", "revision"),
        ("UPDATE revision SET findings = '[]', author = (SELECT id FROM person LIMIT 1)", "revision"),
        ("DELETE FROM decision WHERE kind = 'accepted'", "audit"),
        ("UPDATE decision SET reason = 'x' WHERE kind = 'returned'", "decision"),
        ("UPDATE decision SET kind = 'accepted'", "decision"),
        ("UPDATE closure SET period = '2019-06'", "closure"),
        ("UPDATE contested_revision SET reason = 'x'", "contested_revision"),
        ("UPDATE report SET period = '2019-06' WHERE period = '2019-07'", "revision"),
        ("INSERT INTO report SELECT 'ffff' || substr(id, 5), form, '410191102', period, created_at "
         "FROM report WHERE period = '2019-07'", "report"),
    ],
)  # fmt: skip
def test_a_changed_row_is_named(worked: Engine, statement: str, table: str) -> None:
    tamper(worked, (statement, ()))
    found = check(worked)
    assert found.broken is not None
    assert found.broken.table == table


def test_swapping_two_rows_in_the_chain_shows(worked: Engine) -> None:
    tamper(
        worked,
        ("UPDATE audit SET seq = ? WHERE seq = ?", (1000, 2)),
        ("UPDATE audit SET seq = ? WHERE seq = ?", (2, 3)),
        ("UPDATE audit SET seq = ? WHERE seq = ?", (3, 1000)),
    )
    found = check(worked)
    assert found.broken is not None
    assert (found.broken.table, found.broken.key) == ("audit", "2")


def test_swapping_the_places_of_two_decisions_shows(worked: Engine) -> None:
    with Session(worked) as session:
        low, high = session.connection().execute(text("SELECT min(seq), max(seq) FROM decision")).one()
    tamper(
        worked,
        ("UPDATE decision SET seq = ? WHERE seq = ?", (1000, low)),
        ("UPDATE decision SET seq = ? WHERE seq = ?", (low, high)),
        ("UPDATE decision SET seq = ? WHERE seq = ?", (high, 1000)),
    )
    found = check(worked)
    assert found.broken is not None
    assert found.broken.table == "decision"


def test_the_first_broken_row_is_the_one_named(worked: Engine) -> None:
    tamper(worked, ("UPDATE revision SET reason = 'x' WHERE seq IN (4, 6)", ()))
    with Session(worked) as session:
        first = session.connection().execute(text("SELECT id FROM revision WHERE seq = 4")).scalar_one()
    found = check(worked)
    assert found.broken is not None
    assert found.broken.key.replace("-", "") == first


def test_a_cut_tail_shows_against_a_receipt_and_not_without(worked: Engine) -> None:
    with Session(worked) as session:
        receipt = read_head(session)
    tamper(
        worked,
        ("DELETE FROM closure WHERE seq = ?", (receipt.length,)),
        ("DELETE FROM audit WHERE seq = ?", (receipt.length,)),
    )
    assert check(worked).is_sound
    found = check(worked, receipt)
    assert found.broken is not None
    assert "cut off" in found.broken.text.en


def test_a_receipt_of_another_chain_shows(worked: Engine) -> None:
    found = check(worked, Link(3, "f" * 64))
    assert found.broken is not None
    assert found.broken.key == "3"
