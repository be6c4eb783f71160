"""What a search answers: measures, what they reach and cost, what binds, what one more unit gives."""

from dataclasses import dataclass
from datetime import date

from agri.sim.decide.constraints import Lifted
from agri.sim.decide.search_limits import SearchLimits
from agri.sim.decide.value_of_checks import Informing
from agri.terms import Basis, Comparator


@dataclass(frozen=True, slots=True)
class PricedMeasure:
    """One measure of an option; `amount` in the measure's unit."""

    measure: str
    place: str
    amount: float
    starts_on: date
    cost_yuan: float


@dataclass(frozen=True, slots=True)
class Reach:
    """One target under one option.

    ================== ====================================================================== ========
    Field              Meaning                                                                Unit
    ================== ====================================================================== ========
    mean               the city's mean year end                                               fraction
    probability, error of the target, on the draws that chose the option; Monte-Carlo error   fraction
    checked, checked_error the same on twice as many draws that had no part in the choice;    fraction
                       None when the search was stopped before
    ================== ====================================================================== ========
    """

    indicator: str
    target: float
    comparator: Comparator
    mean: float
    probability: float
    error: float
    checked: float | None
    checked_error: float | None


@dataclass(frozen=True, slots=True)
class Option:
    """A set of measures; `joint` is the probability that all targets are met at once."""

    measures: tuple[PricedMeasure, ...]
    cost_yuan: float
    reaches: tuple[Reach, ...]
    joint: float
    joint_error: float
    joint_checked: float | None


@dataclass(frozen=True, slots=True)
class TargetGain:
    """What one unit gives one target of the city: its mean year end (towards the target), its probability.

    The errors are Monte-Carlo errors of both; the replications before and after are the same ones.
    """

    indicator: str
    gain: float
    error: float
    probability_gain: float
    probability_error: float


@dataclass(frozen=True, slots=True)
class Gain:
    """One more unit of a measure in a county, beside nothing else."""

    measure: str
    place: str
    starts_on: date
    cost_yuan: float
    gains: tuple[TargetGain, ...]

    @property
    def probability_gain(self) -> float:
        """Sum of the gains in probability over the targets."""
        return sum(one.probability_gain for one in self.gains)


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a search.

    ================== =============================================================================
    Field              Meaning
    ================== =============================================================================
    asked              probability asked of every target
    is_reached         the best option brings every target to it
    is_complete        False: stopped; everything here is the best found until then
    is_proved          no cheaper choice exists among the levels tried, as far as counties add up
    unknown            targets without a year end, left out: what they need is not in the record
    unreachable        targets that even all measures together do not bring to it
    base, best         doing nothing; the cheapest option that reaches what can be reached, or within the
                       ceiling the one that comes nearest to it
    limits             what the search was not to do
    unlimited          what would be best without the ceiling; None where there is none or it does not bind
    held_by_ceiling    targets that stay short for want of money alone
    held_by_exclusions targets out of reach that all measures in all counties would bring to it
    gains              one more unit of each measure in each county, by measure and county code
    lifted_now, lifted_then what each constraint costs without measures, and with the best option
    informing          measures that move no year end: what they would tell of the true one
    without_effect     measures that the simulation has no mechanism for: not searched
    too_late           measures that could not start within the year
    touches_no_target  measures that change no indicator with a target
    ================== =============================================================================
    """

    snapshot_id: str
    as_of: date
    seed: int
    replications: int
    method: str
    basis: Basis
    asked: float
    is_reached: bool
    is_complete: bool
    is_proved: bool
    runs: int
    unknown: tuple[str, ...]
    unreachable: tuple[str, ...]
    base: Option
    best: Option
    limits: SearchLimits
    unlimited: Option | None
    held_by_ceiling: tuple[str, ...]
    held_by_exclusions: tuple[str, ...]
    gains: tuple[Gain, ...]
    lifted_now: tuple[Lifted, ...]
    lifted_then: tuple[Lifted, ...]
    informing: tuple[Informing, ...]
    without_effect: tuple[str, ...]
    too_late: tuple[str, ...]
    touches_no_target: tuple[str, ...]
