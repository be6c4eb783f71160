"""What a scenario costs by the city's own list of measures; every figure of it is assumed."""

from agri.services.outlook.search_measures import city_measures
from agri.services.reference.reference import Reference
from agri.sim.world.scenario import Scenario


def price_scenario(reference: Reference, scenario: Scenario) -> float:
    """Return the cost until the year's end, yuan; what the list has no price for costs nothing."""
    measures = city_measures(reference)
    total = 0.0
    for measure in scenario.measures:
        kind = measures.adding_to(measure.resource)
        total += measure.amount * (kind.cost_yuan if kind is not None else 0.0)
    return total
