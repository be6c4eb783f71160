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
    # What the world does not know is not drawn: a further question of a form moves no draw of the others.
    is_known = np.isfinite(hidden.values).any(axis=(0, 2))
    rank = np.cumsum(is_known) - 1
    draws = random.random((len(world.places.units), int(is_known.sum()), 12, 3))
    errors = random.normal(0, _PRECISION, draws.shape[:3])
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
            if not true > 0:
                continue
            drawn_at = unit, rank[column], month
            chance, day, hour = draws[drawn_at]
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
                verified=float(np.round(true * np.exp(errors[drawn_at]), 1)),
                drawn=drawn,
                by=place.parent or "",
            )
