"""Chase missing reports (催报): what comes to the record that would otherwise never come.

A round of reminders asks for every report of a county that is not there. It changes no work in the fields and
so no truth, only what the record will hold when the year is assessed.
"""

from dataclasses import replace
from datetime import date

import numpy as np

from agri.indicators.snapshot import Floats
from agri.sim.world.reporting import Arrivals
from agri.sim.world.scenario import Scenario
from agri.sim.world.setup import Setup

REMINDERS = "reminder_rounds"


def still_missing(setup: Setup, scenario: Scenario) -> Floats:
    """Return the part of otherwise missing reports that reminders do not bring in either, shape (county,).

    ========================== ==================================================== ========
    Parameter                  Meaning                                              Unit
    ========================== ==================================================== ========
    reporting.reminder_success part of the missing reports that one round brings in fraction
    ========================== ==================================================== ========
    """
    nothing = np.zeros(len(setup.layout.counties))
    rounds = scenario.added(REMINDERS, date(setup.plan.year, 12, 31), setup.layout, nothing)
    return np.asarray((1 - setup.parameter("reporting.reminder_success")) ** np.maximum(rounds, 0))


def chased(setup: Setup, scenario: Scenario) -> Arrivals:
    """Return how likely each report is to come when the scenario's reminders go out."""
    found = 1 - still_missing(setup, scenario)[setup.layout.county_of][:, None]
    if not found.any():
        return setup.arrive
    probability = {form: chance + (1 - chance) * found for form, chance in setup.arrive.probability.items()}
    return replace(setup.arrive, probability=probability)
