"""What a township does more or less of than its city, year after year, in the invented world."""

import numpy as np

from agri.synthetic.world.world import Floats, World


def fertilizer_habit(world: World) -> Floats:
    """Return how much more or less than the city a township fertilizes, shape (township,), around 1."""
    return np.asarray(np.exp(world.persistent("fertilizer habit", 0.05, 0.07)))


def pesticide_habit(world: World) -> Floats:
    """Return how much more or less pesticide a township takes per treatment, shape (township,), around 1."""
    return np.asarray(np.exp(world.persistent("pesticide habit", 0.06, 0.10)))


def film_habit(world: World) -> Floats:
    """Return how much thicker or thinner a township's film is, shape (township,), around 1."""
    return np.asarray(np.exp(world.persistent("film habit", 0.02, 0.05)))
