"""The truth of the fields: what was sown, fertilized and fertilized by soil test."""

from collections.abc import Callable

import numpy as np

from agri.definitions.calendar import Campaign
from agri.synthetic.world.intensities import MAIN_CROPS, fertilizer_kg_per_mu
from agri.synthetic.world.performance import share_of_year
from agri.synthetic.world.place_effects import fertilizer_habit
from agri.synthetic.world.season import Season
from agri.synthetic.world.world import Floats

KINDS = ("n", "p2o5", "k2o", "compound")

# Share supplied as compound, by nutrient; seed_data/SOURCES.md#npk-compound-share.
_AS_COMPOUND = {"n": 0.470, "p2o5": 0.889, "k2o": 0.750}
# Composition of a topdressing, mostly urea; assumed. The base dressing takes what the year's mix leaves.
_TOPDRESSING = {"wheat": (0.82, 0.01, 0.02, 0.15), "maize": (0.90, 0.0, 0.01, 0.09)}
_OTHER_MIX = np.array([0.28, 0.03, 0.06, 0.63])  # vegetables, garlic, peanut and others; assumed

# When other crops are fertilized, share of the year's amount by month; assumed.
_OTHER_MONTHS: dict[str, dict[int, float]] = {
    "vegetable": {
        2: 0.05,
        3: 0.12,
        4: 0.13,
        5: 0.10,
        6: 0.08,
        7: 0.09,
        8: 0.11,
        9: 0.13,
        10: 0.10,
        11: 0.06,
        12: 0.03,
    },
    "garlic_before": {3: 0.25, 4: 0.10},
    "garlic": {9: 0.40, 10: 0.25},
    "peanut": {4: 0.45, 5: 0.40, 6: 0.15},
    "other": {5: 0.25, 6: 0.60, 7: 0.15},
}
_VEGETABLE_SOWN = {3: 0.26, 4: 0.20, 5: 0.12, 6: 0.12, 9: 0.20, 10: 0.10}
_OTHER_SOWN = {4: 0.10, 5: 0.25, 6: 0.65}
_ORGANIC_MONTHS = {3: 0.30, 4: 0.10, 6: 0.10, 9: 0.20, 10: 0.30}
_FORMULA_OTHER_MONTHS = {2: 0.08, 3: 0.25, 6: 0.22, 7: 0.08, 9: 0.20, 10: 0.14, 11: 0.03}
_FORMULA_MOST = 0.985  # of an area, at most
_LABORATORY_DAYS = 22  # working days a month


def spread(months: dict[int, float]) -> Floats:
    """Return shares by month as an array, shape (month,)."""
    return np.array([months.get(month, 0.0) for month in range(1, 13)])


def sowing(season: Season) -> dict[str, Floats]:
    """Return what was sown by month, mu."""
    area = season.area
    return {
        "sowing.wheat_mu": area["wheat"][:, None] * season.timing("wheat_sowing", "sowing.wheat_mu"),
        "sowing.maize_mu": area["maize"][:, None] * season.timing("maize_sowing", "sowing.maize_mu"),
        "sowing.garlic_mu": area["garlic"][:, None] * season.timing("garlic_sowing", "sowing.garlic_mu"),
        "sowing.peanut_mu": area["peanut"][:, None] * season.timing("peanut_sowing", "sowing.peanut_mu"),
        "sowing.vegetable_mu": area["vegetable"][:, None] * spread(_VEGETABLE_SOWN),
        "sowing.other_mu": area["other"][:, None] * spread(_OTHER_SOWN),
    }


def yearly_mix(season: Season) -> Floats:
    """Return how a grain crop's pure fertilizer is supplied over a year, shape (kind,), sum 1."""
    ratio = season.plan.coefficients.under("fertilizer.ratio")
    total = sum(ratio.values())
    straight = [ratio[name] / total * (1 - _AS_COMPOUND[name]) for name in _AS_COMPOUND]
    return np.array([*straight, 1 - sum(straight)])


def fertilizer(season: Season) -> dict[str, Floats]:
    """Return pure fertilizer by crop, kind and month, t; organic product, t, and its area, mu."""
    world, year = season.world, season.year
    city = np.exp(world.city_of_year("fertilizer", year, 0.004))
    habit = fertilizer_habit(world) * np.exp(world.of_year("fertilizer", year, 0.006, 0.015)) * city
    values: dict[str, Floats] = {}
    for crop in MAIN_CROPS:
        by_kind = np.zeros((len(world.townships), 4, 12))
        for campaign in _fertilizations(season, crop):
            is_new_season = season.plan.calendar.crops[crop].first_month <= campaign.first[0]
            area = season.area[crop if crop != "wheat" or is_new_season else "wheat_before"]
            mass_t = area * fertilizer_kg_per_mu(crop, year) * campaign.share * habit / 1000
            timing = season.timing(campaign, f"fertilizer.{crop}_n_t")
            mix = _mix(season, crop, campaign)
            by_kind += mass_t[:, None, None] * mix[:, None] * timing
        by_kind *= season.shocks(f"fertilizer {crop}", 0.012, 0.03)[:, None, :]
        for i, kind in enumerate(KINDS):
            values[f"fertilizer.{crop}_{kind}_t"] = by_kind[:, i, :]
    other = np.zeros((len(world.townships), 12))
    for name, months in _OTHER_MONTHS.items():
        kg = season.area[name] * fertilizer_kg_per_mu(name.removesuffix("_before"), year)
        other += (kg * habit / 1000)[:, None] * spread(months)
    other *= season.shocks("fertilizer other", 0.02, 0.05)
    for i, kind in enumerate(KINDS):
        values[f"fertilizer.other_{kind}_t"] = other * _OTHER_MIX[i]
    organic = (0.06 + 0.01 * (year - 2019)) * (season.area["wheat_before"] + 2 * season.area["vegetable"])
    area = organic[:, None] * spread(_ORGANIC_MONTHS) * season.shocks("organic", 0.10, 0.15)
    values["fertilizer.organic_area_mu"] = area
    values["fertilizer.organic_t"] = (
        area * 0.35 * season.shocks("organic t", 0.05, 0.10)
    )  # 350 kg/mu, assumed
    return values


