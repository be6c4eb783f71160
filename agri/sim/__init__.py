"""Pure: the batched simulation of the rest of a plan year. No clock, no file, no database, no global.

The engine's words, each explained here and used in this sense alone:

============ ================================================================================================
Word         Meaning
============ ================================================================================================
line         one series of monthly cells that the engine knows, made of one or more data elements
strand       what one performance drives, seen in one or more lines: formula fertilization, unified control, …
family       the strands that share one over-reporting: coverage, amount, recovery, sprayer, field
exposure     what a line's work is done on: an area, or an amount such as film laid last autumn
level        the usual share or intensity of a line per exposure, from last year's reports. In `decide`: how
             much of one measure is bought in one county, counted from 0
expectation  exposure × level, by month: what is done where performance is as usual
performance  how a township does beside its expectation: an offset of the log or of the logit
shock        what all townships of a county share in one month, of one strand
bias         over-reporting, ``log(reported / true)``, by family and township
noise        what one report scatters by itself
belief       the joint distribution of performance and bias, given all reports and spot checks
replication  one run of the rest of the year with its own randomness; the last axis of every array
tile         32 replications: random numbers are addressed and matrices multiplied by tiles
block        some replications that are computed together, as many as memory bears
cohort       one month's work of a county that waits for the same crews
resource     what a county has of crews, machines, staff or outlets, and what a measure adds to
scenario     named measures, each with a resource, a place, an amount and a first day
lever        one measure in one county, as far as it can be turned
trial        one scenario run for the targets alone, with the same random numbers as the others. In `setup`
             and the forms, a field trial: an experiment on fertilizer
slack        what is left of a numerator above target × denominator (below it, for a ceiling)
draw         an indicator's value in one replication
pool         the engine's draws and what simple rules say, each believed as far as it was right before
============ ================================================================================================

Folders, from what goes in to what comes out: `inputs` → `belief` → `world` → `processes` → `run` →
`combine` → `decide`.
"""

from agri.plan.outlook import YearEndDistribution
from agri.sim.combine.combined import combine, project_combined
from agri.sim.run.document import to_document
from agri.sim.run.project import project
from agri.sim.run.projection import METHOD, GapParts, Projection, ProjectionEvidence, ProjectionLine
from agri.sim.world.scenario import BASE, Measure, Scenario

__all__ = [
    "BASE",
    "METHOD",
    "GapParts",
    "Measure",
    "Projection",
    "ProjectionEvidence",
    "ProjectionLine",
    "Scenario",
    "YearEndDistribution",
    "combine",
    "project",
    "project_combined",
    "to_document",
]
