"""What an indicator is made of, as a package declares it: amounts, the terms of both sides, who is matched.

An *amount* is a sum of cells that stands for a place and a plan year. A *term* puts an amount into the upper
or the lower side of an indicator. `{crop}` in a name stands for each of the plan's main crops, or for the
crops that the amount names itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from agri.definitions.reading import Title

CROP, NUTRIENT = "{crop}", "{nutrient}"
NUTRIENTS = ("n", "p2o5", "k2o")


class IndicatorKind(StrEnum):
    """How an indicator is computed; `agri.indicators` has a file for each."""

    RATIO = "ratio"
    TOTAL = "total"
    GROWTH = "growth"
    WEIGHTED_MEAN = "weighted_mean"
    RECOVERY = "recovery"
    UTILIZATION = "utilization"


class CropScope(StrEnum):
    """Which crops an indicator of `{crop}` speaks of."""

    MAIN = "main_crops"
    ALL = "all_crops"


class AmountKind(StrEnum):
    """How the cells of an amount add up."""

    SUM = "sum"
    SEASONS = "seasons"
    DUE = "due"
    WEIGHTED = "weighted"
    SHARED = "shared"
    NUTRIENTS = "nutrients"
    GROWTH = "growth"


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of cells of a place in the plan year.

    ================= ==================================================================================
    Field             Meaning
    ================= ==================================================================================
    elements          ``form.element`` that are added; `minus` are taken off
    by_season         one figure for each season of each crop: whole seasons, not calendar months
    crops             what `{crop}` stands for; empty: the plan's main crops
    others            further names for `{crop}`, outside the main crops
    known             baseline that is added, may hold `{crop}`
    times             baseline that the sum is multiplied with
    unreported        baseline that stands for this year's season where nothing was reported of it
    last_autumn       baseline of what last year's reports of the season would hold, where there are none
    last_autumn_minus the same for `minus`
    due_of            crop whose autumn work falls due in the year after (film)
    weights           element → coefficient, or a table of them by the crop of the month
    coefficient       coefficient of each element's sum, may hold `{crop}`
    part, whole       elements whose ratio is the share of the sum that counts
    straight, compound pure nutrients by `{nutrient}`, and what is split among them by `ratio`
    area              elements of the area that it is spread on, told in the same months; else the crop's
    like              the amount that it is the same as, counted with a share of its own
    base              name of last year's side; `baseline` is last year's total, spread by `month_share`
    ================= ==================================================================================
    """

    code: str
    elements: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    by_season: bool = False
    crops: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    known: str | None = None
    times: str | None = None
    unreported: str | None = None
    last_autumn: str | None = None
    last_autumn_minus: str | None = None
    due_of: str | None = None
    weights: Mapping[str, str] = field(default_factory=dict)
    coefficient: str | None = None
    part: str | None = None
    whole: str | None = None
    straight: str | None = None
    compound: str | None = None
    ratio: str | None = None
    base: str | None = None
    baseline: str | None = None
    month_share: str | None = None
    like: str | None = None
    area: tuple[str, ...] = ()

    @property
    def kind(self) -> AmountKind:
        """How it adds up: by what is declared of it."""
        if self.base is not None:
            return AmountKind.GROWTH
        if self.straight is not None:
            return AmountKind.NUTRIENTS
        if self.weights:
            return AmountKind.WEIGHTED
        if self.due_of is not None:
            return AmountKind.DUE
        if self.part is not None:
            return AmountKind.SHARED
        return AmountKind.SEASONS if self.by_season else AmountKind.SUM

    @property
    def patterns(self) -> tuple[str, ...]:
        """All element names that it reads, placeholders as they stand."""
        named = (self.part, self.whole, self.straight, self.compound)
        return (*self.elements, *self.minus, *self.weights, *(one for one in named if one is not None))

    @property
    def arrays(self) -> tuple[str, ...]:
        """The names of what it sums to."""
        return (self.code,) if self.base is None else (self.code, self.base)

    def each_crop(self, main: tuple[str, ...]) -> tuple[str, ...]:
        """Return what `{crop}` stands for."""
        return (*(self.crops or main), *self.others)

    def names(self, main: tuple[str, ...]) -> tuple[str, ...]:
        """Return all ``form.element`` that it reads."""
        return spread(self.patterns, self.each_crop(main))


