"""Two townships merge on July 1: what was asked, learnt, compared and released goes on."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.places import OrgUnit, Places
from agri.definitions.plan import Plan
from agri.definitions.reading import DefinitionFiles
from agri.errors import Invalid
from agri.indicators.completeness import report_states
from agri.indicators.quantities import main_seasons
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Snapshot
from agri.indicators.territory import on_todays_ground
from agri.periods import Period
from agri.plan.progress import progress_to_date
from agri.services.access.permissions import Actor
from agri.services.figures.list_indicators import IndicatorRow, list_indicators
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.intake.receive import receive
from agri.services.intake.submission import Submission
from agri.services.outlook.project_year import project_year
from agri.services.publish.make_release import make_release, read_release
from agri.services.publish.verify import verify
from agri.services.reference.apply_package import apply_package
from agri.services.reference.reference import read_reference
from agri.services.review.decide import Verdict, decide_many
from agri.services.review.due import read_due
from agri.services.review.report_history import read_report
from agri.terms import CellState, DecisionKind, Level, Role
from tests.places import (
    CITY,
    COUNTY,
    ESTATE,
    NEIGHBOUR,
    NOW,
    PLACES,
    TOWNSHIP,
    package,
    person_id,
    place_file,
)
from tests.unit.services.submissions import VALUES, a_report, actor

HEIR, TODAY = "410191104", date(2019, 9, 5)
RECOVERED = "packaging.recovered_kg"
MERGED = f"org_unit,becomes,share,on\n{TOWNSHIP},{HEIR},1,2019-07-01\n{NEIGHBOUR},{HEIR},1,2019-07-01\n"
UNIFIED = "unified_control_coverage"
SPRAYED = ("manual_mu", "electric_mu", "stretcher_mu", "boom_mu", "drone_mu")
JUNE, AUGUST = Period(2019, 6), Period(2019, 8)


def with_heirs(becomes: str = MERGED, *, added: str = HEIR, drops: tuple[str, ...] = ()) -> DefinitionFiles:
    """Return the tiny city's package of a later day: a place more, and who became what."""
    files = package().for_year(2019)
    contents = {name: files.read(name) for name in files.names()}
    place = OrgUnit(added, "新河镇", "Xinhe Town", "镇", Level.TOWNSHIP, COUNTY, is_farming=True)
    kept = [unit for unit in PLACES.units if unit.code not in drops]
    contents["org_units.csv"] = place_file(Places(tuple(sorted([*kept, place], key=lambda unit: unit.code))))
    if becomes:
        contents["becomes.csv"] = becomes.encode()
    return DefinitionFiles.of_bytes(contents)


def apply_heirs(engine: Engine, files: DefinitionFiles, at: datetime = NOW) -> None:
    with Session(engine) as session, session.begin():
        apply_package(session, files, 2019, now=at, reason="合并")


def accept(engine: Engine, *reports: Submission) -> None:
    """Take reports from the county's office; the city accepts them."""
    with Session(engine) as session, session.begin():
        outcomes = receive(session, actor("reviewer"), reports, now=NOW)
        assert [one.refusal for one in outcomes] == [None] * len(reports)
        verdicts = [Verdict(one.revision_id, DecisionKind.ACCEPTED) for one in reports]
        assert all(one.refusal is None for one in decide_many(session, actor("committee"), verdicts, now=NOW))


def both(*periods: str) -> list[Submission]:
    return [
        a_report(period=period, org_unit=place, values={"recovered_kg": kg, "disposed_kg": kg})
        for period in periods
        for place, kg in ((TOWNSHIP, 100.0), (NEIGHBOUR, 50.0))
    ]


def snapshot_of(engine: Engine, day: date = TODAY) -> tuple[Snapshot, Plan]:
    with Session(engine) as session:
        plan = read_reference(session, day).plan
        return take_snapshot(session, plan, day), plan


def cell(snapshot: Snapshot, place: str, period: Period) -> tuple[float | None, CellState]:
    at = snapshot.places.index[place], snapshot.element_index[RECOVERED], snapshot.period_index[period]
    value = float(snapshot.values[at])
    return None if np.isnan(value) else value, CellState(snapshot.state[at])


def expected_of(snapshot: Snapshot, period: Period) -> int:
    _, _, expected = report_states(snapshot, "packaging")
    return int(expected[:, snapshot.period_index[period]].sum())


