"""Weighted means: Σ amount × coefficient over Σ amount, where the coefficient may follow the month's crop."""

import numpy as np

from agri.definitions.declared import Amount
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats
from agri.indicators.sums import Sums

ANY = "any"


def weighted_sum(sums: Sums, amount: Amount) -> Floats:
    """Add up cells × coefficient over the plan year, shape (org_unit,)."""
    plan, snapshot, months = sums.plan, sums.snapshot, sums.spans.year
    known = sums.known_months(amount)
    crops = [sprayed_crop(plan, month) for month in range(1, 13)]
    total = np.zeros(len(snapshot.places.units))
    for element, coefficient in amount.weights.items():
        of_month = np.array(
            [weight(plan, coefficient, crops[month - 1]) for month in sums.cells.month_numbers]
        )
        cells = sums.cells.of(element)
        cells = (cells if known is None else np.where(known, cells, 0))[:, months]
        total += cells @ of_month[months]
    return total


def weight(plan: Plan, coefficient: str, crop: str) -> float:
    """Return a coefficient, or of a table of them the one of a crop; `any` where none is known."""
    if coefficient in plan.coefficients.by_name:
        return plan.coefficients[coefficient]
    rates = plan.coefficients.under(coefficient)
    return rates.get(crop, rates[ANY])


def deposit_rate(plan: Plan, sprayer: str, crop: str) -> float:
    """Return the share of a spray that stays on the crop; the sprayer's general rate where none is known."""
    return weight(plan, f"deposit.{sprayer}", crop)


def sprayed_crop(plan: Plan, month: int) -> str:
    """Return the main crop with most spraying days in a month, or ``any``."""
    return plan.sprayed_crops[month - 1] or ANY