@dataclass(frozen=True, slots=True)
class IndicatorTerm:
    """An amount in a side: its sign, and what its sum is multiplied with.

    `coefficient` is one of the package's; with `is_rest` what is left of one after it. `factor` turns units.
    """

    amount: str
    sign: int = 1
    coefficient: str | None = None
    is_rest: bool = False
    factor: float = 1.0
    crops: tuple[str, ...] = ()  # of an amount by season: only these crops


@dataclass(frozen=True, slots=True)
class FieldTrials:
    """Where the recovery of nutrients comes from: elements of field trials, and the prior without any."""

    formula: str
    conventional: str
    plots: str
    sd: str
    prior: str

    def names(self, crops: tuple[str, ...]) -> tuple[str, ...]:
        """Return all ``form.element`` that they read."""
        return spread((self.formula, self.conventional, self.plots, self.sd), crops)


@dataclass(frozen=True, slots=True)
class Share:
    """Amounts that count together: a place that left one side of a share blank stands in neither.

    ========= ==========================================================================
    Field     Meaning
    ========= ==========================================================================
    code      its name
    amounts   amounts that are left out together
    elements  none of them may be blank in the plan year
    any_of    at least one of them must not be blank in the plan year
    due       none of them may be blank in the months whose film is due
    by_month  True: a month is left out by itself; False: the unit with its whole season
    two_forms True: the sides come in reports of their own, so that one may be there without the other
    by_season True: each season of each crop is left out by itself
    ========= ==========================================================================
    """

    code: str
    amounts: tuple[str, ...]
    elements: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    by_month: bool = False
    two_forms: bool = False
    by_season: bool = False


@dataclass(frozen=True, slots=True)
class SecondBook:
    """What somebody else counts of the same thing: elements that say what was sold, and what was used.

    `{crop}` stands for the main crops and `others`; both sides have the `unit`.
    """

    code: str
    title: Title
    unit: str
    sold: tuple[str, ...]
    used: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """A value of another text that an indicator may be read beside; never a target."""

    value: float
    source: str
    title: Title


@dataclass(frozen=True, slots=True)
class Making:
    """What one indicator is made of.

    ================ ============================================================================
    Field            Meaning
    ================ ============================================================================
    kind             how it is computed
    unit             of numerator and denominator: mu, kg, t, count
    value_unit       of the value: ``fraction``, or what the numerator's unit is per the denominator's
    counted_in       the measure word of a count: 份, 户; None where it is counted in 个
    numerator        terms of the upper side; for growth the one amount that is compared
    denominator      terms of the lower side
    scope            which crops it speaks of
    nutrients        which nutrients a recovery counts
    trials           where a recovery comes from
    formula          amounts of area under formula fertilization and of its base, for a recovery
    reports          forms whose reports it rests on; those of its elements by default
    companions       figures that are read beside it
    tolerance        how far from the path still is on it, fraction
    completeness     share of its reports that must be in before a progress word is said, fraction
    reference        a value of another text
    pilots           places that the plan names as pilots
    other_of         the indicator of which this is the same by the other season rule
    ================ ============================================================================
    """

    kind: IndicatorKind
    unit: str
    value_unit: str
    numerator: tuple[IndicatorTerm, ...]
    denominator: tuple[IndicatorTerm, ...]
    scope: CropScope
    nutrients: tuple[str, ...]
    trials: FieldTrials | None
    formula: tuple[str, ...]
    reports: tuple[str, ...]
    companions: tuple[str, ...]
    tolerance: float
    completeness: float
    reference: ReferenceValue | None
    pilots: tuple[str, ...]
    other_of: str | None
    counted_in: Title | None = None

    @property
    def amounts(self) -> tuple[str, ...]:
        """The amounts of both sides, each once."""
        terms = (*self.numerator, *self.denominator)
        return tuple(dict.fromkeys([*(term.amount for term in terms), *self.formula]))


def spread(patterns: tuple[str, ...], crops: tuple[str, ...]) -> tuple[str, ...]:
    """Put crops and nutrients in the place of their placeholders; a name without one stands once.

    >>> spread(("sowing.{crop}_mu", "film.used_kg"), ("wheat", "maize"))
    ('sowing.wheat_mu', 'sowing.maize_mu', 'film.used_kg')
    """
    by_crop = [
        pattern.replace(CROP, crop) for pattern in patterns for crop in (crops if CROP in pattern else ("",))
    ]
    return tuple(
        dict.fromkeys(
            name.replace(NUTRIENT, nutrient)
            for name in by_crop
            for nutrient in (NUTRIENTS if NUTRIENT in name else ("",))
        )
    )
