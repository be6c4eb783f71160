"""Invent a world of the school of weather."""

import numpy as np

from agri.synthetic.schools.array_record import ArrayRecord
from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.causes import draw_causes
from agri.synthetic.schools.flows import Tastes
from agri.synthetic.schools.known import FarmRegister, baseline_rows, baseline_table
from agri.synthetic.schools.own_coefficients import draw_coefficients, tried_recovery
from agri.synthetic.schools.telling import TrueCells, closures, visits, with_trials
from agri.synthetic.schools.weather.constants import LAW
from agri.synthetic.schools.weather.country import draw_country
from agri.synthetic.schools.weather.reporting import told_values, versions
from agri.synthetic.schools.weather.sky import Ground2D, draw_sky
from agri.synthetic.schools.weather.truth import flows_of_year
from agri.synthetic.schools.years import truths_of
from agri.synthetic.world.streams import NamedStreams
from agri.synthetic.worlds import Ground, InventedWorld


def invent_weather(ground: Ground, seed: int) -> InventedWorld:
    """Invent a plan year and the year before it from their daily weather."""
    axes, streams = Axes(ground), NamedStreams(seed)
    count, year = len(axes.townships), ground.plan.year
    causes = draw_causes(streams("weather", "causes"), LAW.chances)
    land = Ground2D.draw(axes, streams("weather", "places"))
    country = draw_country(
        axes,
        streams,
        ground=land,
        sky=draw_sky(axes, land, streams, causes),
        causes=causes,
        coefficients=draw_coefficients(streams("weather", "coefficients"), LAW.coefficients, ground.plan),
        register=FarmRegister.draw(streams("weather", "register"), LAW.knowledge, count),
    )
    years = {y: flows_of_year(country, y, np.zeros(count)) for y in (year - 1, year)}
    cut = streams("weather", "cut").integers(*LAW.cut_days, len(axes.counties), endpoint=True)
    cut_days = cut.astype(np.float64)[axes.county_index]
    cut_years = {y: flows_of_year(country, y, cut_days) for y in (year - 1, year)}
    table = baseline_table(
        axes,
        country.land,
        country.register,
        years[year - 1],
        know=LAW.knowledge,
        random=streams("weather", "known"),
    )
    tastes = Tastes.draw(streams("weather", "tastes"), LAW.sides, count)
    truths, covered = (
        truths_of(axes, flows, seed, table, habits=LAW.sides, tastes=tastes, streams=streams)
        for flows in (years, cut_years)
    )
    cells, told_of = TrueCells.of(axes, truths), TrueCells.of(axes, covered).true
    told = told_values(cells, told_of, land, streams)
    trials = {
        y: tried_recovery(streams("weather", "tried", y), flows.recovery, LAW.coefficients)
        for y, flows in years.items()
    }
    with_trials(cells, told, trials)
    random = streams("weather", "visits")
    record = ArrayRecord(
        ground.places,
        ground.keys,
        baseline_rows(axes, table),
        cells.years,
        versions(cells, told, streams, causes),
        closures(cells, LAW.close_days, random),
        tuple(visits(cells, told, told_of, LAW.visits, suspected=random.random(count) < 0.13, random=random)),
    )
    return InventedWorld(ground, seed, truths, record, causes.names, causes.begins, country.coefficients)
