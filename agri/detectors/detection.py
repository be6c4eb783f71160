"""What a detector says of a place: it asks, it never changes a number and accuses nobody."""

from dataclasses import dataclass

from agri.definitions.detection.declared import DetectorAnswer, DetectorKind
from agri.definitions.reading import Title
from agri.periods import Period


@dataclass(frozen=True, slots=True)
class Detection:
    """One question about amounts of a place.

    ========= ====================================================================================
    Field     Meaning
    ========= ====================================================================================
    code      which comparison, in kebab case
    kind      what it looks for
    form      the form of the questioned amount
    element   the questioned data element of the form; None: the report as a whole
    periods   the month, or the months of the season or year, that were compared
    found     what is reported, in the element's unit (a share or a chance where the code says so)
    expected  lowest and highest amount that would not be asked about
    strength  larger is stronger; 1 is just at the threshold
    question  names last year's value, or what else it was held against, and the likely slip
    answers   what settles it, as chips
    beside    the other place whose amounts it was held against: only who may see both reads its name
    named     the question with that place's name
    door      codes of findings of these reports, about this element where they are of one amount, that
              ask the same when a report comes in: their answer settles this
    ========= ====================================================================================
    """

    code: str
    kind: DetectorKind
    org_unit: str
    form: str
    element: str | None
    periods: tuple[Period, ...]
    found: float
    expected: tuple[float, float]
    strength: float
    question: Title
    answers: tuple[DetectorAnswer, ...]
    door: tuple[str, ...] = ()
    beside: str | None = None
    named: Title | None = None
