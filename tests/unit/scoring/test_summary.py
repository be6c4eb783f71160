"""Averages over worlds: the rule to beat was chosen before, losses stay losses."""

import pytest

from agri.scoring.hindcast import RivalScore, Scored
from agri.scoring.summary import by_cause, by_month, from_month, over_indicators, reliability
from agri.terms import Basis


def one(
    world: int,
    *,
    month: int = 8,
    indicator: str = "green",
    crps: float = 0.01,
    rivals: dict[str, float] | None = None,
    chosen: str | None = None,
    causes: tuple[str, ...] = (),
    begins: int | None = None,
    probability: float | None = 0.5,
    is_met: bool = True,
    mean: float = 0.30,
    inside: bool = True,
) -> Scored:
    met = is_met if probability is not None else None
    return Scored(
        kind="world",
        world=world,
        month=month,
        indicator=indicator,
        basis=Basis.REPORTED,
        observed=0.30,
        mean=mean,
        sd=0.01,
        crps=crps,
        rank=0.5,
        inside=(False, inside, inside),
        probability=probability,
        is_met=met,
        brier=None if probability is None else (probability - is_met) ** 2,
        rivals={
            name: RivalScore(0.3, value, None if probability is None else 1.0)
            for name, value in (rivals or {}).items()
        },
        median=mean,
        chosen=chosen or next(iter(rivals or {}), None),
        causes=causes,
        begins=begins,
    )


def test_the_rival_is_the_rule_that_was_chosen_before_not_the_best_in_hindsight():
    rivals = {"line": 0.01, "share": 0.05}
    (line,) = by_month([one(0, rivals=rivals, chosen="share"), one(1, rivals=rivals, chosen="share")])
    assert (line.rival, line.rival_crps) == ("share", pytest.approx(0.05))
    assert line.gain == pytest.approx(0.8)
    assert line.units == 2


def test_where_no_rule_spoke_of_a_unit_there_is_no_rival():
    (line,) = by_month([one(0, rivals={"line": 0.01}), one(1)])
    assert (line.rival, line.rival_crps, line.gain) == (None, None, None)


def test_point_against_point_the_distance_of_medians_counts():
    (line,) = by_month([one(0, mean=0.32, rivals={"line": 0.01})])
    assert (line.miss, line.rival_miss) == (pytest.approx(0.02), pytest.approx(0.0, abs=1e-12))


def test_a_world_counts_under_its_cause_once_that_has_begun():
    rows = [one(0, causes=("drought",), begins=7), one(1, causes=("push",), begins=9), one(2)]
    found = {line.kind: line.units for line in by_cause(rows)}
    assert found == {"drought": 1, "before it begins": 1, "nothing": 1}


def test_a_loss_is_a_negative_gain():
    (line,) = by_month([one(0, crps=0.03, rivals={"line": 0.01})])
    assert line.gain == pytest.approx(-2)


def test_bias_and_error_tell_a_shift_from_a_scatter():
    (shifted,) = by_month([one(0, mean=0.32), one(1, mean=0.32)])
    assert (shifted.bias, shifted.error) == (pytest.approx(0.02), pytest.approx(0))
    (scattered,) = by_month([one(0, mean=0.32), one(1, mean=0.28)])
    assert (scattered.bias, scattered.error) == (pytest.approx(0), pytest.approx(0.02))


def test_months_before_june_do_not_enter_the_goals():
    (line,) = from_month([one(0, month=5, crps=0.5), one(0, month=6), one(0, month=12)])
    assert (line.units, line.crps) == (2, pytest.approx(0.01))


def test_over_indicators_each_is_held_against_its_own_best_rule():
    rows = [
        one(0, indicator="green", rivals={"line": 0.02, "share": 0.04}),
        one(
            0,
            indicator="film",
            crps=0.02,
            rivals={"line": 0.08, "share": 0.04},
            chosen="share",
            probability=None,
        ),
    ]
    (line,) = over_indicators(rows)
    assert line.rival_crps == pytest.approx((0.02 + 0.04) / 2)
    assert line.gain == pytest.approx(1 - 0.03 / 0.06)
    assert line.brier == pytest.approx(0.25)
    assert line.rival_brier == pytest.approx(1)
    assert line.coverage == (0, 1, 1)


def test_coverage_is_a_share_of_worlds():
    (line,) = by_month([one(i, inside=i < 9) for i in range(10)])
    assert line.coverage == (0, pytest.approx(0.9), pytest.approx(0.9))


def test_reliability_bins_what_was_said_with_what_came():
    rows = [one(i, probability=0.82, is_met=i < 3) for i in range(4)]
    rows += [one(9, probability=1.0), one(10, probability=None)]
    high, certain = reliability(rows)
    assert (high.said, high.came, high.count) == (pytest.approx(0.82), 0.75, 4)
    assert (certain.said, certain.came, certain.count) == (1, 1, 1)
    assert reliability([]) == []
