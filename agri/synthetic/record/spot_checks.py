"""Checks on the spot: somebody goes to see a cell and finds what is nearly the truth."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from agri.synthetic.record.events import SpotChecked
from agri.synthetic.reporting.event_times import at_hour
from agri.synthetic.reporting.report_lifecycle import ReportLife
from agri.synthetic.reporting.reporting_bias import family_of
from agri.synthetic.truth.truth import Truth
from agri.synthetic.world.world import World
from agri.terms import Drawn, Level

_RANDOM = 0.022  # of cells of the checked families
_TARGETED = 0.05  # of such cells in counties that are suspected
_CHECKED_FAMILIES = frozenset({"coverage", "amount", "recovery"})
_PRECISION = 0.004  # of what is found, relative


def spot_checks(
    hidden: Truth, world: World, chains: Sequence[ReportLife], suspected: Sequence[str]
) -> Iterator[SpotChecked]:
    """Draw cells that were reported, three weeks or so after their month, and say what was found there."""
    random = world.streams("spot checks", hidden.year)
    draws = random.random((len(world.places.units), len(hidden.data_elements), 12, 3))
    errors = random.normal(0, _PRECISION, hidden.values.shape)
    for chain in chains:
        report = chain.last
        place = world.places[report.org_unit]
        if place.level != Level.TOWNSHIP:
            continue
        unit, month = world.places.index[report.org_unit], chain.month.period.last_day.month - 1
        for code, value in report.values.items():
            name = f"{report.form}.{code}"
            if not value or family_of(name) not in _CHECKED_FAMILIES:
                continue
            column = hidden.element_index[name]
            true = float(hidden.values[unit, column, month])
            chance, day, hour = draws[unit, column, month]
            if not true > 0:
                continue
            if chance < _RANDOM:
                drawn = Drawn.RANDOM
            elif chance < _RANDOM + _TARGETED and place.parent in suspected:
                drawn = Drawn.TARGETED
            else:
                continue
            on = chain.month.period.next().first_day + timedelta(days=19 + int(8 * day))
            yield SpotChecked(
                at=at_hour(on, 9 + 8 * hour),
                org_unit=report.org_unit,
                period=report.period,
                form=report.form,
                data_element=code,
                verified=float(np.round(true * np.exp(errors[unit, column, month]), 1)),
                drawn=drawn,
                by=place.parent or "",
            )
