"""Invent a world of the school of holdings."""

from agri.synthetic.schools.array_record import ArrayRecord
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import draw_causes
from agri.synthetic.schools.flows import Tastes
from agri.synthetic.schools.holdings.constants import LAW
from agri.synthetic.schools.holdings.farms import draw_farms
from agri.synthetic.schools.holdings.reporting import told_values, versions
from agri.synthetic.schools.holdings.truth import Villages, draw_land, draw_prices, flows_of_year
from agri.synthetic.schools.known import FarmRegister, baseline_rows, baseline_table
from agri.synthetic.schools.own_coefficients import draw_coefficients, tried_recovery
from agri.synthetic.schools.telling import TrueCells, closures, visits, with_trials
from agri.synthetic.schools.years import truths_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld


def invent_holdings(ground: Ground, seed: int) -> InventedWorld:
    """Invent a plan year and the year before it from the holdings of every township."""
    axes, streams = Axes(ground), NamedStreams(seed)
    count, year = len(axes.townships), ground.plan.year
    causes = draw_causes(streams("holdings", "causes"), LAW.chances)
    farms = draw_farms(axes, streams, causes)
    villages = Villages(
        axes,
        streams,
        farms,
        causes,
        draw_coefficients(streams("holdings", "coefficients"), LAW.coefficients, ground.plan),
        FarmRegister.draw(streams("holdings", "register"), LAW.knowledge, count),
        draw_land(axes, farms, streams("holdings", "land")),
        draw_prices(streams("holdings", "prices")),
    )
    years = {y: flows_of_year(villages, y) for y in (year - 1, year)}
    table = baseline_table(
        axes,
        villages.land,
        villages.register,
        years[year - 1],
        know=LAW.knowledge,
        random=streams("holdings", "known"),
    )
    tastes = Tastes.draw(streams("holdings", "tastes"), LAW.sides, count)
    truths = truths_of(axes, years, seed, table, habits=LAW.sides, tastes=tastes, streams=streams)
    cells = TrueCells.of(axes, truths)
    first, whole = told_values(cells, streams, causes)
    trials = {
        y: tried_recovery(streams("holdings", "tried", y), flows.recovery, LAW.coefficients)
        for y, flows in years.items()
    }
    for told in (first, whole):
        with_trials(cells, told, trials)
    random = streams("holdings", "visits")
    suspected = random.random(count) < 0.21
    record = ArrayRecord(
        ground.places,
        ground.keys,
        baseline_rows(axes, table),
        cells.years,
        versions(cells, first, whole, streams),
        closures(cells, LAW.close_days, random),
        tuple(visits(cells, first, cells.true, LAW.visits, suspected=suspected, random=random)),
    )
    return InventedWorld(ground, seed, truths, record, causes.names, causes.begins, villages.coefficients)
