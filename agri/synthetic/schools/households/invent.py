"""Invent a world of the school of households."""

import numpy as np

from agri.synthetic.schools.array_record import ArrayRecord
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import draw_causes
from agri.synthetic.schools.flows import Tastes
from agri.synthetic.schools.households.choices import HomeChoices
from agri.synthetic.schools.households.constants import LAW
from agri.synthetic.schools.households.country import VillageHomes
from agri.synthetic.schools.households.reporting import Sheets, versions
from agri.synthetic.schools.households.rounds import Rounds
from agri.synthetic.schools.households.truth import HomeRegion, HomeYear
from agri.synthetic.schools.households.year import flows_of_year
from agri.synthetic.schools.known import FarmRegister, baseline_rows, baseline_table
from agri.synthetic.schools.own_coefficients import draw_coefficients, tried_recovery
from agri.synthetic.schools.telling import TrueCells, closures, visits, with_trials
from agri.synthetic.schools.years import truths_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld


def invent_households(ground: Ground, seed: int) -> InventedWorld:
    """Invent a plan year and the year before it from what households decide and hands get done."""
    axes, streams = Axes(ground), NamedStreams(seed)
    count, both = len(axes.townships), (ground.plan.year - 1, ground.plan.year)
    causes = draw_causes(streams("households", "causes"), LAW.chances)
    villages = VillageHomes(axes, streams)
    region = HomeRegion(
        villages,
        HomeChoices(villages, causes),
        FarmRegister.draw(streams("households", "register"), LAW.knowledge, count),
        draw_coefficients(streams("households", "coefficients"), LAW.coefficients, ground.plan),
    )
    home_years = {year: HomeYear(region, year) for year in both}
    years = {year: flows_of_year(one) for year, one in home_years.items()}
    table = baseline_table(
        axes,
        villages.land,
        region.register,
        years[both[0]],
        know=LAW.knowledge,
        random=streams("households", "known"),
    )
    tastes = Tastes.draw(streams("households", "tastes"), LAW.sides, count)
    truths = truths_of(axes, years, seed, table, habits=LAW.sides, tastes=tastes, streams=streams)
    cells = TrueCells.of(axes, truths)
    rounds = Rounds(cells, villages, {year: one.by_village for year, one in home_years.items()})
    sheets = Sheets(rounds, causes)
    trials = {
        year: tried_recovery(streams("households", "tried", year), flows.recovery, LAW.coefficients)
        for year, flows in years.items()
    }
    told = with_trials(cells, sheets.told, trials)
    seen = np.where(cells.true < LAW.worth_a_visit, 0.0, cells.true)
    random = streams("households", "visits")
    suspected = random.random(count) < LAW.suspected
    record = ArrayRecord(
        ground.places,
        ground.keys,
        baseline_rows(axes, table),
        cells.years,
        versions(sheets, told),
        closures(cells, LAW.close_days, random),
        tuple(visits(cells, told, seen, LAW.visits, suspected=suspected, random=random)),
    )
    return InventedWorld(ground, seed, truths, record, causes.names, causes.begins, region.coefficients)
