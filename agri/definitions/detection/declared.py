"""The detectors of a package as values: `detectors.toml`, written out for the crops of its plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from agri.definitions.reading import Title


class DetectorKind(StrEnum):
    """What a detector looks for; `agri.detectors` has a file for each.

    A correction is asked about when it comes in (`agri.checks.corrections`), and by no detector.
    """

    SIZE = "size"
    UNITS = "units"
    COPIES = "copies"
    DIGITS = "digits"
    CLIFF = "cliff"
    PARTS = "parts"
    EVIDENCE = "evidence"
    CORRECTION = "correction"


class BoundSpan(StrEnum):
    """Over which months of the plan year both sides of a bound add up."""

    MONTH = "month"
    YEAR = "year"


TYPING_ERROR = "typing-error"  # the answer that promises a correction: it settles nothing before that


@dataclass(frozen=True, slots=True)
class DetectorAnswer:
    """One answer that settles a detection, offered as a chip."""

    code: str
    title: Title
    kinds: frozenset[DetectorKind]


@dataclass(frozen=True, slots=True)
class BoundTerm:
    """One term of a side: an element's sum or a baseline, times a number or a coefficient of the package.

    ======== ==================================================================================
    Field    Meaning
    ======== ==================================================================================
    name     ``form.element``, or ``baseline.key``
    factor   what the sum is multiplied with, the coefficient already put in
    times    key of a baseline that it is multiplied with besides; None: of none
    years    1: the plan year; 2 and more: last year's sum too, as if it had been that of all earlier ones
    ======== ==================================================================================
    """

    name: str
    factor: float
    times: str | None = None
    years: int = 1

    @property
    def baseline(self) -> str | None:
        """The key, where it is a baseline."""
        owner, _, key = self.name.partition(".")
        return key if owner == "baseline" else None


@dataclass(frozen=True, slots=True)
class Bound:
    """``Σ left <= Σ right + constant`` over a span of months of one place, or it is asked about.

    ========= =================================================================================
    Field     Meaning
    ========= =================================================================================
    left      what is claimed; it is asked about at the first element of it
    right     what the claim may come to at most
    constant  what is left out of it, unit of `left`
    months    only these months; empty: all that the elements of `left` are asked in
    text      what the likely slip is
    ========= =================================================================================
    """

    code: str
    kind: DetectorKind
    left: tuple[BoundTerm, ...]
    right: tuple[BoundTerm, ...]
    constant: float
    span: BoundSpan
    months: tuple[int, ...]
    text: Title


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount that others bear out: where it moves as would please, and they do not, it is asked about.

    ========== ================================================================================
    Field      Meaning
    ========== ================================================================================
    claims     elements that are claimed, added up over the year
    evidence   groups of elements, each added up, that go with an honest claim
    sign       1: growth pleases; -1: a fall, as of what a rate is divided by
    deviations of its own; None: the kind's
    text       what is asked
    ========== ================================================================================
    """

    code: str
    claims: tuple[str, ...]
    evidence: tuple[tuple[str, ...], ...]
    sign: int
    deviations: float | None
    text: Title


@dataclass(frozen=True, slots=True)
class Balance:
    """What a county's places use of what its own form says was supplied.

    ========= =================================================================================
    Field     Meaning
    ========= =================================================================================
    uses      elements of the places' forms, added up over the county
    supplies  elements of the county's own form, in the same unit
    year      from which ratio on use changed otherwise than supply, the year so far
    quarter   the same of one quarter: stocks are emptied and filled
    level     from which ratio on use per supply is another than in the other counties
    text      what is asked
    ========= =================================================================================
    """

    code: str
    uses: tuple[str, ...]
    supplies: tuple[str, ...]
    year: float
    quarter: float
    level: float
    text: Title


@dataclass(frozen=True, slots=True)
class Cliff:
    """Amounts whose fall, or rise, in the year's last months would please a target.

    ========= =================================================================================
    Field     Meaning
    ========= =================================================================================
    elements  they are looked at together
    sign      -1: a fall pleases; 1: a rise
    deviations of its own; None: the kind's
    text      what is asked
    ========= =================================================================================
    """

    code: str
    elements: tuple[str, ...]
    sign: int
    deviations: float | None
    text: Title


@dataclass(frozen=True, slots=True)
class UnitFactor:
    """A unit that is typed for another one: how far off the amount is then.

    `elements` empty: of every element of the unit.
    """

    unit: str
    factor: float
    elements: frozenset[str]
    text: Title


@dataclass(frozen=True, slots=True)
class Detectors:
    """All that is declared; thresholds by kind and name."""

    least: Mapping[str, float]  # by unit: smaller amounts are not compared
    thresholds: Mapping[DetectorKind, Mapping[str, float]]
    unit_factors: tuple[UnitFactor, ...]
    bounds: tuple[Bound, ...]
    claims: tuple[Claim, ...]
    cliffs: tuple[Cliff, ...]
    balances: tuple[Balance, ...]
    answers: tuple[DetectorAnswer, ...]

    def threshold(self, kind: DetectorKind, name: str, otherwise: float | None = None) -> float:
        """Return one threshold; `otherwise` is meant where an older package does not declare it."""
        found = self.thresholds[kind].get(name, otherwise)
        if found is None:
            raise KeyError(f"{kind}.{name}")
        return found

    def promises_correction(self, text: str) -> bool:
        """Say whether an answer says that the number is wrong: the question then waits for another one."""
        words = text.partition("：")[0].strip()
        return any(words == one.title.zh for one in self.answers if one.code == TYPING_ERROR)

    def answers_to(self, kind: DetectorKind) -> tuple[DetectorAnswer, ...]:
        """Return the answers that settle a detection of a kind, in the order of the file."""
        return tuple(answer for answer in self.answers if kind in answer.kinds)
