"""Searches and comparisons over the record: asked once, stored once, and nothing lost when stopped."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from agri.errors import Invalid
from agri.models import Audit, SearchRow
from agri.services.outlook.compare_scenarios import compare_scenarios, scenario_from_file
from agri.services.outlook.search_measures import SearchQuestion, search_measures
from agri.services.reference.reference import read_reference

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them

NOW = datetime(2019, 9, 5, 2, tzinfo=UTC)
AS_OF = date(2019, 9, 5)
QUESTION = SearchQuestion(AS_OF, 0.5, 1, 32)


def rows(engine: Engine) -> list[SearchRow]:
    with Session(engine) as session:
        return list(session.exec(select(SearchRow)))


def test_an_equal_question_has_the_stored_answer(engine: Engine) -> None:
    first = search_measures(engine, QUESTION, now=NOW)
    told: list[int] = []
    again = search_measures(engine, QUESTION, now=NOW, progress=lambda done, total: told.append(done))
    assert told == []
    assert json.dumps(again, sort_keys=True) == json.dumps(first, sort_keys=True)
    (row,) = rows(engine)
    assert (row.probability, row.replications, row.basis) == (0.5, 32, "reported")
    with Session(engine) as session:
        assert len(session.exec(select(Audit).where(Audit.act == "search.asked")).all()) == 1


def test_where_no_report_may_come_at_all_the_search_still_answers(engine: Engine) -> None:
    """In a few of the tiny city's replications nothing is ever reported: those have no rate."""
    document = search_measures(engine, SearchQuestion(AS_OF, 0.8, 1, 256), now=NOW)
    assert document["is_complete"]
    assert json.dumps(document, allow_nan=False)
    found = [g for gain in document["gains"] for g in gain["targets"]]
    assert found
    assert all(one["gain"] is not None for one in found)


def test_a_stopped_search_answers_but_stores_nothing(engine: Engine) -> None:
    document = search_measures(engine, QUESTION, now=NOW, is_stopped=lambda: True)
    assert not document["is_complete"]
    assert document["best"]["targets"]
    (row,) = rows(engine)
    assert row.result is None
    whole = search_measures(engine, QUESTION, now=NOW)
    assert whole["is_complete"]
    (row,) = rows(engine)
    assert json.loads(row.result or "") == whole


@pytest.mark.parametrize(
    ("question", "pointer"),
    [
        (SearchQuestion(AS_OF, 1.0, 1, 32), "/probability"),
        (SearchQuestion(AS_OF, float("nan"), 1, 32), "/probability"),
        (SearchQuestion(AS_OF, 0.5, -1, 32), "/seed"),
        (SearchQuestion(AS_OF, 0.5, 1, 2), "/replications"),
        (SearchQuestion(AS_OF, 0.5, 1, 1_000_000), "/replications"),
    ],
)
def test_what_is_out_of_bounds_is_named_and_not_stored(
    engine: Engine, question: SearchQuestion, pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        search_measures(engine, question, now=NOW)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert rows(engine) == []


def test_a_scenario_file_is_compared_with_doing_nothing(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        reference = read_reference(session)
        county = next(unit.code for unit in reference.places.units if unit.level == "county")
    path = tmp_path / "more.toml"
    path.write_text(
        f'[[measures]]\nmeasure = "spraying_teams"\nplace = "{county}"\namount = 5\nstarts_on = 2019-09-10\n'
    )
    written, scenario = scenario_from_file(reference, path, AS_OF)
    assert written.cost_yuan > 0
    document = compare_scenarios(engine, as_of=AS_OF, other=scenario, seed=1, replications=32)
    changes = {row["indicator"]: row["mean"] for row in document["differences"] if row["org_unit"] == county}
    assert (document["base"], document["other"]) == ("base", "more")
    assert changes["soil_test_coverage"] == 0
    assert [row["indicator"] for row in document["binds"]] == [one.code for one in reference.plan.targets]
    for row in document["binds"]:
        assert {one["constraint"] for one in row["constraints"]} == {
            "queue",
            "window",
            "weather",
            "reporting",
        }


def test_a_measure_before_the_first_simulated_day_is_refused(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        reference = read_reference(session)
    path = tmp_path / "early.toml"
    path.write_text(
        '[[measures]]\nmeasure = "balers"\namount = 5\nstarts_on = 2019-08-31\n'
        f'place = "{reference.plan.city}"\n'
    )
    with pytest.raises(Invalid, match="2019-09-01"):
        scenario_from_file(reference, path, AS_OF)
    # August is still open on its last day.
    written, _ = scenario_from_file(reference, path, date(2019, 8, 31))
    assert written.measures[0].starts_on == date(2019, 8, 31)
