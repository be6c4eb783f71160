"""Named assumptions about the rest of the year: which measures are taken, where and from when."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from agri.indicators.snapshot import Floats
from agri.sim.inputs.layout import Layout

HELD = (  # what counties have: baseline keys
    "laboratory_samples_per_day",
    "spraying_teams",
    "film_pickers",
    "balers",
    "packaging_stations",
    "collection_trucks",
    "manure_outlet_t_per_month",
    "extension_staff",
)
RESOURCES = (*HELD, "reminder_rounds")  # what a measure may add to; nobody has reminders to begin with
CHECKS = "spot_checks"  # what only tells more: it moves no year end, see agri.sim.decide.value_of_checks


@dataclass(frozen=True, slots=True)
class Measure:
    """More (or less) of one resource in one place from a day on.

    ======== ============================================================= ==================
    Field    Meaning                                                       Unit
    ======== ============================================================= ==================
    resource one of `RESOURCES`, or `CHECKS`                               —
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
        """Return how much of a resource the measures add on a day, shape (county,)."""
        return self.added_between(resource, day, day, layout, base)

    def added_between(self, resource: str, first: date, last: date, layout: Layout, base: Floats) -> Floats:
        """Return how much of a resource the measures add on the average of some days, shape (county,).

        Parameters
        ----------
        resource : str
            One of `RESOURCES`.
        first, last : date
            Both included; a measure adds nothing before it starts.
        layout : Layout
            The counties.
        base : array, shape (county,)
            What each county has without measures; a measure of the city is shared out in proportion.
        """
        total = np.zeros(len(layout.counties))
        for measure in self.measures:
            days = (last - max(first, measure.starts_on)).days + 1
            if measure.resource != resource or days <= 0:
                continue
            amount = measure.amount * (days / ((last - first).days + 1))
            if measure.place in layout.counties:
                total[layout.counties.index(measure.place)] += amount
            else:
                share = base / base.sum() if base.sum() > 0 else np.full(len(base), 1 / len(base))
                total += amount * share
        return total


BASE = Scenario()
