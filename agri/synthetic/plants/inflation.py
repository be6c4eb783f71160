"""Coverage and recovery told larger all year, while what would prove it stays as it was."""

import numpy as np

from agri.synthetic.plants.planting import Planting

_SPRAYERS = tuple(f"pest_control.{s}_mu" for s in ("manual", "electric", "stretcher", "boom", "drone"))
_FREE = (
    "soil_testing.wheat_formula_area_mu",
    "soil_testing.maize_formula_area_mu",
    "soil_testing.other_formula_area_mu",
    "pest_control.green_area_mu",
    "film.recovered_kg",
    "packaging.recovered_kg",
    "straw.fertilizer_use_t",
    "straw.feed_use_t",
    "straw.fuel_use_t",
    "straw.substrate_use_t",
    "straw.material_use_t",
)
_PARTS = {
    "pest_control.unified_area_mu": _SPRAYERS,
    "straw.wheat_returned_mu": ("straw.wheat_harvested_mu",),
    "straw.maize_returned_mu": ("straw.maize_harvested_mu",),
}
# Elements of one theme, for a place that inflates one figure only.
_THEMES = (
    ("soil_testing.wheat_formula_area_mu", "soil_testing.maize_formula_area_mu"),
    ("pest_control.unified_area_mu",),
    ("pest_control.green_area_mu",),
    ("packaging.recovered_kg",),
    ("film.recovered_kg",),
    ("straw.wheat_returned_mu", "straw.maize_returned_mu"),
)


def everything(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Tell all coverage and recovery of the year larger by a share; a part stays below its whole."""
    for name in (*_FREE, *_PARTS):
        _inflate(p, place, name, strength)


def one_theme(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Tell one theme of the year larger by a share."""
    for name in _THEMES[int(random.integers(len(_THEMES)))]:
        _inflate(p, place, name, strength)


def whole_county(p: Planting, county: str, strength: float, random: np.random.Generator) -> None:
    """Let all townships of a county inflate alike: no neighbour stands out."""
    for place in p.townships_of(county):
        everything(p, place, strength, random)


def _inflate(p: Planting, place: str, name: str, strength: float) -> None:
    wanted = p.row(place, name) * (1 + strength)
    if name in _PARTS:
        wanted = np.minimum(wanted, p.total(place, _PARTS[name]))
    p.put(place, name, p.as_typed(place, name, wanted))
