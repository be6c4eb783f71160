"""What only the school of rumours has: ties across counties, fronts, figures heard, new heads."""

import numpy as np
import pytest

from agri.synthetic.schools.array_record import NEVER
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.known import FarmRegister
from agri.synthetic.schools.rumours.calendar import DAYS, INTO_MONTHS, FeastDays, holidays
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.schools.rumours.country import TalkedLand
from agri.synthetic.schools.rumours.front import Front
from agri.synthetic.schools.rumours.graph import Neighbourhood
from agri.synthetic.schools.rumours.heads import Heads
from agri.synthetic.schools.rumours.hearsay import Hearsay
from agri.synthetic.schools.rumours.reporting import HeardReports, versions
from agri.synthetic.schools.rumours.spread import PRACTICES, WEEKS, Talk
from agri.synthetic.schools.rumours.truth import RumourYear, TalkedCity
from agri.synthetic.schools.telling import TrueCells
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground
from tests.some import some

BOTH = (2018, 2019)


@pytest.fixture(scope="module")
def axes() -> Axes:
    """The whole city: ties of two counties would all be near."""
    return Axes(Ground.read())


def neighbours_of(axes: Axes, seed: int) -> Neighbourhood:
    return Neighbourhood(axes, NamedStreams(seed))


def talk_of(axes: Axes, seed: int, causes: Causes = NO_CAUSES) -> Talk:
    return Talk(neighbours_of(axes, seed), Heads(axes, NamedStreams(seed)), causes)


def year_of(axes: Axes, seed: int, year: int = 2019) -> RumourYear:
    talk, random = talk_of(axes, seed), NamedStreams(seed)("rumours", "register")
    register = FarmRegister.draw(random, LAW.knowledge, len(axes.townships))
    city = TalkedCity(TalkedLand(talk.neighbours), register, talk, axes.plan.coefficients, NO_CAUSES)
    return RumourYear(city, year)


def files_of(axes: Axes, world) -> HeardReports:
    neighbours, heads = neighbours_of(axes, world.seed), Heads(axes, NamedStreams(world.seed))
    return HeardReports(TrueCells.of(axes, world.truths), neighbours, heads, NO_CAUSES)


def test_ties_are_mostly_near_with_a_few_far_away_and_cross_borders_of_counties(axes):
    near, crossing, hubs = [], [], []
    for seed in range(5):
        graph = neighbours_of(axes, seed)
        assert np.allclose(graph.heeds.sum(axis=1), 1)
        assert np.allclose(graph.ties, graph.ties.T)
        tied = graph.ties > 0
        km = graph.distance_km[tied]
        near.append(np.mean(km < np.median(graph.distance_km)))
        assert km.max() > 60
        other = axes.county_index[:, None] != axes.county_index
        crossing.append((graph.heeds * other).sum() / graph.heeds.sum())
        heard = graph.heeds.sum(axis=0)
        hubs.append(heard.max() / np.median(heard))
    assert np.mean(near) > 0.75
    assert np.mean(crossing) > 0.3
    assert np.mean(hubs) > 4


def test_practices_change_alike_among_who_talks_whatever_the_county(axes):
    tied, apart = [], []
    for seed in range(5):
        talk = talk_of(axes, seed)
        other = axes.county_index[:, None] != axes.county_index
        close = talk.neighbours.heeds + talk.neighbours.heeds.T
        for practice in some(range(len(PRACTICES))):
            ends = (talk.weekly[year][practice, :, -1] for year in BOTH)
            before, after = (np.log(share / (1 - share)) for share in ends)
            change = after - before - (after - before).mean()
            product = np.outer(change, change) / change.var()
            tied.append(np.average(product, weights=close * other))
            apart.append(product[other & (close < 1e-6)].mean())
    assert np.mean(tied) > np.mean(apart) + 0.1


