"""Every column of every row that the chain speaks of, changed in turn; every row deleted or exchanged.

The cases are made from the tables themselves, so a new table or column is tampered with as well. Nothing is
committed: whoever has the file in hand is stopped by no key, so foreign keys and checks are off here.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, Row, String, Table, delete, literal, select, update
from sqlmodel import Session

from agri.definitions.reading import DefinitionFiles
from agri.models import Audit
from agri.services.access.permissions import Actor
from agri.services.chain.audit import GENESIS, Link, link_hash, read_head
from agri.services.detections.acceptances import decide_and_record
from agri.services.figures.tasks import Advance, advance_task, list_tasks
from agri.services.intake.photos import Piece, keep_piece
from agri.services.intake.receive import receive
from agri.services.intake.submission import Submission
from agri.services.office.task_filings import file_task, set_task_figure
from agri.services.publish.make_release import make_release
from agri.services.publish.release_questions import answer_about_release, ask_about_release
from agri.services.publish.verify import LINKED, Verification, verify
from agri.services.reference.apply_package import apply_package, consent_to_version
from agri.services.reference.definition_versions import read_version_files, read_versions
from agri.services.review.answer_finding import answer_finding
from agri.services.review.close_period import close_period
from agri.services.review.conflicts import Settlement, settle_conflict
from agri.services.review.decide import Verdict, decide_many
from agri.services.review.desk.assignments import assign_reports
from agri.services.review.desk.comments import comment_on
from agri.services.review.filed_for import confirm_filing
from agri.services.review.spot_check import record_spot_check
from agri.services.store.database import make_engine
from agri.terms import DecisionKind, Drawn
from tests.places import COUNTY, NEIGHBOUR, NOW, TOWNSHIP, person_id
from tests.some import some
from tests.unit.services.submissions import VALUES, a_report, actor, an_id

pytestmark = pytest.mark.slow  # every column of every row is tried

TABLES: tuple[Table, ...] = tuple(getattr(table, "__table__") for table in (Audit, *LINKED))  # noqa: B009
AUDIT = TABLES[0]
UNITS = f"code,kind,place,title,since,until\nD01,dealer,{COUNTY},东川农资,2018-03-01,2020-01-01\n"
JPEG = b"\xff\xd8\xff\xe0"
# What must be another value in an added row, for no key to refuse it.
FREE = ("id", "number", "edition", "report_id", "supersedes", "contested_id", "revision_id", "version")
EACH = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@pytest.fixture(scope="module")
def worked(city_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with at least two rows in every table that the chain speaks of."""
    path = tmp_path_factory.mktemp("worked") / "agri.db"
    shutil.copyfile(city_file, path)
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine) as session, session.begin():
        work(session)
    for period in ("2019-06", "2019-07"):
        release = make_release(engine, actor("committee"), period, now=NOW, replications=2)
        with Session(engine) as session, session.begin():
            asked = ask_about_release(session, actor("province"), release.number, "为何下降？", now=NOW)
            answer_about_release(session, actor("committee"), asked.id, "补报后更正", now=NOW)
    yield engine
    engine.dispose()


def work(session: Session) -> None:
    reporter, reviewer, committee = actor("reporter"), actor("reviewer"), actor("committee")
    code = "packaging-disposed-above-recovered"
    remarkable = {"recovered_kg": 1.0, "disposed_kg": 900.0}
    first = a_report(values=remarkable)
    july = a_report(period="2019-07", reason="补报")
    others = [
        a_report(report_id=an_id("other"), revision_id=an_id("other", n), values={"recovered_kg": float(n)})
        for n in (91, 92)
    ]
    receive(session, reporter, [first, *others, july], now=NOW)
    answer_finding(session, reporter, first.revision_id, code, text="含上年库存", now=NOW)
    answer_finding(session, reviewer, first.revision_id, code, text="已现场核对", now=NOW)
    verdicts = [
        Verdict(july.revision_id, DecisionKind.ACCEPTED),
        Verdict(first.revision_id, DecisionKind.RETURNED, "请核对"),
    ]
    decide_many(session, reviewer, verdicts, now=NOW)
    for one in (first, july):
        comment_on(session, reviewer, one.revision_id, text="请附台账", now=NOW)
        assign_reports(session, reviewer, [one.report_id], reviewer.id, now=NOW)
    accept_against_questions(session, reviewer, remarkable)
    acts = (Settlement.ADOPTED, Settlement.DISMISSED)
    for other, act in zip(others, acts, strict=True):
        settle_conflict(session, reviewer, other.revision_id, act, reason="以此为准", now=NOW)
    agree_to_another_target(session, "value = 0.85,", "value = 0.84,")
    agree_to_another_target(session, "value = 0.84,", "value = 0.83,")
    task = list_tasks(session, committee, as_of=date(2019, 9, 5))[0].task.id
    for number in (1.0, 2.0):
        file_task(
            session, committee, "2-02", filer="4101", state=Advance.UNDER_WAY, note=str(number), now=NOW
        )
        told = {"unit": "万亩", "document": "豫环文〔2019〕1号", "dated": date(2019, 5, 6)}
        set_task_figure(session, committee, "2-02", value=number, **told, now=NOW)
    for form in ("packaging", "pest_control"):
        ids = {"report_id": an_id(form), "revision_id": an_id(form, "filed")}
        filed = a_report(form=form, org_unit=NEIGHBOUR, **ids, values=VALUES[form], reason="代录")
        receive(session, reviewer, [filed], now=NOW)
        confirm_filing(session, actor("neighbour"), filed.revision_id, now=NOW)
    for month in ("2019-06", "2019-07"):
        close_period(session, reviewer, COUNTY, month, now=NOW)
        record_spot_check(
            session,
            reviewer,
            org_unit=TOWNSHIP,
            period=month,
            form="packaging",
            data_element="recovered_kg",
            verified=90.0,
            drawn=Drawn.RANDOM,
            now=NOW,
            note="田间清点",
        )
        keep_photo(session, first, JPEG + month.encode())
        advance_task(
            session, committee, task, state=Advance.UNDER_WAY, value=None, note=month, evidence={}, now=NOW
        )


