"""The chance that all targets of the city are met at once, and how far replications pin it down.

Targets share weather, performance and over-reporting, so their joint chance is no product of the single ones:
it is counted over the replications, each of which holds one year of all indicators.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from agri.definitions.plan import Plan, Target
from agri.indicators.snapshot import Floats
from agri.terms import Basis


@dataclass(frozen=True, slots=True)
class JointChance:
    """The chance of all targets at once on one basis.

    ============== ============================================================ ========
    Field          Meaning                                                      Unit
    ============== ============================================================ ========
    probability    share of replications that meet every target                 fraction
    standard_error Monte-Carlo error of it: what other seeds would differ by    fraction
    ============== ============================================================ ========
    """

    probability: float
    standard_error: float


def joint_chance(draws: Mapping[str, Floats], targets: Mapping[str, Target]) -> JointChance | None:
    """Count how often all targets are met in the same replication.

    Parameters
    ----------
    draws : mapping
        Indicator → year-end draws of one place on one basis, shape (replication,), in the same order of
        replications throughout. Replications in which a target's indicator is NaN are left out.
    targets : mapping
        Indicator → its target, in the unit of the draws.

    Returns
    -------
    JointChance or None
        None without any target, or where no replication has a value for every one of them.
    """
    if not targets:
        return None
    values = np.stack([np.asarray(draws[code]) for code in targets])
    known = np.isfinite(values).all(axis=0)
    count = int(known.sum())
    if not count:
        return None
    met = np.stack([target.is_met(row) for target, row in zip(targets.values(), values, strict=True)])
    probability = float(met[:, known].all(axis=0).mean())
    return JointChance(probability, math.sqrt(probability * (1 - probability) / count))


def joint_chances(city: Mapping[tuple[str, Basis], Floats], plan: Plan) -> dict[Basis, JointChance]:
    """Count the city's joint chance on each basis that has one; draws by (indicator, basis)."""
    targets = {indicator.code: indicator.target for indicator in plan.targets if indicator.target}
    found = {basis: joint_chance({code: city[code, basis] for code in targets}, targets) for basis in Basis}
    return {basis: chance for basis, chance in found.items() if chance is not None}


def joint_document(joint: Mapping[Basis, JointChance]) -> dict[str, Any]:
    """Return the chance on both bases as JSON values; a basis without one is null."""
    found = {str(basis): joint.get(basis) for basis in Basis}
    return {
        **{basis: None if chance is None else chance.probability for basis, chance in found.items()},
        "standard_error": {
            basis: None if chance is None else chance.standard_error for basis, chance in found.items()
        },
    }
