"""The lines of the forms that the engine knows: elements, whose performance, which months belong together.

A *strand* is what one performance drives (formula fertilization, unified control, …); a *line* is one series
of monthly cells that observes its strand. Families are the plan's: they share one over-reporting.
"""

from collections.abc import Mapping
from dataclasses import dataclass

STRANDS: Mapping[str, str] = {
    "sown": "field",
    "treated": "field",
    "film_laid": "field",
    "output": "field",
    "fertilizer": "amount",
    "fertilizer_other": "amount",  # its own: townships split its months differently
    "pesticide": "amount",
    "formula": "coverage",
    "unified": "coverage",
    "green": "coverage",
    "sprayer": "sprayer",
    "film": "recovery",
    "packaging": "recovery",
    "returned": "recovery",
    "straw": "recovery",
}

_PARTS = ("n_t", "p2o5_t", "k2o_t", "compound_t")


@dataclass(frozen=True, slots=True)
class Line:
    """One series of monthly cells.

    ========= ===================================================================================
    Field     Meaning
    ========= ===================================================================================
    strand    whose performance it observes
    elements  data elements that add up to it; `minus` is taken off
    is_share  True: a share of its exposure, performance is a logit offset; False: log offset
    groups    months of one season whose split among months follows last year's
    ========= ===================================================================================
    """

    code: str
    strand: str
    form: str
    elements: tuple[str, ...]
    is_share: bool
    groups: tuple[tuple[int, ...], ...]
    minus: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The over-reporting family."""
        return STRANDS[self.strand]

    @property
    def names(self) -> tuple[str, ...]:
        """Data elements with their form, those that are taken off last."""
        return tuple(f"{self.form}.{element}" for element in (*self.elements, *self.minus))

    @property
    def months(self) -> tuple[int, ...]:
        """All months of the line in order."""
        return tuple(sorted(month for group in self.groups for month in group))


def _fertilizer(crop: str) -> tuple[str, ...]:
    return tuple(f"{crop}_{part}" for part in _PARTS)


def _each(first: int, last: int) -> tuple[tuple[int, ...], ...]:
    return tuple((month,) for month in range(first, last + 1))


_MODERN = ("boom_mu", "drone_mu")
_SPRAYERS = ("manual_mu", "electric_mu", "stretcher_mu", *_MODERN)
_USES = ("fertilizer_use_t", "feed_use_t", "fuel_use_t", "substrate_use_t", "material_use_t")

LINES: Mapping[str, Line] = {
    line.code: line
    for line in (
        Line("sown_wheat", "sown", "sowing", ("wheat_mu",), False, ((10,),)),
        Line("sown_maize", "sown", "sowing", ("maize_mu",), False, ((6,),)),
        Line(
            "fertilizer_wheat",
            "fertilizer",
            "fertilizer",
            _fertilizer("wheat"),
            False,
            ((2, 3, 4), (9, 10, 11, 12)),
        ),
        Line("fertilizer_maize", "fertilizer", "fertilizer", _fertilizer("maize"), False, ((6, 7, 8),)),
        Line(
            "fertilizer_other",
            "fertilizer_other",
            "fertilizer",
            _fertilizer("other"),
            False,
            (tuple(range(2, 13)),),
        ),
        Line(
            "formula_wheat",
            "formula",
            "soil_testing",
            ("wheat_formula_area_mu",),
            True,
            ((2, 3), (9, 10, 11)),
        ),
        Line("formula_maize", "formula", "soil_testing", ("maize_formula_area_mu",), True, ((6, 7),)),
        Line("treated", "treated", "pest_control", _SPRAYERS, False, _each(3, 11)),
        Line("unified", "unified", "pest_control", ("unified_area_mu",), True, _each(3, 11)),
        Line("modern", "sprayer", "pest_control", _MODERN, True, _each(3, 11)),
        Line("pesticide", "pesticide", "pest_control", ("pesticide_kg",), False, _each(3, 11)),
        Line("green", "green", "pest_control", ("green_area_mu",), True, (tuple(range(3, 12)),)),
        Line(
            "film_laid",
            "film_laid",
            "film",
            ("used_kg",),
            False,
            ((4, 5),),
            minus=("degradable_used_kg",),
        ),
        Line("film_recovered", "film", "film", ("recovered_kg",), True, ((5,), (9,))),
        Line("packaging", "packaging", "packaging", ("recovered_kg",), False, (tuple(range(3, 13)),)),
        Line("output_wheat", "output", "straw", ("wheat_output_t",), False, ((6,),)),
        Line("output_maize", "output", "straw", ("maize_output_t",), False, ((9, 10),)),
        Line("returned_wheat", "returned", "straw", ("wheat_returned_mu",), True, ((6,),)),
        Line("returned_maize", "returned", "straw", ("maize_returned_mu",), True, ((9, 10),)),
        Line("straw_used", "straw", "straw", _USES, True, ((6, 7), (9, 10, 11))),
    )
}
