"""Invent a world of the school of offices."""

from agri.synthetic.schools.array_record import ArrayRecord
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import NO_CAUSES, draw_causes
from agri.synthetic.schools.flows import Flows, Tastes
from agri.synthetic.schools.known import FarmRegister, baseline_rows, baseline_table
from agri.synthetic.schools.offices.city import draw_city
from agri.synthetic.schools.offices.constants import LAW
from agri.synthetic.schools.offices.reporting import told_values, versions
from agri.synthetic.schools.offices.truth import flows_of_year
from agri.synthetic.schools.own_coefficients import draw_coefficients, tried_recovery
from agri.synthetic.schools.telling import TrueCells, closures, visits, with_trials
from agri.synthetic.schools.years import truths_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld


def invent_offices(ground: Ground, seed: int) -> InventedWorld:
    """Invent a plan year and the year before it from the city's totals downwards."""
    axes, streams = Axes(ground), NamedStreams(seed)
    plan, count = ground.plan, len(axes.townships)
    coefficients = draw_coefficients(streams("offices", "coefficients"), LAW.coefficients, plan)
    fields = FarmRegister.draw(streams("offices", "fields"), LAW.knowledge, count)
    city = draw_city(axes, streams, coefficients, fields)
    causes = draw_causes(streams("offices", "causes"), LAW.chances)
    before = flows_of_year(city, plan.year - 1, NO_CAUSES, None)
    years = {plan.year - 1: before, plan.year: flows_of_year(city, plan.year, causes, before)}
    table = baseline_table(
        axes, city.land, fields, before, know=LAW.knowledge, random=streams("offices", "known")
    )
    tastes = Tastes.draw(streams("offices", "tastes"), LAW.sides, count)
    truths = truths_of(axes, years, seed, table, habits=LAW.sides, tastes=tastes, streams=streams)
    frame = TrueCells.of(axes, truths)
    told, covered = told_values(frame, streams, causes)
    with_trials(frame, told, _trials(years, streams))
    random = streams("offices", "visits")
    suspected = random.random(count) < 0.17
    record = ArrayRecord(
        ground.places,
        ground.keys,
        baseline_rows(axes, table),
        frame.years,
        versions(frame, told, streams),
        closures(frame, LAW.close_days, random),
        tuple(visits(frame, told, covered, LAW.visits, suspected=suspected, random=random)),
    )
    return InventedWorld(ground, seed, truths, record, causes.names, causes.begins, coefficients)


def _trials(years: dict[int, Flows], streams: NamedStreams) -> dict[int, dict[str, Floats]]:
    return {
        year: tried_recovery(streams("offices", "tried", year), flows.recovery, LAW.coefficients)
        for year, flows in years.items()
    }
