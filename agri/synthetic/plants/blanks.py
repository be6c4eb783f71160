"""A blank where a number would have set a rule off."""

import numpy as np

from agri.synthetic.plants.planting import LEAST, Planting, one_of

_SPRAYERS = tuple(f"pest_control.{s}_mu" for s in ("manual", "electric", "stretcher", "boom", "drone"))
_UNIFIED = "pest_control.unified_area_mu"


def unified_with_blank_sprayer(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Report a multiple of all treatments as unified, with the drones left blank."""
    treated = p.total(place, _SPRAYERS)
    month = one_of(p.large(place, _UNIFIED) & (treated > 0), random)
    if month is not None:
        p.put(place, _UNIFIED, np.round(strength * treated), month)
        p.blank(place, _SPRAYERS[-1], month)


def returned_with_blank_harvest(
    p: Planting, place: str, strength: float, random: np.random.Generator
) -> None:
    """Report a multiple of the harvested area as returned, with the harvest left blank."""
    crop = str(random.choice(["wheat", "maize"]))
    harvested = f"straw.{crop}_harvested_mu"
    month = one_of(p.large(place, harvested), random)
    if month is not None:
        p.put(place, f"straw.{crop}_returned_mu", np.round(strength * p.row(place, harvested)), month)
        p.blank(place, harvested, month)


def pesticide_blank(p: Planting, place: str, _strength: float, _random: np.random.Generator) -> None:
    """Leave pesticide blank all year beside treatments, so that no ratio to it can be made."""
    if float(p.total(place, _SPRAYERS).sum()) >= 10 * LEAST["mu"]:
        p.blank(place, "pest_control.pesticide_kg", np.ones(12, dtype=np.bool_))
