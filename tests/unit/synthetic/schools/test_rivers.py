"""What only the school of rivers has: turns of water, blocks in trust, boats, clerks of several places."""

import numpy as np
import pytest

from agri.synthetic.schools.array_record import NEVER
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.rivers.basin import Basin
from agri.synthetic.schools.rivers.boats import MATERIALS, CollectingRounds
from agri.synthetic.schools.rivers.clerks import BY_NORM, Clerks
from agri.synthetic.schools.rivers.constants import LAW
from agri.synthetic.schools.rivers.trust import TrustedLand
from agri.synthetic.schools.rivers.turns import MONTH_OF_TURN, NO_ROUND, TURNS, WaterTurns
from agri.synthetic.schools.telling import day_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground
from tests.some import some

FERTILIZER = "fertilizer.wheat_n_t"
EMPTIES = "packaging.recovered_kg"
SEEDS = range(6)


@pytest.fixture(scope="module")
def city() -> Axes:
    return Axes(Ground.read())


def turns_of(axes: Axes, seed: int, causes: Causes = NO_CAUSES, year: int = 2019) -> WaterTurns:
    return WaterTurns(Basin(axes, NamedStreams(seed)), year, causes)


def middle(by_turn: np.ndarray) -> np.ndarray:
    return np.asarray(by_turn @ np.arange(by_turn.shape[1]) / by_turn.sum(axis=1))


def test_canals_run_through_several_counties_and_belong_to_one_river(city):
    for seed in SEEDS:
        basin = Basin(city, NamedStreams(seed))
        assert len(set(basin.canal)) == basin.canals > 5
        counties = [len(set(city.county_index[basin.canal == canal])) for canal in range(basin.canals)]
        assert np.mean(counties) > 2
        assert all(len(set(basin.river[basin.canal == canal])) == 1 for canal in range(basin.canals))


def test_water_comes_to_a_canals_head_first_and_misses_its_tail_more_often(city):
    missed = []
    for seed in SEEDS:
        turns = turns_of(city, seed)
        basin, arrivals = turns.basin, turns.arrivals
        for canal in range(basin.canals):
            rows = np.flatnonzero(basin.canal == canal)
            along = arrivals[rows[np.argsort(basin.down_canal[rows])]]
            for comes in along.T:
                assert np.all(np.diff(comes[comes < NO_ROUND]) >= 0)
        none = (arrivals == NO_ROUND).mean(axis=1)
        missed.append(none[basin.down_canal > 0.7].mean() - none[basin.down_canal < 0.3].mean())
    assert np.mean(missed) > 0.05


@pytest.mark.parametrize("name", ["wheat_top", "maize_top", "wheat_harvest", "garlic_pick_up"])
def test_a_years_work_is_all_done_whatever_it_waited_for(city, name):
    for causes in (NO_CAUSES, Causes({CauseKind.DROUGHT: 6, CauseKind.WET_HARVEST: 9})):
        offered = turns_of(city, 3, causes).offered(name)
        assert offered.min() >= -1e-12
        assert np.allclose(offered.sum(axis=1), 1)


def test_topdressing_moves_together_along_a_canal_across_the_borders_of_counties(city):
    same_canal, same_county = [], []
    for seed in range(10):
        now, then = (turns_of(city, seed, year=year) for year in (2019, 2018))
        moves = middle(now.offered("maize_top")) - middle(then.offered("maize_top"))
        moves = (moves - moves.mean()) / moves.std()
        alike = np.outer(moves, moves)
        canal = now.basin.canal[:, None] == now.basin.canal
        county = city.county_index[:, None] == city.county_index
        same_canal.append(alike[canal & ~county].mean())
        same_county.append(alike[county & ~(now.basin.river[:, None] == now.basin.river)].mean())
    assert np.mean(same_canal) > 0.25
    assert np.mean(same_canal) > np.mean(same_county) + 0.2


def test_a_flood_moves_work_of_one_rivers_lowland_and_of_no_other(city):
    hit = 0
    for seed in range(10):
        turns = turns_of(city, seed)
        for flood in turns.floods:
            covered, others = turns.covered(flood), turns.basin.river != flood.river
            assert not covered[others].any()
            assert covered.max() < 1
            assert np.all(turns.left[covered > 0, flood.first] < 1)
            hit += 1
    assert hit >= 3
    wet = turns_of(city, 0, Causes({CauseKind.WET_HARVEST: 9})).floods
    assert {flood.river for flood in wet} == set(range(LAW.rivers))
    assert all(MONTH_OF_TURN[flood.first] == 9 for flood in wet[-LAW.rivers :])


def test_land_in_trust_grows_and_falls_by_blocks_and_stays_for_a_contract(city):
    changes, shares = [], []
    for seed in SEEDS:
        trust = TrustedLand(Basin(city, NamedStreams(seed)))
        years = sorted(trust.held)
        by_year = np.array([trust.share(year) for year in years])
        assert by_year.min() >= 0
        assert by_year.max() <= 1 + 1e-12
        changes.append(np.diff(by_year[-4:], axis=0).ravel())
        shares.append(by_year[-3:].mean())
    moved = np.concatenate(changes)
    still = np.abs(moved) < 1e-12
    assert 0.2 < still.mean() < 0.8
    assert (np.abs(moved) > 0.2).mean() > 0.05
    assert (moved > 0.1).any()
    assert (moved < -0.1).any()
    assert 0.15 < np.mean(shares) < 0.55


def test_contracts_that_break_down_come_back_to_farmers(city):
    trust = TrustedLand(Basin(city, NamedStreams(1)))
    whole, left = trust.share(2019), trust.share(2019, broken=True)
    assert np.all(left <= whole + 1e-12)
    assert 0.1 < left.sum() / whole.sum() < 0.95


