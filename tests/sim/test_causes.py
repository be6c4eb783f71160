"""Sentences on causes held to invented worlds (演示数据 / synthetic): false in one of twenty at most."""

from datetime import date

import pytest

from agri.hindcast.cause_worlds import FIRST_SEED, score_cause_world
from agri.indicators.companions import companions
from agri.periods import Period
from agri.plan.driver import Cause, Situation, driver
from agri.scoring.causes import cause_lines
from agri.synthetic.worlds import invent_world, true_snapshot
from tests.worlds import COUNTIES, small_ground

WORLDS = range(20)
DAYS = (
    (date(2019, 5, 5), Period(2019, 4)),
    (date(2019, 9, 5), Period(2019, 8)),
    (date(2019, 12, 5), Period(2019, 11)),
)
PLACES = ("4101", *COUNTIES)
AREA = "area_effect"


def _split(snapshot, plan, month, indicator, place) -> dict[str, float]:
    row = snapshot.places.index[place]
    return {
        one.code: float(one.values[row])
        for one in companions(snapshot, plan, month)
        if one.indicator == indicator and one.code.endswith("_effect") and "." not in one.code
    }


@pytest.mark.slow
@pytest.mark.parametrize("indicator", ["fertilizer_growth", "pesticide_growth"])
def test_what_is_said_of_area_is_true_in_nineteen_of_twenty_worlds(indicator: str) -> None:
    ground = small_ground()
    said, wrong = 0, []
    for seed in WORLDS:
        world = invent_world(ground, seed)
        for day, month in DAYS:
            seen = world.record.snapshot(world.plan, day)
            true = true_snapshot(seen, world.truths)
            for place in PLACES:
                parts = _split(seen, world.plan, month, indicator, place)
                if driver(_situation(parts)) is None:
                    continue
                said += 1
                if _split(true, world.plan, month, indicator, place)[AREA] * parts[AREA] <= 0:
                    wrong.append((seed, str(month), place))
    assert said >= 100, "too few sentences to judge by"
    assert len(wrong) <= said / 20, wrong
    assert len({seed for seed, *_ in wrong}) <= len(WORLDS) / 20, wrong


@pytest.mark.slow
def test_no_kind_of_sentence_is_false_more_often_than_once_in_twenty() -> None:
    ground = small_ground()
    said = [
        one
        for seed in range(FIRST_SEED, FIRST_SEED + 4)
        for one in score_cause_world(seed, replications=32, ground=ground)
    ]
    judged = [line for line in cause_lines(said) if line.is_judged]
    often = {line.cause for line in judged if line.said >= 20}
    assert {Cause.AREA, Cause.LOWER, Cause.SETTLED} <= often, "too few sentences to judge by"
    assert [line for line in judged if line.is_missed] == []


def _situation(parts: dict[str, float]) -> Situation:
    return Situation(
        is_growth=True,
        is_carried=False,
        path_ahead=(),
        reported=None,
        true=None,
        true_upper=None,
        chances=None,
        width=None,
        silent=0,
        checked_over=None,
        assumed_over=0.0,
        companions=parts,
    )
