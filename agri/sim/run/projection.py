"""What a projection is: year-end distributions by indicator, place and basis, and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from agri.definitions.reading import Title
from agri.plan.outlook import YearEndDistribution
from agri.sim.run.joint_chance import JointChance
from agri.sim.world.scenario import Scenario
from agri.terms import Basis, Comparator, DecidedBy, Level

METHOD = "agri-sim-22"  # changes whenever the same input gives other numbers


@dataclass(frozen=True, slots=True)
class GapParts:
    """By how much the engine puts the truth above what will be reported, by what makes it; the value's unit.

    ============== ==========================================================================
    Field          Meaning
    ============== ==========================================================================
    over_reporting taking over-reporting off; negative where too much is reported
    coefficients   coefficients that are not what the plan says
    unreported     what never reaches the record, blanks filled in, slips of unit taken out
    ============== ==========================================================================
    """

    over_reporting: float
    coefficients: float
    unreported: float


@dataclass(frozen=True, slots=True)
class ProjectionLine:
    """One indicator of one place, as it will be reported or as it will be true.

    =========== ======================================================================= ========
    Field       Meaning                                                                 Unit
    =========== ======================================================================= ========
    target      the city's; None for townships and where the plan gives none            fraction
    to_date     the record's value at the as-of date; None for `true`                   fraction
    year_end    distribution on December 31                                             fraction
    probability share of replications that meet the target; None without one            fraction
    decided_by  what else decides whether it is met: coefficients; None for `reported`  —
    gap         of `true`: the engine's gap to `reported` by parts; None where none tell    fraction
    =========== ======================================================================= ========
    """

    indicator: str
    org_unit: str
    level: Level
    basis: Basis
    target: float | None
    comparator: Comparator | None
    to_date: float | None
    year_end: YearEndDistribution
    probability: float | None
    decided_by: DecidedBy | None = None
    gap: GapParts | None = None


@dataclass(frozen=True, slots=True)
class ProjectionEvidence:
    """What a projection rests on, in counts and words.

    ================== ======================================================================
    Field              Meaning
    ================== ======================================================================
    first_simulated    first simulated month, ``2019-09``; None when nothing is left
    expected, received reports asked of townships before it, and those in the snapshot
    missing, pending   the others: nothing came, or it waits for its reviewer
    cells              given cells that informed performance
    suspect_cells      given cells left out as slips of unit; they stay in the record
    random_checks, targeted_checks spot checks by family of over-reporting
    prior_only         families whose over-reporting is known only through its prior
    carried            indicators carried on from last year by their kind, without a process of their own
    unexplained        counties, by process, whose reports are beyond what the process can explain
    capped             strands whose months differ by more than the spreads may grow to
    words              the same in a sentence
    ================== ======================================================================
    """

    first_simulated: str | None
    expected: int
    received: int
    missing: int
    pending: int
    cells: int
    suspect_cells: int
    random_checks: Mapping[str, int]
    targeted_checks: Mapping[str, int]
    prior_only: tuple[str, ...]
    words: Title
    carried: tuple[str, ...] = ()
    unexplained: Mapping[str, int] = field(default_factory=dict)
    capped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Width:
    """How wide one indicator of the city is, and the share of its variance by source; shares add up to 1.

    `coefficient_sd` is what drawn coefficients put into `sd` of the true outlook: fraction, None where the
    record holds nothing to tell it by. The reported outlook holds the plan's coefficients.
    """

    indicator: str
    basis: Basis
    sd: float
    shares: Mapping[str, float]
    coefficient_sd: float | None


@dataclass(frozen=True, slots=True)
class Belief:
    """How the city's year end of one indicator was put together from the engine and simple rules.

    ======= ==================================================================================== ========
    Field   Meaning                                                                              Unit
    ======= ==================================================================================== ========
    weights part (``engine``, ``engine_errors`` or a rule) → how far it is believed; sum 1       fraction
    width   factor on distances from the median, learnt from earlier forecasts                   1
    shift   what all parts together were moved by: errors that all kinds of worlds share         fraction
    is_own  whether this was learnt of the indicator itself, not of others of its kind           —
    ======= ==================================================================================== ========
    """

    indicator: str
    basis: Basis
    weights: Mapping[str, float]
    width: float
    shift: float
    is_own: bool


@dataclass(frozen=True)
class Projection:
    """All draws of one scenario from one snapshot, summarised.

    `draws` keeps the values of city and counties, by indicator and basis, shape (place, replication), in the
    order of `draw_places`. `widths` says where the city's width comes from, `joint` how likely the city meets
    all its targets at once, by basis; a basis without such a chance is absent. `beliefs` say how engine and
    simple rules were put together, an indicator and basis each; none of the engine alone.
    """

    snapshot_id: str
    as_of: date
    seed: int
    replications: int
    method: str
    scenario: Scenario
    evidence: ProjectionEvidence
    lines: tuple[ProjectionLine, ...]
    draw_places: tuple[str, ...]
    draws: Mapping[tuple[str, Basis], NDArray[np.float32]]
    widths: tuple[Width, ...] = ()
    joint: Mapping[Basis, JointChance] = field(default_factory=dict)
    beliefs: tuple[Belief, ...] = ()

    def line(self, indicator: str, org_unit: str, basis: Basis = Basis.REPORTED) -> ProjectionLine:
        """Return one line.

        Raises
        ------
        KeyError
            There is no such line.
        """
        for line in self.lines:
            if (line.indicator, line.org_unit, line.basis) == (indicator, org_unit, basis):
                return line
        raise KeyError((indicator, org_unit, basis))

    def draws_of(self, indicator: str, org_unit: str, basis: Basis = Basis.REPORTED) -> NDArray[np.float32]:
        """Return the draws of one city or county, shape (replication,)."""
        return np.asarray(self.draws[indicator, basis][self.draw_places.index(org_unit)])
