"""Named assumptions about the rest of the year: which measures are taken, where and from when."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from agri.indicators.snapshot import Floats
from agri.sim.layout import Layout

RESOURCES = (
    "laboratory_samples_per_day",
    "spraying_teams",
    "film_pickers",
    "balers",
    "extension_staff",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """More (or less) of one resource in one place from a day on.

    ======== ============================================================= ==================
    Field    Meaning                                                       Unit
    ======== ============================================================= ==================
    resource a baseline key of counties, one of `RESOURCES`                —
    place    a county, or the city: shared out by what counties have       —
    amount   how much is added                                             the resource's own
    ======== ============================================================= ==================
    """

    resource: str
    place: str
    amount: float
    starts_on: date


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is assumed of the rest of the year; without measures, that things go on as they are."""

    code: str = "base"
    measures: tuple[Measure, ...] = ()
    is_review_on: bool = True

    def added(self, resource: str, day: date, layout: Layout, base: Floats) -> Floats:
        """Return how much of a resource the measures add on a day, shape (county,).

        Parameters
        ----------
        resource : str
            One of `RESOURCES`.
        day : date
            Measures that start later add nothing yet.
        layout : Layout
            The counties.
        base : array, shape (county,)
            What each county has without measures; a measure of the city is shared out in proportion.
        """
        total = np.zeros(len(layout.counties))
        for measure in self.measures:
            if measure.resource != resource or measure.starts_on > day:
                continue
            if measure.place in layout.counties:
                total[layout.counties.index(measure.place)] += measure.amount
            else:
                share = base / base.sum() if base.sum() > 0 else np.full(len(base), 1 / len(base))
                total += measure.amount * share
        return total


BASE = Scenario()
