"""The planned path: where an indicator should stand on a day if the plan is to be met.

Coverage and recovery follow the crop calendar in steps; growth and efficiencies are flat at the target; an
indicator without a target has no path.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from agri.definitions.calendar import Campaign
from agri.definitions.crops.seasons import PlantedSeason
from agri.definitions.plan import Indicator, Plan
from agri.indicators.quantities import sum_up
from agri.indicators.snapshot import Floats, Snapshot


def planned_path(snapshot: Snapshot, plan: Plan, day: date) -> dict[str, Floats]:
    """Return where each indicator should stand at the end of a day.

    Parameters
    ----------
    snapshot : Snapshot
        Gives the areas (baselines) that weight the campaigns.
    plan : Plan
        Targets, campaigns and their windows.
    day : date
        A day of the plan year.

    Returns
    -------
    dict of array, shape (org_unit,)
        Fraction by indicator code; NaN where there is no target, or before the first campaign of a path
        whose denominator grows with it.
    """
    return {code: _path(indicator, snapshot, plan, day) for code, indicator in plan.indicators.items()}


def _path(indicator: Indicator, snapshot: Snapshot, plan: Plan, day: date) -> Floats:
    units = len(snapshot.places.units)
    if indicator.target is None:
        return np.full(units, np.nan)
    if not indicator.path:
        return np.full(units, indicator.target.value)
    done = np.zeros(units)
    whole = np.zeros(units)
    for campaign, share in campaign_weights(plan, indicator):
        weight = sum_up(campaign_area(campaign, snapshot, plan), snapshot.places) * share
        done += weight * campaign.passed(day)
        whole += weight
    passed = np.divide(done, whole, out=np.full(units, np.nan), where=whole > 0)
    return np.asarray(passed * indicator.target.value)


def campaign_weights(plan: Plan, indicator: Indicator) -> Iterator[tuple[Campaign, float]]:
    """Yield the campaigns of a path, each with its share of its crop's area.

    The campaigns of one crop share its area among them, so that the path ends at the target.
    """
    campaigns = [plan.calendar.campaigns[code] for code in indicator.path]
    for campaign in campaigns:
        yield (
            campaign,
            _weight(campaign) / sum(_weight(other) for other in campaigns if other.crop == campaign.crop),
        )


def _weight(campaign: Campaign) -> float:
    """A season counts once: the share of its formula area, or of its area, that falls into the campaign."""
    return campaign.formula if campaign.kind == "fertilize" else campaign.share


def campaign_area(campaign: Campaign, snapshot: Snapshot, plan: Plan) -> Floats:
    """Return the planned area of the season that a campaign works on, (org_unit,); 0 where none is known."""
    crop = plan.calendar.crops[campaign.crop]
    key = PlantedSeason(crop, crop.season_of(campaign.first[0])).area_key
    if key not in snapshot.baseline_index:
        return np.zeros(len(snapshot.places.units))
    return np.nan_to_num(snapshot.baseline(key, plan.year))
