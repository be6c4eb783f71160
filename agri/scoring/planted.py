"""What was put into an invented record on purpose, and what a detector asks: the two sides of a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agri.periods import Period


@dataclass(frozen=True, slots=True)
class PlantedCells:
    """Cells of one form at one place whose values were changed.

    `elements` and `periods` are those in which at least one value differs from before.
    """

    org_unit: str
    form: str
    elements: tuple[str, ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """One fraud, slip or honest oddity at one place.

    ========= ====================================================================================
    Field     Meaning
    ========= ====================================================================================
    kind      what was done, code of a kind of plant
    strength  how strongly; its meaning is the kind's: a factor, a share
    org_unit  the place it is judged at
    cells     what was changed, a row for each form
    asked_in  forms in which a question answers it: where values were changed, and in cases the
              form that is compared with them
    ========= ====================================================================================
    """

    kind: str
    strength: float
    org_unit: str
    cells: tuple[PlantedCells, ...]
    asked_in: tuple[str, ...]

    @property
    def periods(self) -> frozenset[Period]:
        """All months in which something was changed."""
        return frozenset(period for cells in self.cells for period in cells.periods)

    def is_met_by(self, question: "Question") -> bool:
        """Say whether a question stands at the place, in one of the forms, and in a changed month."""
        return (
            question.org_unit == self.org_unit
            and question.form in self.asked_in
            and not self.periods.isdisjoint(question.periods)
        )


class Question(Protocol):
    """What a score reads of a detection or of a finding at the door."""

    @property
    def code(self) -> str:
        """Which detector asks."""

    @property
    def org_unit(self) -> str:
        """Whom."""

    @property
    def form(self) -> str:
        """About which form."""

    @property
    def periods(self) -> Sequence[Period]:
        """The month, or the months that are compared."""
