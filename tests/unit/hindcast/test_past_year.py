"""Replaying a year from the record: only what had been received and decided by then."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from agri.cli import app
from agri.errors import Conflict
from agri.hindcast.past_year import past_year, settled_on
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.reference.load_city import set_meta
from agri.services.store.clock import TODAY
from agri.services.store.database import make_engine
from agri.synthetic.truth.truth import write_truth
from agri.synthetic.worlds import InventedWorld, invent_world, true_snapshot
from agri.terms import Basis
from tests.city_ends import city_ends
from tests.worlds import recorded, small_ground

pytestmark = pytest.mark.slow  # two counties' two years go through the services once

TODAY_IN_2020 = date(2020, 2, 10)


@pytest.fixture(scope="module")
def world() -> InventedWorld:
    return invent_world(small_ground(), 8)


@pytest.fixture(scope="module")
def folder(world, tmp_path_factory) -> Path:
    """A demo's folder as it is left behind: the database, and the hidden truth beside it."""
    folder = tmp_path_factory.mktemp("hindcast")
    engine = recorded(world, folder / "agri.db")
    with Session(engine) as session, session.begin():
        set_meta(
            session,
            TODAY,
            f"{TODAY_IN_2020.isoformat()}T10:00:00+08:00",
            now=datetime(2020, 2, 1, tzinfo=UTC),
        )
    engine.dispose()
    for year, truth in world.truths.items():
        write_truth(folder / f"truth-{year}.csv", truth)
    return folder


@pytest.fixture
def session(folder):
    engine = make_engine(f"sqlite:///{folder / 'agri.db'}")
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_a_record_in_memory_says_what_the_database_says(session, world):
    for year, day in (
        (2019, date(2019, 3, 2)),
        (2019, date(2019, 7, 5)),
        (2019, date(2019, 10, 13)),  # months are open again for those who missed them
        (2019, date(2020, 1, 30)),
        (2018, date(2018, 7, 5)),
    ):
        plan = world.plan if year == 2019 else world.last_plan
        in_memory, stored = world.record.snapshot(plan, day), take_snapshot(session, plan, day)
        assert in_memory.pending == stored.pending
        assert in_memory.spot_checks == stored.spot_checks
        # Only the record knows the version of its definitions.
        assert replace(in_memory, definitions=stored.definitions).id == stored.id, day


def test_a_replay_of_the_record_scores_as_the_same_world_in_memory_does(session, folder, world):
    past = past_year(session, 2019, TODAY_IN_2020, folder)
    final = world.record.snapshot(world.plan, settled_on(world.plan))
    reported, true = (city_ends(seen, world.plan) for seen in (final, true_snapshot(final, world.truths)))
    for code, indicator in world.plan.indicators.items():
        assert past.observed[code, Basis.REPORTED] == reported[code]
        # Six digits in the file: 5e-6 of an amount, 1e-5 of a quotient of two.
        near = {"rel": 1e-5, "abs": 0.0} if indicator.is_process else {"abs": 1e-5}
        assert past.observed[code, Basis.TRUE] == pytest.approx(true[code], **near), code
    rows = list(past.forecast(9, seed=3, replications=16).score())
    named = {code for code, one in world.plan.indicators.items() if not one.is_process}
    assert len(rows) == 2 * len(named) == 22
    assert {row.indicator for row in rows} == named
    assert {(row.kind, row.world, row.month) for row in rows} == {("record", 2019, 9)}


def test_without_the_hidden_truth_only_the_reported_outlook_is_scored(session, tmp_path):
    for elsewhere in (None, tmp_path):
        past = past_year(session, 2019, TODAY_IN_2020, elsewhere)
        assert {basis for _, basis in past.observed} == {Basis.REPORTED}


def test_a_year_that_is_not_settled_is_refused(session):
    with pytest.raises(Conflict, match="settled on 2020-01-30"):
        past_year(session, 2019, date(2020, 1, 29))


def test_a_year_before_which_nothing_was_reported_is_refused(session):
    with pytest.raises(Conflict, match="begins in 2018-01") as refused:
        past_year(session, 2018, TODAY_IN_2020)
    assert "始于 2018-01" in refused.value.detail_zh


@pytest.fixture
def agri(folder, monkeypatch):
    """The command line on the folder's database."""
    monkeypatch.setenv("AGRI_DATABASE_URL", f"sqlite:///{folder / 'agri.db'}")
    return lambda *words: CliRunner().invoke(app, ["hindcast", *words])


def test_the_command_prints_tables_and_writes_rows_and_plot(agri, tmp_path):
    rows, plot = tmp_path / "rows.json", tmp_path / "plot.svg"
    told = agri("--months", "10", "--replications", "8", "--json", str(rows), "--plot", str(plot))
    assert told.exit_code == 0, told.output
    assert "演示数据" in told.output
    assert "Gain" in told.output
    document = json.loads(rows.read_text(encoding="utf-8"))
    assert {unit["month"] for unit in document["units"]} == {10}
    assert {line["indicator"] for line in document["from_june"]} >= {"all", "film_recovery"}
    svg = plot.read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert svg.count("<circle") >= 2


@pytest.mark.parametrize(
    "words", [("--months", "0"), ("--months", "june"), ("--no-record",), ("--year", "2018")]
)
def test_a_wrong_question_is_refused_in_words(agri, words):
    told = agri(*words)
    assert told.exit_code != 0
    assert told.exception is not None
    assert type(told.exception).__name__ in {"Invalid", "Conflict"}
