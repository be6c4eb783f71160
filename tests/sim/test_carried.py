"""A twelfth indicator is projected without a process of its own: carried on from last year, and said so."""

import numpy as np
import pytest

from agri.definitions.places import OrgUnit, Places
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.indicators.quantities import Quantities, aggregate
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.plan.progress import ratios_to_date
from agri.sim import BASE, Projection, project
from agri.sim.inputs.known_amounts import carried_indicators
from agri.sim.inputs.streams import Draws, Streams
from agri.sim.run.carried import CarriedSums, fill, scatter_of
from agri.sim.run.document import to_document
from agri.sim.world.setup import set_up
from agri.terms import Basis, CellState, Level
from tests.sim.synthetic import places_of, snapshot_of

MORE = """
[[indicators]]
code = "packaging_per_pesticide"
kind = "ratio"
unit = "kg"
family = "recovery"
target = { value = 0.05, comparator = ">=" }
title = { zh = "包装回收量比农药用量", en = "Packaging per pesticide" }
numerator = [{ element = "packaging.recovered_kg" }]
denominator = [{ element = "pest_control.pesticide_kg" }]
"""
CODE, CITY = "packaging_per_pesticide", "4101"


def read(more: str, *, without: str | None = None) -> Plan:
    files = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
    contents = {name: files.read(name) for name in files.names() if name != without}
    if more:
        contents["indicators.toml"] += more.encode()
    return read_plan(DefinitionFiles.of_bytes(contents), 2019)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read(MORE)


@pytest.fixture(scope="module")
def snapshot(plan: Plan) -> Snapshot:
    return snapshot_of(plan)


@pytest.fixture(scope="module")
def projected(plan: Plan, snapshot: Snapshot) -> Projection:
    return project(snapshot, plan, BASE, 7, 64)


def test_it_has_a_year_end_on_both_bases_and_a_chance_of_its_target(projected: Projection) -> None:
    for basis in Basis:
        line = projected.line(CODE, CITY, basis)
        assert np.isfinite(line.year_end.q50)
        assert line.year_end.q05 < line.year_end.q95
        assert line.probability is not None
    reported, true = (projected.line(CODE, CITY, basis).year_end.q50 for basis in Basis)
    assert reported != true


def test_the_projection_names_what_it_carries(plan: Plan, projected: Projection) -> None:
    carried = to_document(projected)["evidence"]["carried"]
    assert CODE in carried
    assert "soil_test_coverage" not in carried
    assert "soil_test_coverage_other_season" not in carried, "the engine knows both seasons"
    assert plan.indicators[CODE].title.zh in projected.evidence.words.zh


def test_declarations_move_no_draw_of_what_the_engine_knows(
    snapshot: Snapshot, projected: Projection
) -> None:
    """The eleven of a package without declarations and those of the shipped one: the same bits."""
    before = project(snapshot, read("", without="indicators.toml"), BASE, 7, 64)
    assert len({code for code, _ in before.draws}) == 11
    for key, draws in before.draws.items():
        assert np.array_equal(draws, projected.draws[key], equal_nan=True), key
    assert not before.evidence.carried


def test_the_other_season_is_projected_too(projected: Projection) -> None:
    sown, harvested = (
        projected.line(code, CITY).year_end.q50
        for code in ("soil_test_coverage", "soil_test_coverage_other_season")
    )
    assert np.isfinite(harvested)
    assert sown != pytest.approx(harvested, abs=1e-3)


def test_a_season_rule_of_the_plan_moves_the_projection(snapshot: Snapshot, projected: Projection) -> None:
    files = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
    contents = {name: files.read(name) for name in files.names()}
    name = "years/2019/plan.toml"
    contents[name] = contents[name].replace(b'"sown_in_year"', b'"harvested_in_year"', 1)
    turned = project(snapshot, read_plan(DefinitionFiles.of_bytes(contents), 2019), BASE, 7, 64)
    other = projected.line("soil_test_coverage_other_season", CITY).year_end
    assert turned.line("soil_test_coverage", CITY).year_end == other


def test_what_is_to_come_takes_last_years_month_at_this_years_level(plan: Plan, snapshot: Snapshot) -> None:
    filled = fill(snapshot, plan, ("packaging.recovered_kg",))
    now, then = snapshot.months_of(2019), snapshot.months_of(2018)
    this, last = (snapshot.of("packaging.recovered_kg")[:, months] for months in (now, then))
    both = np.isfinite(this) & np.isfinite(last)
    level = this[both].sum() / last[both].sum()
    waits = snapshot.states_of("packaging.recovered_kg")[:, now] == CellState.NOT_REPORTED
    added = filled.of("packaging.recovered_kg")[:, now]
    known = waits & np.isfinite(last)
    assert known.any()
    assert added[known] == pytest.approx((last * level)[known])
    assert np.array_equal(added[~waits], this[~waits], equal_nan=True)


def test_where_nothing_is_to_come_the_year_end_is_the_record(plan: Plan, snapshot: Snapshot) -> None:
    done = snapshot.state.copy()
    done[np.isin(done, (CellState.NOT_REPORTED, CellState.PENDING))] = CellState.NOT_DUE
    from dataclasses import replace

    whole = replace(snapshot, state=done)
    record = ratios_to_date(whole, plan, Period(2019, 12))[CODE].value
    city = whole.places.index[CITY]
    end = project(whole, plan, BASE, 7, 64).line(CODE, CITY).year_end
    assert end.q05 == pytest.approx(end.q95)
    assert end.q50 == pytest.approx(float(record[city]), rel=1e-6)


def test_townships_are_added_up_before_anything_is_drawn(plan: Plan, snapshot: Snapshot) -> None:
    """Two hundred townships' arrays for a dozen process indicators would cost more than the engine."""
    setup = set_up(snapshot, plan)
    layout = setup.layout
    sums = CarriedSums(setup, tuple(plan.indicators.values()))
    scatter = scatter_of(sums, Draws(Streams(3), layout, range(1)))
    recorded, whole = sums.sides[False]
    above = len(layout.places.units) - len(layout.townships)
    assert len(scatter) > 2
    assert {len(one) for one in scatter.values()} == {above}
    assert {len(values) for _, values in (*recorded.items(), *whole.items())} == {above}


def test_a_county_holds_its_townships_sum(plan: Plan, snapshot: Snapshot) -> None:
    layout = set_up(snapshot, plan).layout
    amounts = Quantities(some=np.arange(2.0 * len(layout.places.units)).reshape(-1, 2))
    above = aggregate(layout.above_townships(amounts), layout.upper)["some"]
    assert above == pytest.approx(aggregate(amounts, layout.places)["some"][layout.upper_rows])


def test_a_county_without_townships_leaves_the_citys_true_year_end_known(plan: Plan) -> None:
    """Over-reporting is the mean of a county's townships: of none there is none, not an unknown one."""
    urban = OrgUnit("410104", "区", "District", "", Level.COUNTY, CITY, False)
    with_urban = snapshot_of(plan, places=Places((*places_of().units, urban)))
    found = project(with_urban, plan, BASE, 7, 16)
    assert np.isfinite(found.line(CODE, CITY, Basis.TRUE).year_end.q50)


def test_only_what_rests_on_an_unknown_amount_is_carried(plan: Plan) -> None:
    assert set(carried_indicators(plan)) == {
        code
        for code, one in plan.indicators.items()
        if (one.is_process and one.making.other_of is None) or code == CODE
    }
