"""The past of what moved to the county's forms: the townships' sum, in the year of the move alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from agri.definitions.places import read_org_units
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.services.figures.snapshot_grid import Grid
from tests.packages.test_asked_of_counties import asked_of_counties

SEPTEMBER = "2018-09"


def carried(plan: Plan, past: Plan) -> float:
    """Return what the county has of last September, where both it and a township of it reported."""
    places = read_org_units(seed_root() / "zhengzhou" / "org_units.csv")
    township = next(unit for unit in places.units if unit.level == "township")
    county = places[township.parent or ""]
    grid = Grid.empty(places, plan, (), (), replace(past, year=2018))
    reports = {("soil_testing", township.code, SEPTEMBER): ({"samples_analysed": 5.0}, ())}
    if "soil_laboratory" in past.forms:
        reports["soil_laboratory", county.code, SEPTEMBER] = ({"samples_analysed": 7.0}, ())
    grid.put(reports)
    grid.sum_up_past(reports)
    value = grid.value("soil_laboratory.samples_analysed", county.code, Period.parse(SEPTEMBER))
    return np.nan if value is None else value


def test_the_townships_sum_is_the_past_of_the_year_of_the_move_alone(tmp_path: Path) -> None:
    before = read_plan(seed_root() / "zhengzhou", 2019)
    moved = read_plan(asked_of_counties(tmp_path / "zhengzhou"), 2019)
    assert carried(moved, before) == 5
    assert carried(moved, moved) == 7  # an old form that a phone still sent is not added to it
