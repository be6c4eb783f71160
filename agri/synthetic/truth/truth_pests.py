"""The truth of pest control: treatments by sprayer, unified and green control, pesticide."""

import numpy as np

from agri.definitions.calendar import Campaign
from agri.synthetic.world.intensities import pesticide_kg_per_treatment
from agri.synthetic.world.performance import share_of_year
from agri.synthetic.world.place_effects import pesticide_habit
from agri.synthetic.world.season import Season
from agri.synthetic.world.true_levels import PESTICIDE_EFFICIENCY
from agri.synthetic.world.world import Floats, logistic, logit, solve

SPRAYERS = ("manual", "electric", "stretcher", "boom", "drone")

# Shares of area-times with nobody ahead, assumed: of what farmers treat themselves, and of what teams treat,
# who carry no knapsack; so unified control stays inside what machines treated. SOURCES.md#demo-sprayers
_OWN_MIX = np.array([0.26, 0.64, 0.05, 0.03, 0.02])
_TEAM_MIX = np.array([0.0, 0.0, 0.60, 0.22, 0.18])
_TILT = np.array([-1.0, -0.1, -0.2, 1.0, 1.1])  # how a step of mechanisation moves their logs, assumed
# How much easier than the year's mean a campaign is for professional teams, logit, assumed.
_UNIFIED_EASE = {
    "wheat_weeding": -0.2,
    "wheat_one_spray": 0.5,
    "maize_seedling": -0.1,
    "maize_leaf": 0.2,
    "vegetable_sprays": -1.5,
    "wheat_autumn": -0.2,
}
_UNIFIED_MOST = 0.96  # of treatments, at most
# Where green control is counted, share of the crop's green area by campaign, assumed.
_GREEN_SHARE = {"wheat_weeding": 0.35, "wheat_one_spray": 0.65, "maize_seedling": 0.45, "maize_leaf": 0.55}
_TEAM_MU_PER_DAY = 400  # seed_data/SOURCES.md#capacity-sprayers
_TEAM_DAYS = 24  # of a month


def _area(season: Season, campaign: Campaign) -> Floats:
    is_spring_wheat = (
        campaign.crop == "wheat" and campaign.first[0] < season.plan.calendar.crops["wheat"].first_month
    )
    return season.area["wheat_before" if is_spring_wheat else campaign.crop]


def pest_control(season: Season) -> dict[str, Floats]:
    """Return treatments, unified and green control (mu) and pesticide (kg) by month."""
    world, year = season.world, season.year
    campaigns = season.plan.calendar.of_kind("spray")
    pressure = season.shocks("pest pressure", 0.05, 0.06)
    treated = np.stack(
        [
            (_area(season, c) * c.share)[:, None] * season.timing(c, "pest_control.manual_mu") * pressure
            for c in campaigns
        ],
        axis=1,
    )  # (township, campaign, month)
    total = treated.sum(axis=1)
    ease = np.array([_UNIFIED_EASE.get(campaign.code, 0.0) for campaign in campaigns])
    share = share_of_year(world, "unified", year, treated.sum(axis=2), ease)
    unified = (share[:, :, None] * treated).sum(axis=1) * season.shocks("unified", 0.05, 0.06)
    unified = np.minimum(_within_teams(season, unified), _UNIFIED_MOST * total)
    wanted = share * treated.sum(axis=2)
    kept = _ratio(unified.sum(axis=1), wanted.sum(axis=1))
    by_team = np.stack([kept[:, None] * wanted, treated.sum(axis=2) - kept[:, None] * wanted])
    values = _by_sprayer(season, campaigns, by_team, np.stack([unified, total - unified]))
    values["pest_control.unified_area_mu"] = unified

    green = np.zeros_like(total)
    planted = season.area["wheat_before"] + season.area["maize"]
    share = share_of_year(world, "green", year, planted)
    for campaign in campaigns:
        part = _GREEN_SHARE.get(campaign.code, 0.0)
        timing = season.timing(campaign, "pest_control.green_area_mu")
        green += (share * part * _area(season, campaign))[:, None] * timing
    values["pest_control.green_area_mu"] = green * season.shocks("green", 0.04, 0.06)

    city = np.exp(world.city_of_year("pesticide", year, 0.006))
    kg = pesticide_kg_per_treatment(year) * pesticide_habit(world) * city
    values["pest_control.pesticide_kg"] = kg[:, None] * total * season.shocks("pesticide", 0.02, 0.05)
    return values


def _by_sprayer(
    season: Season, campaigns: tuple[Campaign, ...], by_campaign: Floats, by_month: Floats
) -> dict[str, Floats]:
    """Return area-times by sprayer and month, shape (township, month), that meet the year's efficiency.

    Parameters
    ----------
    by_campaign : array, shape (2, township, campaign)
        What teams treated, and what farmers treated themselves, mu.
    by_month : array, shape (2, township, month)
        The same by month.
    """
    world, year, level = season.world, season.year, PESTICIDE_EFFICIENCY
    deposit = np.array(
        [[_deposit(season, name, campaign.crop) for campaign in campaigns] for name in SPRAYERS]
    )
    effects = world.persistent(level.effect, level.county_sd, level.township_sd)
    effects = effects + world.of_year(level.effect, year, 0.05, 0.08)

    def mix(step: float) -> Floats:
        tilt = np.exp(np.multiply.outer(effects + step, _TILT))
        weights = np.stack([_TEAM_MIX * tilt, _OWN_MIX * tilt])
        return np.asarray(weights / weights.sum(axis=2, keepdims=True))  # (2, township, sprayer)

    def efficiency(step: float) -> float:
        deposited = np.einsum("wts,wtc,sc->", mix(step), by_campaign, deposit)
        return float(deposited / by_campaign.sum())

    luck = world.city_of_year(level.effect, year, level.year_sd) / 10
    wanted = float(logistic(np.asarray(logit(level.at(year)) + luck)))
    shares = mix(solve(efficiency, wanted))
    jitter = np.stack([season.shocks(f"sprayer {name}", 0.02, 0.05) for name in SPRAYERS], axis=1)
    by_sprayer = shares[:, :, :, None] * jitter
    by_sprayer *= by_month[:, :, None, :] / by_sprayer.sum(axis=2, keepdims=True)
    both = by_sprayer.sum(axis=0)
    return {f"pest_control.{name}_mu": both[:, i, :] for i, name in enumerate(SPRAYERS)}


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)


def _deposit(season: Season, sprayer: str, crop: str) -> float:
    rates = season.plan.coefficients.under(f"deposit.{sprayer}")
    return rates.get(crop, rates["any"])


def _within_teams(season: Season, unified: Floats) -> Floats:
    """Keep a county's unified area inside what its teams can do in a month, pro rata."""
    world = season.world
    rows = [world.places.index[code] for code in world.counties]
    can = season.this_year["spraying_teams"][rows] * _TEAM_MU_PER_DAY * _TEAM_DAYS
    wanted = world.county_sums(unified)
    share = np.divide(can[:, None], wanted, out=np.ones_like(wanted), where=wanted > can[:, None])
    return unified * share[world.county_index]
