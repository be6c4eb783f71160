"""More than there can be: packaging above pesticide, straw above the harvest, areas above the land."""

import numpy as np

from agri.synthetic.plants.planting import LEAST, Planting, months, one_of

_SPRAYERS = tuple(f"pest_control.{s}_mu" for s in ("manual", "electric", "stretcher", "boom", "drone"))
_MANUAL, _ELECTRIC, _STRETCHER, _BOOM, _DRONE = _SPRAYERS
_UNIFIED = "pest_control.unified_area_mu"
_PESTICIDE = "pest_control.pesticide_kg"
_USES = tuple(f"straw.{use}_use_t" for use in ("fertilizer", "feed", "fuel", "substrate", "material"))
_PACKAGING_RATIO = 0.13  # of pesticide's mass; seed_data/SOURCES.md#packaging-yongcheng-2018
_CROPS = ("wheat", "maize")
_ALL = np.ones(12, dtype=np.bool_)


def packaging_above_pesticide(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Recover a multiple of the packaging that the year's pesticide came in."""
    name = "packaging.recovered_kg"
    known = float(np.nansum(p.row(place, name)))
    arisen = _PACKAGING_RATIO * float(np.nansum(p.row(place, _PESTICIDE)))
    if known > 0:
        p.scale(place, name, max(strength * arisen / known, 1.0))


def straw_above_collectable(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Return all straw to the field and use `strength` of it off the field as well."""
    collectable = 0.0
    for crop in _CROPS:
        coefficient = p.plan.coefficients.under(f"straw.{crop}")
        mass = float(np.nansum(p.row(place, f"straw.{crop}_output_t")))
        collectable += mass * float(np.prod(list(coefficient.values())))
        p.put(place, f"straw.{crop}_returned_mu", p.row(place, f"straw.{crop}_harvested_mu"))
    known = float(p.total(place, _USES).sum())
    if known > 0:
        for name in _USES:
            p.scale(place, name, max(strength * collectable / known, 1.0))


def unified_by_hand(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Do `strength` of all treatments by hand sprayer, and call them all unified."""
    treated = p.total(place, _SPRAYERS)
    given = np.all([p.is_given(place, name) for name in (*_SPRAYERS, _UNIFIED)], axis=0) & (treated > 0)
    manual = np.round(strength * treated)
    rest = treated - manual
    p.put(place, _MANUAL, manual, given)
    p.put(place, _ELECTRIC, np.round(rest * 0.8), given)
    p.put(place, _STRETCHER, np.round(rest * 0.2), given)
    p.put(place, _BOOM, 0.0, given)
    p.put(place, _DRONE, 0.0, given)
    p.put(place, _UNIFIED, p.total(place, _SPRAYERS), given)


def unified_without_machines(p: Planting, place: str, _strength: float, _random: np.random.Generator) -> None:
    """Keep the unified area, and name no machine: everything is done by knapsack."""
    given = np.all([p.is_given(place, name) for name in _SPRAYERS], axis=0)
    moved = p.total(place, (_STRETCHER, _BOOM, _DRONE))
    p.put(place, _ELECTRIC, p.row(place, _ELECTRIC) + moved, given)
    for name in (_STRETCHER, _BOOM, _DRONE):
        p.put(place, name, 0.0, given)


def hand_named_drone(p: Planting, place: str, _strength: float, _random: np.random.Generator) -> None:
    """Report all knapsacks as drones, which raises the pesticide's efficiency."""
    given = np.all([p.is_given(place, name) for name in _SPRAYERS], axis=0)
    p.put(place, _DRONE, p.total(place, (_MANUAL, _ELECTRIC, _DRONE)), given)
    p.put(place, _MANUAL, 0.0, given)
    p.put(place, _ELECTRIC, 0.0, given)


def harvested_above_sown(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Harvest a multiple of the land that was sown, with its output and its straw."""
    crop = str(random.choice(_CROPS))
    for part in ("harvested_mu", "output_t", "returned_mu"):
        p.scale(place, f"straw.{crop}_{part}", strength)


def sown_above_land(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Sow a multiple of the land that there is."""
    p.scale(place, f"sowing.{random.choice(_CROPS)}_mu", strength)


def no_pesticide(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Treat, and report no pesticide: in one month, or with a `strength` of 12 all year."""
    busy = p.total(place, _SPRAYERS) >= 10 * LEAST["mu"]
    month = one_of(busy, random)
    if month is not None:
        p.put(place, _PESTICIDE, 0.0, month if strength == 1 else _ALL)


def no_treatment(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Report pesticide, and no treatment: in one month, or with a `strength` of 12 all year."""
    month = one_of(p.large(place, _PESTICIDE, 4.0), random)
    if month is not None:
        for name in (*_SPRAYERS, _UNIFIED):
            p.put(place, name, 0.0, month if strength == 1 else _ALL)


def all_degradable(p: Planting, place: str, _strength: float, _random: np.random.Generator) -> None:
    """Call all film degradable, so that none is due for picking up."""
    if float(np.nansum(p.row(place, "film.used_kg"))) >= 10 * LEAST["kg"]:
        p.put(place, "film.degradable_used_kg", p.row(place, "film.used_kg"))


def film_above_due(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Pick up a multiple of the film that is due, gross."""
    due = p.baseline(place, "film_last_autumn_kg") + float(np.nansum(p.row(place, "film.used_kg")[:8]))
    known = float(np.nansum(p.row(place, "film.recovered_kg")))
    if known > 0 and due > 10 * LEAST["kg"]:
        p.scale(place, "film.recovered_kg", max(strength * due / known, 1.0))


def green_out_of_season(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Report green control in November, when no crop of the year stands any more."""
    planted = p.baseline(place, "wheat_last_autumn_mu") + p.baseline(place, "maize_mu")
    if planted > 10 * LEAST["mu"]:
        p.put(place, "pest_control.green_area_mu", np.round(strength * planted), months(11))


def green_above_area(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Report green control in area-times: a multiple of the planted area over the year."""
    name = "pest_control.green_area_mu"
    planted = p.baseline(place, "wheat_last_autumn_mu") + p.baseline(place, "maize_mu")
    known = float(np.nansum(p.row(place, name)))
    if known > 0:
        p.scale(place, name, max(strength * planted / known, 1.0))
