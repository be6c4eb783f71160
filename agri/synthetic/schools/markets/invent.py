"""Invent a world of the school of markets."""

from agri.synthetic.schools.array_record import ArrayRecord
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import draw_causes
from agri.synthetic.schools.flows import Tastes
from agri.synthetic.schools.known import FarmRegister, baseline_rows, baseline_table
from agri.synthetic.schools.markets.constants import LAW
from agri.synthetic.schools.markets.country import RingLand
from agri.synthetic.schools.markets.firms import draw_prices, draw_trades
from agri.synthetic.schools.markets.reporting import BookedReports, versions
from agri.synthetic.schools.markets.truth import Region
from agri.synthetic.schools.markets.year import flows_of_year
from agri.synthetic.schools.own_coefficients import draw_coefficients, tried_recovery
from agri.synthetic.schools.telling import TrueCells, closures, visits, with_trials
from agri.synthetic.schools.years import truths_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld


def invent_markets(ground: Ground, seed: int) -> InventedWorld:
    """Invent a plan year and the year before it from companies, their prices and their books."""
    axes, streams = Axes(ground), NamedStreams(seed)
    count, both = len(axes.townships), (ground.plan.year - 1, ground.plan.year)
    causes = draw_causes(streams("markets", "causes"), LAW.chances)
    country = RingLand(axes, streams)
    prices = draw_prices(country, both)
    region = Region(
        country,
        FarmRegister.draw(streams("markets", "register"), LAW.knowledge, count),
        draw_trades(country, both, prices, causes),
        prices,
        draw_coefficients(streams("markets", "coefficients"), LAW.coefficients, ground.plan),
        causes,
    )
    years = {year: flows_of_year(region, year) for year in both}
    table = baseline_table(
        axes,
        country.land,
        region.register,
        years[both[0]],
        know=LAW.knowledge,
        random=streams("markets", "known"),
    )
    tastes = Tastes.draw(streams("markets", "tastes"), LAW.sides, count)
    truths = truths_of(axes, years, seed, table, habits=LAW.sides, tastes=tastes, streams=streams)
    cells = TrueCells.of(axes, truths)
    accounts = BookedReports(cells, causes, streams)
    trials = {
        year: tried_recovery(streams("markets", "tried", year), flows.recovery, LAW.coefficients)
        for year, flows in years.items()
    }
    told = with_trials(cells, accounts.told, trials)
    random = streams("markets", "visits")
    suspected = random.random(count) < LAW.suspected
    record = ArrayRecord(
        ground.places,
        ground.keys,
        baseline_rows(axes, table),
        cells.years,
        versions(accounts, told),
        closures(cells, LAW.close_days, random),
        tuple(visits(cells, told, accounts.covered, LAW.visits, suspected=suspected, random=random)),
    )
    return InventedWorld(ground, seed, truths, record, causes.names, causes.begins, region.coefficients)