def test_a_demonstration_is_followed_by_who_hears_of_it_and_a_scare_too(axes, monkeypatch):
    drawn = Talk._events
    place = int(np.argmax(neighbours_of(axes, 3).renown))
    plain = talk_of(axes, 3).weekly[2019]

    def shown(kind: int):
        def events(self, year):
            found = drawn(self, year)
            if year == 2019:
                found[kind, 1, place, 20] = 0.9
            return found

        monkeypatch.setattr(Talk, "_events", events)
        return talk_of(axes, 3).weekly[2019] - plain

    hears = neighbours_of(axes, 3).heeds[:, place]
    closest = np.argsort(-hears)[:10]
    for kind, sign in ((0, 1), (1, -1)):
        change = shown(kind)
        assert not change[:, :, :20].any()
        assert not change[np.arange(len(PRACTICES)) != 1].any()
        others = np.delete(np.arange(len(hears)), [place, *closest])
        at_end = sign * change[1, :, -1]
        assert at_end[place] > 0.05
        assert at_end[closest].min() > 0
        assert at_end[closest].mean() > 3 * at_end[others].mean()


def test_most_stories_die_near_by_and_a_few_go_through_the_whole_city(axes):
    talk, random = talk_of(axes, 7), np.random.default_rng(7)
    weeks = np.array([talk._told_on(random) for _ in range(300)])
    reached, begins = weeks < WEEKS, weeks.argmin(axis=1)
    sizes = reached.sum(axis=1)
    assert np.median(sizes) <= 4
    assert sizes.max() > 30
    # What a market town tells is told further than what a village tells.
    heard = talk.neighbours.heeds.sum(axis=0)[begins]
    assert sizes[heard > 1.5].mean() > 2 * sizes[heard < 0.7].mean()
    crossing = [len(set(axes.county_index[one].tolist())) > 1 for one in reached[sizes >= 4]]
    assert np.mean(crossing) > 0.8


def test_a_front_passes_bordering_places_one_after_another_in_weeks_of_their_own(axes):
    spans, sizes = [], []
    for year in range(2010, 2020):
        front = Front(neighbours_of(axes, 4), "maize", year)
        spans.append(np.ptp(front.arrives))
        gap = np.abs(front.arrives[:, None] - front.arrives)
        assert gap[front.neighbours.bordering].mean() < 0.5 * gap[~front.neighbours.bordering].mean()
        asked = front.asked
        hit = front.strength > 0
        assert 0.6 < hit.mean() < 0.99
        assert np.all(asked[np.arange(1, DAYS + 1) <= np.ceil(front.arrives)[:, None] - 1] == 0)
        middle = (asked @ np.arange(1, DAYS + 1))[hit] / asked.sum(axis=1)[hit]
        after = middle - front.arrives[hit]
        assert after.min() > 7
        assert after.max() < 27
        sizes.append(asked.sum())
    assert np.median(spans) > 14
    assert max(sizes) > 1.4 * min(sizes)


def test_seasons_begin_alike_among_neighbours_and_nobody_works_on_a_feast(axes):
    for year in BOTH:
        calendar = FeastDays(neighbours_of(axes, 6), year, NO_CAUSES)
        wheat = calendar.offered("wheat_sowing")
        assert np.allclose(wheat.sum(axis=1), 1)
        week = np.flatnonzero(holidays(year) & (np.arange(DAYS) > 270))
        first, last = week[0], week[-1]
        assert wheat[:, first : last + 1].mean() < 0.5 * wheat[:, last + 1 : last + 8].mean()
    assert [int(np.flatnonzero(holidays(year))[0]) + 3 for year in (2018, 2019, 2020)] == [47, 36, 24]


def test_what_is_spread_early_for_a_rumour_of_prices_is_missing_later(axes):
    for seed in range(4):
        haste = year_of(axes, seed).haste
        assert 0.01 < haste.std() < 0.12
        assert abs(np.log(haste).mean()) < 0.03


