"""Cliffs at the year's end, claims without evidence, and bounds between amounts."""

import numpy as np
import pytest

from agri.definitions.detection.declared import DetectorKind
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.detectors import Detection, detect
from agri.detectors.evidence import claim_words
from agri.indicators.snapshot import Snapshot
from tests.detector_years import amount, honest_years, plant

TOWN = "410101005"
FERTILIZER = ("other_n_t", "other_p2o5_t", "other_k2o_t", "other_compound_t")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(seed_root() / "zhengzhou", 2019)


@pytest.fixture(scope="module")
def honest(plan: Plan) -> Snapshot:
    return honest_years(plan, seed=3, noise=0.03)


def codes(found: tuple[Detection, ...], kind: DetectorKind) -> set[str]:
    return {one.code for one in found if one.kind == kind and one.org_unit == TOWN}


def scaled(snapshot: Snapshot, form: str, elements: tuple[str, ...], months: range, by: float) -> Snapshot:
    """Multiply the given amounts of some elements in some months of the plan year."""
    cells = {}
    for element in elements:
        for month in months:
            name, period = f"{form}.{element}", f"2019-{month:02d}"
            value = amount(snapshot, TOWN, name, period)
            if np.isfinite(value):
                cells[TOWN, name, period] = by * value
    return plant(snapshot, cells)


def test_a_fall_at_the_end_of_the_year_is_asked_about(plan: Plan, honest: Snapshot) -> None:
    assert "cliff-fertilizer-falls" not in codes(detect(honest, plan), DetectorKind.CLIFF)
    fallen = scaled(honest, "fertilizer", FERTILIZER, range(12, 13), 0.65)
    assert "cliff-fertilizer-falls" in codes(detect(fallen, plan), DetectorKind.CLIFF)


def test_a_fall_of_the_whole_year_is_no_cliff(plan: Plan, honest: Snapshot) -> None:
    every = (
        *FERTILIZER,
        *(f"{c}_{n}_t" for c in ("wheat", "maize") for n in ("n", "p2o5", "k2o", "compound")),
    )
    fallen = scaled(honest, "fertilizer", every, range(1, 13), 0.9)
    assert "cliff-fertilizer-falls" not in codes(detect(fallen, plan), DetectorKind.CLIFF)


def test_a_claim_that_grows_without_its_evidence_is_asked_about(plan: Plan, honest: Snapshot) -> None:
    areas = ("wheat_formula_area_mu", "maize_formula_area_mu", "other_formula_area_mu")
    assert "formula-without-evidence" not in codes(detect(honest, plan), DetectorKind.EVIDENCE)
    inflated = scaled(honest, "soil_testing", areas, range(1, 13), 1.15)
    assert "formula-without-evidence" in codes(detect(inflated, plan), DetectorKind.EVIDENCE)


def test_a_claim_that_grows_with_its_evidence_is_no_question(plan: Plan, honest: Snapshot) -> None:
    every = tuple(element.code for element in plan.forms["packaging"].elements)
    grown = scaled(honest, "packaging", every, range(1, 13), 1.15)
    grown = scaled(grown, "pest_control", ("pesticide_kg",), range(1, 13), 1.15)
    assert "packaging-without-evidence" not in codes(detect(grown, plan), DetectorKind.EVIDENCE)


@pytest.mark.parametrize(
    ("code", "kind", "cells"),
    [
        (
            "packaging-above-pesticide",
            DetectorKind.PARTS,
            {f"packaging.recovered_kg@{m}": 2500.0 for m in range(3, 13)},
        ),
        (
            "straw-above-collectable",
            DetectorKind.PARTS,
            {"straw.feed_use_t@9": 9000.0, "straw.fertilizer_use_t@10": 9000.0},
        ),
        (
            "pesticide-without-treatment",
            DetectorKind.PARTS,
            {f"pest_control.{s}_mu@8": 0.0 for s in ("manual", "electric", "stretcher", "boom", "drone")},
        ),
        ("treatment-without-pesticide", DetectorKind.PARTS, {"pest_control.pesticide_kg@8": 0.0}),
        (
            "film-mostly-degradable",
            DetectorKind.PARTS,
            {f"film.degradable_used_kg@{m}": 90000.0 for m in (4, 5, 9, 10)},
        ),
        (
            "unified-without-machines",
            DetectorKind.EVIDENCE,
            {f"pest_control.{s}_mu@{m}": 0.0 for s in ("boom", "drone", "stretcher") for m in range(3, 12)},
        ),
        (
            "formula-without-cards",
            DetectorKind.EVIDENCE,
            {f"soil_testing.cards_issued@{m}": 0.0 for m in (2, 3, 6, 7, 9, 10, 11)},
        ),
        (
            "formula-without-fertilizer",
            DetectorKind.EVIDENCE,
            {f"soil_testing.formula_fertilizer_t@{m}": 0.0 for m in (2, 3, 6, 7, 9, 10, 11)},
        ),
    ],
)
def test_amounts_that_do_not_fit_together_are_asked_about(
    plan: Plan, honest: Snapshot, code: str, kind: DetectorKind, cells: dict[str, float]
) -> None:
    assert code not in codes(detect(honest, plan), kind)
    planted = {
        (TOWN, name, f"2019-{int(month):02d}"): value
        for (name, _, month), value in ((key.partition("@"), value) for key, value in cells.items())
    }
    found = detect(plant(honest, planted), plan)
    assert code in codes(found, kind)
    one = next(one for one in found if one.code == code and one.org_unit == TOWN)
    assert one.found > one.expected[1]
    assert "去年" in one.question.zh


def test_a_bound_with_a_blank_side_is_not_held_against_zero(plan: Plan, honest: Snapshot) -> None:
    blank = {
        (TOWN, f"pest_control.{s}_mu", "2019-08"): float("nan")
        for s in ("manual", "electric", "stretcher", "boom", "drone")
    }
    assert "pesticide-without-treatment" not in codes(detect(plant(honest, blank), plan), DetectorKind.PARTS)


def test_a_question_speaks_of_the_direction_in_which_the_claim_moved(plan: Plan) -> None:
    grows = next(one for one in plan.detectors.claims if one.code == "formula-without-evidence")
    assert "没有相应增加，依据是什么？" in claim_words(grows, 100, 130).zh
    assert "增加" not in claim_words(grows, 170, 154).zh
    falls = next(one for one in plan.detectors.claims if one.code == "film-below-covered")
    words = claim_words(falls, 170, 120)
    assert "？，" not in words.zh
    assert words.zh.endswith("？")