@pytest.fixture
def merged(engine: Engine) -> Engine:
    """A record in which the two have reported, before and after they merged."""
    accept(engine, *both("2018-06", "2018-08", "2019-06"))
    apply_heirs(engine, with_heirs())
    accept(engine, a_report(org_unit=HEIR, values={"recovered_kg": 160.0, "disposed_kg": 1.0}))
    return engine


def test_last_year_is_restated_from_the_day_on_which_they_merged(merged: Engine) -> None:
    snapshot, _ = snapshot_of(merged)
    assert cell(snapshot, HEIR, AUGUST.year_before()) == (150.0, CellState.GIVEN)
    assert cell(snapshot, TOWNSHIP, AUGUST.year_before()) == (None, CellState.NOT_DUE)
    assert cell(snapshot, TOWNSHIP, JUNE.year_before()) == (100.0, CellState.GIVEN)
    assert cell(snapshot, HEIR, JUNE.year_before()) == (None, CellState.NOT_DUE)
    assert cell(snapshot, NEIGHBOUR, JUNE) == (50.0, CellState.GIVEN)
    assert cell(snapshot, HEIR, AUGUST) == (160.0, CellState.GIVEN)
    assert np.nansum(snapshot.of(RECOVERED)) == 150 + 150 + 150 + 160


def test_the_heir_is_asked_from_then_on_and_the_others_no_more(merged: Engine) -> None:
    with Session(merged) as session:
        asked = {
            place: read_due(session, actor("committee"), place, now=NOW).forms
            for place in (HEIR, TOWNSHIP, NEIGHBOUR)
        }
        packaging = next(one for one in asked[HEIR] if (one.form, one.period) == ("packaging", "2019-08"))
        assert asked[TOWNSHIP] == asked[NEIGHBOUR] == ()
        assert packaging.last_year == {"recovered_kg": 150.0, "disposed_kg": 150.0}
        late = receive(session, actor("reviewer"), [a_report(org_unit=TOWNSHIP)], now=NOW)
        early = receive(session, actor("reviewer"), [a_report(org_unit=HEIR, period="2019-06")], now=NOW)
        for [outcome] in (late, early):
            assert isinstance(outcome.refusal, Invalid)
            assert {fault.code for fault in outcome.refusal.faults} == {"place-not-there"}


def test_months_before_keep_their_denominators(engine: Engine) -> None:
    accept(engine, *both("2019-06"))
    before, _ = snapshot_of(engine)
    apply_heirs(engine, with_heirs())
    after, _ = snapshot_of(engine)
    assert expected_of(after, JUNE) == expected_of(before, JUNE)
    assert expected_of(after, AUGUST) == expected_of(before, AUGUST) - 1
    areas = [float(np.nansum(one.baseline("maize_mu", 2019))) for one in (before, after)]
    assert areas[0] == areas[1] > 0


def test_a_place_that_comes_within_the_year_is_not_missed_before(engine: Engine) -> None:
    before, _ = snapshot_of(engine, date(2019, 9, 30))
    apply_heirs(engine, with_heirs(""), at=datetime(2019, 9, 20, tzinfo=UTC))
    after, _ = snapshot_of(engine, date(2019, 9, 30))
    for month in range(1, 10):
        assert expected_of(after, Period(2019, month)) == expected_of(before, Period(2019, month))
    assert snapshot_of(engine, date(2019, 9, 10))[0].id == snapshot_of(engine, date(2019, 9, 10))[0].id
    assert HEIR not in snapshot_of(engine, date(2019, 9, 10))[0].places
    with Session(engine) as session:
        due = read_due(session, actor("committee"), HEIR, now=datetime(2019, 11, 2, tzinfo=UTC))
    assert {one.period for one in due.forms if one.form == "packaging"} == {"2019-10", "2019-11"}


def test_the_engine_learns_from_todays_ground(merged: Engine) -> None:
    snapshot, _ = snapshot_of(merged)
    ground = on_todays_ground(snapshot)
    assert cell(ground, HEIR, JUNE) == (150.0, CellState.GIVEN)
    assert cell(ground, HEIR, JUNE.year_before()) == (150.0, CellState.GIVEN)
    assert cell(ground, TOWNSHIP, JUNE) == (None, CellState.NOT_DUE)
    assert not ground.places[TOWNSHIP].is_farming
    assert np.nansum(ground.of(RECOVERED)) == np.nansum(snapshot.of(RECOVERED))
    assert ground.id == snapshot.id
    row = project_year(merged, as_of=TODAY, seed=1, replications=4, now=NOW)
    assert row.result is not None
    assert f'"{HEIR}"' in row.result
    assert f'"{TOWNSHIP}"' not in row.result


