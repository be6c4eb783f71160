"""Figures that nobody counted: round ones, favourite last digits, months that are all alike."""

import numpy as np

from agri.synthetic.plants.planting import Planting

_FORMS = ("fertilizer", "pest_control", "packaging", "straw", "soil_testing")
_FINEST = {"mu": 1.0, "kg": 1.0, "t": 0.1, "count": 1.0}
_FAVOURITES = (6.0, 8.0)  # the digits that sound well
_MONTHLY = {"packaging": ("recovered_kg", "disposed_kg"), "pest_control": ("_mu", "_kg")}


def round_all_year(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Round all amounts of the year to `strength` units (t: to a tenth of that)."""
    for name, (_, element) in p.elements.items():
        if element.unit in _FINEST:
            step = strength * _FINEST[element.unit]
            amounts = p.row(place, name)
            p.put(place, name, np.where(amounts >= step, np.round(amounts / step) * step, amounts))


def favourite_digits(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Let a share of all amounts end in 6 or 8."""
    for name, (_, element) in p.elements.items():
        if element.unit not in _FINEST:
            continue
        finest = _FINEST[element.unit]
        amounts = p.row(place, name)
        digit = random.choice(_FAVOURITES, 12)
        liked = np.floor(amounts / finest / 10) * 10 * finest + digit * finest
        chosen = (random.random(12) < strength) & (np.nan_to_num(amounts) >= 20 * finest)
        p.put(place, name, np.round(liked, 1), chosen)


def too_smooth(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Spread a form's year over its months almost evenly; `strength` is what scatter is left."""
    form = str(random.choice(list(_MONTHLY)))
    for name in p.names(form, *_MONTHLY[form]):
        amounts = p.row(place, name)
        positive = np.nan_to_num(amounts) > 0
        if positive.sum() >= 4:
            even = np.mean(amounts[positive]) * np.exp(random.normal(0, strength, 12))
            finest = _FINEST.get(p.elements[name][1].unit, 0.1)
            p.put(place, name, np.round(np.round(even / finest) * finest, 1), positive)
