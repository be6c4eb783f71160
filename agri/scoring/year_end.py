"""What a year came to: every indicator on all that a snapshot holds of the plan year."""

from collections.abc import Mapping

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.plan.progress import ratios_to_date


def year_ends(snapshot: Snapshot, plan: Plan) -> dict[str, Floats]:
    """Return every indicator's year end by place, fraction, shape (org_unit,); NaN without a denominator."""
    ratios = ratios_to_date(snapshot, plan, Period(plan.year, 12))
    return {code: ratio.value for code, ratio in ratios.items()}


def year_end_rates(snapshot: Snapshot, plan: Plan) -> Mapping[str, float]:
    """Return the city's year end of every indicator, fraction."""
    at = snapshot.places.index[plan.city]
    return {code: float(ends[at]) for code, ends in year_ends(snapshot, plan).items()}
