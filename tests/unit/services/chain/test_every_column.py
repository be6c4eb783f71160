"""Every column of every table is altered in turn: `verify` names it, or the column is listed with a reason.

The cases are made from the tables themselves. A new column that stands in no list of
`agri.services.chain.proved_columns` fails here with the words that say where to put it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Date,
    Engine,
    Row,
    Table,
    UniqueConstraint,
    delete,
    insert,
    literal,
    select,
    update,
)
from sqlmodel import AutoString, Session

from agri.definitions.reading import DefinitionFiles
from agri.models import Person, Record, SignInAttempt, UtcDateTime
from agri.services.access.enrolment import issue_code
from agri.services.chain.prove import append_proved, table_name
from agri.services.chain.proved_columns import ANSWERS, DISPOSABLE, HELD, PROVED, UNPROVED
from agri.services.intake.filling_times import count_fillings
from agri.services.intake.practice_reports import try_form
from agri.services.intake.spreadsheets.import_reports import import_reports, read_for_import
from agri.services.intake.spreadsheets.import_runs import keep_import
from agri.services.office.kept_views import keep_view
from agri.services.office.kept_workbooks import SentWorkbook, keep_workbook
from agri.services.outlook.ask_comparison import ask_comparison
from agri.services.outlook.job_queue import open_job
from agri.services.outlook.scenarios import save_scenario
from agri.services.outlook.search_measures import SearchQuestion, ask_search
from agri.services.outlook.stored_runs import RunSize, store_answer
from agri.services.publish.make_release import make_release
from agri.services.publish.release_questions import answer_about_release, ask_about_release
from agri.services.publish.verify import LINKED, verify
from agri.services.reference.practice_month import open_practice
from agri.services.reference.reference import read_reference
from agri.services.store.database import make_engine
from agri.sim import Scenario
from agri.sim.decide.search_limits import SearchLimits
from agri.terms import JobKind
from tests.api.test_superior_workbooks import MAP as CELLS
from tests.api.test_superior_workbooks import workbook as superior_workbook
from tests.drafts import changed_form
from tests.form_versions import NEXT
from tests.places import NEIGHBOUR, NOW, TOWNSHIP, person_id
from tests.some import some
from tests.unit.services.chain.test_tampering import UNITS, other, tampering, work
from tests.unit.services.submissions import actor, an_id

TABLES: tuple[Table, ...] = tuple(Record.metadata.sorted_tables)
CLASSES: dict[str, type[Record]] = {str(of.__tablename__): of for of in Record.__subclasses__()}
ALL = [(table, column) for table in TABLES for column in table.columns]
TODAY = date(2019, 9, 5)
ELEMENT = "packaging.recovered_kg"


def names_of(table: Table) -> set[str]:
    return {column.name for column in table.columns}


def test_every_column_stands_in_exactly_one_list() -> None:
    for table in some(TABLES):
        of = CLASSES[table.name]
        linked = tuple(names_of(table)) if of in LINKED else ()
        lists = (linked, PROVED.get(of, ()), tuple(UNPROVED.get(of, ())), HELD.get(of, ()))
        listed = [name for names in lists for name in names]
        for name in names_of(table):
            assert listed.count(name) == 1, (
                f"column {name} of {table.name} stands in {listed.count(name)} lists: if it moves a shown "
                "number or a right, put it into PROVED of agri/services/chain/proved_columns.py, "
                "else into UNPROVED with the reason"
            )
        assert set(listed) <= names_of(table), f"{table.name}: a listed column is gone"


def test_every_reason_says_something() -> None:
    assert [reason for of in UNPROVED.values() for reason in of.values() if len(reason) < 20] == []


@pytest.fixture(scope="module")
def filled(city_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with rows in every table, with answered questions of each kind."""
    path = tmp_path_factory.mktemp("filled") / "agri.db"
    copyfile(city_file, path)
    engine = make_engine(f"sqlite:///{path}")
    committee = actor("committee")
    with Session(engine) as session, session.begin():
        person = session.get_one(Person, person_id("reporter"))
        person.opened_by, person.owned_at = person_id("reviewer"), NOW  # so that the acceptance is marked
        session.flush()
        append_proved(session, None, at=NOW, act="person.changed", subject=str(person.id), proved=[person])
        work(session)
        open_job(session, JobKind.SEARCH, an_id(9), asked_by=committee.id, now=NOW)
        issue_code(session, actor("reviewer"), person_id("reporter"), key="k", lifetime=timedelta(1), now=NOW)
        count_fillings(session, "4101", [(("packaging", "2019-08"), 60)])
        session.add(SignInAttempt(account="a", address="b", at=NOW, is_successful=False))
        save_scenario(session, committee, name="一", measures=(), is_review_on=True, now=NOW)
        keep_view(session, committee, name="一", asked={"elements": [ELEMENT]}, now=NOW)
        practise(session)
        reference = read_reference(session)
        (sheets := tmp_path_factory.mktemp("sheets") / "packaging.csv").write_text(
            f"org_unit,period,recovered_kg,disposed_kg,reason\n{NEIGHBOUR},2019-05,5,5,核对台账\n", "utf-8"
        )
        brought = import_reports(session, actor("reviewer"), read_for_import(reference, sheets), now=NOW)
        assert keep_import(session, actor("reviewer"), brought, now=NOW) is not None, brought.faults
        asked = SearchQuestion(TODAY, 0.5, 1, 32, limits=SearchLimits(ceiling_yuan=500_000.0))
        search, _ = ask_search(session, committee, asked, now=NOW)
        size = RunSize(TODAY, 1, 2)
        two = {"scenario": Scenario(""), "against": Scenario("", is_review_on=False)}
        comparison, _ = ask_comparison(session, committee, size, now=NOW, **two)
        session.flush()
        session.expunge_all()
    store_answer(engine, search, now=NOW, result="{}")
    store_answer(engine, comparison, now=NOW, result="{}")
    release = make_release(engine, committee, "2019-07", now=NOW, replications=2)
    with Session(engine) as session, session.begin():
        asked = ask_about_release(session, actor("province"), release.number, "为何下降？", now=NOW)
        answer_about_release(session, committee, asked.id, "补报后更正", now=NOW)
        sent = SentWorkbook("省厅月报", CELLS.encode(), "表.xlsx", superior_workbook())
        keep_workbook(session, committee, sent, now=NOW)
    yield engine
    engine.dispose()


