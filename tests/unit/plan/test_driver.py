"""The sentence on what drives an indicator's year end."""

from dataclasses import replace

import pytest

from agri.plan.driver import Situation, driver

QUIET = Situation(
    is_growth=False,
    is_carried=False,
    path_ahead=(),
    reported=0.80,
    true=0.80,
    true_upper=0.80,
    chances=None,
    width=0.05,
    silent=0,
    checked_over=0.04,
    assumed_over=0.03,
    companions={},
)


def test_what_is_still_ahead_of_the_path_comes_first():
    words = driver(replace(QUIET, path_ahead=((9, 0.0), (10, 0.22), (11, 0.06)), true=0.83))
    assert words is not None
    assert words.zh == "序时进度年内还要增加 28.0 个百分点，其中 10 月最多（+22.0）。"
    assert "month 10 (+22.0)" in words.en


def test_silence_stands_beside_the_gap_and_is_not_called_its_cause():
    words = driver(replace(QUIET, true=0.75, silent=41))
    assert words is not None
    assert words.zh == "核实推算口径约比上报低 5.0 个百分点；另有 41 份报表未报或待审。"
    assert "多报" not in words.zh


@pytest.mark.parametrize("doubt", [{"true": 0.775}, {"true": 0.75, "true_upper": 0.81}])
def test_a_small_gap_and_one_that_draws_do_not_agree_on_are_not_told(doubt):
    words = driver(replace(QUIET, **doubt))
    assert words is not None
    assert "上报低" not in words.zh


def test_that_the_truth_lies_above_the_reports_is_said_nowhere():
    quiet, above = driver(QUIET), driver(replace(QUIET, true=0.83, silent=41))
    assert quiet is not None
    assert above == quiet


def test_over_reporting_is_named_where_the_truth_is_lower():
    words = driver(replace(QUIET, true=0.75))
    assert words is not None
    assert words.zh.startswith("抽查显示多报")
    assert "5.0 points lower" in words.en


def test_over_reporting_that_nobody_went_to_see_is_no_cause():
    assert driver(replace(QUIET, true=0.77, checked_over=None)) == driver(replace(QUIET, checked_over=None))


@pytest.mark.parametrize(
    "found",
    [
        {"checked_over": None, "assumed_over": 0.03, "reported": 0.995, "true": 0.79},
        {"checked_over": None, "assumed_over": -0.02},
        {"checked_over": -0.05},
        {"checked_over": 0.01},
    ],
)
def test_over_reporting_is_no_cause_of_more_than_it_can_make(found):
    words = driver(replace(QUIET, **{"true": 0.75} | found))
    assert words is not None
    assert "多报" not in words.zh
    assert "over-reporting" not in words.en


def test_a_target_met_only_as_reported_is_not_called_settled():
    words = driver(replace(QUIET, true=0.797, width=0.008, chances=(0.96, 0.49)))
    assert words is not None
    assert words.zh == "处于达标线附近：按上报达标概率 96%，按核实推算 49%（年末预测值相差 0.30 个百分点）。"
    assert "96% as reported, 49% verified" in words.en


def test_no_chance_is_called_certain():
    words = driver(replace(QUIET, true=0.797, width=0.008, chances=(1.0, 0.49)))
    assert words is not None
    assert "按上报达标概率 >99%，" in words.zh


def test_growth_says_what_area_did_and_of_the_rest_how_much_it_is():
    parts = {"area_effect": -0.012, "mix_effect": -0.003, "intensity_effect": 0.02, "unsplit_effect": 0.0}
    words = driver(replace(QUIET, is_growth=True, companions=parts))
    assert words is not None
    assert words.zh.startswith("面积变化的影响 −1.2 个百分点；其余 +1.7 个百分点")
    assert words.en.startswith("Change of area adds −1.2 points; the rest is +1.7")


def test_a_small_part_of_area_is_not_told():
    parts = {"area_effect": -0.002, "mix_effect": 0.0, "intensity_effect": 0.02}
    assert driver(replace(QUIET, is_growth=True, companions=parts)) is None


def test_growth_without_both_parts_says_nothing():
    assert driver(replace(QUIET, is_growth=True, companions={"area_effect": 0.1})) is None


@pytest.mark.parametrize(("width", "word"), [(0.01, "Most of the year is in"), (0.08, "uncertain")])
def test_otherwise_the_width_of_the_interval_speaks(width: float, word: str):
    words = driver(replace(QUIET, width=width))
    assert words is not None
    assert word in words.en


def test_without_an_outlook_nothing_is_guessed():
    assert driver(replace(QUIET, reported=None, true=None, chances=None, width=None)) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"true": 47_000.0, "silent": 4}, "核实推算口径约比上报低 3,000 吨"),
        ({"true": 50_010.0, "chances": (0.2, 0.7)}, "相差 10.0 吨"),
        ({"width": 2_500.0}, "90% 预测区间宽 2,500 吨"),
        ({"path_ahead": ((10, 8_000.0),)}, "序时进度年内还要增加 8,000 吨，其中 10 月最多（+8,000）"),
    ],
)
def test_an_amount_is_told_in_its_unit(change, words):
    """Ten tonnes are no thousand points."""
    whole = replace(QUIET, unit="t", reported=50_000.0, true=50_000.0, true_upper=50_000.0)
    told = driver(replace(whole, **change))
    assert told is not None
    assert words in told.zh
    assert "百分点" not in told.zh
    assert "points" not in told.en
