"""What reporting costs those who report (负担账): cells and minutes by month, fields that nobody reads."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from agri.definitions.burden import FormBurden, burdens
from agri.indicators.snapshot import Snapshot
from agri.models import FillingCount, KeptView
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.intake.filling_times import LEAST_REPORTS, median_seconds
from agri.services.office.kept_workbooks import workbooks_by_element
from agri.services.reference.reference import Reference
from agri.terms import CellState, Level

_ASKED = (CellState.GIVEN, CellState.BLANK)


@dataclass(frozen=True, slots=True)
class FieldAccount:
    """How often a field was answered in the plan year's accepted reports, and whether it could be dropped.

    `kept_in` names the own tables that show it, `filled_into` the superior's workbooks that it goes into.
    `is_unread_all_year`: none does, and nothing else reads it, by this year's definitions and by those of the
    year before, where it stood in them.
    """

    given: int
    blank: int
    kept_in: tuple[str, ...]
    filled_into: tuple[str, ...]
    is_unread_all_year: bool


@dataclass(frozen=True, slots=True)
class FormAccount:
    """One form: what it asks, how long it takes, and what became of each field, in the form's order.

    `seconds` is the median of a first version, None below `LEAST_REPORTS`; `measured` says of how many.
    """

    burden: FormBurden
    level: Level
    measured: int
    seconds: int | None
    fields: tuple[FieldAccount, ...]


@dataclass(frozen=True, slots=True)
class MonthAccount:
    """What a month asks of one township that grows every crop asked about.

    ============= =======================================================================
    Field         Meaning
    ============= =======================================================================
    forms, cells  asked; a quarter's form counts in the quarter's last month
    minutes       sum of the medians of the forms that have one; None where none has
    unmeasured    forms of the month that have none, so that the sum is short of them
    ============= =======================================================================
    """

    month: Period
    forms: int
    cells: int
    minutes: float | None
    unmeasured: int


@dataclass(frozen=True, slots=True)
class BurdenAccount:
    """The account of a plan year."""

    year: int
    least_reports: int
    forms: tuple[FormAccount, ...]
    months: tuple[MonthAccount, ...]


def read_burden(session: Session, actor: Actor, reference: Reference, snapshot: Snapshot) -> BurdenAccount:
    """Return what the year's forms cost.

    Parameters
    ----------
    reference : Reference
        The city and the year.
    snapshot : Snapshot
        Of that city and year; its blanks are counted, its amounts are not read.

    Raises
    ------
    NotAllowed
        The actor's role does not read it.
    """
    require_act(actor, Act.READ_BURDEN)
    counts = _counts(session, reference)
    uses = _other_uses(session, reference)
    forms = tuple(
        _form(one, reference, counts, snapshot, uses)
        for one in burdens(reference.plan, reference.baseline_keys)
    )
    months = tuple(_month(Period(reference.year, month), forms, reference, counts) for month in range(1, 13))
    return BurdenAccount(reference.year, LEAST_REPORTS, forms, months)


def _counts(session: Session, reference: Reference) -> Mapping[tuple[str, str], Counter[int]]:
    """Return how many reports took how long, by form and period."""
    row = FillingCount
    statement = select(col(row.form), col(row.period), col(row.seconds), col(row.reports)).where(
        col(row.city) == reference.city, col(row.period).startswith(f"{reference.year}-")
    )
    found: dict[tuple[str, str], Counter[int]] = {}
    for form, period, seconds, reports in session.connection().execute(statement):
        found.setdefault((form, period), Counter())[seconds] += reports
    return found


@dataclass(frozen=True, slots=True)
class _OtherUses:
    """What this year's definitions do not tell of: fields read the year before, tables and workbooks."""

    read_before: frozenset[str]
    kept_in: Mapping[str, list[str]]
    filled_into: Mapping[str, set[str]]


def _other_uses(session: Session, reference: Reference) -> _OtherUses:
    before = reference.years.get(reference.year - 1)
    forms = () if before is None else burdens(before.plan, before.baseline_keys)
    read = {f"{one.form}.{field.element}" for one in forms for field in one.fields if field.is_read}
    kept_in: dict[str, list[str]] = {}
    for view in session.exec(select_rows(KeptView).where(KeptView.city == reference.city)):
        for name in view.definition["elements"]:
            kept_in.setdefault(name, []).append(view.name)
    return _OtherUses(frozenset(read), kept_in, workbooks_by_element(session, reference.city))


def _form(
    burden: FormBurden,
    reference: Reference,
    counts: Mapping[tuple[str, str], Counter[int]],
    snapshot: Snapshot,
    uses: _OtherUses,
) -> FormAccount:
    own = _of_year(burden.form, counts)
    of_year = [i for i, period in enumerate(snapshot.periods) if period.year == reference.year]
    fields = []
    for field in burden.fields:
        name = f"{burden.form}.{field.element}"
        states = snapshot.states_of(name)[:, of_year]
        given, blank = (int(np.count_nonzero(states == state)) for state in _ASKED)
        tables = tuple(sorted(uses.kept_in.get(name, ())))
        workbooks = tuple(sorted(uses.filled_into.get(name, ())))
        is_unread = not (field.is_read or tables or workbooks or name in uses.read_before)
        fields.append(FieldAccount(given, blank, tables, workbooks, is_unread))
    level = reference.plan.forms[burden.form].level
    return FormAccount(burden, level, sum(own.values()), median_seconds(own), tuple(fields))


def _of_year(form: str, counts: Mapping[tuple[str, str], Counter[int]]) -> Counter[int]:
    return sum((count for (code, _), count in counts.items() if code == form), Counter())


def _month(
    month: Period,
    forms: tuple[FormAccount, ...],
    reference: Reference,
    counts: Mapping[tuple[str, str], Counter[int]],
) -> MonthAccount:
    """Add up a month; a form is taken at the month's own median, or else at that of its year."""
    asked = [
        one for one in forms if one.level == Level.TOWNSHIP and one.burden.asked_in.get(month.last_month)
    ]
    seconds = []
    for one in asked:
        period = reference.plan.forms[one.burden.form].period_ending(month)
        own = median_seconds(counts.get((one.burden.form, str(period)), {}))
        seconds.append(one.seconds if own is None else own)
    known = [one for one in seconds if one is not None]
    return MonthAccount(
        month=month,
        forms=len(asked),
        cells=sum(one.burden.asked_in[month.last_month] for one in asked),
        minutes=round(sum(known) / 60, 1) if known else None,
        unmeasured=len(seconds) - len(known),
    )