def _fertilizations(season: Season, crop: str) -> list[Campaign]:
    return [campaign for campaign in season.plan.calendar.of_kind("fertilize") if campaign.crop == crop]


def _mix(season: Season, crop: str, campaign: Campaign) -> Floats:
    """Return a dressing's supply by kind, shape (kind,); all dressings together meet the year's mix."""
    top = np.array(_TOPDRESSING[crop])
    if campaign.code.endswith("_topdressing"):
        return top
    share = sum(other.share for other in _fertilizations(season, crop) if other.code != campaign.code)
    return (yearly_mix(season) - share * top) / (1 - share)


def soil_testing(season: Season) -> dict[str, Floats]:
    """Return samples, cards and newly formula-fertilized area by month."""
    world, year, area = season.world, season.year, season.area
    values: dict[str, Floats] = {}
    for crop in MAIN_CROPS:
        element = f"soil_testing.{crop}_formula_area_mu"
        share = share_of_year(world, f"{crop}_formula", year, area[crop])
        firsts = [c for c in _fertilizations(season, crop) if c.code != "wheat_topdressing"]
        weight = sum(campaign.formula for campaign in firsts)
        timing = sum((c.formula / weight * season.timing(c, element) for c in firsts), np.zeros(12))
        done = (share * area[crop])[:, None] * timing * season.shocks(f"formula {crop}", 0.012, 0.015)
        values[element] = _at_most(done, _FORMULA_MOST * area[crop])
    spring = season.plan.calendar.campaigns["wheat_topdressing"]
    element = "soil_testing.wheat_formula_area_mu"
    before = share_of_year(world, "wheat_formula", year - 1, area["wheat_before"])
    late = np.minimum(before * spring.formula / (1 - spring.formula), _FORMULA_MOST - before)
    values[element] += (late.clip(0) * area["wheat_before"])[:, None] * season.timing(spring, element)

    other = area["vegetable"] + area["garlic"] + area["peanut"]
    share = share_of_year(world, "other_formula", year, other)
    values["soil_testing.other_formula_area_mu"] = (share * other)[:, None] * spread(_FORMULA_OTHER_MONTHS)
    formula_mu = sum(values[f"soil_testing.{crop}_formula_area_mu"] for crop in (*MAIN_CROPS, "other"))
    # 40 kg of product on half of the formula area, the rest by card with single fertilizers; assumed.
    values["soil_testing.formula_fertilizer_t"] = 0.020 * formula_mu * season.shocks("formula t", 0.05, 0.12)
    values |= _samples(season)
    return values


def _samples(season: Season) -> dict[str, Floats]:
    world, area = season.world, season.area
    per_mu = np.divide(1, season.known("mu_per_sample"))
    habit = np.exp(world.persistent("sampling", 0.04, 0.08))
    zeal = habit[:, None] * season.shocks("sampling", 0.04, 0.10)
    taken = np.zeros((len(world.townships), 12))
    for campaign in season.plan.calendar.of_kind("sample"):
        wanted = area[campaign.crop] * campaign.share * per_mu
        taken += wanted[:, None] * season.timing(campaign, "soil_testing.samples_taken")
    taken = _whole(taken * zeal, np.ceil)  # where little is planted, one sample at least
    per_day = season.this_year["laboratory_samples_per_day"][
        [world.places.index[code] for code in world.counties]
    ]
    analysed = np.zeros_like(taken)
    waiting = np.zeros(len(world.townships))
    for month in np.nonzero(taken.sum(axis=0))[0]:
        waiting = waiting + taken[:, month]
        queue = world.county_sums(waiting)
        share = np.divide(per_day * _LABORATORY_DAYS, queue, out=np.ones_like(queue), where=queue > 0).clip(
            0, 1
        )
        analysed[:, month] = waiting * share[world.county_index]
        waiting = waiting - analysed[:, month]
    analysed = _whole(analysed, np.round)
    return {
        "soil_testing.samples_taken": taken,
        "soil_testing.samples_analysed": analysed,
        "soil_testing.cards_issued": np.round(analysed * season.known("mu_per_sample")[:, None] / 15),
    }


def _whole(by_month: Floats, rounded: Callable[[Floats], Floats]) -> Floats:
    """Make counts whole, (township, month): a part of one waits for the next month instead of being lost."""
    sums = rounded(np.round(by_month.cumsum(axis=1), 9))
    return np.diff(sums, axis=1, prepend=0.0)


def _at_most(done: Floats, limit: Floats) -> Floats:
    """Scale months down where their sum would pass a limit, shape (township, month)."""
    total = done.sum(axis=1)
    share = np.divide(limit, total, out=np.ones_like(total), where=total > limit)
    return np.asarray(done * share[:, None])
