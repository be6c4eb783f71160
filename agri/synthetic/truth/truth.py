"""The hidden truth of an invented year: what was really done, month by month, to December 31.

A phenomenological generator of its own (演示数据 / synthetic): crop areas times campaign shares times what
places achieve, with weather that a county shares. It is not the projection engine and must never import it.
The truth never enters the database; it is written beside it for tests and hindcasts.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from agri.definitions.places import BaselineRow, Places
from agri.definitions.plan import Plan
from agri.synthetic.reporting.due_cells import Asking
from agri.synthetic.truth.truth_counties import dealer_sales, field_trials, manure
from agri.synthetic.truth.truth_crops import fertilizer, soil_testing, sowing
from agri.synthetic.truth.truth_pests import pest_control
from agri.synthetic.truth.truth_waste import film, packaging, straw
from agri.synthetic.world.season import Season
from agri.synthetic.world.world import Floats


@dataclass(frozen=True)
class Truth:
    """True amounts of every cell that a year asks for.

    ============= =============================== ==================================================
    Field         Shape                           Meaning
    ============= =============================== ==================================================
    org_units     (org_unit,)                     codes of all places, in code order
    data_elements (data_element,)                 ``form.element``, in the order of the forms
    values        (org_unit, data_element, month) the month's own true amount in the element's unit;
                                                  NaN where nothing is asked, the crop is not grown, or
                                                  the generator does not know the element
    ============= =============================== ==================================================
    """

    year: int
    seed: int
    org_units: tuple[str, ...]
    data_elements: tuple[str, ...]
    values: Floats

    @cached_property
    def element_index(self) -> dict[str, int]:
        """The position of each ``form.element`` on the second axis."""
        return {name: i for i, name in enumerate(self.data_elements)}

    def of(self, data_element: str) -> Floats:
        """Return one element's true amounts, shape (org_unit, month)."""
        return self.values[:, self.element_index[data_element], :]

    def total(self, data_element: str) -> float:
        """Return one element's true amount of the year over all places."""
        return float(np.nansum(self.of(data_element)))


def truth(year: int, plan: Plan, places: Places, baselines: Sequence[BaselineRow], seed: int) -> Truth:
    """Invent what truly happened in a year.

    Parameters
    ----------
    year : int
        The year; `baselines` must hold it, and may hold the next for what was sown in autumn.
    plan : Plan
        Forms, crop calendar and coefficients; its own year does not matter.
    places : Places
        All org units.
    baselines : sequence of BaselineRow
        What is known of the places beforehand.
    seed : int
        Which world; places keep their differences over the years of one world.

    Returns
    -------
    Truth
        The same arguments give the same numbers.
    """
    season = Season.of(year, plan, places, baselines, seed)
    fertilized, pests = fertilizer(season), pest_control(season)
    townships = {
        **sowing(season),
        **fertilized,
        **soil_testing(season),
        **pests,
        **film(season),
        **packaging(season, pests["pest_control.pesticide_kg"]),
        **straw(season),
    }
    counties = {**manure(season), **field_trials(season), **dealer_sales(season, fertilized)}

    elements = plan.forms.data_elements
    # What this generator has no idea of, such as an element added to a form since, stays unknown.
    values = np.full((len(places.units), len(elements), 12), np.nan)
    county_rows = np.array([places.index[code] for code in season.world.counties], dtype=np.intp)
    for i, name in enumerate(elements):
        for rows, found in ((season.rows, townships), (county_rows, counties)):
            if name in found:
                values[:, i, :] = 0.0
                values[rows, i, :] = found[name]
    values[~Asking(plan, places, season.this_year, year).cells] = np.nan
    return Truth(year, seed, places.codes, elements, values)


def write_truth(path: Path, hidden: Truth) -> None:
    """Write a truth as CSV (``org_unit,data_element,month,value``); the first line says it is invented."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# 演示数据 / synthetic: the hidden truth of {hidden.year}, seed {hidden.seed}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["org_unit", "data_element", "month", "value"])
        for unit, element, month in np.argwhere(~np.isnan(hidden.values)):
            value = f"{hidden.values[unit, element, month]:.6g}"
            writer.writerow([hidden.org_units[unit], hidden.data_elements[element], month + 1, value])


def read_truth(path: Path, plan: Plan, places: Places) -> Truth:
    """Read a truth that was written beside a demo database."""
    elements = plan.forms.data_elements
    index = {name: i for i, name in enumerate(elements)}
    values = np.full((len(places.units), len(elements), 12), np.nan)
    with path.open(encoding="utf-8", newline="") as file:
        header = file.readline()
        for row in csv.DictReader(file):
            values[places.index[row["org_unit"]], index[row["data_element"]], int(row["month"]) - 1] = float(
                row["value"]
            )
    year, seed = header.rsplit("truth of ", 1)[1].split(", seed ")
    return Truth(int(year), int(seed), places.codes, elements, values)
