"""What stands on a signed form, ready to be drawn: taken from one version of one report, nothing added up."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from agri.definitions.layouts import SheetLayout
from agri.terms import CellState


@dataclass(frozen=True, slots=True)
class SignedCell:
    """One data element: its amount in its unit, or what its silence means; `typed` as it was entered.

    `counted_in` is the word beside the amount where it is not the unit's own: 亩次, 份.
    """

    title: str
    unit: str
    counted_in: str
    value: float | None
    state: CellState
    typed: str


@dataclass(frozen=True, slots=True)
class SignedSection:
    """One section with how its figures are known, where that was said."""

    title: str
    known_by: str
    cells: tuple[SignedCell, ...]


@dataclass(frozen=True, slots=True)
class SignedForm:
    """One version of one report as a paper form.

    ============== =====================================================================
    Field          Meaning
    ============== =====================================================================
    place          its name with the county before it
    number         which version of the report it is, from 1
    state          what was decided on it, in words
    filled_by      who filed it; blank where nobody is known
    reviewed_by    who accepted it; blank as long as nobody has
    telephone      the office of who filed it
    reported_on    when it was received, China's day
    remarks        what was asked of it and answered, and why it was corrected
    address        where anybody can check the paper; a path where the server has no name
    ============== =====================================================================
    """

    layout: SheetLayout
    title: str
    table_number: str
    org_unit: str
    place: str
    period: str
    revision_id: UUID
    digest: str
    number: int
    state: str
    filled_by: str
    reviewed_by: str
    telephone: str
    reported_on: date
    is_synthetic: bool
    sections: tuple[SignedSection, ...]
    remarks: tuple[str, ...]
    address: str

    @property
    def receipt(self) -> str:
        """The receipt's number, as the phone shows it."""
        return str(self.revision_id)[:8].upper()

    @property
    def synthetic_mark(self) -> str:
        """The words that mark synthetic data, or nothing."""
        words = self.layout.synthetic
        return f"{words.zh} / {words.en}" if self.is_synthetic else ""

    def signatures(self) -> tuple[str, ...]:
        """Return the layout's signature line with what is known filled in; the rest is for a pen."""
        day = self.reported_on
        known = {
            "审核人": self.reviewed_by,
            "填表人": self.filled_by,
            "联系电话": self.telephone,
            "报出日期": f"{day.year} 年 {day.month} 月 {day.day} 日",
        }
        return tuple(f"{label.zh}：{known.get(label.zh, '')}" for label in self.layout.signatures)