def practise(session: Session) -> None:
    """Open a practice month and try one of its forms."""
    draft = changed_form()
    contents = {name: draft.read(name) for name in draft.names()} | {"reporting_units.csv": UNITS.encode()}
    open_practice(session, DefinitionFiles.of_bytes(contents), 2019, month="2019-08", now=NOW)
    values = {"recovered_kg": 1.0, "burned_kg": 1.0, "disposed_kg": 1.0}
    where = {"form": "packaging", "org_unit": TOWNSHIP, "period": "2019-08"}
    try_form(session, actor("reporter"), **where, form_version=NEXT, values=values, now=NOW)


def first_row(engine: Engine, table: Table) -> Row[Any]:
    with Session(engine) as session:
        row = session.connection().execute(select(table).limit(1)).first()
    assert row is not None, f"{table.name} has no row to alter: let the fixture make one"
    return row


def another(value: Any, column: Column[Any]) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, bytes):
        return value + b"x"
    kind = column.type
    if value is None and isinstance(kind, UtcDateTime | Date | AutoString):
        return NOW if isinstance(kind, UtcDateTime) else TODAY if isinstance(kind, Date) else "x"
    return other(value, kind.python_type)


def test_the_untouched_record_is_sound(filled: Engine) -> None:
    with Session(filled) as session:
        found = verify(session)
    assert found.is_sound, found.broken


@pytest.mark.parametrize(("table", "column"), ALL, ids=lambda one: one.name)
def test_an_altered_column_is_named_or_listed_with_a_reason(
    filled: Engine, table: Table, column: Column[Any]
) -> None:
    row = first_row(filled, table)
    keys = [key == getattr(row, key.name) for key in table.primary_key]
    value = another(getattr(row, column.name), column)
    with tampering(filled) as session:
        change = update(table).where(*keys).values({column.name: value})
        assert session.connection().execute(change).rowcount == 1
        broken = verify(session).broken
    is_listed = column.name in UNPROVED.get(CLASSES[table.name], {})
    if is_listed and table.name != "proof":
        assert broken is None, f"{table.name}.{column.name} is listed as meaningless and yet named"
    else:
        assert broken is not None, f"{table.name}.{column.name} was altered and nobody says so"


@pytest.mark.parametrize("of", sorted(PROVED, key=table_name), ids=table_name)
def test_a_row_that_was_slipped_in_or_taken_out_is_named(filled: Engine, of: type[Record]) -> None:
    table = next(table for table in TABLES if table.name == table_name(of))
    row = first_row(filled, table)
    keys = [key == getattr(row, key.name) for key in table.primary_key]
    # The last of several columns that are one together.
    last = {list(one.columns)[-1].name for one in table.constraints if isinstance(one, UniqueConstraint)}
    fresh = {
        column.name: another(getattr(row, column.name), column)
        for column in table.columns
        if column.primary_key or column.unique or column.name in last
    }
    with tampering(filled) as session:
        session.connection().execute(insert(table), {**row._mapping, **fresh})
        broken = verify(session).broken
    assert broken is not None
    assert (broken.table, "never linked" in broken.text.en) == (table.name, True)
    with tampering(filled) as session:
        session.connection().execute(delete(table).where(*keys))
        broken = verify(session).broken
    may_go = of in ANSWERS | DISPOSABLE and table.name != "projection"
    assert (broken is None) == may_go


def test_what_can_no_longer_be_read_is_named(filled: Engine) -> None:
    table = next(table for table in TABLES if table.name == "baseline")
    with tampering(filled) as session:
        session.connection().execute(update(table).values(value=literal("nine")))
        broken = verify(session).broken
    assert broken is not None
    assert broken.table == "baseline"


def test_a_changed_name_leaves_no_salt_behind(filled: Engine) -> None:
    person, proof = (CLASSES[name].__table__ for name in ("person", "proof"))  # type: ignore[attr-defined]
    with Session(filled) as session:
        one = session.get_one(CLASSES["person"], person_id("reporter"))
        one.name = "erased"
        session.flush()
        append_proved(session, None, at=NOW, act="person.erased", subject=str(one.id), proved=[one])
        salts = select(proof.c.salt).where(proof.c.of == person.name, proof.c.key == str(one.id))
        kept = session.connection().execute(salts.order_by(proof.c.seq)).scalars().all()
        assert len(kept) >= 2
        assert set(kept[:-1]) == {None}
        assert kept[-1] is not None
        assert verify(session).is_sound
        session.rollback()
