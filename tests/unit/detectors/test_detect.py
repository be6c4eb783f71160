"""Detectors on small years: honest ones are quiet, one planted slip is asked about where it stands."""

import numpy as np
import pytest

from agri.definitions.detection.declared import DetectorKind
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.detectors import Detection, detect
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.terms import Level
from tests.detector_years import amount, honest_years, plant
from tests.some import some

TOWN, NEIGHBOUR = "410100003", "410100004"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(seed_root() / "zhengzhou", 2019)


@pytest.fixture(scope="module")
def honest(plan: Plan) -> Snapshot:
    return honest_years(plan)


def of(found: tuple[Detection, ...], form: str, month: str, org_unit: str = TOWN) -> list[Detection]:
    return [
        one
        for one in found
        if (one.org_unit, one.form) == (org_unit, form) and Period.parse(month) in one.periods
    ]


def test_honest_years_are_asked_about_at_most_once_in_two_hundred_reports(plan: Plan) -> None:
    asked = reports = 0
    for seed in range(4):
        snapshot = honest_years(plan, seed=seed)
        found = detect(snapshot, plan)
        asked += len({(one.org_unit, one.form, one.periods[-1]) for one in found})
        for form in plan.forms:
            columns = [i for i, n in enumerate(snapshot.data_elements) if n.startswith(f"{form.code}.")]
            reports += int(np.isfinite(snapshot.values[:, columns, 12:]).any(axis=1).sum())
    assert reports > 4000
    assert asked <= reports / 200


@pytest.mark.parametrize(
    ("element", "month", "factor", "kind", "slip"),
    [
        ("pest_control.pesticide_kg", "2019-08", 10, DetectorKind.SIZE, "多打了一个 0"),
        ("pest_control.pesticide_kg", "2019-08", 0.1, DetectorKind.SIZE, "少打了一个 0"),
        ("pest_control.pesticide_kg", "2019-08", 100, DetectorKind.SIZE, "多打了两个 0"),
        ("packaging.recovered_kg", "2019-05", 10, DetectorKind.SIZE, "多打了一个 0"),
        ("soil_testing.samples_taken", "2019-09", 10, DetectorKind.SIZE, "多打了一个 0"),
        ("pest_control.pesticide_kg", "2019-08", 0.001, DetectorKind.UNITS, "公斤和吨"),
        ("pest_control.pesticide_kg", "2019-08", 2, DetectorKind.UNITS, "公斤和斤"),
        ("sowing.maize_mu", "2019-06", 1e-4, DetectorKind.UNITS, "亩和万亩"),
        ("pest_control.green_area_mu", "2019-05", 1e4, DetectorKind.UNITS, "亩和万亩"),
        ("sowing.maize_mu", "2019-06", 1 / 15, DetectorKind.UNITS, "亩和公顷"),
        ("fertilizer.wheat_compound_t", "2019-10", 1000, DetectorKind.UNITS, "吨和公斤"),
        ("fertilizer.wheat_compound_t", "2019-10", 2.2, DetectorKind.UNITS, "实物量"),
    ],
)
def test_a_slip_in_one_month_is_asked_about_with_its_hint_and_last_year(
    plan: Plan, honest: Snapshot, element: str, month: str, factor: float, kind: DetectorKind, slip: str
) -> None:
    now, then = (amount(honest, TOWN, element, one) for one in (month, f"{int(month[:4]) - 1}{month[4:]}"))
    found = of(
        detect(plant(honest, {(TOWN, element, month): now * factor}), plan), element.partition(".")[0], month
    )
    one = next(one for one in found if one.element == element.partition(".")[2] and one.kind == kind)
    assert slip in one.question.zh
    assert f"{then:.3f}".rstrip("0").rstrip(".") in one.question.zh
    assert f"{then:.3f}".rstrip("0").rstrip(".") in one.question.en
    assert one.found == pytest.approx(now * factor)
    assert not one.expected[0] <= one.found <= one.expected[1]
    assert one.expected[0] < then < one.expected[1]
    assert one.strength >= 1
    assert some(one.answers)


def test_work_that_slips_to_the_next_month_is_no_question(plan: Plan, honest: Snapshot) -> None:
    early, late = "2019-09", "2019-10"
    element = "straw.maize_harvested_mu"
    first, second = (amount(honest, TOWN, element, month) for month in (early, late))
    moved = plant(honest, {(TOWN, element, early): 1.0, (TOWN, element, late): first + second})
    assert DetectorKind.SIZE not in {one.kind for one in of(detect(moved, plan), "straw", late)}


def test_a_season_of_four_times_as_much_is_asked_about_as_a_whole(plan: Plan, honest: Snapshot) -> None:
    element, months = "straw.feed_use_t", ("2019-06", "2019-07", "2019-09", "2019-10", "2019-11")
    cells = {(TOWN, element, month): 4 * amount(honest, TOWN, element, month) for month in months}
    found = of(detect(plant(honest, cells), plan), "straw", "2019-06")
    assert [one.code for one in found if one.element == "feed_use_t"] == ["size-season"]


def test_a_month_without_last_year_is_held_against_the_other_months(plan: Plan, honest: Snapshot) -> None:
    element = "pest_control.pesticide_kg"
    cells = {
        (TOWN, element, "2018-08"): float("nan"),
        (TOWN, element, "2019-08"): 10 * amount(honest, TOWN, element, "2019-08"),
    }
    found = of(detect(plant(honest, cells), plan), "pest_control", "2019-08")
    (one,) = (one for one in found if one.kind == DetectorKind.SIZE)
    assert one.code == "size-unknown-month"
    assert "没有数" in one.question.zh


