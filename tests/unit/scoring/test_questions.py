"""A detector that asks nothing sees nothing; one that asks about everything asks 200 of 200."""

from dataclasses import dataclass

import pytest

from agri.periods import Period
from agri.scoring.planted import Planted, PlantedCells
from agri.scoring.questions import SeenPlant, count_asked, detector_lines, power_lines, see_plants

MAY, JUNE, JULY = Period(2019, 5), Period(2019, 6), Period(2019, 7)


@dataclass(frozen=True)
class Asked:
    code: str
    org_unit: str
    form: str
    periods: tuple[Period, ...]


def plant(
    place: str = "a", *periods: Period, kind: str = "x10", forms: tuple[str, ...] = ("film",)
) -> Planted:
    return Planted(kind, 10, place, (PlantedCells(place, "film", ("used_kg",), periods or (MAY,)),), forms)


REPORTS = {(place, "film", period) for place in "abcdefgh" for period in (MAY, JUNE)}


def everything() -> list[Asked]:
    return [Asked("all-asker", place, form, (period,)) for place, form, period in sorted(REPORTS)]


def test_who_asks_nothing_has_no_power_and_asks_nobody():
    seen = see_plants([plant("a"), plant("b")], [], world=1)
    asked = count_asked(REPORTS, [], world=1)
    (line,) = power_lines(seen)
    assert (line.plants, line.power, line.anyway, line.by_code) == (2, 0.0, 0.0, {})
    lines = detector_lines(seen, [], [asked])
    assert [(line.code, line.per_200, line.frauds) for line in lines] == [
        ("all", 0.0, 0.0),
        ("detectors", 0.0, 0.0),
    ]


def test_who_asks_about_everything_has_all_power_and_asks_200_of_200():
    seen = see_plants([plant("a"), plant("b")], everything(), everything(), world=1)
    asked = count_asked(REPORTS, everything(), world=1)
    (line,) = power_lines(seen)
    assert (line.power, line.anyway, line.by_code) == (1.0, 1.0, {"all-asker": 1.0})
    total, detectors, own = detector_lines(seen, seen, [asked])
    assert (total.per_200, total.frauds, total.oddities) == (200.0, 1.0, 1.0)
    assert (detectors.code, detectors.per_200, detectors.frauds) == ("detectors", 200.0, 1.0)
    assert (own.code, own.per_200, own.alone) == ("all-asker", 200.0, 1.0)


@pytest.mark.parametrize(
    "question",
    [
        Asked("d", "b", "film", (MAY,)),  # another place
        Asked("d", "a", "straw", (MAY,)),  # another form
        Asked("d", "a", "film", (JUNE,)),  # another month
    ],
)
def test_a_question_elsewhere_does_not_count(question):
    (seen,) = see_plants([plant("a", MAY)], [question], world=1)
    assert not seen.is_seen


def test_a_question_about_a_season_counts_if_it_holds_a_changed_month():
    (seen,) = see_plants([plant("a", MAY)], [Asked("d", "a", "film", (JUNE, MAY))], world=1)
    assert seen.codes == {"d"}


def test_a_question_in_the_form_that_is_compared_counts():
    question = Asked("d", "a", "fertilizer", (MAY,))
    (seen,) = see_plants([plant("a", MAY, forms=("film", "fertilizer"))], [question], world=1)
    assert seen.is_seen


def test_a_question_about_several_months_is_put_to_one_report():
    season = [Asked("d", "a", "film", (MAY, JUNE, JULY))]
    asked = count_asked(REPORTS, season, world=1)
    assert (asked.reports, asked.asked, asked.by_code) == (16, 1, {"d": 1})


def test_two_detectors_on_one_report_ask_one_report():
    both = [Asked("d", "a", "film", (MAY,)), Asked("e", "a", "film", (MAY,))]
    asked = count_asked(REPORTS, both, world=1)
    assert (asked.asked, asked.by_code) == (1, {"d": 1, "e": 1})
    assert asked.by_form == {"film": 1}
    assert asked.of_form == {"film": 16}


def test_a_question_that_falls_on_no_report_counts_as_well():
    assert count_asked(REPORTS, [Asked("d", "z", "film", (JULY,))], world=1).asked == 1


def test_reports_with_a_slip_of_this_or_last_year_are_set_aside():
    slips = [plant("a", MAY), plant("b", Period(2018, 6))]
    asked = count_asked(REPORTS, everything(), slips, world=1)
    assert (asked.reports, asked.asked, asked.set_aside) == (14, 14, 2)


def test_each_strength_has_its_row_and_the_codes_come_by_share():
    seen = [
        SeenPlant("x", 2, 1, frozenset({"d"}), frozenset()),
        SeenPlant("x", 2, 2, frozenset({"d", "e", "c"}), frozenset({"e"})),
        SeenPlant("x", 3, 1, frozenset(), frozenset()),
    ]
    two, three = power_lines(seen)
    assert (two.strength, two.plants, two.power, two.anyway) == (2, 2, 1.0, 0.5)
    assert list(two.by_code.items()) == [("d", 1.0), ("c", 0.5), ("e", 0.5)]
    assert (three.strength, three.power) == (3, 0.0)


def test_a_goal_is_missed_below_it_and_never_where_nobody_set_one():
    (line,) = power_lines(
        [SeenPlant("x", 2, i, frozenset({"d"} if i else ()), frozenset()) for i in range(4)]
    )
    assert line.power == 0.75
    assert line.misses(0.8)
    assert not line.misses(0.75)
    assert not line.misses(None)


def test_what_the_door_asks_counts_together_and_not_for_the_detectors():
    questions = [Asked("door/rule", "a", "film", (MAY,)), Asked("d", "b", "film", (MAY,))]
    seen = see_plants([plant("a"), plant("b")], questions, world=1)
    asked = count_asked(REPORTS, questions, world=1, refused={("a", "film", MAY), ("z", "film", MAY)})
    assert (asked.asked, asked.detected, asked.refused) == (2, 1, 1)
    (line,) = power_lines(seen)
    assert (line.power, line.detected) == (1.0, 0.5)
