"""Pure: the batched simulation of the rest of a plan year. No clock, no file, no database, no global."""

from agri.plan.outlook import YearEndDistribution
from agri.sim.run.document import to_document
from agri.sim.run.project import project
from agri.sim.run.projection import METHOD, Projection, ProjectionEvidence, ProjectionLine
from agri.sim.world.scenario import BASE, Measure, Scenario

__all__ = [
    "BASE",
    "METHOD",
    "Measure",
    "Projection",
    "ProjectionEvidence",
    "ProjectionLine",
    "Scenario",
    "YearEndDistribution",
    "project",
    "to_document",
]
