"""What distinguishes one invented world from another: effects of places that persist, shocks that do not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.places import Places
from agri.synthetic.world.streams import NamedStreams
from agri.terms import Level

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """The farming townships in code order and the randomness that one seed gives them."""

    places: Places
    seed: int

    @cached_property
    def streams(self) -> NamedStreams:
        """The named generators."""
        return NamedStreams(self.seed)

    @cached_property
    def townships(self) -> tuple[str, ...]:
        """Codes of the townships that farm."""
        return tuple(unit.code for unit in self.places.at(Level.TOWNSHIP) if unit.is_farming)

    @cached_property
    def counties(self) -> tuple[str, ...]:
        """Codes of the county-level units with a township that farms."""
        return tuple(sorted({self.places.county_of(code) or "" for code in self.townships}))

    @cached_property
    def county_index(self) -> NDArray[np.intp]:
        """The position in `counties` of each township's county, shape (township,)."""
        position = {code: i for i, code in enumerate(self.counties)}
        return np.array(
            [position[self.places.county_of(code) or ""] for code in self.townships], dtype=np.intp
        )

    def persistent(self, name: str, county_sd: float, township_sd: float) -> Floats:
        """Return effects that a place keeps over the years, shape (township,), mean 0."""
        random = self.streams("persistent", name)
        county = random.normal(0, county_sd, len(self.counties))
        return county[self.county_index] + random.normal(0, township_sd, len(self.townships))

    def of_year(self, name: str, year: int, county_sd: float, township_sd: float) -> Floats:
        """Return effects of one year, shape (township,), mean 0."""
        return self.persistent(f"{name}@{year}", county_sd, township_sd)

    def city_of_year(self, name: str, year: int, sd: float) -> float:
        """Return what one year brought to the whole city."""
        return float(self.streams("city", name, year).normal(0, sd))

    def monthly(self, name: str, year: int, county_sd: float, township_sd: float) -> Floats:
        """Return factors around 1 by month: weather that a county shares, luck that a township has alone.

        Returns
        -------
        array, shape (township, month)
            Log-normal with mean 1.
        """
        random = self.streams("monthly", name, year)
        county = random.normal(0, county_sd, (len(self.counties), 12))
        own = random.normal(0, township_sd, (len(self.townships), 12))
        mean_log = (county_sd**2 + township_sd**2) / 2
        return np.asarray(np.exp(county[self.county_index] + own - mean_log))

    def county_sums(self, values: Floats) -> Floats:
        """Add townships up to counties, (township, …) to (county, …)."""
        sums = np.zeros((len(self.counties), *values.shape[1:]))
        np.add.at(sums, self.county_index, values)
        return sums


def logistic(x: Floats) -> Floats:
    """Map the line to (0, 1)."""
    return np.asarray(1 / (1 + np.exp(-x)))


def logit(share: float) -> float:
    """Map (0, 1) to the line."""
    return float(np.log(share / (1 - share)))


def solve(rising: Callable[[float], float], wanted: float) -> float:
    """Return where a rising function of the logit line takes the wanted value, by halving."""
    low, high = -12.0, 12.0
    for _ in range(45):
        middle = (low + high) / 2
        if rising(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def shares_meeting(level: float, effects: Floats, weights: Floats) -> Floats:
    """Return shares logistic(m + effect) whose weighted mean is `level`, shape of `effects`.

    Places keep their differences (`effects`, logit scale) while the city's level is set.
    """
    middle = solve(lambda m: float(np.average(logistic(m + effects), weights=weights)), level)
    return logistic(middle + effects)
