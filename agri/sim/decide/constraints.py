"""Find the binding constraints: worlds in which one constraint is lifted, with the same draws.

================ ======================================================================================
Constraint       The world without it
================ ======================================================================================
``queue``        every laboratory and crew has far more capacity from the day after the as-of day
``window``       what is still to be done has two weeks more: work may wait longer, fertilizer goes out later
``weather``      no day is wet from then on (whole months)
``reporting``    every report that is still open arrives
================ ======================================================================================

What none of them lifts lies in what is reported already and in what farmers do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np

from agri.definitions.calendar import Calendar, Campaign
from agri.definitions.coefficients import Coefficients
from agri.sim.decide.comparison import standard_error
from agri.sim.decide.trials import Trial, Trials
from agri.sim.world.scenario import HELD, Measure, Scenario
from agri.sim.world.setup import Setup

TWO_WEEKS = 14
_PLENTY = 20.0  # times what a county has
_NO_QUEUE = "extension_staff"  # their work spreads, nothing waits for it
_NOTABLE = 0.01  # a constraint that is worth less probability than this does not bind


class Constraint(StrEnum):
    """What can be lifted."""

    QUEUE = "queue"
    WINDOW = "window"
    WEATHER = "weather"
    REPORTING = "reporting"


WORLDS = 1 + len(Constraint)  # that `constraints_of` runs: the scenario's own, and one without each


@dataclass(frozen=True, slots=True)
class Lifted:
    """What one target gains when one constraint is lifted.

    ================ ============================================================== ========
    Field            Meaning                                                        Unit
    ================ ============================================================== ========
    gain, error      mean of the city's year end, towards the target; its standard  fraction
                     error over replications
    probability_gain, probability_error  the same of the target's probability       fraction
    ================ ============================================================== ========
    """

    constraint: Constraint
    indicator: str
    gain: float
    error: float
    probability_gain: float
    probability_error: float


def world_without(setup: Setup, scenario: Scenario, constraint: Constraint) -> tuple[Setup, Scenario]:
    """Return the world in which a constraint is lifted, and the scenario to run in it."""
    plan = setup.plan
    tomorrow = setup.snapshot.as_of + timedelta(days=1)
    if constraint == Constraint.QUEUE:
        return setup, replace(scenario, measures=(*scenario.measures, *_plenty(setup, tomorrow)))
    if constraint == Constraint.WINDOW:
        campaigns = {
            code: _later(one, plan.year) if one.window(plan.year)[1] >= tomorrow else one
            for code, one in plan.calendar.campaigns.items()
        }
        return replace(setup, plan=replace(plan, calendar=Calendar(plan.calendar.crops, campaigns))), scenario
    if constraint == Constraint.WEATHER:
        months_passed = min(max(12 * (tomorrow.year - plan.year) + tomorrow.month - 1, 0), 12)
        dry = {
            figure.name: replace(figure, value=(*figure.value[:months_passed], *[0.0] * (12 - months_passed)))
            if figure.name.startswith("weather.wet_after_")
            else figure
            for figure in plan.parameters
        }
        return replace(setup, plan=replace(plan, parameters=Coefficients(dry))), scenario
    certain = {form: np.ones_like(chance) for form, chance in setup.arrive.probability.items()}
    return replace(setup, arrive=replace(setup.arrive, probability=certain, missing_share=0.0)), scenario


def lifted(setup: Setup, constraint: Constraint, base: Trial, without: Trial) -> Iterator[Lifted]:
    """Yield what each target gains in the world without a constraint, replication by replication."""
    for t, indicator in enumerate(setup.plan.targets):
        sign = -1.0 if indicator.target is not None and indicator.target.is_ceiling else 1.0
        change = sign * (without.value[t] - base.value[t]).astype(np.float64)
        gained = (without.met[t] - base.met[t]).astype(np.float64)
        yield Lifted(
            constraint,
            indicator.code,
            float(change.mean()),
            standard_error(change),
            float(gained.mean()),
            standard_error(gained),
        )


def binding_constraint(found: tuple[Lifted, ...], indicator: str) -> Constraint | None:
    """Return the constraint whose lifting gives a target most probability; None when none does notably."""
    own = [one for one in found if one.indicator == indicator and one.probability_gain >= _NOTABLE]
    own = [one for one in own if one.probability_gain > 2 * one.probability_error]
    if not own:
        return None
    return max(own, key=lambda one: (one.probability_gain, one.gain)).constraint


def constraints_of(
    trials: Trials, scenario: Scenario, is_run: Callable[[], None] = lambda: None
) -> tuple[Lifted, ...]:
    """Lift each constraint in turn from a scenario; `is_run` is called after each of the `WORLDS`."""
    base = trials.run(scenario)
    is_run()
    found: list[Lifted] = []
    for constraint in Constraint:
        world, changed = world_without(trials.setup, scenario, constraint)
        found += lifted(trials.setup, constraint, base, trials.run(changed, world))
        is_run()
    return tuple(found)


def binding_document(found: tuple[Lifted, ...]) -> list[dict[str, Any]]:
    """Return by target which constraint binds, and what lifting each gives."""
    rows = []
    for indicator in dict.fromkeys(one.indicator for one in found):
        binds = binding_constraint(found, indicator)
        rows.append(
            {
                "indicator": indicator,
                "binds": str(binds) if binds else None,
                "constraints": [
                    {
                        "constraint": str(one.constraint),
                        "gain": one.gain,
                        "error": one.error,
                        "probability_gain": one.probability_gain,
                        "probability_error": one.probability_error,
                    }
                    for one in found
                    if one.indicator == indicator
                ],
            }
        )
    return rows


def _plenty(setup: Setup, first_day: date) -> Iterator[Measure]:
    for resource in HELD:
        if resource == _NO_QUEUE:
            continue
        for county, held in zip(setup.layout.counties, np.nan_to_num(setup.resources[resource]), strict=True):
            yield Measure(resource, county, _PLENTY * float(held) + _PLENTY, first_day)


def _later(campaign: Campaign, year: int) -> Campaign:
    """Give a campaign two weeks more; fertilizing, which waits for formulas, begins two weeks later too."""
    first = _shifted(year, campaign.first) if campaign.kind == "fertilize" else campaign.first
    last = campaign.last if campaign.kind in {"sample", "sow"} else _shifted(year, campaign.last)
    limit = campaign.limit_days + TWO_WEEKS if campaign.limit_days else None
    return replace(campaign, first=first, last=last, limit_days=limit)


def _shifted(year: int, month_day: tuple[int, int]) -> tuple[int, int]:
    day = min(date(year, *month_day) + timedelta(days=TWO_WEEKS), date(year, 12, 31))
    return day.month, day.day
