"""What only two schools have: states that calls move, companies that bill late."""

import numpy as np
import pytest

from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.markets.country import RingLand
from agri.synthetic.schools.markets.firms import draw_prices, draw_trades
from agri.synthetic.schools.markets.reporting import BookedReports
from agri.synthetic.schools.regimes.chain import CAMPAIGN, ORDINARY, Calls, draw_states
from agri.synthetic.schools.telling import TrueCells
from agri.synthetic.world.streams import NamedStreams
from tests.some import some

YEARS = (2018, 2019)


@pytest.fixture(scope="module")
def axes(ground) -> Axes:
    return Axes(ground)


def test_states_last_for_weeks_and_two_years_are_only_loosely_alike(axes):
    states = [draw_states(axes, NamedStreams(seed), YEARS, NO_CAUSES) for seed in range(6)]
    for one in some(states):
        assert np.mean(one[2019][1:] == one[2019][:-1]) > 0.85
        assert set(np.unique(one[2019])) == {0, 1, 2, 3}
    same = np.mean([one[2018] == one[2019] for one in states])
    alone = np.mean([np.bincount(one[2018].ravel(), minlength=4) / one[2018].size for one in states], axis=0)
    assert alone.argmax() == ORDINARY
    assert same < np.square(alone).sum() + 0.12


def test_campaigns_follow_the_calls_of_the_city(axes):
    called, quiet = [], []
    for seed in range(8):
        streams = NamedStreams(seed)
        states = draw_states(axes, streams, YEARS, NO_CAUSES)[2019]
        pull = Calls(axes, streams, 2019).pull[:, axes.county_index]
        starts = (states[1:] == CAMPAIGN) & (states[:-1] == ORDINARY)
        could = states[:-1] == ORDINARY
        high, low = pull[1:] > 1.0, pull[1:] < 0.2
        called.append(starts[high & could].mean())
        quiet.append(starts[low & could].mean())
    assert np.mean(called) > 2.5 * np.mean(quiet)


def test_a_push_leaves_most_places_in_a_campaign(axes):
    states = draw_states(axes, NamedStreams(1), YEARS, Causes({CauseKind.HONEST_PUSH: 9}))[2019]
    assert (states[40:] == CAMPAIGN).mean() > 0.7
    assert (states[:30] == CAMPAIGN).mean() < 0.4


def test_companies_serve_no_more_than_is_asked_and_near_places_more_than_far_ones(axes):
    near, far = [], []
    for seed in range(6):
        country = RingLand(axes, NamedStreams(seed))
        trade = draw_trades(country, YEARS, draw_prices(country, YEARS), NO_CAUSES)["unified"]
        asked = np.full((len(axes.townships), 24), 100.0)
        done, left = trade.serve(2019, asked)
        assert np.all(done >= 0)
        assert np.all(done.cumsum(axis=1) <= asked.cumsum(axis=1) + 1e-6)
        assert np.all(left >= 0)
        pull = trade.custom[2019].sum(axis=1)
        near.append(done[pull >= np.median(pull)].sum())
        far.append(done[pull < np.median(pull)].sum())
    assert np.sum(near) > 1.1 * np.sum(far)


def test_when_the_largest_company_breaks_down_less_is_done(axes):
    country = RingLand(axes, NamedStreams(2))
    prices = draw_prices(country, YEARS)
    asked = np.full((len(axes.townships), 24), 100.0)
    well, broken = (
        draw_trades(country, YEARS, prices, causes)["film"].serve(2019, asked)[0].sum(axis=0)
        for causes in (NO_CAUSES, Causes({CauseKind.BREAKDOWN: 5}))
    )
    assert np.allclose(well[:8], broken[:8])
    assert broken[8:].sum() < 0.95 * well[8:].sum()


def test_books_tell_services_late_and_keep_all_but_the_end_of_the_year(world_of):
    later = []
    for seed in range(5):
        world = world_of("markets", seed)
        frame = TrueCells.of(Axes(world.ground), world.truths)
        covered = BookedReports(frame, NO_CAUSES, NamedStreams(seed)).covered
        (column,) = [i for i, name in enumerate(frame.axes.element_index) if name.endswith("unified_area_mu")]
        true, told = (np.nansum(values[frame.axes.rows, column], axis=0) for values in (frame.true, covered))
        assert np.isclose(true.sum(), told.sum())
        later.append((told - true) @ np.arange(24) / true.sum())
    assert np.mean(later) > 0.05


def test_packaging_lies_about_from_year_to_year_alike(world_of):
    kept = [
        np.log(world.truths[2019].total("packaging.recovered_kg"))
        - np.log(world.truths[2018].total("packaging.recovered_kg"))
        for world in (world_of("markets", seed) for seed in range(8))
    ]
    assert abs(np.median(kept)) < 0.25
