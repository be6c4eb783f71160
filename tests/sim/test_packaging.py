"""The chain of packaging: what came back, where it waits, and what stations and trucks change."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from agri.definitions.lines import LineRole
from agri.errors import BalanceError
from agri.sim import BASE, Measure, Scenario
from agri.sim.processes.packaging import CHAIN, PackagingChain
from agri.sim.run.calibration import calibrate
from agri.sim.run.project import run_blocks
from agri.sim.world.setup import set_up
from tests.sim.synthetic import snapshot_of, with_parameters
from tests.sim.test_processes import block_of

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them

KG = 10_000.0  # pesticide of a township and month


def chain_of(plan, *, months=(3, 4, 5), scenario=BASE, **parameters):
    """A chain by itself, that no record corrects: it saw the same treatments everywhere, to December 31."""
    known = {name.replace("__", "."): value for name, value in parameters.items()}
    changed = with_parameters(plan, known.get)
    block = block_of(changed, scenario=scenario)
    block.calibration = replace(block.calibration, explained={})
    sprayed = {month: np.full(block.shape, KG, dtype=np.float32) for month in months}
    line = block.lines.of(LineRole.PACKAGING)
    assert line is not None
    chain = PackagingChain(block, line, sprayed)
    block.env.process(chain.run())
    block.env.run()
    chain.check_balance()
    return chain, block


def recovered(block):
    return block.accounts.total(CHAIN, is_true=True)


class TestConservation:
    def test_packages_are_on_the_farm_at_the_station_or_collected(self, plan):
        chain, block = chain_of(plan)
        generated = 3 * KG * 0.13 * block.shape[0] * block.shape[1]
        farm = chain.kept.sum() + chain._thrown_away + chain._given_up
        assert farm + chain.station.sum() + chain.collected.sum() == pytest.approx(generated, rel=1e-4)
        assert chain.station.sum() + chain.collected.sum() == pytest.approx(recovered(block).sum(), rel=1e-4)

    def test_nothing_is_negative_and_no_more_comes_back_than_there_was(self, plan):
        chain, block = chain_of(plan)
        for part in (chain.kept, chain.station, chain.collected, recovered(block)):
            assert part.min() >= 0
        assert recovered(block).max() <= 3 * KG * 0.13

    def test_what_is_lost_on_the_way_is_noticed(self, plan):
        chain, _ = chain_of(plan)
        chain.collected *= np.float32(0.9)
        with pytest.raises(BalanceError, match="packaging"):
            chain.check_balance()


class TestLimits:
    def test_without_room_trucks_or_time_the_rest_stays_on_the_farm(self, plan):
        chain, block = chain_of(plan, packaging__station_kg=1.0, packaging__truck_kg=0.0)
        by_county = recovered(block).reshape(3, 4, -1).sum(axis=1)
        assert by_county == pytest.approx(3.0, rel=1e-4)  # three stations of one kilogram, never emptied
        assert np.abs(chain.collected).max() == 0

    def test_full_trucks_take_their_load_on_every_round(self, plan):
        chain, _ = chain_of(plan, packaging__station_kg=1e6, packaging__truck_kg=2.0)
        rounds = sum(day % 7 == 6 for day in range(59, 365))  # from March 1 on
        assert chain.collected == pytest.approx(2.0 * rounds, rel=1e-4)

    def test_nobody_who_gives_up_and_room_for_all_bring_back_all_that_is_meant(self, plan):
        plenty = {"packaging__station_kg": 1e9, "packaging__given_up_per_day": 0.0}
        chain, block = chain_of(plan, packaging__return_per_day=3.0, **plenty)
        meant = 3 * KG * 0.13 * block.shape[0] * block.shape[1] - chain._thrown_away
        assert recovered(block).sum() == pytest.approx(meant, rel=1e-4)

    def test_the_return_of_a_month_is_the_exponential_one(self, plan):
        plenty = {
            "packaging__station_kg": 1e9,
            "packaging__truck_kg": 1e9,
            "packaging__given_up_per_day": 0.0,
        }
        chain, block = chain_of(plan, months=(12,), **plenty)
        rate = 0.035 * block.calibration.pace[CHAIN]
        still = (1 - np.exp(-31 * rate)) / (31 * rate)
        back = recovered(block).reshape(3, 4, -1).sum(axis=1)
        kept = chain.kept.reshape(3, 4, -1).sum(axis=1)
        assert kept / (kept + back) == pytest.approx(still * np.ones_like(back), rel=1e-4)


class TestMeasures:
    @pytest.mark.parametrize(
        ("resource", "tight"),
        [
            ("packaging_stations", {}),
            ("packaging_stations", {"packaging__station_kg": 5.0}),
            ("collection_trucks", {"packaging__station_kg": 20.0, "packaging__truck_kg": 10.0}),
        ],
    )
    def test_more_stations_and_trucks_bring_back_more(self, plan, resource, tight):
        more = Scenario("more", (Measure(resource, "410102", 3.0, date(2019, 3, 10)),))
        before, after = (recovered(chain_of(plan, scenario=s, **tight)[1]) for s in (BASE, more))
        assert (after >= before * (1 - 1e-5)).all()
        assert after[4:8].sum() > 1.005 * before[4:8].sum()
        assert np.array_equal(after[:4], before[:4])

    def test_trucks_change_nothing_while_stations_have_room(self, plan):
        more = Scenario("more", (Measure("collection_trucks", "4101", 9.0, date(2019, 3, 10)),))
        roomy = {"packaging__station_kg": 1e9}
        before, after = (recovered(chain_of(plan, scenario=s, **roomy)[1]) for s in (BASE, more))
        assert np.array_equal(after, before)


@pytest.mark.parametrize(("as_of", "reported"), [("2019-01-02", "2018-12"), ("2019-09-05", "2019-08")])
def test_by_default_it_reproduces_what_the_record_leads_one_to_expect(plan, as_of, reported):
    setup = set_up(snapshot_of(plan, as_of, reported=reported), plan)
    no_review = replace(BASE, is_review_on=False)
    # A calibration rests on few draws, a few per cent off from seed to seed: on average it is right.
    simulated = np.mean(
        [
            run.accounts.total(CHAIN, is_true=True).mean()
            for seed in range(1, 13)
            for _, run in run_blocks(setup, no_review, calibrate(setup, seed), seed=seed, replications=256)
        ]
    )
    performance = np.exp(setup.learnt.mean(setup.layout, 1).offset[CHAIN][:, 0])
    left = (setup.expected[CHAIN].expected[:, setup.year.first_month - 1 :].sum(axis=1) * performance).mean()
    assert simulated == pytest.approx(left, rel=0.03)
