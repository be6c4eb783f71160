"""The truth that counties report themselves: manure, field trials, dealers' sales."""

import numpy as np

from agri.synthetic.truth.truth_crops import KINDS
from agri.synthetic.world.season import Season
from agri.synthetic.world.true_levels import LEVELS
from agri.synthetic.world.world import Floats, shares_meeting

NUTRIENTS = ("n", "p2o5", "k2o")

_QUARTERS = np.array([0.24, 0.25, 0.25, 0.26])  # of a year's manure, assumed
_USE_SEASON = np.array([1.02, 0.97, 1.0, 1.01])  # fields take more before sowing, assumed
_TRIAL_MONTH = {"wheat": 7, "maize": 11}  # field_trial form
_RECOVERY_YEARLY = {"n": 0.009, "p2o5": 0.006, "k2o": 0.008}  # rise of recovery a year, assumed
_LEAD = 0.45  # of a month's use that dealers sold the month before, assumed


def manure(season: Season) -> dict[str, Floats]:
    """Return manure produced and used by quarter at the quarter's last month, t, shape (county, month)."""
    world, year, level = season.world, season.year, LEVELS["manure_used"]
    rows = [world.places.index[code] for code in world.counties]
    produced_t = season.this_year["manure_produced_t"][rows]
    outlet_t = season.this_year["manure_outlet_t_per_month"][rows]
    random = world.streams("manure", year)
    city = random.normal(0, level.year_sd)
    effects = world.streams("manure").normal(0, level.county_sd, len(world.counties))
    effects = effects + random.normal(0, 0.08, len(world.counties))
    share = shares_meeting(float(level.at(year) + city / 8), effects, produced_t)
    quarters = produced_t[:, None] * _QUARTERS * np.exp(random.normal(0, 0.03, (len(world.counties), 4)))
    used = quarters * share[:, None] * _USE_SEASON * np.exp(random.normal(0, 0.03, quarters.shape))
    values = {"manure.produced_t": quarters, "manure.used_t": np.minimum(used, 3 * outlet_t[:, None])}
    months = {}
    for name, by_quarter in values.items():
        months[name] = np.zeros((len(world.counties), 12))
        months[name][:, 2::3] = by_quarter
    return months


def field_trials(season: Season) -> dict[str, Floats]:
    """Return each county's trial results in the month in which they are known, shape (county, month)."""
    world, year = season.world, season.year
    values: dict[str, Floats] = {}
    for crop, month in _TRIAL_MONTH.items():
        prior = season.plan.coefficients.under(f"recovery_prior.{crop}")
        random = world.streams("trial", crop, year)
        plots = random.integers(6, 13, len(world.counties)).astype(float)
        sd = np.round(random.uniform(0.030, 0.048, len(world.counties)), 3)
        place = world.streams("trial", crop).normal(0, 0.007, len(world.counties))
        found = {f"{crop}_plots": plots, f"{crop}_recovery_sd": sd}
        for nutrient in NUTRIENTS:
            trend = _RECOVERY_YEARLY[nutrient] * (year - 2019)
            conventional = prior[f"{nutrient}_conventional"] + trend + place
            gain = prior[f"{nutrient}_formula"] - prior[f"{nutrient}_conventional"]
            error = random.normal(0, 1, len(world.counties)) * sd / np.sqrt(plots) / 2
            formula = conventional + gain * np.exp(random.normal(0, 0.12, len(world.counties))) + error
            found[f"{crop}_{nutrient}_conventional_recovery"] = np.round(conventional + error, 3)
            found[f"{crop}_{nutrient}_formula_recovery"] = np.round(formula, 3)
        for code, value in found.items():
            by_month = np.zeros((len(world.counties), 12))
            by_month[:, month - 1] = value
            values[f"field_trial.{code}"] = by_month
    return values


def dealer_sales(season: Season, fertilizer: dict[str, Floats]) -> dict[str, Floats]:
    """Return what dealers sold, t pure, shape (county, month): true use, part of it a month ahead."""
    world = season.world
    values: dict[str, Floats] = {}
    for kind in KINDS:
        used = sum(
            (fertilizer[f"fertilizer.{crop}_{kind}_t"] for crop in ("wheat", "maize", "other")),
            np.zeros((len(world.townships), 12)),
        )
        by_county = world.county_sums(used)
        ahead = np.zeros_like(by_county)
        ahead[:, :-1] = by_county[:, 1:]
        random = world.streams("dealers", kind, season.year)
        noise = np.exp(random.normal(0, 0.05, by_county.shape))
        values[f"dealer_sales.{kind}_t"] = ((1 - _LEAD) * by_county + _LEAD * ahead) * 1.02 * noise
    return values
