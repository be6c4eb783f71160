"""Invent a world of the school of ledgers."""

from agri.synthetic.schools.array_record import ArrayRecord
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import draw_causes
from agri.synthetic.schools.flows import Tastes
from agri.synthetic.schools.known import FarmRegister, baseline_rows, baseline_table
from agri.synthetic.schools.ledgers.constants import LAW
from agri.synthetic.schools.ledgers.places import draw_accounts
from agri.synthetic.schools.ledgers.reporting import told_values, versions
from agri.synthetic.schools.ledgers.truth import flows_of_year
from agri.synthetic.schools.own_coefficients import draw_coefficients, tried_recovery
from agri.synthetic.schools.telling import TrueCells, closures, visits, with_trials
from agri.synthetic.schools.years import truths_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld


def invent_ledgers(ground: Ground, seed: int) -> InventedWorld:
    """Invent a plan year and the year before it from the lots of every township."""
    axes, streams = Axes(ground), NamedStreams(seed)
    count, year = len(axes.townships), ground.plan.year
    causes = draw_causes(streams("ledgers", "causes"), LAW.chances)
    accounts = draw_accounts(
        axes,
        streams,
        causes,
        draw_coefficients(streams("ledgers", "coefficients"), LAW.coefficients, ground.plan),
        FarmRegister.draw(streams("ledgers", "register"), LAW.knowledge, count),
    )
    years, books = (
        {y: flows_of_year(accounts, y, booked=booked) for y in (year - 1, year)} for booked in (False, True)
    )
    table = baseline_table(
        axes,
        accounts.land,
        accounts.register,
        years[year - 1],
        know=LAW.knowledge,
        random=streams("ledgers", "known"),
    )
    tastes = Tastes.draw(streams("ledgers", "tastes"), LAW.sides, count)
    truths, booked = (
        truths_of(axes, flows, seed, table, habits=LAW.sides, tastes=tastes, streams=streams)
        for flows in (years, books)
    )
    cells, in_books = TrueCells.of(axes, truths), TrueCells.of(axes, booked).true
    first, second = told_values(cells, in_books, streams, causes)
    trials = {
        y: tried_recovery(streams("ledgers", "tried", y), flows.recovery, LAW.coefficients)
        for y, flows in years.items()
    }
    for told in (first, second):
        with_trials(cells, told, trials)
    random = streams("ledgers", "visits")
    suspected = random.random(count) < 0.19
    record = ArrayRecord(
        ground.places,
        ground.keys,
        baseline_rows(axes, table),
        cells.years,
        versions(cells, first, second, streams, causes),
        closures(cells, LAW.close_days, random),
        tuple(visits(cells, first, in_books, LAW.visits, suspected=suspected, random=random)),
    )
    return InventedWorld(ground, seed, truths, record, causes.names, causes.begins, accounts.coefficients)
