"""Honest years that look odd in the field: hail, drought, early and late seasons, pests, thick film."""

import numpy as np

from agri.indicators.snapshot import Floats
from agri.synthetic.plants.planting import LEAST, Planting, months, one_of

_SPRAYERS = tuple(f"pest_control.{s}_mu" for s in ("manual", "electric", "stretcher", "boom", "drone"))
_UNIFIED, _GREEN = "pest_control.unified_area_mu", "pest_control.green_area_mu"
_PESTICIDE = "pest_control.pesticide_kg"
_USES = tuple(f"straw.{use}_use_t" for use in ("fertilizer", "feed", "fuel", "substrate", "material"))
_TRADE = ("straw.bought_in_t", "straw.sold_out_t")
_NUTRIENTS = ("_n_t", "_p2o5_t", "_k2o_t", "_compound_t")


def hail(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Lose a share of the wheat in May: less is harvested, returned and used."""
    for part in ("harvested_mu", "output_t", "returned_mu"):
        p.scale(place, f"straw.wheat_{part}", 1 - strength)
    for name in (*_USES, *_TRADE):
        p.scale(place, name, 1 - strength, months(6, 7))


def drought(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Harvest all maize with a fraction of the usual yield, and topdress little."""
    p.scale(place, "straw.maize_output_t", strength)
    for name in (*_USES, *_TRADE):
        p.scale(place, name, strength, months(9, 10, 11))
    for name in p.names("fertilizer", *(f"maize{ending}" for ending in _NUTRIENTS)):
        p.scale(place, name, strength, months(7, 8))


def late_maize(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Harvest a share of September's maize in October."""
    _move_harvest(p, place, (9, 10), strength)


def early_maize(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Harvest a share of October's maize in September."""
    _move_harvest(p, place, (10, 9), strength)


def late_topdressing(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Spread February's wheat topdressing in March, with the formula area that goes with it."""
    for name in p.names("fertilizer", *(f"wheat{ending}" for ending in _NUTRIENTS)):
        _move(p, place, name, (2, 3), strength)
    _move(p, place, "soil_testing.wheat_formula_area_mu", (2, 3), strength)


def late_spraying(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Spray in May what is usually sprayed in April: rain."""
    for name in (*_SPRAYERS, _UNIFIED, _GREEN, _PESTICIDE):
        _move(p, place, name, (4, 5), strength)


def late_garlic(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Sow garlic and lay its film in October in place of September."""
    for name in ("sowing.garlic_mu", *p.names("film", "covered_area_mu", "used_kg")):
        _move(p, place, name, (9, 10), strength)


def armyworm(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Treat several times as much in July and August, and bring more empties back afterwards."""
    for name in (*_SPRAYERS, _UNIFIED, _PESTICIDE):
        p.scale(place, name, strength, months(7, 8))
    for name in p.names("packaging"):
        p.scale(place, name, (1 + strength) / 2, months(8, 9))


def no_spraying(p: Planting, place: str, _strength: float, random: np.random.Generator) -> None:
    """Spray nothing in a month: no pest, or rain."""
    month = one_of(months(3, 6, 9, 11) & (p.total(place, _SPRAYERS) > 0), random)
    if month is not None:
        for name in (*_SPRAYERS, _UNIFIED, _GREEN, _PESTICIDE):
            p.put(place, name, 0.0, month)


def no_team(p: Planting, place: str, _strength: float, _random: np.random.Generator) -> None:
    """Have no professional team this year: everybody sprays alone."""
    p.put(place, _UNIFIED, 0.0)
    for name in _SPRAYERS[3:]:
        moved = np.nan_to_num(p.row(place, name)) * 0.9
        p.scale(place, name, 0.1)
        electric = p.row(place, _SPRAYERS[1])
        p.put(place, _SPRAYERS[1], np.round(electric + moved))


def heavy_spraying(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Use `strength` kilograms per mu treated in the summer: vegetables sprayed for mites."""
    wanted = np.round(strength * p.total(place, _SPRAYERS))
    p.put(place, _PESTICIDE, wanted, months(7, 8) & (wanted >= LEAST["kg"]))


def film_weight(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Lay film of `strength` kilograms per mu: very thin, or thick enough to be used twice."""
    for ending in ("sound_used_kg", "degradable_used_kg"):
        name = f"film.{ending}"
        share = np.nan_to_num(p.row(place, name)) / np.maximum(np.nan_to_num(p.row(place, "film.used_kg")), 1)
        p.put(place, name, np.round(np.minimum(share, 1) * strength * p.row(place, "film.covered_area_mu")))
    p.put(place, "film.used_kg", np.round(strength * p.row(place, "film.covered_area_mu")))


def _move_harvest(p: Planting, place: str, months_from_to: tuple[int, int], share: float) -> None:
    for part in ("harvested_mu", "output_t", "returned_mu"):
        _move(p, place, f"straw.maize_{part}", months_from_to, share)
    for name in (*_USES, *_TRADE):
        _move(p, place, name, months_from_to, share)


def _move(p: Planting, place: str, name: str, months_from_to: tuple[int, int], share: float) -> None:
    """Move a share of one month's amount into another month, where both are given."""
    source, target = months_from_to
    row = p.row(place, name)
    amount = row[source - 1]
    if np.isnan(amount) or np.isnan(row[target - 1]):
        return
    moved: Floats = np.full(12, np.nan)
    moved[source - 1] = amount * (1 - share)
    moved[target - 1] = row[target - 1] + amount * share
    p.put(place, name, p.as_typed(place, name, moved))