def test_a_new_head_changes_a_place_abruptly_and_in_any_month(axes):
    months = np.zeros(12)
    jumps, quiet = [], []
    for seed in range(12):
        heads = Heads(axes, NamedStreams(seed))
        assert 0.06 < heads.of_year(heads.comes, 2019).sum(axis=1).mean() < 0.32
        months += heads.of_year(heads.comes, 2019).sum(axis=0)
        step = np.abs(np.diff(heads.of_year(heads.zeal, 2019), axis=1))
        comes = heads.of_year(heads.comes, 2019)[:, 1:] > 0
        jumps += step[comes].tolist()
        quiet += step[~comes].tolist()
        pads = np.diff(heads.of_year(heads.padding, 2019), axis=1)
        assert not pads[~comes].any()
        assert pads[comes].any()
    assert months.min() > 0
    assert np.mean(jumps) > 10 * np.mean(quiet)


def test_the_truth_stays_within_what_there_is(axes):
    for seed in range(3):
        one = year_of(axes, seed)
        coefficients = one.city.coefficients
        for practice in some(PRACTICES):
            share = one.share(practice)
            assert share.min() >= 0
            assert share.max() <= 1
        assert np.all(one.unified <= one.treated)
        empties = one.pesticide * coefficients["packaging.kg_per_kg_pesticide"]
        assert np.all(one.packaging.cumsum(axis=1) <= empties.cumsum(axis=1) + 1e-6)
        left = 0.0
        for crop, (harvested, output) in some(one.grain.items()):
            whole = coefficients[f"straw.{crop}.collectable_ratio"] * output.sum(axis=1)
            assert np.all(one.returned[crop] <= harvested)
            on_field = one.returned[crop].sum(axis=1) / np.maximum(harvested.sum(axis=1), 1e-9)
            left = left + whole * (1 - on_field)
        assert np.all(one.straw_used.sum(axis=1) <= left + 1e-6)
        share = one.film_back.sum() * (1 - coefficients["film.impurity"]) / one.film_kg_per_mu.mean()
        assert share < (one.land("garlic", 1) + one.land("peanut")).sum()


def hearsay_of(axes: Axes, world, copies: float = 0.0) -> tuple[Hearsay, np.ndarray]:
    frame = TrueCells.of(axes, world.truths)
    random = np.random.default_rng(1)
    shape = (len(axes.rows), frame.true.shape[2])
    order = np.argsort(random.random(shape), axis=0)
    hearsay = Hearsay(frame, neighbours_of(axes, world.seed), order, np.full(shape, copies))
    noise = np.exp(random.normal(0, 0.2, frame.true[axes.rows].shape))
    return hearsay, frame.true[axes.rows] * noise


def test_a_figure_moves_to_what_neighbours_wrote_before_and_the_first_writes_its_own(ground, world_of):
    world, axes = world_of("rumours", 3), Axes(ground)
    hearsay, own = hearsay_of(axes, world)
    told, _ = hearsay.told(own)
    at = [hearsay.columns[k] for k in range(len(hearsay.columns)) if k not in set(hearsay.praised.tolist())]
    for month in some((5, 6, 19)):
        first = int(np.argmin(hearsay.order[:, month]))
        assert np.allclose(told[first, at, month], own[first, at, month], equal_nan=True)
    column = axes.element_index["pest_control.pesticide_kg"]
    k = hearsay.columns.tolist().index(column)
    scatter = []
    for cells in (own, told):
        pace = np.log(cells[:, column, 6] / hearsay.size[:, k])
        scatter.append(np.nanstd(pace))
    assert scatter[1] < 0.95 * scatter[0]
    copied, _ = hearsay_of(axes, world, 1.0)[0].told(own)
    pace = np.log(copied[:, column, 6] / hearsay.size[:, k])
    assert np.nanstd(pace) < 0.6 * scatter[0]