def test_old_releases_render_the_same_and_new_ones_are_made(engine: Engine) -> None:
    accept(engine, *both("2018-08", "2019-06"))
    committee = Actor(person_id("committee"), "committee", Role.COMMITTEE, CITY)
    old = make_release(engine, committee, "2019-06", now=NOW, replications=2)
    with Session(engine) as session:
        content = read_release(session, old.number)[0].content
    apply_heirs(engine, with_heirs())
    accept(engine, a_report(org_unit=HEIR))
    new = make_release(engine, committee, "2019-08", now=NOW, replications=2)
    with Session(engine) as session:
        assert read_release(session, old.number)[0].content == content
        assert HEIR in read_release(session, new.number)[0].content
        kept = read_report(session, actor("committee"), both("2019-06")[0].report_id)
        assert kept.report.org_unit == TOWNSHIP
        found = verify(session)
    assert found.is_sound, found.broken


def test_a_code_may_go_once_it_has_heirs(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(Invalid, match=r"becomes\.csv"):
        apply_package(session, with_heirs("", drops=(ESTATE,)), 2019, now=NOW, reason="x")
    handed = MERGED + f"{ESTATE},{HEIR},1,2019-07-01\n"
    apply_heirs(engine, with_heirs(handed, drops=(ESTATE,)))
    with Session(engine) as session:
        assert ESTATE in read_reference(session).places


def test_a_township_is_split_by_its_shares(engine: Engine) -> None:
    accept(engine, *both("2018-08"))
    split = (
        f"org_unit,becomes,share,on\n{TOWNSHIP},{TOWNSHIP},0.6,2019-07-01\n{TOWNSHIP},{HEIR},0.4,2019-07-01\n"
    )
    apply_heirs(engine, with_heirs(split))
    snapshot, _ = snapshot_of(engine)
    last = AUGUST.year_before()
    assert cell(snapshot, TOWNSHIP, last)[0] == pytest.approx(60)
    assert cell(snapshot, HEIR, last)[0] == pytest.approx(40)
    assert cell(snapshot, NEIGHBOUR, last) == (50.0, CellState.GIVEN)
    assert cell(snapshot, TOWNSHIP, AUGUST)[1] == CellState.NOT_REPORTED
    area = snapshot.baseline("maize_mu", 2019)
    before = read_reference(Session(engine)).baselines[TOWNSHIP, 2019]["maize_mu"]
    assert area[snapshot.places.index[HEIR]] == pytest.approx(0.4 * before)


def test_a_township_is_taken_in_by_one_that_stays(engine: Engine) -> None:
    accept(engine, *both("2018-08"))
    apply_heirs(engine, with_heirs(f"org_unit,becomes,share,on\n{TOWNSHIP},{NEIGHBOUR},1,2019-07-01\n"))
    snapshot, _ = snapshot_of(engine)
    assert cell(snapshot, NEIGHBOUR, AUGUST.year_before()) == (150.0, CellState.GIVEN)
    with Session(engine) as session:
        reference = read_reference(session)
        areas = [reference.baselines[place, 2019]["maize_mu"] for place in (TOWNSHIP, NEIGHBOUR)]
        assert reference.baseline(NEIGHBOUR, 2019)["maize_mu"] == sum(areas)
    assert snapshot.baseline("maize_mu", 2019)[snapshot.places.index[NEIGHBOUR]] == sum(areas)


def rows_of(engine: Engine, indicator: str) -> dict[str, IndicatorRow]:
    with Session(engine) as session:
        table = list_indicators(
            session, actor("committee"), as_of=TODAY, org_unit=None, indicator=indicator, is_whole=True
        )
    return {row.org_unit: row for row in table.rows}


def test_the_map_has_one_tile_of_the_heir_with_all_months(engine: Engine) -> None:
    pests = {**VALUES["pest_control"], "unified_area_mu": 800.0}
    treated = sum(amount or 0 for code, amount in pests.items() if code in SPRAYED)
    of_june = [
        a_report(form="pest_control", period="2019-06", org_unit=place, values=pests)
        for place in (TOWNSHIP, NEIGHBOUR)
    ]
    accept(engine, *of_june)
    before = rows_of(engine, UNIFIED)
    apply_heirs(engine, with_heirs())
    accept(engine, a_report(form="pest_control", org_unit=HEIR, values=pests))
    after = rows_of(engine, UNIFIED)
    assert (before[TOWNSHIP].numerator, before[TOWNSHIP].denominator) == (800.0, treated)
    assert (after[HEIR].numerator, after[HEIR].denominator) == (3 * 800.0, 3 * treated)
    assert [after[place].value for place in (TOWNSHIP, NEIGHBOUR)] == [None, None]
    assert (after[COUNTY].numerator, after[CITY].numerator) == (3 * 800.0, 3 * 800.0)
    with Session(engine) as session:
        ground = read_reference(session).ground
    on = date(2019, 7, 1)
    assert {place: ground.until.get(place) for place in (TOWNSHIP, NEIGHBOUR, HEIR)} == {
        TOWNSHIP: on,
        NEIGHBOUR: on,
        HEIR: None,
    }


def test_growth_of_a_merged_year_compares_the_same_ground(engine: Engine) -> None:
    nutrients = {
        f"{crop}_{kind}_t": 10.0 for crop in ("maize", "other") for kind in ("n", "p2o5", "k2o", "compound")
    }

    def applied(period: str, place: str, times: float) -> Submission:
        values = {code: amount * times for code, amount in nutrients.items()}
        return a_report(form="fertilizer", period=period, org_unit=place, values=values, reason="核对")

    accept(engine, *(applied("2018-08", place, 1) for place in (TOWNSHIP, NEIGHBOUR)))
    apply_heirs(engine, with_heirs())
    accept(engine, applied("2019-08", HEIR, 1.8))
    for place, row in rows_of(engine, "fertilizer_growth").items():
        if place in {HEIR, COUNTY, CITY}:
            assert row.value == pytest.approx(-0.1), place
    assert rows_of(engine, "fertilizer_growth")[TOWNSHIP].value is None


def test_a_handover_alone_moves_no_figure_of_the_city(engine: Engine) -> None:
    """A first year: last year is known by its sums alone, and areas by what was known beforehand."""
    nutrients = {
        f"{crop}_{kind}_t": 10.0 for crop in ("maize", "other") for kind in ("n", "p2o5", "k2o", "compound")
    }
    tested = {
        "samples_taken": 9.0,
        "samples_analysed": 9.0,
        "cards_issued": 9.0,
        "maize_formula_area_mu": 500.0,
    }
    for place in (TOWNSHIP, NEIGHBOUR):
        accept(
            engine,
            a_report(form="fertilizer", period="2019-06", org_unit=place, values=nutrients, reason="核对"),
            a_report(form="soil_testing", period="2019-06", org_unit=place, values=tested, reason="核对"),
            a_report(form="pest_control", period="2019-06", org_unit=place),
        )
    before, plan = snapshot_of(engine)
    apply_heirs(engine, with_heirs())
    after, _ = snapshot_of(engine)
    then, now = (progress_to_date(one, plan, AUGUST) for one in (before, after))
    told = 0
    for code, progress in then.items():
        old, new = (one.places.index[CITY] for one in (before, after))
        for side in ("numerator", "denominator"):
            was, is_now = getattr(progress.ratio, side)[old], getattr(now[code].ratio, side)[new]
            assert is_now == pytest.approx(was, nan_ok=True), (code, side)
            told += bool(was)
    assert told > 10
    assert now["pesticide_growth"].ratio.denominator[after.places.index[TOWNSHIP]] > 0
    per_mu = [one.baseline("maize_yield_kg_per_mu", 2019) for one in (before, after)]
    assert np.nanmax(per_mu[1]) == pytest.approx(np.nanmax(per_mu[0]))


def test_a_season_stands_once_where_only_the_heir_reported_it(engine: Engine) -> None:
    apply_heirs(engine, with_heirs())
    snapshot, plan = snapshot_of(engine, date(2019, 12, 31))
    snapshot.values[snapshot.places.index[HEIR], snapshot.element_index["sowing.wheat_mu"], -3] = 70.0
    quantities = reported_quantities(snapshot, plan, Period(2019, 12))
    seasons = [(one.crop, one.sown) for one in main_seasons(plan)]
    sown = quantities["sown_mu"][:, seasons.index(("wheat", 0))]
    rows = [snapshot.places.index[place] for place in (TOWNSHIP, NEIGHBOUR, HEIR)]
    assert list(sown[rows]) == [0, 0, 70]