def test_what_a_month_has_in_common_is_nobodys_slip(plan: Plan, honest: Snapshot) -> None:
    element = "pest_control.pesticide_kg"
    towns = [unit.code for unit in honest.places.units if unit.level == Level.TOWNSHIP]
    late = {(town, element, "2019-08"): amount(honest, town, element, "2019-08") / 9 for town in towns}
    slip = {(TOWN, element, "2019-08"): amount(honest, TOWN, element, "2019-08") / 90}

    def sized(cells: dict[tuple[str, str, str], float]) -> set[str]:
        found = detect(plant(honest, cells), plan)
        return {one.org_unit for one in found if one.code == "size-month" and one.element == "pesticide_kg"}

    assert sized(late) == set()
    assert sized(late | slip) == {TOWN}


def test_a_month_in_which_places_differ_is_asked_about_less(plan: Plan, honest: Snapshot) -> None:
    element = "pest_control.pesticide_kg"
    towns = [unit.code for unit in honest.places.units if unit.level == Level.TOWNSHIP]
    random = np.random.default_rng(3)
    wide = {
        (town, element, "2019-08"): amount(honest, town, element, "2019-08") * float(random.lognormal(0, 0.9))
        for town in towns
    }
    nine = {(TOWN, element, "2019-08"): 9 * amount(honest, TOWN, element, "2019-08")}

    def asked(cells: dict[tuple[str, str, str], float]) -> list[Detection]:
        found = of(detect(plant(honest, cells), plan), "pest_control", "2019-08")
        return [one for one in found if one.code in {"size-month", "units-month"}]

    assert asked(nine) != []
    assert asked(wide | nine) == []


def test_tiny_amounts_are_not_asked_about(plan: Plan, honest: Snapshot) -> None:
    element = "packaging.recovered_kg"
    cells = {(TOWN, element, "2018-05"): 0.3, (TOWN, element, "2019-05"): 3.0}
    assert of(detect(plant(honest, cells), plan), "packaging", "2019-05") == []


@pytest.mark.parametrize(
    ("code", "source", "month", "from_month"),
    [
        ("copies-last-year", TOWN, "2019-08", "2018-08"),
        ("copies-last-month", TOWN, "2019-08", "2019-07"),
        ("copies-neighbour", NEIGHBOUR, "2019-08", "2019-08"),
    ],
)
@pytest.mark.parametrize("rounded", [False, True])
def test_a_copied_report_is_asked_about(
    plan: Plan, honest: Snapshot, code: str, source: str, month: str, from_month: str, *, rounded: bool
) -> None:
    form = plan.forms["pest_control"]
    cells = {}
    for element in form.elements:
        value = amount(honest, source, f"pest_control.{element.code}", from_month)
        cells[TOWN, f"pest_control.{element.code}", month] = round(value) if rounded else value
    found = of(detect(plant(honest, cells), plan), "pest_control", month)
    assert code in [one.code for one in found]
    one = next(one for one in found if one.code == code)
    assert one.found == len(form.elements)
    assert "沿用" in one.question.zh
    name = next(unit.name for unit in honest.places.units if unit.code == source)
    assert name not in one.question.zh  # a township reads it
    assert one.beside == (source if source != TOWN else None)
    assert one.named is None or name in one.named.zh


def test_equal_numbers_in_half_a_report_are_no_copy(plan: Plan, honest: Snapshot) -> None:
    cells = {
        (TOWN, f"pest_control.{code}", "2019-08"): amount(honest, TOWN, f"pest_control.{code}", "2018-08")
        for code in ("manual_mu", "drone_mu")
    }
    assert of(detect(plant(honest, cells), plan), "pest_control", "2019-08") == []


def test_months_to_come_are_not_compared(plan: Plan) -> None:
    element = "pest_control.pesticide_kg"
    half = honest_years(plan, as_of="2019-06-30")
    slip = {(TOWN, element, "2019-06"): 10 * amount(half, TOWN, element, "2019-06")}
    found = some(detect(plant(half, slip), plan))
    assert max(period for one in found for period in one.periods) == Period(2019, 6)


@pytest.mark.parametrize(
    ("element", "month", "factor"),
    [
        ("pest_control.pesticide_kg", "2019-08", 2.7),  # 斤 is 2
        ("fertilizer.wheat_compound_t", "2019-10", 0.45),  # a product's mass makes it larger
    ],
)
def test_a_slip_is_named_only_where_direction_and_ratio_fit(
    plan: Plan, honest: Snapshot, element: str, month: str, factor: float
) -> None:
    then = amount(honest, TOWN, element, f"2018{month[4:]}")
    form, _, code = element.partition(".")
    asked = [
        one
        for one in of(detect(plant(honest, {(TOWN, element, month): then * factor}), plan), form, month)
        if one.element == code and one.kind == DetectorKind.UNITS
    ]
    (one,) = some(asked)
    assert "斤填混" not in one.question.zh
    assert "实物量" not in one.question.zh
    assert "倍，请核对" in one.question.zh
    assert {"disaster", "land-changed", "work-shifted", "typing-error"} <= {chip.code for chip in one.answers}


def test_an_amount_like_last_years_is_no_slip_whatever_others_do(plan: Plan, honest: Snapshot) -> None:
    element, month = "fertilizer.wheat_compound_t", "2019-10"
    others = [unit.code for unit in honest.places.units if unit.level == Level.TOWNSHIP and unit.code != TOWN]
    cells = {(place, element, month): 0.46 * amount(honest, place, element, "2018-10") for place in others}
    cells[TOWN, element, month] = 1.02 * amount(honest, TOWN, element, "2018-10")
    found = of(detect(plant(honest, cells), plan), "fertilizer", month)
    assert [one for one in found if one.kind in {DetectorKind.UNITS, DetectorKind.SIZE}] == []
