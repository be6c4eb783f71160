"""What only households and tenders have: hands and rounds of villages, lots and certificates."""

import numpy as np
import pytest

from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.households.calendar import FiveDays, mid_autumn, spring_festival
from agri.synthetic.schools.households.choices import HomeChoices
from agri.synthetic.schools.households.country import VillageHomes
from agri.synthetic.schools.households.works import CHORES, VillageYear
from agri.synthetic.schools.telling import TrueCells
from agri.synthetic.schools.tenders.acceptance import Certificates, works_of
from agri.synthetic.schools.tenders.calendar import MONTH_OF_DAY, SeasonDays
from agri.synthetic.schools.tenders.country import RankedLand
from agri.synthetic.schools.tenders.lots import Tendering
from agri.synthetic.world.streams import NamedStreams
from tests.some import some

BOTH = (2018, 2019)


@pytest.fixture(scope="module")
def axes(ground) -> Axes:
    return Axes(ground)


@pytest.mark.parametrize(
    ("year", "spring", "autumn"),
    [(2018, 47, 267), (2019, 36, 256), (2020, 25, 275), (2023, 22, 272), (2024, 41, 261)],
)
def test_festivals_are_where_the_moon_puts_them(year, spring, autumn):
    assert spring_festival(year) == spring
    assert abs(mid_autumn(year) - autumn) <= 2


def test_hands_come_home_for_festivals_and_fewer_do_where_wages_are_high(axes):
    calendar, count = FiveDays(axes, NamedStreams(3), 2019, NO_CAUSES), len(axes.townships)
    poor, rich = (calendar.homecoming(np.full(count, wage)) for wage in (0.0, 0.5))
    at = spring_festival(2019) // 5
    assert poor[:, at].mean() > 0.6
    assert poor[:, 40].mean() == 0
    assert rich.sum() < poor.sum()


def test_a_village_does_no_more_than_comes_up_and_dressings_to_the_last_mu(axes):
    villages = VillageHomes(axes, NamedStreams(4))
    year = VillageYear(villages, HomeChoices(villages, NO_CAUSES), 2019)
    for name in some(CHORES):
        wanted, done = year.wanted[name].cumsum(axis=1), year.done[name].cumsum(axis=1)
        assert np.all(done <= wanted * (1 + 1e-9) + 1e-6), name
    for name in ("wheat_top", "maize_top"):
        assert np.allclose(year.done[name].sum(axis=1), year.wanted[name].sum(axis=1))
    waited = (year.done["maize_top"] - year.wanted["maize_top"]) @ np.arange(73)
    assert waited.sum() > 0


def test_who_gives_land_away_is_followed_by_the_largest_of_the_village(axes):
    villages = VillageHomes(axes, NamedStreams(5))
    for crop in ("wheat", "maize"):
        before, now = (villages.tilled[year][crop] for year in BOTH)
        left = (before > 0) & (now == 0)
        assert 0 < left.mean() < 0.1
        assert not left[villages.largest].any()
    grown = [villages.tilled[year]["wheat"][villages.largest].sum() for year in BOTH]
    others = [villages.tilled[year]["wheat"].sum() - large for year, large in zip(BOTH, grown, strict=True)]
    assert grown[1] / grown[0] > others[1] / others[0]


def test_a_subsidy_wins_households_from_its_month_on(axes):
    villages = VillageHomes(axes, NamedStreams(6))
    paid = HomeChoices(villages, Causes({CauseKind.POLICY: 9}))
    plain = HomeChoices(villages, NO_CAUSES)
    with_it, without = (one.share("green", 2019, villages.first_mu) for one in (paid, plain))
    assert np.array_equal(with_it[:, :48], without[:, :48])
    assert with_it[:, 50:].mean() > without[:, 50:].mean() + 0.05
    assert np.array_equal(
        paid.share("formula", 2019, villages.first_mu), plain.share("formula", 2019, villages.first_mu)
    )


def test_what_cadres_tell_lags_where_a_season_is_late(world_of):
    """Memory holds on to last year: told work lies between last year's middle and this year's."""
    pulls = []
    for seed in range(8):
        world = world_of("households", seed)
        element, axes = "fertilizer.wheat_n_t", Axes(world.ground)
        final = world.record.versions[0].values[axes.rows, axes.element_index[element]]
        spring = slice(1, 4)
        middle = []
        for amounts in (
            world.truths[2018].of(element)[axes.rows],
            world.truths[2019].of(element)[axes.rows],
            final[:, 12:],
        ):
            by_month = np.nansum(amounts, axis=0)[spring]
            middle.append(by_month @ np.arange(3) / by_month.sum())
        last, true, told = middle
        pulls.append((true - last, told - true))
    moves = np.array(pulls)
    assert np.abs(moves[:, 0]).max() > 0.1
    assert (moves[:, 0] * moves[:, 1]).sum() < 0


