"""Bend a year's flows by factors and keep them possible: no part beyond its whole or the land."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.flows import Flows

SERVICES = ("formula_mu", "unified_mu", "green_mu", "film_back_kg", "packaging_kg", "straw_used_t")
_MOST_FORMULA, _MOST_UNIFIED, _MOST_GREEN = 0.991, 0.963, 0.971  # of the land or the treatments


def scaled(flows: Flows, factors: Mapping[str, Floats]) -> Flows:
    """Multiply fields by factors that broadcast to (township, month); a field by crop gets one for all."""
    changed: dict[str, Any] = {}
    for name, factor in factors.items():
        value = getattr(flows, name)
        if isinstance(value, Mapping):
            changed[name] = {crop: one * factor for crop, one in value.items()}
        else:
            changed[name] = value * factor
    return replace(flows, **changed)


def possible(flows: Flows, wheat_before: Floats, wheat: Floats, maize: Floats) -> Flows:
    """Scale down what would pass its whole; areas of shape (township,): sown last autumn, now, in June."""
    spring = np.arange(12) < 6
    of_wheat = flows.formula_mu["wheat"]
    formula = dict(flows.formula_mu)
    formula["wheat"] = np.where(
        spring, _at_most(of_wheat * spring, wheat_before), _at_most(of_wheat * ~spring, wheat)
    )
    formula["maize"] = _at_most(formula["maize"], maize)
    green_limit = _MOST_GREEN / _MOST_FORMULA * (wheat_before + maize)
    return replace(
        flows,
        formula_mu=formula,
        unified_mu=np.minimum(flows.unified_mu, _MOST_UNIFIED * flows.treated_mu),
        green_mu=_at_most(flows.green_mu, green_limit),
        returned_mu={
            crop: np.minimum(area, flows.harvested_mu[crop]) for crop, area in flows.returned_mu.items()
        },
        samples_analysed=np.minimum(flows.samples_analysed, flows.samples_taken.cumsum(axis=1)),
    )


def _at_most(done: Floats, land: Floats) -> Floats:
    total, limit = done.sum(axis=1), _MOST_FORMULA * land
    share = np.divide(limit, total, out=np.ones_like(total), where=total > limit)
    return np.asarray(done * share[:, None])
