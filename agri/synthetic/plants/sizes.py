"""Amounts of the wrong size: a zero too many or too few, a report ten times, a season several times."""

import numpy as np

from agri.synthetic.plants.planting import Flags, Planting, one_of

# Whose amounts a township may get wrong; of the forms with several elements a month.
FORMS = ("sowing", "fertilizer", "soil_testing", "pest_control", "film", "packaging", "straw")


def zero_in_one_cell(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Multiply one amount of one month, by 10 or by 0.1."""
    least = 1.0 if strength > 1 else 3.0
    chosen = _cell(p, place, least, random)
    if chosen is not None:
        name, month = chosen
        p.scale(place, name, strength, month, exact=True)


def whole_report(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Multiply every amount of one report."""
    form, month = report(p, place, random)
    if month is not None and p.fits(place, p.names(form), strength, month):
        for name in p.names(form):
            p.scale(place, name, strength, month, exact=True)


def whole_season(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Multiply an element's amounts of the whole year; no single month stands out by its digits."""
    chosen = _cell(p, place, 1.0, random)
    if chosen is not None:
        p.scale(place, chosen[0], strength)


def report(p: Planting, place: str, random: np.random.Generator) -> tuple[str, Flags | None]:
    """Draw a form and a month in which at least two of its amounts are worth it (of packaging: one)."""
    form = str(random.choice(FORMS))
    large = np.sum([p.large(place, name) for name in p.names(form)], axis=0)
    least = 1 if form in {"packaging", "sowing"} else 2
    return form, one_of(large >= least, random)


def _cell(p: Planting, place: str, least: float, random: np.random.Generator) -> tuple[str, Flags] | None:
    form = str(random.choice(FORMS))
    names = [name for name in p.names(form) if p.large(place, name, least).any()]
    if not names:
        return None
    name = str(random.choice(names))
    month = one_of(p.large(place, name, least), random)
    return None if month is None else (name, month)