def accept_against_questions(session: Session, reviewer: Actor, remarkable: dict[str, float]) -> None:
    """Accept two reports, each although a question about it is open."""
    for period in ("2019-05", "2019-06"):
        ids = {"report_id": an_id(period), "revision_id": an_id(period, "asked")}
        asked = a_report(org_unit=NEIGHBOUR, period=period, **ids, values=remarkable, reason="补报")
        receive(session, actor("neighbour"), [asked], now=NOW)
        _, kept = decide_and_record(
            session, reviewer, [Verdict(asked.revision_id, DecisionKind.ACCEPTED)], now=NOW
        )
        assert kept is not None


def agree_to_another_target(session: Session, before: str, after: str) -> None:
    """Apply the plan with another target, which a second person agrees to."""
    version = read_versions(session.connection())[-1]
    files = read_version_files(session.connection(), version)
    contents = {name: files.read(name) for name in files.names()}
    assert before.encode() in contents["plan.toml"]
    contents["plan.toml"] = contents["plan.toml"].replace(before.encode(), after.encode(), 1)
    contents["reporting_units.csv"] = UNITS.encode()
    package = DefinitionFiles.of_bytes(contents)
    applied = apply_package(session, package, 2019, now=NOW, by=person_id("committee"), reason="另文下达")
    consent_to_version(session, actor("province"), "4101", 2019, applied.version.number, now=NOW)


