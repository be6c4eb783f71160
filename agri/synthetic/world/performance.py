"""How well each township did in an invented year: places keep their differences, the city keeps its level."""

import numpy as np

from agri.synthetic.world.true_levels import LEVELS, PILOTS
from agri.synthetic.world.world import Floats, World, logistic, logit, shares_meeting


def place_effects(world: World, name: str) -> Floats:
    """Return the persistent differences of townships in one share, logit scale, shape (township,)."""
    level = LEVELS[name]
    standard = world.persistent(level.effect, 1.0, 0.0) * level.county_sd
    own = world.persistent(f"{level.effect} township", 0.0, 1.0) * level.township_sd
    pilots = PILOTS.get(name, {})
    ahead = np.array([pilots.get(code[:6], 0.0) for code in world.townships])
    return np.asarray(standard + own + ahead)


def expected_share(world: World, name: str, year: int, weights: Floats) -> Floats:
    """Return what a year's share would be without the year's own luck, shape (township,)."""
    return shares_meeting(LEVELS[name].at(year), place_effects(world, name), weights)


def share_of_year(
    world: World, name: str, year: int, weights: Floats, offsets: Floats | None = None
) -> Floats:
    """Return what each township truly reached in a year.

    Parameters
    ----------
    weights : array, shape (township,) or (township, part)
        The amounts that the share is of; the city's mean is weighted by them.
    offsets : array, shape (part,), optional
        How much easier or harder each part is, logit scale.

    Returns
    -------
    array, shape of `weights`
    """
    level = LEVELS[name]
    luck = world.city_of_year(level.effect, year, level.year_sd)
    effects = place_effects(world, name) + world.of_year(level.effect, year, 0.06, 0.10)
    wanted = float(logistic(np.asarray(logit(level.at(year)) + luck)))
    spread = effects if offsets is None else effects[:, None] + offsets
    return shares_meeting(wanted, spread, weights)