@pytest.mark.parametrize("material", MATERIALS)
def test_boats_take_only_what_lies_in_sheds_and_come_down_the_canal(city, material):
    for seed in SEEDS:
        turns = turns_of(city, seed)
        rounds, count = CollectingRounds(turns.basin, turns), len(city.townships)
        random = np.random.default_rng(seed)
        brought, stock = random.gamma(1.0, 2.0, (count, TURNS)), random.gamma(1.0, 20.0, count)
        taken, left = rounds.collected(material, brought, brought.sum(axis=1), stock)
        assert taken.min() >= 0
        assert np.all(taken.cumsum(axis=1) <= stock[:, None] + brought.cumsum(axis=1) + 1e-6)
        assert np.all(taken.sum(axis=1) + left <= stock + brought.sum(axis=1) + 1e-6)
        comes = rounds.visits(material)[turns.basin.canal]
        assert not taken[~comes].any()
        assert taken.sum() > 0.6 * brought.sum()


def test_some_months_collect_nothing_and_the_next_has_more(world_of):
    ratio, empty = [], []
    for seed in range(5):
        world = world_of("rivers", seed)
        axes = Axes(world.ground)
        by_month = np.nan_to_num(world.truths[2019].of(EMPTIES)[axes.rows, 3:11])
        by_month = by_month[by_month.sum(axis=1) > 0]
        after = (by_month[:, :-1] == 0) & (by_month[:, 1:] > 0)
        usual = by_month.sum(axis=1, keepdims=True) / np.maximum((by_month > 0).sum(axis=1, keepdims=True), 1)
        ratio += (by_month[:, 1:] / usual)[after].tolist()
        empty.append((by_month == 0).mean())
    assert 0.1 < np.mean(empty) < 0.6
    assert len(ratio) > 30
    assert np.mean(ratio) > 1


def clerks_of(world) -> Clerks:
    return Clerks(Basin(Axes(world.ground), NamedStreams(world.seed)))


def test_a_clerks_places_follow_each_other_on_a_canal_and_are_late_together(world_of):
    within, overall = [], []
    for seed in range(5):
        world = world_of("rivers", seed)
        clerks, axes = clerks_of(world), Axes(world.ground)
        for clerk in range(clerks.count):
            rows = clerks.of_place == clerk
            assert len(set(clerks.basin.canal[rows])) == 1
            assert sorted(clerks.turn[rows]) == list(range(rows.sum()))
        form = axes.form_of_element[axes.element_index[FERTILIZER]]
        received = world.record.versions[0].received_on[axes.rows, form]
        for came in received.T:
            told = came < NEVER
            groups = [came[told & (clerks.of_place == clerk)] for clerk in range(clerks.count)]
            within += [days.var() for days in groups if len(days) > 1]
            overall += [came[told].var()] if told.sum() > 10 else []
    assert len(overall) > 50
    assert np.mean(within) < 0.6 * np.mean(overall)


def test_who_goes_by_the_norm_book_tells_two_digits(world_of):
    seen = 0
    for seed in range(5):
        world = world_of("rivers", seed)
        clerks, axes = clerks_of(world), Axes(world.ground)
        assert set(clerks.by_norm) == set(np.flatnonzero(clerks.kind[clerks.of_place] == BY_NORM))
        told = world.record.versions[0].values[axes.rows[clerks.by_norm], axes.element_index[FERTILIZER]]
        for value in told[told > 10]:
            assert float(f"{value:.1e}") == pytest.approx(value)
            seen += 1
    assert seen > 10


def test_meetings_put_half_years_right_twice_a_year_up_and_down(world_of):
    world = world_of("rivers", 1)
    first, second = world.record.versions
    axes = Axes(world.ground)
    came = set(second.received_on[second.received_on < NEVER].tolist())
    after, end = LAW.clerks.meets
    assert came == {day_of(y, 1, 1) + after for y in (2018, 2019)} | {
        day_of(y, 12, 31) + end for y in (2018, 2019)
    }
    form = axes.form_of_element[axes.element_index[FERTILIZER]]
    changed = second.received_on[:, form] < NEVER
    column = axes.element_index[FERTILIZER]
    change = (second.values[:, column] - first.values[:, column])[changed]
    assert (change > 0).sum() > 3
    assert (change < 0).sum() > 3


def test_every_cause_has_a_chance_like_those_of_other_schools():
    chances = some(LAW.chances.items())
    assert {kind for kind, _ in chances} == set(CauseKind)
    assert all(0.04 < chance.probability < 0.16 for _, chance in chances)


def test_no_more_is_done_or_collected_than_land_and_sheds_allow(world_of):
    for seed in range(4):
        world = world_of("rivers", seed)
        rows, truths = Axes(world.ground).rows, world.truths

        def total(element: str, *years: int, rows=rows, truths=truths) -> np.ndarray:
            return np.sum([np.nansum(truths[year].of(element)[rows], axis=1) for year in years], axis=0)

        maize = total("sowing.maize_mu", 2019)
        assert np.all(total("soil_testing.maize_formula_area_mu", 2019) <= maize + 1e-6)
        harvested = total("straw.maize_harvested_mu", 2019)
        assert np.all(total("straw.maize_returned_mu", 2019) <= harvested + 1e-6)
        assert np.all(harvested <= maize + 1e-6)
        # Of two years and what lay in sheds before them boats take less than there was.
        ratio = world.coefficients["packaging.kg_per_kg_pesticide"]
        empties = ratio * total("pest_control.pesticide_kg", 2018, 2019)
        assert np.all(total(EMPTIES, 2018, 2019) <= 1.1 * empties)
        assert total(EMPTIES, 2018, 2019).sum() < empties.sum()
