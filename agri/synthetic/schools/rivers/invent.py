"""Invent a world of the school of rivers."""

from agri.synthetic.schools.array_record import ArrayRecord
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import draw_causes
from agri.synthetic.schools.flows import Tastes
from agri.synthetic.schools.known import FarmRegister, baseline_rows, baseline_table
from agri.synthetic.schools.own_coefficients import draw_coefficients, tried_recovery
from agri.synthetic.schools.rivers.basin import Basin
from agri.synthetic.schools.rivers.clerks import Clerks
from agri.synthetic.schools.rivers.constants import LAW
from agri.synthetic.schools.rivers.reporting import ClerkReports, versions
from agri.synthetic.schools.rivers.trust import TrustedLand
from agri.synthetic.schools.rivers.truth import RiverCity, RiverYear
from agri.synthetic.schools.rivers.year import flows_of_year
from agri.synthetic.schools.telling import TrueCells, closures, visits, with_trials
from agri.synthetic.schools.years import truths_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld


def invent_rivers(ground: Ground, seed: int) -> InventedWorld:
    """Invent a plan year and the year before it from turns of water, land in trust and clerks."""
    axes, streams = Axes(ground), NamedStreams(seed)
    count, both = len(axes.townships), (ground.plan.year - 1, ground.plan.year)
    causes = draw_causes(streams("rivers", "causes"), LAW.chances)
    basin = Basin(axes, streams)
    city = RiverCity(
        basin,
        TrustedLand(basin),
        FarmRegister.draw(streams("rivers", "register"), LAW.knowledge, count),
        draw_coefficients(streams("rivers", "coefficients"), LAW.coefficients, ground.plan),
        causes,
    )
    # Years follow each other: what boats left in the sheds is there in the next year.
    river_years = {year: RiverYear(city, year) for year in both}
    years = {year: flows_of_year(one) for year, one in river_years.items()}
    table = baseline_table(
        axes, basin.land, city.register, years[both[0]], know=LAW.knowledge, random=streams("rivers", "known")
    )
    tastes = Tastes.draw(streams("rivers", "tastes"), LAW.sides, count)
    truths = truths_of(axes, years, seed, table, habits=LAW.sides, tastes=tastes, streams=streams)
    cells = TrueCells.of(axes, truths)
    reports = ClerkReports(cells, Clerks(basin), river_years, causes)
    trials = {
        year: tried_recovery(streams("rivers", "tried", year), flows.recovery, LAW.coefficients)
        for year, flows in years.items()
    }
    told = with_trials(cells, reports.told, trials)
    random = streams("rivers", "visits")
    suspected = random.random(count) < LAW.suspected
    record = ArrayRecord(
        ground.places,
        ground.keys,
        baseline_rows(axes, table),
        cells.years,
        versions(reports, told),
        closures(cells, LAW.close_days, random),
        tuple(visits(cells, told, cells.true, LAW.visits, suspected=suspected, random=random)),
    )
    return InventedWorld(ground, seed, truths, record, causes.names, causes.begins, city.coefficients)
