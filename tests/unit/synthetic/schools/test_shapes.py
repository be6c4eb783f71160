"""Schools differ in shape: how seasons shift, who resembles whom, how far places lie apart."""

from collections.abc import Mapping

import numpy as np
import pytest

from agri.hindcast.past_year import settled_on
from agri.scoring.year_end import year_ends
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.catalogue import SCHOOLS
from agri.synthetic.schools.causes import NO_CAUSES
from agri.synthetic.schools.weather.phenology import Seasons
from agri.synthetic.schools.weather.sky import Ground2D, draw_sky
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld, true_snapshot
from tests.some import some
from tests.unit.synthetic.schools.conftest import ARRAY_SCHOOLS

pytestmark = pytest.mark.slow  # whole cities of every school

PRODUCT = "pest_control.pesticide_kg"
PLAUSIBLE = {
    "fertilizer_growth": (-0.06, 0.03),
    "soil_test_coverage": (0.70, 0.95),
    "unified_control_coverage": (0.30, 0.50),
    "green_control_coverage": (0.22, 0.40),
    "pesticide_efficiency": (0.37, 0.42),
    "pesticide_growth": (-0.10, 0.06),
    "film_recovery": (0.70, 0.92),
    "packaging_recovery": (0.40, 1.30),
    "straw_utilization": (0.80, 0.95),
    "manure_utilization": (0.65, 0.85),
}


@pytest.fixture(scope="module")
def city() -> Ground:
    return Ground.read()


@pytest.fixture(scope="module")
def worlds(city) -> Mapping[str, list[InventedWorld]]:
    seeds = {code: range(3 if code == "campaigns" else 8) for code in SCHOOLS}
    return {code: [school.invent(city, seed) for seed in seeds[code]] for code, school in SCHOOLS.items()}


def middle(values: np.ndarray) -> np.ndarray:
    """The month around which work lies, (…, month)."""
    done = np.nan_to_num(values)
    return np.asarray(done @ np.arange(12) / np.maximum(done.sum(axis=-1), 1e-9))


def season_shift(worlds: list[InventedWorld]) -> float:
    """How far the city's work of this year lies from last year's, months."""
    shifts = [
        middle(np.nansum(world.truths[2019].of(element), axis=0))
        - middle(np.nansum(world.truths[2018].of(element), axis=0))
        for world in worlds
        for element in ("fertilizer.wheat_n_t", "fertilizer.maize_n_t", PRODUCT)
    ]
    return float(np.std(shifts))


def changes(world: InventedWorld) -> np.ndarray:
    """Log change of each township's product from year to year, beside the middle of all; NaN where none."""
    now, then = (
        np.nansum(world.truths[y].of(PRODUCT)[Axes(world.ground).rows], axis=1) for y in (2019, 2018)
    )
    known = (now > 0) & (then > 0)
    change = np.log(now, where=known, out=np.full(len(now), np.nan))
    change -= np.log(then, where=known, out=np.full(len(now), np.nan))
    return change - np.nanmedian(change)


def likeness(worlds: list[InventedWorld]) -> float:
    """How much of a township's change its county shares, 0 to 1."""
    axes = Axes(worlds[0].ground)
    same = axes.county_index[:, None] == axes.county_index
    np.fill_diagonal(same, val=False)
    every = [changes(world) for world in worlds]
    return float(np.mean([np.nanmean(np.outer(one, one)[same]) / np.nanvar(one) for one in every]))


def test_seasons_shift_in_every_school_but_the_first(worlds):
    shift = {code: season_shift(of) for code, of in worlds.items()}
    assert shift["campaigns"] < 0.04
    assert all(shift[code] > 3 * shift["campaigns"] for code in some(ARRAY_SCHOOLS))
    assert shift["ledgers"] > 1.5 * shift["weather"]


def test_counties_share_most_in_offices_and_nothing_in_ledgers(worlds):
    alike = {code: likeness(of) for code, of in worlds.items()}
    assert alike["offices"] > 0.5
    assert 0.1 < alike["weather"] < alike["offices"] - 0.2
    assert 0.1 < alike["holdings"] < alike["offices"] - 0.1
    assert abs(alike["ledgers"]) < 0.08


