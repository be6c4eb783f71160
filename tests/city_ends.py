"""The city's year ends, as plain numbers."""

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.scoring.year_end import year_ends


def city_ends(snapshot: Snapshot, plan: Plan) -> dict[str, float]:
    """Indicator → the city's year end, fraction."""
    at = snapshot.places.index[plan.city]
    return {code: float(ends[at]) for code, ends in year_ends(snapshot, plan).items()}
