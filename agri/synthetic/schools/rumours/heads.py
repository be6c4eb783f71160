"""Heads of townships, who are moved on in any month: zeal and padding change abruptly with them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats, Positions
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.world.streams import NamedStreams

Draw = Callable[[np.random.Generator, tuple[int, int]], Floats]

EARLIER = 3  # years of talk before the two that a record holds


@dataclass(frozen=True)
class Heads:
    """Who is head of which township, by months from the first year of talk on."""

    axes: Axes
    streams: NamedStreams

    @property
    def first_year(self) -> int:
        """The first year of talk."""
        return self.axes.plan.year - 1 - EARLIER

    @cached_property
    def term(self) -> Positions:
        """How many heads a township has had before, (township, month)."""
        random = self.streams("rumours", "heads")
        months = 12 * (EARLIER + 2)
        comes = random.random((len(self.axes.townships), months)) < LAW.heads.moved_on / 12
        comes[:, 0] = False
        return np.asarray(comes.cumsum(axis=1), dtype=np.intp)

    @cached_property
    def comes(self) -> Floats:
        """1 in the months in which a new head begins, (township, month)."""
        return np.diff(self.term, axis=1, prepend=0).astype(np.float64)

    @cached_property
    def zeal(self) -> Floats:
        """By how much a head makes people do more or less than they would, logit, (township, month)."""
        found = self._of_head("zeal", lambda random, shape: random.normal(0, LAW.heads.zeal, shape))
        fires, fades = LAW.heads.fires
        fresh = np.zeros_like(found)
        for month in range(found.shape[1]):
            fresh[:, month] = np.maximum(self.comes[:, month], fades * fresh[:, month - 1] * (month > 0))
        return found + fires * fresh

    @cached_property
    def padding(self) -> Floats:
        """log(said / true) that a head adds to achievements, (township, month)."""
        pads, mean = LAW.heads.padding

        def drawn(random: np.random.Generator, shape: tuple[int, int]) -> Floats:
            return np.asarray((random.random(shape) < pads) * random.gamma(2.1, mean / 2.1, shape))

        return self._of_head("padding", drawn)

    def of_year(self, by_month: Floats, year: int) -> Floats:
        """Return a year's months of something, (township, month)."""
        first = 12 * (year - self.first_year)
        return by_month[:, first : first + 12]

    def _of_head(self, name: str, draw: Draw) -> Floats:
        shape = (len(self.term), int(self.term.max()) + 1)
        return np.take_along_axis(draw(self.streams("rumours", "heads", name), shape), self.term, axis=1)
