"""Wrong units as they happen: tonnes typed as kilograms, 万亩 as 亩, the bag's weight for what is in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from agri.definitions.forms import Form

Values = Mapping[str, float | None]

_PURE = 0.45  # of compound fertilizer's product mass, seed_data/SOURCES.md#pure-factors


@dataclass(frozen=True, slots=True)
class Slip:
    """One way to go wrong on some data elements, and what the reviewer writes who sees it."""

    elements: tuple[str, ...]
    factor: float
    caught: float  # share that a reviewer sees
    remark: str


_COMPOUND = ("wheat_compound_t", "maize_compound_t", "other_compound_t")
_SLIPS: Mapping[str, tuple[Slip, ...]] = {
    "fertilizer": (
        Slip(_COMPOUND, 1 / _PURE, 0.7, "复合肥疑按实物量填报，请折纯后重报"),
        Slip(_COMPOUND, 1000.0, 1.0, "单位应为吨，疑按公斤填报，请核对"),
    ),
    "sowing": (
        Slip(
            ("wheat_mu", "maize_mu", "garlic_mu", "peanut_mu", "vegetable_mu", "other_mu"),
            1e-4,
            0.9,
            "单位应为亩，疑按万亩填报，请核对",
        ),
    ),
    "soil_testing": (
        Slip(
            ("wheat_formula_area_mu", "maize_formula_area_mu", "other_formula_area_mu"),
            1e-4,
            0.85,
            "单位应为亩，疑按万亩填报，请核对",
        ),
    ),
    "pest_control": (
        Slip(("pesticide_kg",), 1e-3, 0.85, "农药单位应为公斤，疑按吨填报，请核对"),
        Slip(("green_area_mu",), 1e-4, 0.85, "绿色防控面积单位应为亩，疑按万亩填报，请核对"),
    ),
    "film": (Slip(("recovered_kg",), 1e-3, 0.8, "回收量单位应为公斤，疑按吨填报，请核对"),),
    "packaging": (Slip(("recovered_kg", "disposed_kg"), 1e-3, 0.8, "单位应为公斤，疑按吨填报，请核对"),),
}


def slip_on(form: Form, values: Values, pick: float) -> tuple[dict[str, float | None], Slip] | None:
    """Return the values as somebody types them who slips, with the slip; None where none would show.

    Parameters
    ----------
    form : Form
        Which slips are possible.
    values : mapping
        What should have been typed.
    pick : float
        Uniform draw that picks among them.
    """
    possible = _SLIPS.get(form.code, ())
    if not possible:
        return None
    slip = possible[int(pick * len(possible))]
    maximum = {element.code: element.maximum for element in form.elements}
    wrong = dict(values)
    for code in slip.elements:
        value = values.get(code)
        if value:
            wrong[code] = round(value * slip.factor, 4)
            if value * slip.factor > maximum[code]:
                return None  # the form itself would refuse it
    return (wrong, slip) if wrong != values else None
