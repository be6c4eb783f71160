"""Flows of several years cut into the elements of the forms, as hidden truths."""

from collections.abc import Mapping

from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.flows import Flows, SideHabits, Tastes, county_elements, township_elements
from agri.synthetic.schools.known import Table, hidden_truth
from agri.synthetic.truth.truth import Truth
from agri.synthetic.world.streams import NamedStreams


def truths_of(
    axes: Axes,
    years: Mapping[int, Flows],
    seed: int,
    table: Table,
    *,
    habits: SideHabits,
    tastes: Tastes,
    streams: NamedStreams,
) -> dict[int, Truth]:
    """Return each year's truth; the same streams share sides out in the same way."""
    truths = {}
    for year, flows in years.items():
        random = streams("sides", year)
        townships = township_elements(flows, axes, habits, tastes, random)
        counties = county_elements(flows, axes, habits, random, townships)
        truths[year] = hidden_truth(axes, year, seed, table, townships=townships, counties=counties)
    return truths
