"""Pure: how good a projection was, once the end is known, and what simple rules would have said."""

from agri.plan.rules.on_amounts import half_of_last_growth, last_year_share, straight_line
from agri.scoring.scores import brier, crps, interval_coverage

__all__ = [
    "brier",
    "crps",
    "half_of_last_growth",
    "interval_coverage",
    "last_year_share",
    "straight_line",
]
