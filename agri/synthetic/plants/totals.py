"""Sums and parts that do not fit: running totals, one thing counted twice, more out than in."""

import numpy as np

from agri.synthetic.plants.planting import Planting, one_of

_FORMS = {"packaging": (5, 10), "pest_control": (5, 9), "soil_testing": (6, 9)}  # first month, from … to
_NUTRIENT_OF_COMPOUND = {"_n_t": 0.40, "_p2o5_t": 0.33, "_k2o_t": 0.27}  # of a common blend, assumed


def running_total(p: Planting, place: str, _strength: float, random: np.random.Generator) -> None:
    """Report the year to date in place of the month, from some month on."""
    form, first = _start(random)
    for name in p.names(form):
        row = p.row(place, name)
        total = np.cumsum(np.nan_to_num(row))
        p.put(place, name, np.round(total, 3), np.arange(12) >= first)


def falling_total(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Report the year to date, and let it fall by a share in one month; no correction says why."""
    form, first = _start(random)
    falls = min(first + 2, 10)
    for name in p.names(form):
        row = p.row(place, name)
        total = np.cumsum(np.nan_to_num(row))
        total[falls:] -= strength * total[falls - 1] + np.nan_to_num(row)[falls]
        p.put(place, name, np.round(np.maximum(total, 0), 1), np.arange(12) >= first)


def compound_twice(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Count a share of compound fertilizer again under its single nutrients, all year."""
    for crop in ("wheat", "maize", "other"):
        compound = p.row(place, f"fertilizer.{crop}_compound_t")
        for ending, share in _NUTRIENT_OF_COMPOUND.items():
            name = f"fertilizer.{crop}{ending}"
            p.put(place, name, p.as_typed(place, name, p.row(place, name) + strength * share * compound))


def analysed_above_taken(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Analyse a multiple of the samples that were taken, and give out as many cards."""
    for name in ("soil_testing.samples_analysed", "soil_testing.cards_issued"):
        p.scale(place, name, strength)


def disposed_above_recovered(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Dispose of a multiple of the packaging that was recovered, all year."""
    name = "packaging.disposed_kg"
    known = float(np.nansum(p.row(place, name)))
    recovered = float(np.nansum(p.row(place, "packaging.recovered_kg")))
    if known > 0:
        p.scale(place, name, strength * recovered / known)


def sound_film_kept(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Cover a multiple of the area with the same film."""
    month = one_of(p.large(place, "film.covered_area_mu"), random)
    if month is not None:
        p.scale(place, "film.covered_area_mu", strength, month)


def _start(random: np.random.Generator) -> tuple[str, int]:
    form = str(random.choice(list(_FORMS)))
    first, last = _FORMS[form]
    return form, int(random.integers(first, last + 1)) - 1
