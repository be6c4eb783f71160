"""Planted area by township, crop and year in the invented city, scaled to the city's known totals."""

from collections.abc import Mapping

import numpy as np

from agri.synthetic.world.geography import (
    CITY_MU_2019,
    COUNTIES,
    PRESENCE,
    WITHOUT_MAIZE,
    WITHOUT_WHEAT,
    YEARLY_CHANGE,
    city_scale,
    county_guess,
)
from agri.synthetic.world.world import Floats, World

_STEP_MU = 10  # areas are known to ten mu
_REFERENCE_YEAR = 2019
_DRIFT_SD = 0.012  # how far a township's area strays from the city's change in a year


def planted_areas(world: World, first: int, last: int) -> Mapping[str, Mapping[int, Floats]]:
    """Invent the area of every crop by *harvest* year.

    Parameters
    ----------
    world : World
        Townships and randomness.
    first, last : int
        Harvest years, both included.

    Returns
    -------
    mapping crop → year → array, shape (township,), mu
        Sums over the city follow `CITY_MU_2019` and `YEARLY_CHANGE`; zero where a crop is not grown.
    """
    return {crop: _crop_areas(world, crop, first, last) for crop in CITY_MU_2019}


def _crop_areas(world: World, crop: str, first: int, last: int) -> dict[int, Floats]:
    weights = _township_weights(world, crop)
    areas = {}
    for year in range(first, last + 1):
        change = (1 + YEARLY_CHANGE[crop]) ** (year - _REFERENCE_YEAR)
        city_mu = city_scale(world.townships) * CITY_MU_2019[crop] * change
        drifted = weights * np.exp(world.of_year(f"area {crop}", year, _DRIFT_SD / 2, _DRIFT_SD))
        areas[year] = _to_total(drifted, city_mu)
    return areas


def _township_weights(world: World, crop: str) -> Floats:
    random = world.streams("area", crop)
    count = len(world.townships)
    size = np.exp(world.streams("township size").normal(0, 0.30, count) + random.normal(0, 0.18, count))
    is_urban = np.array([world.places[code].kind == "街道" for code in world.townships])
    weights = np.where(is_urban, 0.35, 1.0) * size
    present = random.random(count) < PRESENCE[crop]
    excluded = {"wheat": WITHOUT_WHEAT, "maize": WITHOUT_MAIZE}.get(crop, frozenset())
    present &= ~np.isin(world.townships, sorted(excluded))
    weights *= present
    in_county = world.county_sums(weights)[world.county_index]
    county_weight = np.array([getattr(county_guess(code[:6]), crop) for code in world.townships])
    # Where nothing is known of the county, its land grows with its townships.
    is_known = np.array([code[:6] in COUNTIES for code in world.townships])
    townships = world.county_sums(np.ones(count))[world.county_index]
    county_weight *= np.where(is_known, 1.0, townships)
    share = np.divide(weights, in_county, out=np.zeros(count), where=in_county > 0)
    return np.asarray(share * county_weight)


def _to_total(weights: Floats, total_mu: float) -> Floats:
    """Share a total out by weight in steps of ten mu, largest remainders first, so that the sum is kept."""
    exact = weights / weights.sum() * total_mu / _STEP_MU
    steps = np.floor(exact)
    left = round(total_mu / _STEP_MU - steps.sum())
    steps[np.argsort(steps - exact, kind="stable")[:left]] += 1
    return np.asarray(steps * _STEP_MU)
