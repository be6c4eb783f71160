"""Amounts in another unit than the form asks: 万亩, hectares, tonnes, kilograms, 斤, the bag's weight."""

from collections.abc import Sequence

import numpy as np

from agri.synthetic.plants.planting import Flags, Planting, one_of

_AREAS = ("sowing", "soil_testing", "pest_control", "film", "straw")
_KILOGRAMS = ("pest_control", "film", "packaging")
_TONNES = ("fertilizer", "straw")
_NUTRIENTS = ("_n_t", "_p2o5_t", "_k2o_t", "_compound_t")
# Mass of the bag over what is in it: urea, superphosphate, KCl, compound; SOURCES.md#pure-factors.
_PRODUCT = {"_n_t": 1 / 0.46, "_p2o5_t": 1 / 0.16, "_k2o_t": 1 / 0.60, "_compound_t": 1 / 0.45}


def area_in_other_unit(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Type the areas of one report in 万亩 (1/10,000) or hectares (1/15)."""
    form = str(random.choice(_AREAS))
    _one_report(p, place, [name for name in p.names(form) if _unit(p, name) == "mu"], strength, random)


def one_area_in_other_unit(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Type one area of one report in another unit."""
    form = str(random.choice(_AREAS))
    names = [name for name in p.names(form) if _unit(p, name) == "mu" and p.large(place, name).any()]
    if names:
        _one_report(p, place, [str(random.choice(names))], strength, random)


def kilograms_in_other_unit(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Type the kilograms of one report in tonnes (1/1,000) or 斤 (2)."""
    form = str(random.choice(_KILOGRAMS))
    _one_report(p, place, [name for name in p.names(form) if _unit(p, name) == "kg"], strength, random)


def kilograms_all_year(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Type a form's kilograms of the whole year in 斤."""
    form = str(random.choice(_KILOGRAMS))
    for name in p.names(form):
        if _unit(p, name) == "kg":
            p.scale(place, name, strength)


def tonnes_in_kilograms(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Type one amount in kilograms in place of tonnes; a whole report of them is above the form's maxima."""
    form = str(random.choice(_TONNES))
    names = [name for name in p.names(form) if _unit(p, name) == "t" and p.large(place, name).any()]
    for name in random.permutation(names):
        fits = p.row(place, name) * strength <= p.elements[name][1].maximum
        month = one_of(p.large(place, name) & fits, random)
        if month is not None:
            p.scale(place, name, strength, month, exact=True)
            return


def product_one_month(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Report the bags' weight in place of pure nutrient in one month; `strength` scales the excess."""
    names = p.names("fertilizer", *_NUTRIENTS)
    month = one_of(np.any([p.large(place, name) for name in names], axis=0), random)
    if month is not None:
        _as_product(p, place, strength, month)


def product_all_year(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Report the bags' weight in place of pure nutrient all year."""
    _as_product(p, place, strength, None)


def compound_as_product(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Report compound fertilizer by the bag's weight in one month (2.2 times), the rest right."""
    names = p.names("fertilizer", "_compound_t")
    month = one_of(np.any([p.large(place, name) for name in names], axis=0), random)
    if month is not None:
        for name in names:
            p.scale(place, name, strength, month)


def _as_product(p: Planting, place: str, strength: float, month: Flags | None) -> None:
    for ending in _NUTRIENTS:
        for name in p.names("fertilizer", ending):
            p.scale(place, name, 1 + strength * (_PRODUCT[ending] - 1), month)


def _one_report(
    p: Planting, place: str, names: Sequence[str], factor: float, random: np.random.Generator
) -> None:
    large = [p.large(place, name) for name in names]
    month = one_of(np.any(large, axis=0), random) if large else None
    if month is not None and p.fits(place, names, factor, month):
        for name in names:
            p.scale(place, name, factor, month, exact=True)


def _unit(p: Planting, name: str) -> str:
    return p.elements[name][1].unit
