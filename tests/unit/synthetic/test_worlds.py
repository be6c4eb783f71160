"""Whole worlds in memory, and model errors that do what they are named for."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pytest

from agri.synthetic.model_errors import (
    MODEL_ERRORS,
    copy_last_month,
    drift_capacity,
    inflate_county,
    lose_reports,
    shake_months,
)
from agri.synthetic.record.events import DecisionEvent, Event, Submitted
from agri.synthetic.reporting.reporting_bias import FAMILY_OF, WHOLES
from agri.synthetic.world.world import World
from agri.synthetic.worlds import InventedWorld, invent_world, true_snapshot
from agri.terms import Level
from tests.city_ends import city_ends
from tests.some import some
from tests.worlds import small_ground

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them

SERVICE = "pest_control.unified_area_mu"


@pytest.fixture(scope="module")
def invented() -> InventedWorld:
    return invent_world(small_ground(), 5)


@pytest.fixture(scope="module")
def world(invented) -> World:
    return World(invented.ground.places, invented.seed)


def reports_of(events: Iterable[Event], year: int) -> dict[object, Submitted]:
    return {e.revision_id: e for e in events if isinstance(e, Submitted) and e.period.startswith(str(year))}


def test_what_comes_later_does_not_change_a_snapshot(invented):
    day = date(2019, 7, 5)
    before = [event for event in invented.record.events if event.at.date() <= date(2019, 7, 6)]
    cut = type(invented.record)(
        invented.record.places, invented.record.keys, invented.record.baselines, before
    )
    assert len(before) < len(invented.record.events)
    assert cut.snapshot(invented.plan, day).id == invented.record.snapshot(invented.plan, day).id


@pytest.mark.slow
def test_a_seed_is_a_world(invented):
    day = date(2019, 3, 2)
    again, other = (invent_world(invented.ground, seed) for seed in (5, 6))
    here = invented.record.snapshot(invented.plan, day)
    assert again.record.snapshot(invented.plan, day).id == here.id
    there = other.record.snapshot(invented.plan, day)
    assert there.id != here.id
    assert not np.allclose(
        there.baseline("maize_mu", 2019), here.baseline("maize_mu", 2019), rtol=0.001, equal_nan=True
    )


def test_the_true_year_end_is_the_ratio_of_true_sums(invented):
    final = invented.record.snapshot(invented.plan, date(2020, 1, 30))
    truth = invented.truths[2019]
    true = city_ends(true_snapshot(final, invented.truths), invented.plan)
    sprayers = ("manual", "electric", "stretcher", "boom", "drone")
    treated = sum(truth.total(f"pest_control.{name}_mu") for name in sprayers)
    assert true["unified_control_coverage"] == pytest.approx(truth.total(SERVICE) / treated)
    assert true["pesticide_growth"] == pytest.approx(
        truth.total("pest_control.pesticide_kg") / invented.truths[2018].total("pest_control.pesticide_kg")
        - 1
    )
    reported = city_ends(final, invented.plan)
    assert reported["unified_control_coverage"] != pytest.approx(true["unified_control_coverage"], abs=1e-4)


@pytest.mark.parametrize("code", MODEL_ERRORS)
def test_an_error_leaves_the_year_before_and_the_land_as_they_were(invented, code):
    bent = invent_world(invented.ground, invented.seed, MODEL_ERRORS[code])
    assert reports_of(bent.record.events, 2018) == reports_of(invented.record.events, 2018)
    assert bent.record.baselines == invented.record.baselines
    assert reports_of(bent.record.events, 2019) != reports_of(invented.record.events, 2019)


def test_capacity_drifts_from_april_on_and_not_before(invented, world):
    plain = invented.truths[2019]
    bent = drift_capacity(plain, world)
    rows = [world.places.index[code] for code in world.townships]
    done, before = (np.nansum(hidden.of(SERVICE)[rows], axis=0) for hidden in (bent, plain))
    assert np.array_equal(done[:3], before[:3])
    assert np.all(done[3:11] != before[3:11])
    assert np.array_equal(bent.of("sowing.maize_mu"), plain.of("sowing.maize_mu"), equal_nan=True)


@pytest.mark.parametrize("bend", [drift_capacity, shake_months])
def test_a_bent_part_is_never_more_than_its_whole(invented, world, bend):
    bent = bend(invented.truths[2019], world)
    for part in some(WHOLES.keys() & FAMILY_OF.keys()):
        limit = sum(bent.of(whole) for whole in WHOLES[part])
        has_both = ~np.isnan(limit) & ~np.isnan(bent.of(part))
        assert has_both.any()
        assert np.all(bent.of(part)[has_both] <= limit[has_both] * (1 + 1e-12)), part


def test_shaken_months_scatter_more_without_moving_the_level(invented, world):
    plain, bent = invented.truths[2019], shake_months(invented.truths[2019], world)
    name = "pest_control.green_area_mu"
    rows = [world.places.index[code] for code in world.townships]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.log(bent.of(name)[rows] / plain.of(name)[rows])
    assert np.nanstd(ratio) > 0.08
    assert abs(np.nanmean(ratio)) < 0.06


def test_a_copying_township_sends_what_it_sent_the_month_before(invented, world):
    plain = reports_of(invented.record.events, 2019)
    bent = reports_of(copy_last_month(invented.record.events, 2019, world), 2019)
    changed = [key for key, event in bent.items() if event.values != plain[key].values]
    places = {bent[key].org_unit for key in changed}
    assert 0 < len(places) < 0.3 * len(world.townships)
    months = {bent[key].period for key in changed}
    assert min(months) >= "2019-04"
    one = next(
        bent[key] for key in changed if bent[key].form == "pest_control" and bent[key].supersedes is None
    )
    month = int(one.period[-2:])
    before = [
        e
        for e in bent.values()
        if (e.form, e.org_unit, e.period) == (one.form, one.org_unit, f"2019-{month - 1:02d}")
    ][-1]
    shared = [c for c, value in before.values.items() if value is not None and c in one.values]
    assert shared
    assert all(one.values[c] == before.values[c] for c in shared)


def test_an_inflating_county_says_15_percent_more_and_nobody_else_does(invented, world):
    plain = reports_of(invented.record.events, 2019)
    bent = reports_of(inflate_county(invented.record.events, 2019, world), 2019)
    changed = [key for key, event in bent.items() if event.values != plain[key].values]
    assert len({bent[key].org_unit[:6] for key in changed}) == 1
    elements = {
        f"{bent[key].form}.{c}"
        for key in changed
        for c, value in bent[key].values.items()
        if value != plain[key].values[c]
    }
    assert elements
    assert all(FAMILY_OF[name] in {"coverage", "recovery"} for name in elements)
    said, before = (
        sum(reports[key].values["green_area_mu"] or 0 for key in changed if bent[key].form == "pest_control")
        for reports in (bent, plain)
    )
    assert said / before == pytest.approx(1.15, abs=0.001)


def test_lost_reports_take_their_decisions_with_them_and_spare_the_counties(invented, world):
    bent = lose_reports(invented.record.events, 2019, world)
    plain, kept = reports_of(invented.record.events, 2019), reports_of(bent, 2019)
    lost = [plain[key] for key in plain.keys() - kept.keys()]
    assert all(world.places[event.org_unit].level == Level.TOWNSHIP for event in lost)
    share = len({e.report_id for e in lost}) / len({e.report_id for e in plain.values()})
    assert 0.08 < share < 0.15
    known = {e.revision_id for e in bent if isinstance(e, Submitted)}
    assert all(e.revision_id in known for e in bent if isinstance(e, DecisionEvent))