def lots_of(axes: Axes, seed: int, causes: Causes = NO_CAUSES):
    streams = NamedStreams(seed)
    usual = SeasonDays(axes, streams, 2019, NO_CAUSES).offered("maize_sprays")
    return Tendering(axes, streams, causes).let("unified", 2019, usual), usual


def test_every_township_is_in_one_lot_of_its_county_and_nothing_is_done_before_it_is_let(axes):
    for seed in range(6):
        lots, _ = lots_of(axes, seed)
        assert np.array_equal(lots.county[lots.lot_of], axes.county_index)
        assert set(lots.lot_of) == set(range(len(lots.wanted)))
        for lot, start in enumerate(lots.starts):
            assert not lots.rate[lot, : int(start) - 1].any()
        assert np.all((lots.rate >= 0) & (lots.rate < 1))


def test_a_lot_does_what_was_let_unless_it_is_let_too_late(axes):
    early, late = [], []
    for seed in range(20):
        lots, usual = lots_of(axes, seed)
        offered = np.zeros_like(lots.rate)
        np.add.at(offered, lots.lot_of, usual)
        done = (offered * lots.rate).sum(axis=1) / offered.sum(axis=1)
        can = lots.wanted > 0
        assert np.all(done[can] <= 1.05 * lots.wanted[can] + 1e-9)
        share = done[can] / lots.wanted[can]
        early += share[lots.starts[can] < 130].tolist()
        late += share[lots.starts[can] > 140].tolist()
    assert np.median(early) > 0.9
    assert len(late) > 5
    assert np.mean(late) < np.mean(early)


def test_a_barred_contractor_leaves_work_undone_for_weeks(axes):
    plain, _ = lots_of(axes, 2)
    barred, _ = lots_of(axes, 2, Causes({CauseKind.BREAKDOWN: 5}))
    before = MONTH_OF_DAY < 5
    assert np.array_equal(plain.rate[:, before], barred.rate[:, before])
    assert barred.rate[:, ~before].sum() < plain.rate[:, ~before].sum()


def test_certificates_tell_work_later_and_lose_nothing_within_the_record(world_of):
    later = []
    for seed in range(5):
        world = world_of("tenders", seed)
        frame = TrueCells.of(Axes(world.ground), world.truths)
        certificates = certificates_of(world, frame)
        column = frame.axes.element_index["pest_control.unified_area_mu"]
        seen, accepted, _ = (cells[frame.axes.rows, column] for cells in certificates.told)
        true = np.nan_to_num(frame.true[frame.axes.rows, column]).sum(axis=0)
        told = np.nan_to_num(seen + accepted).sum(axis=0)
        assert told.sum() <= true.sum() + 1e-6
        # Only what is accepted after the plan year is not told of in it.
        assert told.sum() > 0.85 * true.sum()
        later.append(told @ np.arange(24) / told.sum() - true @ np.arange(24) / true.sum())
    assert np.mean(later) > 0.1


def certificates_of(world, frame: TrueCells) -> Certificates:
    from agri.synthetic.schools.known import FarmRegister
    from agri.synthetic.schools.tenders.constants import LAW
    from agri.synthetic.schools.tenders.truth import LetCity, TenderYear

    streams = NamedStreams(world.seed)
    register = FarmRegister.draw(streams("tenders", "register"), LAW.knowledge, len(frame.axes.townships))
    city = LetCity(
        RankedLand(frame.axes, streams),
        register,
        Tendering(frame.axes, streams, NO_CAUSES),
        world.coefficients,
        NO_CAUSES,
    )
    return Certificates(frame, {year: works_of(TenderYear(city, year)) for year in BOTH}, streams)


def test_certificates_write_what_was_let_where_less_was_done(world_of):
    world = world_of("tenders", 1)
    _, accepted, written = certificates_of(world, TrueCells.of(Axes(world.ground), world.truths)).told
    there = accepted > 0
    assert np.all(written[there] >= accepted[there] - 1e-9)
    assert (written[there] > 1.02 * accepted[there]).any()
