"""Engine and simple rules put together: ranks stay, measures keep their effect, the search says the same."""

from dataclasses import replace

import numpy as np
import pytest

from agri.sim import BASE, Measure, Scenario, combine, project, project_combined, to_document
from agri.sim.combine.combined import EXPERIENCE
from agri.sim.combine.lessons import ENGINE, Lesson, Lessons, kind_name, read_lessons, shipped, write_lessons
from agri.sim.combine.limits import stops_at_the_whole
from agri.sim.decide.trials import Trials
from agri.sim.world.setup import set_up
from agri.terms import Basis, Level
from tests.sim.synthetic import snapshot_of, the_plan
from tests.some import some

COVERAGE = "soil_test_coverage"
ERRORS = np.linspace(-0.2, 0.2, 41)


@pytest.fixture(scope="module")
def plan():
    return the_plan()


@pytest.fixture(scope="module")
def snapshot(plan):
    return snapshot_of(plan, "2019-08-05", reported="2019-07")


@pytest.fixture(scope="module")
def base(snapshot, plan):
    return project(snapshot, plan, BASE, 3, 64)


def lessons(code: str, *, rule: float = 0.5, width: float = 1.0, shift: float = 0.0) -> Lessons:
    """Half engine, half last year's end with twenty points either way, from June on."""
    weights = {ENGINE: 1 - rule, "last_year_end": rule}
    lesson = Lesson(weights, {"last_year_end": ERRORS}, width, {ENGINE: shift, "last_year_end": shift})
    return Lessons("test", {(str(basis), code, str(Level.CITY)): {6: lesson} for basis in Basis})


def test_ranks_stay_so_that_indicators_go_on_sharing_what_they_share(base, snapshot, plan):
    combined = combine(base, snapshot, plan, lessons(COVERAGE)).of(base, plan)
    before, after = (one.draws_of(COVERAGE, plan.city) for one in (base, combined))
    order = np.argsort(before, kind="stable")
    assert (np.diff(after[order]) >= -1e-6).all()
    assert after.std() > 1.5 * before.std()
    others = [key for key in base.draws if key[0] != COVERAGE]
    assert all(np.array_equal(base.draws[key], combined.draws[key], equal_nan=True) for key in some(others))


def test_a_width_stretches_around_the_median(base, snapshot, plan):
    plain, wide = (
        combine(base, snapshot, plan, lessons(COVERAGE, width=width)).of(base, plan).line(COVERAGE, plan.city)
        for width in (1.0, 2.0)
    )
    assert wide.year_end.q50 == pytest.approx(plain.year_end.q50, abs=0.003)
    assert wide.year_end.sd == pytest.approx(2 * plain.year_end.sd, rel=0.05)


def test_a_shared_bias_moves_all_that_is_said_alike(base, snapshot, plan):
    plain, moved = (
        combine(base, snapshot, plan, lessons(COVERAGE, shift=shift)).of(base, plan).line(COVERAGE, plan.city)
        for shift in (0.0, -0.05)
    )
    assert moved.year_end.q50 == pytest.approx(plain.year_end.q50 - 0.05, abs=1e-4)
    assert moved.year_end.sd == pytest.approx(plain.year_end.sd, rel=1e-3)


def test_townships_and_indicators_without_a_lesson_stay_the_engines(base, snapshot, plan):
    combined = combine(base, snapshot, plan, lessons(COVERAGE)).of(base, plan)
    for before, after in some(list(zip(base.lines, combined.lines, strict=True))):
        if (before.indicator, before.org_unit) != (COVERAGE, plan.city):
            assert before == after or np.isnan(before.year_end.mean)
    assert [(one.indicator, one.basis) for one in combined.beliefs] == [(COVERAGE, basis) for basis in Basis]


def test_a_measure_has_the_effect_that_the_engine_gives_it(base, snapshot, plan):
    county = next(unit.code for unit in snapshot.places.at(Level.COUNTY))
    more = Scenario("more", (Measure("samples", county, 300.0, snapshot.as_of),))
    other = project(snapshot, plan, more, 3, 64)
    combination = combine(base, snapshot, plan, lessons(COVERAGE))
    for key in some(list(base.draws)):
        change = combination.of(other, plan).draws[key] - combination.of(base, plan).draws[key]
        assert change == pytest.approx(other.draws[key] - base.draws[key], abs=1e-5, nan_ok=True)
    apart = project_combined(snapshot, plan, more, 3, 64, lessons=lessons(COVERAGE))
    assert np.array_equal(
        apart.draws_of(COVERAGE, plan.city), combination.of(other, plan).draws_of(COVERAGE, plan.city)
    )


