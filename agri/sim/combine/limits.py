"""Within which limits a year end is possible, so that a pool moves no draw beyond them."""

import numpy as np

from agri.definitions.declared import IndicatorKind
from agri.definitions.plan import Indicator, Plan
from agri.indicators.snapshot import Floats
from agri.sim.run.outcome import is_share
from agri.terms import Basis, Severity, Span


def within_limits(moved: Floats, engine: Floats, indicator: Indicator, basis: Basis, plan: Plan) -> Floats:
    """Return moved draws held to what is possible; the engine's own beyond it stay where they are.

    Nothing but growth falls below 0, and growth not below -1. The whole is the most that was truly done, and
    the most that will be reported where a rule of the form stops what is more.
    """
    low = np.minimum(engine, -1 if indicator.making.kind == IndicatorKind.GROWTH else 0)
    is_bounded = is_share(indicator) if basis == Basis.TRUE else stops_at_the_whole(indicator, plan)
    high = np.maximum(engine, 1) if is_bounded else np.inf
    return np.asarray(np.clip(moved, low, high), dtype=moved.dtype)


def stops_at_the_whole(indicator: Indicator, plan: Plan) -> bool:
    """Say whether a rule refuses any report of which the upper side is more than the lower one."""
    if indicator.making.kind != IndicatorKind.RATIO:
        return False
    part, whole = (
        {name for term in terms for name in plan.amounts[term.amount].names(plan.main_crops)}
        for terms in (indicator.making.numerator, indicator.making.denominator)
    )
    return any(
        rule.severity == Severity.STOP
        and rule.constant <= 0
        and {term.element(form.code) for term in rule.left if term.factor >= 1} >= part
        and {term.element(form.code) for term in rule.right} <= whole
        and all(term.factor <= 1 for term in rule.right)
        and all(term.owner is None and term.span == Span.MONTH for term in (*rule.left, *rule.right))
        for form in plan.forms
        for rule in form.rules
    )