def keep_photo(session: Session, submission: Submission, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    piece = Piece(
        report_id=submission.report_id,
        revision_id=submission.revision_id,
        photo_id=an_id("photo", digest),
        section="packaging",
        media_type="image/jpeg",
        digest=digest,
        size=len(content),
        location=None,
        offset=0,
        content=content,
    )
    assert keep_piece(session, actor("reporter"), piece, now=NOW).is_whole


@contextmanager
def tampering(engine: Engine) -> Iterator[Session]:
    """Give a transaction that no key or check holds back, and that leaves nothing behind."""
    with Session(engine) as session:
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        session.connection().exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        yield session
        session.rollback()
        session.connection().exec_driver_sql("PRAGMA ignore_check_constraints = OFF")


def rows_of(engine: Engine, table: Table) -> list[Row[Any]]:
    with Session(engine) as session:
        return list(session.connection().execute(select(table).order_by(table.c.seq)))


def head_of(engine: Engine) -> Link:
    with Session(engine) as session:
        return read_head(session)


def found_after(session: Session, *statements: Any, receipt: Link | None = None) -> Verification:
    for statement in statements:
        assert session.connection().execute(statement).rowcount > 0
    return verify(session, receipts=[receipt] if receipt else [])


def other(value: Any, kind: type) -> Any:
    """Return a value of the same kind that is another one."""
    if isinstance(value, UUID):
        return UUID(int=value.int ^ 1)
    if isinstance(value, date):  # a datetime is one as well
        return value + timedelta(days=1)
    if isinstance(value, dict):
        return {**value, "tampered": 1.0}
    if isinstance(value, list):
        return [*value, "tampered"]
    if value is None:
        return {str: "x", int: 1, float: 1.0, UUID: an_id("tampered"), dict: {}, object: ["x"]}[kind]
    added = {str: "x", bool: True}.get(type(value), 1_000)
    return value ^ added if isinstance(value, bool) else value + added


def test_the_honest_record_is_sound_and_every_table_has_rows(worked: Engine) -> None:
    with Session(worked) as session:
        assert verify(session).is_sound
    assert {table.name for table in TABLES if len(rows_of(worked, table)) < 2} == set()


@EACH
def test_any_changed_column_of_any_row_is_named(worked: Engine, table: Table) -> None:
    for row in some(rows_of(worked, table)):
        for column in some(table.columns):
            value = other(getattr(row, column.name), column.type.python_type)
            change = update(table).where(table.c.seq == row.seq).values({column.name: value})
            with tampering(worked) as session:
                broken = found_after(session, change).broken
            assert broken is not None, (row.seq, column.name)
            # A row that has moved leaves a link that speaks of nothing; a release is a receipt of the chain.
            is_of_the_chain = column.name in {"seq", "chain_length", "chain_head"}
            assert broken.table == ("audit" if is_of_the_chain else table.name)


@EACH
def test_any_deleted_row_is_named(worked: Engine, table: Table) -> None:
    rows = rows_of(worked, table)
    # Of the chain's own tail only a receipt can tell.
    for row in some(
        rows if table is not AUDIT else [one for one in rows if one.seq != head_of(worked).length]
    ):
        with tampering(worked) as session:
            broken = found_after(session, delete(table).where(table.c.seq == row.seq)).broken
        assert broken is not None, row.seq
        assert (broken.table, broken.key) == ("audit", str(row.seq))


@EACH
def test_any_two_rows_that_change_places_are_named(worked: Engine, table: Table) -> None:
    aside = 1_000_000
    for first, second in some(pairwise(rows_of(worked, table))):
        moves = [
            update(table).where(table.c.seq == old).values(seq=new)
            for old, new in ((first.seq, aside), (second.seq, first.seq), (aside, second.seq))
        ]
        with tampering(worked) as session:
            broken = found_after(session, *moves).broken
        assert broken is not None, (first.seq, second.seq)
        assert broken.table == table.name


@pytest.mark.parametrize("table", TABLES[1:], ids=lambda table: table.name)
def test_a_row_that_was_never_linked_is_named(worked: Engine, table: Table) -> None:
    row = rows_of(worked, table)[0]._asdict()
    keys = {name: other(row[name], table.c[name].type.python_type) for name in FREE if name in row}
    with tampering(worked) as session:
        session.connection().execute(table.insert(), {**row, **keys, "seq": 1_000_000})
        broken = verify(session).broken
    assert broken is not None
    assert broken.table == table.name


def test_a_tail_cut_anywhere_shows_against_a_receipt(worked: Engine) -> None:
    receipt = head_of(worked)
    for length in some(range(receipt.length)):
        with tampering(worked) as session:
            for table in TABLES[1:]:
                session.connection().execute(delete(table).where(table.c.seq > length))
            cut = delete(AUDIT).where(AUDIT.c.seq > length)
            broken = found_after(session, cut, receipt=receipt).broken
        assert broken is not None, length
        assert "cut off" in broken.text.en


def test_a_chain_written_anew_from_any_link_on_shows_against_a_receipt(worked: Engine) -> None:
    links = [dict(row._mapping) for row in rows_of(worked, AUDIT)]
    receipt = head_of(worked)
    for forged in some(range(1, receipt.length + 1)):
        with tampering(worked) as session:
            previous = GENESIS
            for kept in links:
                act = kept["act"] + ("x" if kept["seq"] == forged else "")
                link = kept | {"act": act, "previous_hash": previous}
                link["hash"] = previous = link_hash(link)
                session.connection().execute(update(AUDIT).where(AUDIT.c.seq == link["seq"]).values(link))
            assert verify(session, receipts=[receipt]).broken is not None, forged


UNREADABLE = [
    ("revision", "values", '{"recovered_kg": 1'),
    ("revision", "received_at", "yesterday"),
    ("decision", "revision_id", "nobody"),
    ("audit", "at", "yesterday"),
]


@pytest.mark.parametrize(("name", "column", "nonsense"), UNREADABLE)
def test_what_can_no_longer_be_read_is_named_as_well(
    worked: Engine, name: str, column: str, nonsense: str
) -> None:
    table = next(table for table in TABLES if table.name == name)
    row = rows_of(worked, table)[1]
    with tampering(worked) as session:
        change = update(table).where(table.c.seq == row.seq).values({column: literal(nonsense, String)})
        session.connection().execute(change)
        broken = verify(session).broken
    assert broken is not None
    assert (broken.table, broken.key) == (name, str(row.seq))
    assert "cannot be read" in broken.text.en
