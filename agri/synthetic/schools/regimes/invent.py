"""Invent a world of the school of regimes."""

from agri.synthetic.schools.array_record import ArrayRecord
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import draw_causes
from agri.synthetic.schools.flows import Tastes
from agri.synthetic.schools.known import FarmRegister, baseline_rows, baseline_table
from agri.synthetic.schools.own_coefficients import draw_coefficients, tried_recovery
from agri.synthetic.schools.regimes.constants import LAW
from agri.synthetic.schools.regimes.country import CountyLand
from agri.synthetic.schools.regimes.efforts import draw_efforts
from agri.synthetic.schools.regimes.reporting import Telling, versions
from agri.synthetic.schools.regimes.truth import StateWorld, flows_of_year
from agri.synthetic.schools.telling import TrueCells, closures, visits, with_trials
from agri.synthetic.schools.years import truths_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld


def invent_regimes(ground: Ground, seed: int) -> InventedWorld:
    """Invent a plan year and the year before it from the hidden states of every township and task."""
    axes, streams = Axes(ground), NamedStreams(seed)
    count, both = len(axes.townships), (ground.plan.year - 1, ground.plan.year)
    causes = draw_causes(streams("regimes", "causes"), LAW.chances)
    record = StateWorld(
        CountyLand(axes, streams),
        FarmRegister.draw(streams("regimes", "register"), LAW.knowledge, count),
        draw_efforts(axes, streams, both, causes),
        draw_coefficients(streams("regimes", "coefficients"), LAW.coefficients, ground.plan),
        causes,
    )
    years = {year: flows_of_year(record, year) for year in both}
    table = baseline_table(
        axes,
        record.country.land,
        record.register,
        years[both[0]],
        know=LAW.knowledge,
        random=streams("regimes", "known"),
    )
    tastes = Tastes.draw(streams("regimes", "tastes"), LAW.sides, count)
    truths = truths_of(axes, years, seed, table, habits=LAW.sides, tastes=tastes, streams=streams)
    cells = TrueCells.of(axes, truths)
    telling = Telling(cells, record.efforts, causes, streams)
    told = with_trials(
        cells,
        telling.told,
        {
            year: tried_recovery(streams("regimes", "tried", year), flows.recovery, LAW.coefficients)
            for year, flows in years.items()
        },
    )
    random = streams("regimes", "visits")
    suspected = random.random(count) < LAW.suspected
    kept = ArrayRecord(
        ground.places,
        ground.keys,
        baseline_rows(axes, table),
        cells.years,
        versions(telling, told),
        closures(cells, LAW.close_days, random),
        tuple(visits(cells, told, cells.true, LAW.visits, suspected=suspected, random=random)),
    )
    return InventedWorld(ground, seed, truths, kept, causes.names, causes.begins, record.coefficients)
