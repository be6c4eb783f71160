"""Invent a world of the school of tenders."""

from agri.synthetic.schools.array_record import ArrayRecord
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import draw_causes
from agri.synthetic.schools.flows import Tastes
from agri.synthetic.schools.known import FarmRegister, baseline_rows, baseline_table
from agri.synthetic.schools.own_coefficients import draw_coefficients, tried_recovery
from agri.synthetic.schools.telling import TrueCells, closures, visits, with_trials
from agri.synthetic.schools.tenders.acceptance import Certificates, works_of
from agri.synthetic.schools.tenders.constants import LAW
from agri.synthetic.schools.tenders.country import RankedLand
from agri.synthetic.schools.tenders.lots import Tendering
from agri.synthetic.schools.tenders.reporting import FiledLots, versions
from agri.synthetic.schools.tenders.truth import LetCity, TenderYear
from agri.synthetic.schools.tenders.year import flows_of_year
from agri.synthetic.schools.years import truths_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld


def invent_tenders(ground: Ground, seed: int) -> InventedWorld:
    """Invent a plan year and the year before it from counties' programmes, their lots and certificates."""
    axes, streams = Axes(ground), NamedStreams(seed)
    count, both = len(axes.townships), (ground.plan.year - 1, ground.plan.year)
    causes = draw_causes(streams("tenders", "causes"), LAW.chances)
    country = RankedLand(axes, streams)
    city = LetCity(
        country,
        FarmRegister.draw(streams("tenders", "register"), LAW.knowledge, count),
        Tendering(axes, streams, causes),
        draw_coefficients(streams("tenders", "coefficients"), LAW.coefficients, ground.plan),
        causes,
    )
    # Years follow each other: what was not spent in one lowers the next year's budgets.
    tender_years = {year: TenderYear(city, year) for year in both}
    years = {year: flows_of_year(one) for year, one in tender_years.items()}
    table = baseline_table(
        axes,
        country.land,
        city.register,
        years[both[0]],
        know=LAW.knowledge,
        random=streams("tenders", "known"),
    )
    tastes = Tastes.draw(streams("tenders", "tastes"), LAW.sides, count)
    truths = truths_of(axes, years, seed, table, habits=LAW.sides, tastes=tastes, streams=streams)
    cells = TrueCells.of(axes, truths)
    files = FiledLots(
        Certificates(cells, {year: works_of(one) for year, one in tender_years.items()}, streams), causes
    )
    trials = {
        year: tried_recovery(streams("tenders", "tried", year), flows.recovery, LAW.coefficients)
        for year, flows in years.items()
    }
    told = with_trials(cells, files.told, trials)
    random = streams("tenders", "visits")
    suspected = random.random(count) < LAW.suspected
    record = ArrayRecord(
        ground.places,
        ground.keys,
        baseline_rows(axes, table),
        cells.years,
        versions(files, told),
        closures(cells, LAW.close_days, random),
        tuple(visits(cells, told, files.covered, LAW.visits, suspected=suspected, random=random)),
    )
    return InventedWorld(ground, seed, truths, record, causes.names, causes.begins, city.coefficients)
