"""Figures taken over from elsewhere: last month, last year, a neighbour; as they are or rounded."""

import numpy as np

from agri.indicators.snapshot import Floats
from agri.synthetic.plants.planting import Flags, Planting, one_of

_FORMS = ("fertilizer", "soil_testing", "pest_control", "packaging", "straw")
_LEAST_EQUAL = 2  # amounts that are taken over, at least: from one equal figure nothing follows
_COARSE = {"mu": 100.0, "kg": 10.0, "t": 1.0, "count": 10.0}  # to which a careful copyist rounds


def last_month(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Send the report of the month before once more, for `strength` months in a row."""
    form = str(random.choice(_FORMS))
    sources = {name: _shifted(p.row(place, name)) for name in p.names(form)}
    month = one_of(_months_with(p, place, sources), random)
    if month is None:
        return
    first = int(np.nonzero(month)[0][0])
    for name in sources:
        for m in range(first, min(first + int(strength), 12)):
            before = p.row(place, name)[m - 1]
            p.put(place, name, before, _flag(m))


def last_month_rounded(p: Planting, place: str, _strength: float, random: np.random.Generator) -> None:
    """Send last month's figures, rounded."""
    form = str(random.choice(_FORMS))
    sources = {name: _rounded(p, name, _shifted(p.row(place, name))) for name in p.names(form)}
    _take_over(p, place, sources, random)


def last_year(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Send last year's report of the same month; with a `strength` of 12 in all months."""
    form = str(random.choice(_FORMS))
    sources = {name: p.last_row(place, name) for name in p.names(form)}
    if strength > 1:
        for name, amounts in sources.items():
            p.put(place, name, amounts)
        return
    _take_over(p, place, sources, random)


def last_year_rounded(p: Planting, place: str, _strength: float, random: np.random.Generator) -> None:
    """Send last year's report of the same month, rounded."""
    form = str(random.choice(_FORMS))
    sources = {name: _rounded(p, name, p.last_row(place, name)) for name in p.names(form)}
    _take_over(p, place, sources, random)


def last_year_scaled(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Send last year's figures of all months of a form times one factor."""
    form = str(random.choice(_FORMS))
    for name in p.names(form):
        p.put(place, name, p.as_typed(place, name, p.last_row(place, name) * strength))


def apportioned(p: Planting, county: str, _strength: float, _random: np.random.Generator) -> None:
    """Share a county's fertilizer out over its townships by planted area: one amount per mu everywhere."""
    places = p.townships_of(county)
    area = np.array([sum(p.baseline(place, f"{crop}_mu") for crop in ("wheat", "maize")) for place in places])
    for name in p.names("fertilizer", "_n_t", "_p2o5_t", "_k2o_t", "_compound_t"):
        total = np.nansum([p.row(place, name) for place in places], axis=0)
        for place, share in zip(places, area / np.nansum(area), strict=True):
            p.put(place, name, np.round(total * share, 1))


def neighbour(p: Planting, place: str, _strength: float, random: np.random.Generator) -> None:
    """Send a neighbour's report of the same month."""
    form, sources = _of_a_neighbour(p, place, random)
    if form:
        _take_over(p, place, sources, random)


def neighbour_rounded(p: Planting, place: str, _strength: float, random: np.random.Generator) -> None:
    """Send a neighbour's report of the same month, rounded."""
    form, sources = _of_a_neighbour(p, place, random)
    if form:
        _take_over(p, place, {n: _rounded(p, n, amounts) for n, amounts in sources.items()}, random)


def _of_a_neighbour(p: Planting, place: str, random: np.random.Generator) -> tuple[str, dict[str, Floats]]:
    county = p.snapshot.places.county_of(place) or ""
    others = [code for code in p.townships_of(county) if code != place]
    if not others:
        return "", {}
    other, form = str(random.choice(others)), str(random.choice(_FORMS))
    return form, {name: p.row(other, name).copy() for name in p.names(form)}


def _take_over(p: Planting, place: str, sources: dict[str, Floats], random: np.random.Generator) -> None:
    month = one_of(_months_with(p, place, sources), random)
    if month is not None:
        for name, amounts in sources.items():
            p.put(place, name, amounts, month)


def _months_with(p: Planting, place: str, sources: dict[str, Floats]) -> Flags:
    """Return the months in which enough amounts can be taken over, and some are worth it."""
    both = [(np.nan_to_num(s) > 0) & p.is_given(place, name) for name, s in sources.items()]
    large = [p.large(place, name) for name in sources]
    enough = min(_LEAST_EQUAL, len(sources))
    return np.asarray((np.sum(both, axis=0) >= enough) & np.any(large, axis=0))


def _shifted(amounts: Floats) -> Floats:
    moved = np.full_like(amounts, np.nan)
    moved[1:] = amounts[:-1]
    return moved


def _flag(month: int) -> Flags:
    flags = np.zeros(12, dtype=np.bool_)
    flags[month] = True
    return flags


def _rounded(p: Planting, name: str, amounts: Floats) -> Floats:
    step = _COARSE.get(p.elements[name][1].unit, 0.01)
    return np.where(np.nan_to_num(amounts) >= 2 * step, np.round(amounts / step) * step, amounts)