def test_the_search_judges_the_same_draws(snapshot, plan):
    said = project_combined(snapshot, plan, BASE, 3, 64)
    for basis in Basis:
        trial = Trials(set_up(snapshot, plan), seed=3, replications=64, basis=basis).run(BASE)
        for t, indicator in some(list(enumerate(plan.targets))):
            line = said.line(indicator.code, plan.city, basis)
            assert trial.probability[t] == pytest.approx(line.probability), indicator.code
            met = trial.city_slack[t] >= 0
            assert met.mean() == pytest.approx(line.probability, abs=1 / 64), indicator.code


def test_what_the_engine_cannot_explain_of_a_width_is_experience(snapshot, plan):
    base = project(snapshot, plan, BASE, 3, 256)
    combined = combine(base, snapshot, plan, lessons(COVERAGE)).of(base, plan)
    width = next(w for w in combined.widths if (w.indicator, w.basis) == (COVERAGE, Basis.REPORTED))
    assert sum(width.shares.values()) == pytest.approx(1, abs=1e-6)
    assert width.shares[EXPERIENCE] > 0.5


def test_once_nothing_is_left_to_come_the_record_stands(plan):
    whole = snapshot_of(plan, "2020-02-20", reported="2019-12")
    settled = project(whole, plan, BASE, 3, 16)
    combined = combine(settled, whole, plan, lessons(COVERAGE)).of(settled, plan)
    assert np.ptp(settled.draws_of(COVERAGE, plan.city)) == 0
    assert np.array_equal(combined.draws_of(COVERAGE, plan.city), settled.draws_of(COVERAGE, plan.city))


def test_an_indicator_without_a_lesson_of_its_own_takes_its_kinds_and_says_so(base, snapshot, plan):
    of_kind = lessons(kind_name(plan.indicators[COVERAGE]))
    combined = combine(base, snapshot, plan, of_kind).of(base, plan)
    belief = next(one for one in combined.beliefs if one.indicator == COVERAGE)
    assert not belief.is_own
    assert sum(belief.weights.values()) == pytest.approx(1)


def test_months_between_are_interpolated(plan):
    low, high = (
        Lesson({ENGINE: 1 - w, "drift": w}, {"drift": ERRORS * w}, 1 + w, {ENGINE: w}) for w in (0.2, 0.6)
    )
    known = Lessons("test", {("true", COVERAGE, "city"): {6: low, 8: high}})
    at = {
        month: known.lesson(plan.indicators[COVERAGE], Basis.TRUE, Level.CITY, month) for month in (3, 7, 12)
    }
    assert at[3] == low
    assert at[12] == high
    assert at[7] is not None
    assert at[7].width == pytest.approx(1.4)
    assert at[7].weights["drift"] == pytest.approx(0.4)
    assert at[7].shift(ENGINE) == pytest.approx(0.4)


def test_lessons_are_read_as_they_were_written(plan):
    known = lessons(COVERAGE, shift=0.01)
    written = read_lessons(write_lessons(known, {"worlds": 1}))
    own = plan.indicators[COVERAGE]
    before, after = (one.lesson(own, Basis.TRUE, Level.CITY, 6) for one in (known, written))
    assert before is not None
    assert after is not None
    assert (after.weights, after.shifts) == (before.weights, before.shifts)
    assert after.errors["last_year_end"] == pytest.approx(before.errors["last_year_end"], abs=1e-5)


def test_the_shipped_lessons_speak_of_every_indicator_of_the_shipped_plan_at_both_levels(plan):
    known = shipped()
    for indicator in some([one for one in plan.indicators.values() if not one.is_process]):
        for basis in Basis:
            assert known.has_own(indicator, basis, Level.CITY), indicator.code
            assert known.has_own(indicator, basis, Level.COUNTY), indicator.code


def test_the_document_names_the_weights(base, snapshot, plan):
    combined = combine(base, snapshot, plan, lessons(COVERAGE)).of(base, plan)
    told = to_document(combined)["combination"]
    assert {(one["indicator"], one["basis"]) for one in told} == {(COVERAGE, str(basis)) for basis in Basis}
    assert to_document(replace(combined, beliefs=()))["combination"] == []


def test_no_draw_is_moved_beyond_what_is_possible(base, snapshot, plan):
    unified = "unified_control_coverage"
    assert stops_at_the_whole(plan.indicators[unified], plan)
    assert not stops_at_the_whole(plan.indicators["straw_utilization"], plan)
    for code, shift, end in (
        (unified, 5.0, 1.0),
        (unified, -5.0, 0.0),
        (COVERAGE, -5.0, 0.0),
        ("fertilizer_growth", -5.0, -1.0),
    ):
        combined = combine(base, snapshot, plan, lessons(code, shift=shift)).of(base, plan)
        for basis in Basis:
            assert combined.draws_of(code, plan.city, basis) == pytest.approx(end, abs=1e-6), (code, basis)