def test_villages_and_lots_make_neighbours_alike_but_less_than_offices(worlds):
    alike = {code: likeness(of) for code, of in worlds.items()}
    for code in ("households", "tenders"):
        assert alike["markets"] < alike[code] < alike["offices"] - 0.1, code


def test_places_scatter_least_in_offices_and_most_in_ledgers(worlds):
    scatter = {code: float(np.nanstd([changes(world) for world in of])) for code, of in worlds.items()}
    assert 1.2 * scatter["offices"] < scatter["holdings"]
    assert 1.15 * scatter["holdings"] < scatter["weather"]
    assert 1.25 * scatter["weather"] < scatter["ledgers"]


def test_land_is_shared_out_more_unevenly_from_above_than_by_farms(worlds):
    def largest(of: list[InventedWorld]) -> float:
        areas = (np.nansum(w.truths[2019].of("sowing.maize_mu")[Axes(w.ground).rows], axis=1) for w in of)
        return float(np.mean([area.max() / np.median(area[area > 0]) for area in areas]))

    tail = {code: largest(of) for code, of in worlds.items()}
    assert tail["campaigns"] < tail["holdings"] < tail["weather"] < tail["offices"]
    assert tail["offices"] > 1.7 * tail["holdings"]


def test_weather_crosses_the_borders_of_counties_and_fades_with_distance(city):
    axes = Axes(city)
    near, far = [], []
    for seed in range(6):
        streams = NamedStreams(seed)
        land = Ground2D.draw(axes, streams("weather", "places"))
        sky = draw_sky(axes, land, streams, NO_CAUSES)
        rain = sky.damp - sky.damp.mean(axis=1, keepdims=True)
        alike = np.corrcoef(rain[::7].T)
        distance = np.linalg.norm(land.position_km[:, None] - land.position_km, axis=2)
        other = axes.county_index[:, None] != axes.county_index
        near.append(alike[other & (distance < 6)].mean())
        far.append(alike[other & (distance > 40)].mean())
    assert np.mean(near) > np.mean(far) + 0.4


def test_a_season_begins_weeks_earlier_or_later_from_year_to_year(city):
    axes = Axes(city)
    begins: dict[str, list[float]] = {"wheat_top": [], "wheat_harvest": [], "wheat_base": []}
    for seed in range(12):
        streams = NamedStreams(seed)
        sky = draw_sky(axes, Ground2D.draw(axes, streams("weather", "places")), streams, NO_CAUSES)
        seasons = Seasons(axes, sky, 2019, np.zeros(len(axes.townships)))
        for name, found in begins.items():
            found.append(float(seasons.begins(name).mean()))
    spread = {name: float(np.std(found)) for name, found in begins.items()}
    assert spread["wheat_top"] > 4
    assert spread["wheat_base"] > 2
    assert 0.7 < spread["wheat_harvest"] < 12


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
def test_years_end_where_real_years_might(worlds, school):
    told, true = [], []
    at = worlds[school][0].ground.places.index["4101"]
    for world in worlds[school]:
        final = world.record.snapshot(world.plan, settled_on(world.plan))
        told.append(year_ends(final, world.plan))
        true.append(year_ends(true_snapshot(final, world.truths), world.true_plan))
    for code, (low, high) in PLAUSIBLE.items():
        for ends in (told, true):
            values = np.array([end[code][at] for end in ends])
            room = 0.6 * (high - low)
            assert low <= np.median(values) <= high, (code, values)
            assert np.mean((values >= low) & (values <= high)) >= 0.6, (code, values)
            assert values.min() > low - room, (code, values)
            assert values.max() < high + room, (code, values)
        assert np.std([end[code][at] for end in told]) > 0, code


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
def test_last_year_differs_from_this_year_by_the_same_law(worlds, school):
    assert len(worlds[school]) >= 3
    for world in worlds[school][:3]:
        last, this = (world.truths[year].total(PRODUCT) for year in (2018, 2019))
        assert last != this
        assert abs(this / last - 1) < 0.25
        asked = ~np.isnan(world.truths[2018].values)
        assert asked.sum() > 0.95 * (~np.isnan(world.truths[2019].values)).sum()
