"""A small synthetic city for the engine: arrays written directly, no database, no random reports.

Every cell is area × a fixed rate × the calendar, so that what the engine should learn is known.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from agri.definitions.coefficients import Coefficient, Coefficients
from agri.definitions.places import OrgUnit, Places, read_baseline_keys
from agri.definitions.plan import OverReporting, Plan, read_plan
from agri.definitions.reading import seed_root
from agri.indicators.snapshot import Snapshot, SpotCheck
from agri.periods import Period
from agri.terms import CellState, Level, SnapshotBasis

KEYS = tuple(key.code for key in read_baseline_keys(seed_root() / "zhengzhou" / "baseline-keys.toml"))

AREA = {
    "wheat_last_autumn_mu": 9000.0,
    "wheat_mu": 9000.0,
    "maize_mu": 8000.0,
    "garlic_last_autumn_mu": 500.0,
    "garlic_mu": 500.0,
    "peanut_mu": 900.0,
    "vegetable_mu": 1200.0,
    "other_mu": 600.0,
    "film_last_autumn_kg": 2200.0,
    "film_last_autumn_degradable_kg": 0.0,
    "wheat_last_autumn_formula_mu": 6500.0,
    "last_year_fertilizer_wheat_t": 240.0,
    "last_year_fertilizer_maize_t": 180.0,
    "last_year_fertilizer_other_t": 90.0,
    "last_year_pesticide_kg": 5000.0,
    "wheat_yield_kg_per_mu": 420.0,
    "maize_yield_kg_per_mu": 450.0,
    "mu_per_sample": 200.0,
}
COUNTY = {
    "laboratory_samples_per_day": 4.0,
    "samples_planned": 320.0,
    "spraying_teams": 1.0,
    "film_pickers": 1.0,
    "balers": 1.0,
    "return_machines": 8.0,
    "packaging_stations": 3.0,
    "collection_trucks": 1.0,
    "extension_staff": 6.0,
    "manure_produced_t": 40000.0,
    "manure_outlet_t_per_month": 2900.0,
}

# The year of one township by element: month → rate × the baseline it stands on. All invented.
_YEAR: dict[str, tuple[str, dict[int, float]]] = {
    "sowing.wheat_mu": ("wheat_mu", {10: 1.0}),
    "sowing.maize_mu": ("maize_mu", {6: 1.0}),
    "fertilizer.wheat_n_t": ("wheat_mu", {2: 0.003, 3: 0.005, 10: 0.007}),
    "fertilizer.wheat_p2o5_t": ("wheat_mu", {2: 0.0, 3: 0.0, 10: 0.001}),
    "fertilizer.wheat_k2o_t": ("wheat_mu", {2: 0.0, 3: 0.0, 10: 0.001}),
    "fertilizer.wheat_compound_t": ("wheat_mu", {2: 0.0, 3: 0.0, 10: 0.010}),
    "fertilizer.maize_n_t": ("maize_mu", {6: 0.006, 7: 0.005}),
    "fertilizer.maize_p2o5_t": ("maize_mu", {6: 0.001, 7: 0.0}),
    "fertilizer.maize_k2o_t": ("maize_mu", {6: 0.001, 7: 0.0}),
    "fertilizer.maize_compound_t": ("maize_mu", {6: 0.009, 7: 0.0}),
    "fertilizer.other_n_t": ("vegetable_mu", dict.fromkeys(range(2, 12), 0.004)),
    "fertilizer.other_p2o5_t": ("vegetable_mu", dict.fromkeys(range(2, 12), 0.001)),
    "fertilizer.other_k2o_t": ("vegetable_mu", dict.fromkeys(range(2, 12), 0.001)),
    "fertilizer.other_compound_t": ("vegetable_mu", dict.fromkeys(range(2, 12), 0.005)),
    "soil_testing.samples_taken": ("wheat_mu", {6: 0.002, 9: 0.002}),
    "soil_testing.samples_analysed": ("wheat_mu", {6: 0.002, 9: 0.002}),
    "soil_testing.cards_issued": ("wheat_mu", {6: 0.002, 9: 0.002}),
    "soil_testing.wheat_formula_area_mu": ("wheat_mu", {2: 0.04, 3: 0.04, 10: 0.74}),
    "soil_testing.maize_formula_area_mu": ("maize_mu", {6: 0.66, 7: 0.16}),
    "pest_control.manual_mu": ("wheat_mu", dict.fromkeys(range(3, 12), 0.10)),
    "pest_control.electric_mu": ("wheat_mu", dict.fromkeys(range(3, 12), 0.20)),
    "pest_control.stretcher_mu": ("wheat_mu", dict.fromkeys(range(3, 12), 0.10)),
    "pest_control.boom_mu": ("wheat_mu", dict.fromkeys(range(3, 12), 0.06)),
    "pest_control.drone_mu": ("wheat_mu", dict.fromkeys(range(3, 12), 0.10)),
    "pest_control.unified_area_mu": ("wheat_mu", dict.fromkeys(range(3, 12), 0.215)),
    "pest_control.pesticide_kg": ("wheat_mu", dict.fromkeys(range(3, 12), 0.06)),
    "pest_control.green_area_mu": (
        "wheat_mu",
        {3: 0.05, 4: 0.15, 5: 0.1, 6: 0.08, 7: 0.06, 8: 0.06, 9: 0.01, 10: 0, 11: 0},
    ),
    "film.used_kg": ("peanut_mu", {4: 1.2, 5: 1.9, 9: 0.6, 10: 1.2}),
    "film.degradable_used_kg": ("peanut_mu", {4: 0.0, 5: 0.0, 9: 0.0, 10: 0.0}),
    "film.recovered_kg": ("peanut_mu", {5: 2.6, 9: 3.2}),
    "packaging.recovered_kg": ("wheat_mu", dict.fromkeys(range(3, 13), 0.0045)),
    "straw.wheat_harvested_mu": ("wheat_last_autumn_mu", {6: 1.0}),
    "straw.wheat_output_t": ("wheat_last_autumn_mu", {6: 0.42}),
    "straw.wheat_returned_mu": ("wheat_last_autumn_mu", {6: 0.78}),
    "straw.maize_harvested_mu": ("maize_mu", {9: 0.7, 10: 0.3}),
    "straw.maize_output_t": ("maize_mu", {9: 0.315, 10: 0.135}),
    "straw.maize_returned_mu": ("maize_mu", {9: 0.44, 10: 0.19}),
    "straw.fertilizer_use_t": ("maize_mu", {6: 0.02, 7: 0.01, 9: 0.03, 10: 0.03, 11: 0.01}),
    "straw.feed_use_t": ("maize_mu", {6: 0.02, 7: 0.0, 9: 0.03, 10: 0.02, 11: 0.0}),
}
_COUNTY_YEAR: dict[str, dict[int, float]] = {
    "manure.produced_t": dict.fromkeys((3, 6, 9, 12), 10_000.0),
    "manure.used_t": dict.fromkeys((3, 6, 9, 12), 7_600.0),
    **{
        f"field_trial.{crop}_{nutrient}_{kind}_recovery": {month: value}
        for crop, month in (("wheat", 7), ("maize", 11))
        for nutrient, values in (("n", (0.41, 0.35)), ("p2o5", (0.26, 0.2)), ("k2o", (0.44, 0.38)))
        for kind, value in zip(("formula", "conventional"), values, strict=True)
    },
    "field_trial.wheat_plots": {7: 16.0},
    "field_trial.maize_plots": {11: 16.0},
    "field_trial.wheat_recovery_sd": {7: 0.02},
    "field_trial.maize_recovery_sd": {11: 0.02},
}

# Process indicators that nobody here reports anything for, and what is missing: their values are unknown.
UNREPORTED = {
    "machine_picked_share": "film.covered_area_mu",
    "formula_fertilizer": "soil_testing.formula_fertilizer_t",
    "organic_fertilizer": "fertilizer.organic_t",
    "formula_area_other_crops": "soil_testing.other_formula_area_mu",
}


def the_plan() -> Plan:
    """The 2019 plan of the seed data."""
    return read_plan(seed_root() / "zhengzhou", 2019)


def without_bias(plan: Plan) -> Plan:
    """The same plan, sure that nobody over-reports."""
    none = {
        family: OverReporting(0.0, 0.0, prior.source, prior.certainty)
        for family, prior in plan.over_reporting.items()
    }
    return replace(plan, over_reporting=none)


def with_parameters(plan: Plan, change: Callable[[str, float], float]) -> Plan:
    """The same plan with every simulation parameter passed through `change(name, value)`."""
    changed: dict[str, Coefficient] = {
        figure.name: replace(figure, value=tuple(change(figure.name, v) for v in figure.value))
        for figure in plan.parameters
    }
    return replace(plan, parameters=Coefficients(changed))


def places_of(counties: int = 3, townships: int = 4) -> Places:
    """A city with some counties of some townships each."""
    units = [OrgUnit("4101", "城", "City", "", Level.CITY, None, False)]
    for c in range(1, counties + 1):
        county = f"4101{c:02d}"
        units.append(OrgUnit(county, county, county, "", Level.COUNTY, "4101", False))
        units.extend(
            OrgUnit(f"{county}{t:03d}", f"{t}", f"{t}", "", Level.TOWNSHIP, county, True)
            for t in range(1, townships + 1)
        )
    return Places(tuple(units))


def snapshot_of(
    plan: Plan,
    as_of: str = "2019-09-05",
    *,
    reported: str = "2019-08",
    places: Places | None = None,
    performance: Callable[[str, int], float] | None = None,
    gaps: frozenset[tuple[str, str, str]] = frozenset(),
    spot_checks: tuple[SpotCheck, ...] = (),
    area: Callable[[str, str], float] | None = None,
    recovery_sd: float = 0.02,
) -> Snapshot:
    """Return the record of last year, complete, and of this year up to a month.

    Parameters
    ----------
    plan : Plan
        The plan year is 2019.
    as_of : str
        The day of the snapshot.
    reported : str
        The last month whose reports are in.
    places : Places, optional
        Three counties of four townships by default.
    performance : callable, optional
        (org unit, position of the month among 24) → factor on every amount of the cell.
    gaps : set
        (org unit, form, month) that never came.
    spot_checks : tuple
        As they are.
    area : callable, optional
        (org unit, baseline key) → factor on the baseline.
    recovery_sd : float
        Standard deviation of field trials between plots.
    """
    places = places or places_of()
    elements, periods, forms = plan.forms.data_elements, plan.periods, tuple(f.code for f in plan.forms)
    index = {element: i for i, element in enumerate(elements)}
    units = places.units
    values = np.full((len(units), len(elements), 24), np.nan)
    state = np.full(values.shape, CellState.NOT_DUE, dtype=np.int8)
    delay = np.full((len(units), len(forms), 24), np.nan)
    baselines = np.full((len(units), len(KEYS), 2), np.nan)
    last = Period.parse(reported)
    for u, unit in enumerate(units):
        known = AREA if unit.level == Level.TOWNSHIP else COUNTY if unit.level == Level.COUNTY else {}
        for key, value in known.items():
            factor = area(unit.code, key) if area else 1.0
            baselines[u, KEYS.index(key)] = value * factor
        for m, period in enumerate(periods):
            if unit.level == Level.TOWNSHIP:
                cells = {
                    element: baselines[u, KEYS.index(key), 1] * months[period.month]
                    for element, (key, months) in _YEAR.items()
                    if period.month in months
                }
            elif unit.level == Level.COUNTY:
                cells = {
                    e: months[period.month] for e, months in _COUNTY_YEAR.items() if period.month in months
                }
            else:
                continue
            factor = performance(unit.code, m) if performance else 1.0
            cells = {e: recovery_sd if e.endswith("recovery_sd") else v for e, v in cells.items()}
            for element, value in cells.items():
                form = element.split(".")[0]
                at = (u, index[element], m)
                if period > last or (unit.code, form, str(period)) in gaps:
                    state[at] = CellState.NOT_REPORTED
                    continue
                is_amount = form not in {"field_trial", "sowing"}
                values[at], state[at] = value * (factor if is_amount else 1.0), CellState.GIVEN
                delay[u, forms.index(form), m] = 2
    return Snapshot(
        as_of=date.fromisoformat(as_of),
        basis=SnapshotBasis.ACCEPTED,
        places=places,
        forms=forms,
        data_elements=elements,
        periods=periods,
        values=values,
        state=state,
        delay_days=delay,
        is_closed=np.zeros((len(units), 24), dtype=np.bool_),
        baseline_keys=KEYS,
        years=(2018, 2019),
        baselines=baselines,
        spot_checks=spot_checks,
    )


def year_over(plan: Plan) -> Snapshot:
    """The whole year reported, accepted and closed, seen on January 20."""
    whole = snapshot_of(plan, "2020-01-20", reported="2019-12")
    return replace(whole, is_closed=np.ones_like(whole.is_closed))


def days_after(text: str, days: int) -> date:
    """A date some days after another."""
    return date.fromisoformat(text) + timedelta(days=days)
