"""Invent a world of the school of rumours."""

from agri.synthetic.schools.array_record import ArrayRecord
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import draw_causes
from agri.synthetic.schools.flows import Tastes
from agri.synthetic.schools.known import FarmRegister, baseline_rows, baseline_table
from agri.synthetic.schools.own_coefficients import draw_coefficients, tried_recovery
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.schools.rumours.country import TalkedLand
from agri.synthetic.schools.rumours.graph import Neighbourhood
from agri.synthetic.schools.rumours.heads import Heads
from agri.synthetic.schools.rumours.reporting import HeardReports, versions
from agri.synthetic.schools.rumours.spread import Talk
from agri.synthetic.schools.rumours.truth import RumourYear, TalkedCity
from agri.synthetic.schools.rumours.year import flows_of_year
from agri.synthetic.schools.telling import TrueCells, closures, visits, with_trials
from agri.synthetic.schools.years import truths_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld


def invent_rumours(ground: Ground, seed: int) -> InventedWorld:
    """Invent a plan year and the year before it from what is talked about between neighbours."""
    axes, streams = Axes(ground), NamedStreams(seed)
    count, both = len(axes.townships), (ground.plan.year - 1, ground.plan.year)
    causes = draw_causes(streams("rumours", "causes"), LAW.chances)
    neighbours, heads = Neighbourhood(axes, streams), Heads(axes, streams)
    city = TalkedCity(
        TalkedLand(neighbours),
        FarmRegister.draw(streams("rumours", "register"), LAW.knowledge, count),
        Talk(neighbours, heads, causes),
        draw_coefficients(streams("rumours", "coefficients"), LAW.coefficients, ground.plan),
        causes,
    )
    years = {year: flows_of_year(RumourYear(city, year)) for year in both}
    table = baseline_table(
        axes,
        city.country.land,
        city.register,
        years[both[0]],
        know=LAW.knowledge,
        random=streams("rumours", "known"),
    )
    tastes = Tastes.draw(streams("rumours", "tastes"), LAW.sides, count)
    truths = truths_of(axes, years, seed, table, habits=LAW.sides, tastes=tastes, streams=streams)
    cells = TrueCells.of(axes, truths)
    files = HeardReports(cells, neighbours, heads, causes)
    trials = {
        year: tried_recovery(streams("rumours", "tried", year), flows.recovery, LAW.coefficients)
        for year, flows in years.items()
    }
    told = with_trials(cells, files.told, trials)
    random = streams("rumours", "visits")
    suspected = random.random(count) < LAW.suspected
    record = ArrayRecord(
        ground.places,
        ground.keys,
        baseline_rows(axes, table),
        cells.years,
        versions(files, told),
        closures(cells, LAW.close_days, random),
        tuple(visits(cells, told, cells.true, LAW.visits, suspected=suspected, random=random)),
    )
    return InventedWorld(ground, seed, truths, record, causes.names, causes.begins, city.coefficients)
