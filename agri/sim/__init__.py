"""Pure: the batched simulation of the rest of a plan year. No clock, no file, no database, no global."""

from agri.plan.outlook import Distribution
from agri.sim.document import to_document
from agri.sim.project import project
from agri.sim.projection import METHOD, Evidence, Projection, ProjectionLine
from agri.sim.scenario import BASE, Measure, Scenario

__all__ = [
    "BASE",
    "METHOD",
    "Distribution",
    "Evidence",
    "Measure",
    "Projection",
    "ProjectionLine",
    "Scenario",
    "project",
    "to_document",
]
