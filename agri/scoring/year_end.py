"""What a year came to: every indicator on all that a snapshot holds of the plan year."""

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.plan.progress import ratios_to_date


def year_ends(snapshot: Snapshot, plan: Plan) -> dict[str, Floats]:
    """Return every indicator's year end by place, fraction, shape (org_unit,); NaN without a denominator."""
    ratios = ratios_to_date(snapshot, plan, Period(plan.year, 12))
    return {code: ratio.value for code, ratio in ratios.items()}
