"""Parts of a figure stand in points and add up to it at the digits shown."""

from agri.definitions.reading import Title
from agri.definitions.value_units import POINTS
from agri.plan.assessment import CompanionValue
from agri.services.figures.assessment_figures import _adding_up


def companion(code: str, value: float | None, unit: str = POINTS) -> CompanionValue:
    return CompanionValue(code, Title(code, code), unit, value)


def test_rounded_parts_add_up_to_the_rounded_whole() -> None:
    parts = {"area_effect": -0.007645, "mix_effect": 0.001346, "intensity_effect": 0.009346}
    shown = _adding_up(tuple(companion(code, value) for code, value in parts.items()))
    assert round(sum(parts.values()), 4) == 0.0030
    assert round(sum(one.value or 0 for one in shown), 10) == 0.0030
    assert sum(round(value, 4) for value in parts.values()) != 0.0030  # each by itself would not
    assert all(abs((one.value or 0) - parts[one.code]) < 0.0002 for one in shown)


def test_other_figures_and_unknown_parts_stay() -> None:
    told = (companion("all_crops", 0.00577777, "fraction"), companion("area_effect", None))
    assert _adding_up(told) == told
