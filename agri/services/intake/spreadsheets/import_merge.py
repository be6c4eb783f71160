"""Compare a row of a file with the record: what stays, what changes, from which value to which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import Session, col

from agri.definitions.forms import Form
from agri.files.intake.report_row import ReportRow
from agri.models import ContestedResolution, ContestedRevision, Report, Revision
from agri.services.intake.current_revisions import current_revisions

Cell = tuple[str, str, str]  # form, org unit, period
Amount = float | str | None  # a number, 不适用, or a blank
NOT_APPLICABLE = "不适用"


@dataclass(frozen=True, slots=True)
class RecordedCell:
    """What the record says of a cell now."""

    report_id: UUID
    revision_id: UUID
    received_at: datetime
    values: Mapping[str, float | None]
    not_applicable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of the record that a file changes, or that it leaves standing where the file has a blank."""

    file: str
    sheet: str
    cell: str
    form: str
    org_unit: str
    period: str
    element: str
    old: Amount
    new: Amount


@dataclass(frozen=True, slots=True)
class Merged:
    """What a report will say, the figures that change, and those that a blank would have erased."""

    values: Mapping[str, float | None]
    not_applicable: tuple[str, ...]
    changes: tuple[FigureChange, ...]
    kept: tuple[FigureChange, ...]

    @property
    def is_change(self) -> bool:
        """Say whether the record would say something else."""
        return bool(self.changes)


def merge(row: ReportRow, form: Form, held: RecordedCell, *, clears_blanks: bool) -> Merged:
    """Lay a row over the current version of its report; a blank erases nothing unless told to."""
    values = dict(row.values)
    excluded = set(row.not_applicable)
    kept = []
    if not clears_blanks:
        for section in form.sections:
            codes = [element.code for element in section.elements if element.code in values]
            if section.code in held.not_applicable and codes and all(values[code] is None for code in codes):
                excluded.add(section.code)
                for code in codes:
                    del values[code]
                kept.append(_change(row, codes[0], NOT_APPLICABLE, NOT_APPLICABLE))
                continue
            for code in codes:
                old = held.values.get(code)
                if values[code] is None and old is not None:
                    values[code] = old
                    kept.append(_change(row, code, old, old))
    not_applicable = tuple(section.code for section in form.sections if section.code in excluded)
    changes = []
    for element in form.elements:
        old_amount = _amount(form, element.code, held.values, held.not_applicable)
        new_amount = _amount(form, element.code, values, not_applicable)
        if old_amount != new_amount:
            changes.append(_change(row, element.code, old_amount, new_amount))
    return Merged(values, not_applicable, tuple(changes), tuple(kept))


def _amount(form: Form, code: str, values: Mapping[str, float | None], excluded: Sequence[str]) -> Amount:
    if form.section_of[code].code in excluded:
        return NOT_APPLICABLE
    value = values.get(code)
    return None if value is None else float(value)


def _change(row: ReportRow, code: str, old: Amount, new: Amount) -> FigureChange:
    return FigureChange(
        row.file, row.sheet, row.cell(code), row.form, row.org_unit, row.period, code, old, new
    )


def read_current(session: Session, rows: Sequence[ReportRow]) -> dict[Cell, RecordedCell]:
    """Return what the record says now of the cells of some rows."""
    spans: dict[str, tuple[set[str], set[str]]] = {}
    for row in rows:
        places, periods = spans.setdefault(row.form, (set(), set()))
        places.add(row.org_unit)
        periods.add(row.period)
    wanted = {(row.form, row.org_unit, row.period) for row in rows}
    current = {}
    for form, (places, periods) in spans.items():
        statement: Select[*tuple[Any, ...]] = current_revisions(
            select(
                col(Report.org_unit),
                col(Report.period),
                col(Report.id).label("report_id"),
                col(Revision.id).label("revision_id"),
                col(Revision.received_at),
                col(Revision.values).label("content"),
                col(Revision.not_applicable).label("excluded"),
            )
            .join(Revision, col(Revision.report_id) == col(Report.id))
            .where(
                col(Report.form) == form,
                col(Report.period).in_(sorted(periods)),
                col(Report.org_unit).in_(sorted(places)),
            )
        )
        for found in session.connection().execute(statement):
            key = (form, found.org_unit, found.period)
            if key in wanted:
                current[key] = RecordedCell(
                    found.report_id,
                    found.revision_id,
                    found.received_at,
                    found.content,
                    tuple(found.excluded),
                )
    return current


def read_contested(session: Session) -> frozenset[UUID]:
    """Return the ids of reports of which a second version waits to be settled."""
    statement = (
        select(col(ContestedRevision.report_id))
        .outerjoin(ContestedResolution, col(ContestedResolution.contested_id) == col(ContestedRevision.id))
        .where(col(ContestedResolution.seq).is_(None))
    )
    return frozenset(session.connection().execute(statement).scalars())
