"""Read reporting units: villages, recovery points, dealers, straw users, trial sites and laboratories.

They are places of work and firms. No farmer and no household stands here by name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from agri.definitions.forms import Form, Rule
from agri.definitions.reading import DefinitionFiles, read_rows
from agri.periods import Period
from agri.terms import ReportingUnitKind

UNITS_FILE = "reporting_units.csv"
UNIT_COLUMNS = ("code", "kind", "place", "title", "since", "until")
OWNER = "units"  # what a term of a rule names before the kind: ``units.dealer``


@dataclass(frozen=True, slots=True)
class ReportingUnit:
    """One unit; `since` is its first day and `until` the first on which it is gone, null: always, still."""

    code: str
    kind: ReportingUnitKind
    place: str
    title: str
    since: date | None
    until: date | None

    def is_there(self, period: Period) -> bool:
        """Say whether the unit is there on any day of a period."""
        begins, ends = self.since or date.min, self.until or date.max
        return begins <= period.last_day and period.first_day < ends


def read_reporting_units(files: DefinitionFiles) -> tuple[ReportingUnit, ...]:
    """Return a package's units in code order; none where it has no such file."""
    if UNITS_FILE not in files:
        return ()
    rows = (
        ReportingUnit(
            row["code"].strip(),
            ReportingUnitKind(row["kind"].strip()),
            row["place"].strip(),
            row["title"].strip(),
            _day(row["since"]),
            _day(row["until"]),
        )
        for row in read_rows(files[UNITS_FILE])
    )
    return tuple(sorted(rows, key=lambda unit: unit.code))


def count_units(units: Iterable[ReportingUnit], within: str, period: Period) -> Mapping[str, int]:
    """Return how many units of each kind lie in a place in a period, by term of a rule.

    A kind of which nothing is listed anywhere is unknown and not named: a list that nobody has written says
    nothing about how many there are.
    """
    listed = tuple(units)
    counts = {f"{OWNER}.{kind}": 0 for kind in {unit.kind for unit in listed}}
    for unit in listed:
        if unit.place.startswith(within) and unit.is_there(period):
            counts[f"{OWNER}.{unit.kind}"] += 1
    return counts


def counted_kinds(form: Form) -> Mapping[str, ReportingUnitKind]:
    """Return which elements of a form count units of which kind: a rule holds each to ``units.KIND``."""
    return dict(_counted(form.rules))


def _counted(rules: Iterable[Rule]) -> Iterator[tuple[str, ReportingUnitKind]]:
    for rule in rules:
        if len(rule.left) == len(rule.right) == 1 and rule.right[0].owner == OWNER:
            yield rule.left[0].name, ReportingUnitKind(rule.right[0].name)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text.strip()) if text and text.strip() else None
