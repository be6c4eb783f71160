"""Who talks with whom: kin and market days near by, dealers' routes, a few ties far away."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class Neighbourhood:
    """Places on a plane and the ties between them; counties' borders only run through it."""

    axes: Axes
    streams: NamedStreams

    @cached_property
    def position_km(self) -> Floats:
        """Where places lie, shape (township, 2): scattered around the seats of their counties."""
        random, axes = self.streams("rumours", "places"), self.axes
        seats = random.uniform(-LAW.ties.city_km, LAW.ties.city_km, (len(axes.counties), 2))
        spread = LAW.ties.county_km * random.standard_t(5, (len(axes.townships), 2)).clip(-2.7, 2.7)
        return np.asarray(seats[axes.county_index] + spread)

    @cached_property
    def distance_km(self) -> Floats:
        """How far places lie apart, (township, township); infinite from a place to itself."""
        found = np.linalg.norm(self.position_km[:, None] - self.position_km, axis=2)
        np.fill_diagonal(found, np.inf)
        return np.asarray(found)

    @cached_property
    def bordering(self) -> NDArray[np.bool_]:
        """Which places border on each other, (township, township)."""
        count = len(self.distance_km)
        found = np.zeros((count, count), dtype=np.bool_)
        near = np.argsort(self.distance_km, axis=1)[:, : min(LAW.ties.borders, count - 1)]
        np.put_along_axis(found, near, values=True, axis=1)
        return np.asarray(found | found.T)

    @cached_property
    def renown(self) -> Floats:
        """How much a place is listened to, (township,): a few market towns are hubs."""
        random = self.streams("rumours", "renown")
        return np.asarray(1 + random.pareto(LAW.ties.hub_tail, len(self.axes.townships)).clip(0, 9))

    @cached_property
    def ties(self) -> Floats:
        """How close two places are, (township, township), symmetric."""
        law, random, count = LAW.ties, self.streams("rumours", "ties"), len(self.axes.townships)
        found = self.bordering * np.exp(-self.distance_km / law.near_km)
        likely = self.renown / self.renown.sum()
        for place in range(count):
            far = random.choice(count, random.poisson(law.far), p=likely)
            np.maximum.at(found[place], far, law.far_strength)
        for _ in range(max(count // law.route_places, 1)):
            # A dealer goes from place to place, mostly to one near by that he has not been to.
            at, been = int(random.integers(count)), np.zeros(count, dtype=np.bool_)
            for _ in range(law.stops):
                been[at] = True
                draw = np.where(been, 0.0, np.exp(-self.distance_km[at] / law.route_km)) + 1e-12
                to = int(random.choice(count, p=draw / draw.sum()))
                found[at, to] = max(found[at, to], law.route_strength)
                at = to
        found = np.maximum(found, found.T)
        np.fill_diagonal(found, 0)
        return np.asarray(found)

    @cached_property
    def heeds(self) -> Floats:
        """What part of what a place hears comes from which other, (hearer, heard); rows sum to 1."""
        weight = self.ties * self.renown + 1e-9
        np.fill_diagonal(weight, 0)
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))

    def alike(self, drawn: Floats, rounds: int = 2) -> Floats:
        """Let what places drew become like what their neighbours drew, (township, …); the scatter stays."""
        found = drawn
        for _ in range(rounds):
            found = (found + np.tensordot(self.heeds, found, axes=1)) / 2
        shrunk = np.maximum(found.std(axis=0), 1e-9)
        return np.asarray((found - found.mean(axis=0)) * (drawn.std(axis=0) / shrunk))
