"""Pests that come over the land as a front: every place is passed in its own weeks, if at all."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.rumours.calendar import DAYS
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.schools.rumours.graph import Neighbourhood
from agri.synthetic.schools.rumours.laws import Wave

_NUMBERS = np.arange(1, DAYS + 1, dtype=np.float64)


@dataclass(frozen=True)
class Front:
    """One pest in one year: it enters from a side and goes from place to bordering place."""

    neighbours: Neighbourhood
    pest: str
    year: int

    @property
    def law(self) -> Wave:
        """How the pest moves."""
        return LAW.waves[self.pest]

    def _random(self, name: str) -> np.random.Generator:
        return self.neighbours.streams("rumours", "front", self.pest, name, self.year)

    @cached_property
    def arrives(self) -> Floats:
        """The day on which the front passes, shape (township,): the quickest way over the lattice."""
        random, km = self._random("way"), self.neighbours.distance_km
        # Winds mostly bring it from the south.
        toward = random.vonmises(-np.pi / 2, 1.3)
        side = self.neighbours.position_km @ np.array([np.cos(toward), np.sin(toward)])
        pace = self.law.km_a_day * np.exp(random.normal(0, self.law.pace_log))
        cost = np.where(self.neighbours.bordering, km / pace, np.inf)
        cost = cost * np.exp(random.normal(0, self.law.step_log, cost.shape))
        enters = self.law.enters + self.law.enters_scale * random.standard_t(4)
        # What is not reached over bordering places comes with the wind, later.
        found = enters + self.law.by_wind * (side.max() - side) / pace
        for _ in range(len(found)):
            over = np.minimum(found, (found + cost).min(axis=1))
            if np.array_equal(over, found):
                break
            found = over
        return np.asarray(found)

    @cached_property
    def strength(self) -> Floats:
        """Treatments of a mu that the front asks for, shape (township,): it tires, and some are spared."""
        random, count = self._random("strength"), len(self.arrives)
        size = self.law.size * np.exp(self.law.size_log * float(np.clip(random.standard_t(3), -2.3, 3.1)))
        gone = np.exp(-(self.arrives - self.arrives.min()) / self.law.tires)
        hit = random.random(count) > self.law.spared
        return np.asarray(size * gone * hit * np.exp(random.normal(0, self.law.place_log, count)))

    @cached_property
    def asked(self) -> Floats:
        """Treatments of a mu by day, shape (township, day): a bump that moves over the land."""
        since = np.maximum(_NUMBERS - self.arrives[:, None], 0.0) / self.law.days
        bump = since**2 * np.exp(-since)
        return np.asarray(self.strength[:, None] * bump / np.maximum(bump.sum(axis=1, keepdims=True), 1e-9))
