"""What is known of an invented world's places beforehand: areas, last year's amounts, capacities."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.places import BaselineRow
from agri.synthetic.reporting.due_cells import Asking
from agri.synthetic.schools.axes import Axes, Floats, Positions
from agri.synthetic.schools.flows import CROPS, GRAINS, Flows
from agri.synthetic.truth.truth import Truth
from agri.terms import Level

Table = Mapping[int, Mapping[str, Floats]]  # year → key → (org_unit,)
Land = Mapping[str, Mapping[int, Floats]]  # crop → year of sowing → mu, (township,)


@dataclass(frozen=True)
class Knowledge:
    """How well a school's offices know their places; all assumed.

    ===================== ==========================================================
    Field                 Meaning
    ===================== ==========================================================
    area_sd               log error of a planned area
    amount_log            log of last year's amounts as registered over what was used
    amount_sd             log error of last year's amounts
    past_growth           what amounts grew by a year before the record begins
    wheat_kg_per_mu       yield as registered
    maize_kg_per_mu       the same
    yield_sd              log scatter of it between places
    mu_per_sample         land that one sample stands for
    mu_per_sample_sd      log scatter of it
    team_mu               treatments that a registered team stands for, a year
    picker_mu             film area that a registered picker stands for, a year
    baler_mu              harvest that a registered baler stands for
    return_mu             harvest that a registered return machine stands for
    station_mu            sown area that a packaging station stands for
    staff_mu              sown area that an extension worker stands for
    sample_days           days in which the laboratories could do a year's samples
    outlet_share          manure outlet, of what is produced
    capacity_sd           log scatter of all of these
    ===================== ==========================================================
    """

    area_sd: float
    amount_log: float
    amount_sd: float
    past_growth: float
    wheat_kg_per_mu: float
    maize_kg_per_mu: float
    yield_sd: float
    mu_per_sample: float
    mu_per_sample_sd: float
    team_mu: float
    picker_mu: float
    baler_mu: float
    return_mu: float
    station_mu: float
    staff_mu: float
    sample_days: float
    outlet_share: float
    capacity_sd: float


@dataclass(frozen=True)
class FarmRegister:
    """What a township keeps over the years and everybody knows, shape (township,)."""

    yields: Mapping[str, Floats]  # grain → kg per mu
    mu_per_sample: Floats

    @classmethod
    def draw(cls, random: np.random.Generator, know: Knowledge, count: int) -> "FarmRegister":
        """Draw the registered yields and what a soil sample stands for."""
        yields = {
            crop: mean * np.exp(random.normal(0, know.yield_sd, count))
            for crop, mean in zip(GRAINS, (know.wheat_kg_per_mu, know.maize_kg_per_mu), strict=True)
        }
        per_sample = know.mu_per_sample * np.exp(random.normal(0, know.mu_per_sample_sd, count))
        return cls(yields, np.clip(per_sample, 25, 400))


def baseline_table(
    axes: Axes,
    land: Land,
    fields: FarmRegister,
    last: Flows,
    *,
    know: Knowledge,
    random: np.random.Generator,
) -> Table:
    """Return baselines of the plan year and the two before it.

    Parameters
    ----------
    land : mapping
        Area truly sown, at least from the autumn three years before the plan year on.
    last : Flows
        The year before the plan year: its amounts are the plan year's ``last_year_…``.
    """
    plan_year, count = axes.plan.year, len(axes.townships)
    size = {crop: np.exp(random.normal(0, know.area_sd, count)) for crop in CROPS}
    off = {
        name: np.exp(random.normal(know.amount_log, know.amount_sd, count))
        for name in ("fertilizer", "pesticide")
    }
    capacity = np.exp(random.normal(0, know.capacity_sd, (12, len(axes.counties))))
    table: dict[int, dict[str, Floats]] = {}
    for year in (plan_year - 2, plan_year - 1, plan_year):
        before = (1 + know.past_growth) ** (year - plan_year)
        known = {
            "wheat_last_autumn_mu": land["wheat"][year - 1],
            "garlic_last_autumn_mu": land["garlic"][year - 1],
            **{f"{crop}_mu": land[crop][year] * size[crop] for crop in CROPS},
            "film_last_autumn_kg": last.film_kg[:, 7:].sum(axis=1) * before,
            "wheat_last_autumn_formula_mu": last.formula_mu["wheat"][:, 8:].sum(axis=1) * before,
            "last_year_pesticide_kg": last.pesticide_kg.sum(axis=1) * off["pesticide"] * before,
            "wheat_yield_kg_per_mu": fields.yields["wheat"],
            "maize_yield_kg_per_mu": fields.yields["maize"],
            "mu_per_sample": fields.mu_per_sample,
        }
        known["film_last_autumn_degradable_kg"] = known["film_last_autumn_kg"] * last.degradable_share
        for crop, used_t in last.fertilizer_t.items():
            known[f"last_year_fertilizer_{crop}_t"] = used_t.sum(axis=1) * off["fertilizer"] * before
        townships = {key: np.round(value, 1 if key.endswith("_t") else 0) for key, value in known.items()}
        counties = _capacities(axes, townships, last, know, capacity)
        table[year] = {
            **{key: _over_all(axes, axes.rows, value) for key, value in townships.items()},
            **{key: _over_all(axes, axes.county_rows, value) for key, value in counties.items()},
        }
    return table


def _capacities(
    axes: Axes, known: Mapping[str, Floats], last: Flows, know: Knowledge, scatter: Floats
) -> dict[str, Floats]:
    grain = axes.by_county(known["wheat_mu"] + known["maize_mu"])
    film = axes.by_county(known["garlic_mu"] + known["peanut_mu"])
    sown = axes.by_county(np.sum([known[f"{crop}_mu"] for crop in CROPS], axis=0))
    samples = axes.by_county(last.samples_taken.sum(axis=1))
    stations = np.ceil(sown / know.station_mu * scatter[6])
    produced = last.manure_t.sum(axis=1)
    return {
        "samples_planned": np.ceil(samples * scatter[0]),
        "laboratory_samples_per_day": np.ceil(samples / know.sample_days * scatter[1]),
        "spraying_teams": np.ceil(axes.by_county(last.unified_mu.sum(axis=1)) / know.team_mu * scatter[2]),
        "film_pickers": np.ceil(film / know.picker_mu * scatter[3]),
        "balers": np.ceil(grain / know.baler_mu * scatter[4]),
        "return_machines": np.ceil(grain / know.return_mu * scatter[5]),
        "packaging_stations": stations,
        "collection_trucks": np.ceil(stations / 11),
        "extension_staff": np.ceil(sown / know.staff_mu * scatter[7]),
        "manure_produced_t": np.round(produced * scatter[8] ** 0.5, -2),
        "manure_outlet_t_per_month": np.round(produced / 12 * know.outlet_share * scatter[9], 1),
    }


def _over_all(axes: Axes, rows: Positions, values: Floats) -> Floats:
    found = np.full(len(axes.places.units), np.nan)
    found[rows] = values
    return found


def baseline_rows(axes: Axes, table: Table) -> tuple[BaselineRow, ...]:
    """Return a table's figures of the keys that the city declares, as rows."""
    rows_of = {Level.TOWNSHIP: axes.rows, Level.COUNTY: axes.county_rows}
    codes = axes.places.codes
    found = []
    for key in axes.ground.keys:
        if key.level not in rows_of:
            continue
        for year, known in table.items():
            if key.code in known:
                values = known[key.code]
                found += [BaselineRow(codes[i], year, key.code, float(values[i])) for i in rows_of[key.level]]
    return tuple(found)


def asked_cells(axes: Axes, year: int, table: Table) -> NDArray[np.bool_]:
    """Return which cells a year asks, shape (org_unit, data_element, month)."""
    if year not in axes.asked:
        axes.asked[year] = Asking(axes.plan, axes.places, table[year], year).cells
    return axes.asked[year]


def hidden_truth(
    axes: Axes,
    year: int,
    seed: int,
    table: Table,
    *,
    townships: Mapping[str, Floats],
    counties: Mapping[str, Floats],
) -> Truth:
    """Put elements into a truth; NaN where nothing is asked."""
    names = tuple(axes.element_index)
    values = np.full((len(axes.places.units), len(names), 12), np.nan)
    for i, name in enumerate(names):
        for rows, found in ((axes.rows, townships), (axes.county_rows, counties)):
            if name in found:
                values[rows, i, :] = found[name]
    values[~asked_cells(axes, year, table)] = np.nan
    return Truth(year, seed, axes.places.codes, names, values)
