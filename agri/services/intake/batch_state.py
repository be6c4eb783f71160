"""The part of the record that a batch of submissions touches, read in a few queries and kept up to date.

It answers what is current, what is closed and what the rules read, also for what the batch itself adds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Select, bindparam, select
from sqlmodel import Session, col

from agri.definitions.lineage import Cell, Figures, ValuesOf
from agri.models import Audit, ContestedRevision, Decision, Report, Revision
from agri.periods import Period
from agri.services.chain.audit import Link
from agri.services.intake.closed_months import CountyMonth, read_closed
from agri.services.intake.current_revisions import current_revisions
from agri.services.intake.submission import Receipt, Submission
from agri.services.reference.reference import Reference
from agri.terms import DecisionKind, ReceiptState

CellKey = tuple[str, str, str]  # form, org unit, period
_AT_ONCE = 500  # ids in one IN list
MAY_AFTER_RECEIPT = ("revise",)


# Statements are built once: building one takes longer than running it.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_CURRENT: Select[*tuple[Any, ...]] = current_revisions(
    select(
        col(Report.id).label("report_id"),
        col(Report.form),
        col(Report.org_unit),
        col(Report.period),
        col(Revision.id).label("revision_id"),
        col(Revision.values).label("content"),
    ).join(Revision, col(Revision.report_id) == col(Report.id))
)
_CURRENT_OF_REPORTS = _CURRENT.where(col(Report.id).in_(_IDS))
_CURRENT_OF_CELLS = _CURRENT.where(
    col(Report.org_unit).in_(bindparam("org_units", expanding=True)),
    col(Report.period).in_(bindparam("periods", expanding=True)),
    col(Report.form) == bindparam("form"),
)
_REPORT_OF = select(col(Revision.id), col(Revision.report_id)).where(col(Revision.id).in_(_IDS))
_DECIDED = (
    select(col(Decision.revision_id), col(Decision.kind))
    .where(col(Decision.revision_id).in_(_IDS))
    .order_by(col(Decision.seq))
)

# A correction of a correction is still one of what was accepted before both.
_ACCEPTED: Select[*tuple[Any, ...]] = (
    select(
        col(Revision.report_id),
        col(Revision.id),
        col(Decision.kind),
        col(Revision.values).label("content"),
    )
    .join(Decision, col(Decision.revision_id) == col(Revision.id))
    .where(col(Revision.report_id).in_(_IDS))
    .order_by(col(Revision.seq), col(Decision.seq))
)


def _receipts(table: type[Revision] | type[ContestedRevision]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(table.id),
            col(table.report_id),
            col(table.received_at),
            col(table.digest),
            col(table.findings),
            col(Audit.seq),
            col(Audit.hash),
        )
        .join(Audit, col(Audit.seq) == col(table.seq))
        .where(col(table.id).in_(_IDS))
    )


_RECEIVED, _CONTESTED = _receipts(Revision), _receipts(ContestedRevision)


@dataclass(slots=True)
class StoredReport:
    """One report and the version of it that nothing supersedes."""

    report_id: UUID
    revision_id: UUID | None
    values: Figures


@dataclass(slots=True)
class BatchState:
    """What the record says of the cells, ids and months of a batch."""

    receipts: dict[UUID, Receipt] = field(default_factory=dict)  # by revision id
    by_cell: dict[CellKey, StoredReport] = field(default_factory=dict)  # changed by `keep` and `forget` alone
    of_place: dict[str, dict[Cell, Figures]] = field(default_factory=dict)  # what the above hold
    cell_of: dict[UUID, CellKey] = field(default_factory=dict)  # by report id
    report_of: dict[UUID, UUID] = field(default_factory=dict)  # by superseded revision id
    accepted: set[UUID] = field(default_factory=set)
    accepted_values: dict[UUID, Figures] = field(default_factory=dict)  # of the last accepted, by report id
    closed: set[CountyMonth] = field(default_factory=set)

    def is_closed(self, reference: Reference, org_unit: str, period: Period) -> bool:
        """Say whether the county has closed the period's last month."""
        if not self.closed:
            return False
        county = reference.county_of(org_unit)
        return county is not None and (county, str(period.closing_month)) in self.closed

    def keep(self, key: CellKey, report: StoredReport) -> None:
        """Let a version be the current one of its cell."""
        form, org_unit, period = key
        self.by_cell[key] = report
        self.of_place.setdefault(org_unit, {})[form, period] = report.values

    def forget(self, key: CellKey) -> None:
        """Let nothing be reported of a cell."""
        form, org_unit, period = key
        del self.by_cell[key]
        del self.of_place[org_unit][form, period]

    def reports_of(self, org_unit: str) -> ValuesOf:
        """Return what looks up a place's current values, also those kept later."""
        return self.of_place.setdefault(org_unit, {}).get


