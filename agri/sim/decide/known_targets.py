"""Which targets can be searched for: those whose year end the record lets compute."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from agri.definitions.plan import Plan
from agri.sim.decide.trials import Trials
from agri.sim.world.scenario import BASE


class NothingKnown(ValueError):
    """No target can be computed, so there is nothing to search for."""


def unknown_targets(trials: Trials) -> tuple[str, ...]:
    """Return the targets whose year end cannot be computed from what the record knows.

    Raises
    ------
    NothingKnown
        It is every one of them.
    """
    is_unknown = [bool(np.isnan(values).any()) for values in trials.run(BASE).value]
    if all(is_unknown):
        raise NothingKnown("no target has a year end: areas or last year's amounts are unknown")
    return tuple(one.code for one, lacks in zip(trials.setup.plan.targets, is_unknown, strict=True) if lacks)


def without_targets(plan: Plan, codes: Collection[str]) -> Plan:
    """Return a plan in which some indicators have no target."""
    return replace(
        plan,
        indicators={
            code: replace(one, target=None) if code in codes else one for code, one in plan.indicators.items()
        },
    )