def test_the_last_of_a_county_are_lifted_at_the_ends_of_quarters_alone(ground, world_of):
    world, axes = world_of("rumours", 3), Axes(ground)
    hearsay, own = hearsay_of(axes, world)
    # Nobody asks anybody: what is left is the table.
    object.__setattr__(hearsay, "herding", np.zeros(len(own)))
    object.__setattr__(hearsay, "lift", np.full(len(own), 0.1))
    told, low = hearsay.told(own)
    column = axes.element_index["pest_control.unified_area_mu"]
    lifted = told[:, column] / own[:, column]
    quarter_ends = np.arange(24) % 3 == 2
    assert np.nanmax(np.abs(lifted[:, ~quarter_ends] - 1)) < 1e-9
    at_ends = np.isfinite(lifted) & quarter_ends & (own[:, column] > 0)
    assert np.allclose(lifted[at_ends], np.exp(0.1 * low)[at_ends])
    assert (low[:, quarter_ends] == 0).any(axis=0).all()
    assert lifted[at_ends].max() > 1.09


def test_sums_to_date_are_told_by_mistake_and_put_right(axes):
    from agri.synthetic.schools.catalogue import SCHOOLS

    world = SCHOOLS["rumours"].invent(axes.ground, 2)
    first, second, _ = world.record.versions
    column = axes.element_index["packaging.recovered_kg"]
    form = axes.form_of_element[column]
    before, after = (version.values[axes.rows, column] for version in (first, second))
    wrong = np.argwhere(np.nan_to_num(before) > 1.3 * np.nan_to_num(after) + 1)
    assert 0 < len(wrong) < 30
    for place, month in some(wrong):
        since = slice(month // 12 * 12, month + 1)
        assert np.isclose(before[place, month], np.nansum(after[place, since]), rtol=0.15)
    came = second.received_on[axes.rows, form][tuple(wrong.T)]
    assert np.mean(came < NEVER) > 0.5


def test_a_new_head_writes_the_old_ones_padding_off(axes):
    from agri.synthetic.schools.catalogue import SCHOOLS

    ratios = []
    for seed in range(3):
        world = SCHOOLS["rumours"].invent(axes.ground, seed)
        files = files_of(axes, world)
        _, second, third = world.record.versions
        column = axes.element_index["packaging.recovered_kg"]
        came = third.received_on[axes.rows, axes.form_of_element[column]] < NEVER
        comes = np.concatenate([files.heads.of_year(files.heads.comes, year) for year in BOTH], axis=1)
        for place, month in some(np.argwhere(came)):
            rest_of_year = slice(month + 1, month // 12 * 12 + 12)
            assert comes[place, rest_of_year].any()
            assert files.padding[place, month] > 0
        before, after = (version.values[axes.rows, column][came] for version in (second, third))
        ratios += (after[before > 50] / before[before > 50]).tolist()
    assert 0.8 < np.mean(ratios) < 0.97
    assert max(ratios) <= 1.01


def test_some_offices_wait_until_they_are_reminded(ground, world_of):
    world, axes = world_of("rumours", 5), Axes(ground)
    files = files_of(axes, world)
    waits = np.nan_to_num(files.reminded, nan=1.0).any(axis=1)
    assert 0 < waits[axes.rows].sum() < 0.4 * len(axes.rows)
    assert not waits[axes.county_rows].any()
    first = versions(files, files.told)[0]
    late = np.where(first.received_on < NEVER, first.received_on - files.frame.month_ends, np.nan)
    assert np.nanmedian(late[waits]) > np.nanmedian(late[axes.rows]) + 9
    # Heavy tails: the latest tenth waits several times as long as the middle.
    assert np.nanquantile(late[axes.rows], 0.97) > 5 * np.nanmedian(late[axes.rows])


def test_a_standstill_silences_markets_and_a_breakdown_is_felt_most_around_towns(axes):
    plain, still = (
        talk_of(axes, 2, causes).share("green", 2019) @ INTO_MONTHS
        for causes in (NO_CAUSES, Causes({CauseKind.STANDSTILL: 5}))
    )
    assert np.array_equal(plain[:, :4], still[:, :4])
    assert np.all(still[:, 4] < 0.8 * plain[:, 4])
    talk = talk_of(axes, 2)
    towns = np.argsort(-talk.neighbours.renown)[: LAW.broken_towns]
    assert np.all(talk.breaks_at[towns] == talk.breaks_at.max())
    assert talk.breaks_at.min() < 0.2