def read_cells(session: Session, reference: Reference, submissions: Sequence[Submission]) -> BatchState:
    """Read what the record says of everything that some submissions touch."""
    connection = session.connection()
    cells = BatchState()
    _read_receipts(connection, cells, {submission.revision_id for submission in submissions})
    known = [s for s in submissions if s.revision_id not in cells.receipts]
    _read_reports(connection, cells, reference, known)
    _read_superseded(connection, cells, {s.supersedes for s in known if s.supersedes})
    _read_closures(connection, cells, reference, known)
    return cells


def _read_receipts(connection: Connection, cells: BatchState, ids: set[UUID]) -> None:
    for statement, state in ((_RECEIVED, ReceiptState.RECEIVED), (_CONTESTED, ReceiptState.CONTESTED)):
        for some in _portions(list(ids)):
            for row in connection.execute(statement, {"ids": some}):
                cells.receipts[row.id] = Receipt(
                    report_id=row.report_id,
                    revision_id=row.id,
                    received_at=row.received_at,
                    digest=row.digest,
                    state=state,
                    findings=tuple(row.findings),
                    may=MAY_AFTER_RECEIPT if state == ReceiptState.RECEIVED else (),
                    link=Link(row.seq, row.hash),
                )


def _read_reports(
    connection: Connection, cells: BatchState, reference: Reference, submissions: Sequence[Submission]
) -> None:
    """Read the batch's own cells, those that the rules read, and the reports that it names by id."""
    # By form: the places and the periods to read. A month's batch then reads no more than its rules do.
    wanted: dict[str, tuple[set[str], set[str]]] = {}
    for code, org_unit, text in {(s.form, s.org_unit, s.period) for s in submissions}:
        period = parse_period(text)
        if org_unit not in reference.places or period is None:
            continue
        own = reference.of(period)
        if code not in own.plan.forms:
            continue
        for read_form, read_period in ((code, text), *own.rule_sums.cells(code, period)):
            org_units, periods = wanted.setdefault(read_form, (set(), set()))
            org_units |= {org_unit, *own.ground.givers_to(org_unit)}
            periods.add(read_period)
    ids = list({submission.report_id for submission in submissions})
    found = [
        connection.execute(
            _CURRENT_OF_CELLS, {"form": form, "org_units": sorted(org_units), "periods": sorted(periods)}
        )
        for form, (org_units, periods) in wanted.items()
    ]
    found += [connection.execute(_CURRENT_OF_REPORTS, {"ids": some}) for some in _portions(ids)]
    for row in chain.from_iterable(found):
        key = (row.form, row.org_unit, row.period)
        cells.keep(key, StoredReport(row.report_id, row.revision_id, row.content))
        cells.cell_of[row.report_id] = key


def _read_superseded(connection: Connection, cells: BatchState, ids: set[UUID]) -> None:
    for some in _portions(list(ids)):
        for row in connection.execute(_REPORT_OF, {"ids": some}):
            cells.report_of[row.id] = row.report_id
    cells.accepted = read_accepted(connection, ids)
    for some in _portions(list(set(cells.report_of.values()))):
        last: dict[UUID, tuple[UUID, DecisionKind, Figures]] = {}
        for report_id, revision_id, kind, content in connection.execute(_ACCEPTED, {"ids": some}):
            last[revision_id] = report_id, kind, content
        for report_id, kind, content in last.values():
            if kind == DecisionKind.ACCEPTED:
                cells.accepted_values[report_id] = content


def read_accepted(connection: Connection, ids: set[UUID]) -> set[UUID]:
    """Return those versions of some that were accepted last."""
    accepted: set[UUID] = set()
    for some in _portions(list(ids)):
        for revision_id, kind in connection.execute(_DECIDED, {"ids": some}):
            is_accepted = kind == DecisionKind.ACCEPTED
            (accepted.add if is_accepted else accepted.discard)(revision_id)
    return accepted


def _read_closures(
    connection: Connection, cells: BatchState, reference: Reference, submissions: Sequence[Submission]
) -> None:
    months = set()
    counties = set()
    for org_unit, text in {(submission.org_unit, submission.period) for submission in submissions}:
        period = parse_period(text)
        county = reference.county_of(org_unit) if org_unit in reference.places else None
        if period is not None and county is not None:
            months.add(str(period.closing_month))
            counties.add(county)
    cells.closed = read_closed(connection, counties, months)


@lru_cache(maxsize=1024)
def parse_period(text: str) -> Period | None:
    """Return the period that a text names, or None."""
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _portions(ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]
