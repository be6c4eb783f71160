"""Bring in reports from files: all rows or none, every fault by file, row and column.

Ids are made of what a row says, so importing the same file twice changes nothing; a changed row supersedes
the current version of its report. Rows go through the one door for revisions like everybody's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from agri.errors import Fault, Invalid, Refusal
from agri.exports.read_reports import read_reports
from agri.exports.report_rows import MOST_FAULTS, RECEIVED_AT, ReportRow
from agri.models import Report, Revision
from agri.periods import Period
from agri.services.canonical import digest_of
from agri.services.receive import receive
from agri.services.scope import Actor
from agri.services.standing import Standing, standing
from agri.services.submission import Outcome, OutcomeKind, Submission
from agri.terms import Role

_IDS = UUID("5b0d8d4e-3f0a-4c8e-9b57-0c7f4b1c2a90")  # the namespace of imported reports
_AT_ONCE = 10_000  # rows; each portion reads what its rules need once
_DEFAULT_REASON = "导入更正 / corrected by import"

Progress = Callable[[int, int], None]
_Cell = tuple[str, str, str]  # form, org unit, period


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did; the counts of rows add up to `rows`."""

    files: tuple[str, ...]
    rows: int
    created: int  # first versions
    superseded: int  # new versions of reports that said something else
    unchanged: int  # the record says the same already
    empty_rows: int  # prepared rows of a template that nobody filled in
    findings: int  # remarks of the rules, to be answered at the desk


@dataclass(frozen=True, slots=True)
class _Current:
    """What the record says of a cell now."""

    report_id: UUID
    revision_id: UUID
    content: dict[str, object]


def import_reports(
    session: Session, actor: Actor, path: Path, *, now: datetime, progress: Progress | None = None
) -> ImportSummary:
    """Take every report of a workbook, a CSV file or a folder of them.

    Parameters
    ----------
    actor : Actor
        The operator may bring in reports of every place and say when they were received; everybody else
        may import what they may report.
    progress : callable, optional
        Told how many of how many rows are done.

    Raises
    ------
    Invalid
        At least one row has a fault; each fault names its file, row and column, and nothing was taken.
    """
    known = standing(session)
    reading = read_reports(path, known.plan.forms, known.places)
    faults = [*reading.faults, *_instant_faults(actor, reading.rows, now)]
    if faults:
        raise _refused(faults, reading.unlisted_faults)
    rows = sorted(reading.rows, key=_chronological)
    desk = _Desk(session, actor, known, now)
    with session.begin_nested():  # also a caller that goes on after the refusal keeps nothing of it
        for start in range(0, len(rows), _AT_ONCE):
            portion = rows[start : start + _AT_ONCE]
            desk.take(portion)
            if progress is not None:
                progress(start + len(portion), len(rows))
        if desk.faults:
            raise _refused([fault for _, _, fault in sorted(desk.faults, key=_by_place)], desk.unlisted)
    return ImportSummary(
        files=reading.files,
        rows=len(rows),
        created=desk.created,
        superseded=desk.superseded,
        unchanged=desk.unchanged,
        empty_rows=reading.empty_rows,
        findings=desk.findings,
    )


def _by_place(found: tuple[str, int, Fault]) -> tuple[str, int]:
    return found[:2]


def _chronological(row: ReportRow) -> tuple[Period, str, str]:
    """Earlier months first: the rules of a month read the months before it."""
    return Period.parse(row.period), row.form, row.org_unit


def _instant_faults(actor: Actor, rows: Sequence[ReportRow], now: datetime) -> Iterator[Fault]:
    for row in rows:
        if row.received_at is None:
            continue
        if actor.role != Role.OPERATOR:
            yield _fault(
                row,
                RECEIVED_AT,
                "instant-not-allowed",
                "only the operator says when a report was received: leave the column out",
                "接收时间只能由系统运维人员填写，请删去该列",
            )
        elif row.received_at > now:
            yield _fault(
                row, RECEIVED_AT, "future-instant", "the instant lies in the future", "接收时间晚于现在"
            )


@dataclass(slots=True)
class _Desk:
    """Hands portions of rows in and counts what became of them."""

    session: Session
    actor: Actor
    known: Standing
    now: datetime
    created: int = 0
    superseded: int = 0
    unchanged: int = 0
    findings: int = 0
    faults: list[tuple[str, int, Fault]] = field(default_factory=list)
    unlisted: int = 0

    def take(self, rows: Sequence[ReportRow]) -> None:
        current = _read_current(self.session, rows)
        changed, submissions = [], []
        for row in rows:
            held = current.get((row.form, row.org_unit, row.period))
            if held is not None and held.content == _content(row.values, row.not_applicable):
                self.unchanged += 1
            else:
                changed.append(row)
                submissions.append(_submission(row, self.known.plan.forms[row.form].version, held))
        if not submissions:
            return
        on_behalf = self.actor.role == Role.OPERATOR
        outcomes = receive(self.session, self.actor, submissions, now=self.now, on_behalf=on_behalf)
        for row, submission, outcome in zip(changed, submissions, outcomes, strict=True):
            self._note(row, submission, outcome)

    def _note(self, row: ReportRow, submission: Submission, outcome: Outcome) -> None:
        if outcome.kind == OutcomeKind.CREATED and outcome.receipt is not None:
            if submission.supersedes is None:
                self.created += 1
            else:
                self.superseded += 1
            self.findings += len(outcome.receipt.findings)
        elif outcome.kind == OutcomeKind.REPLAYED:
            self.unchanged += 1
        else:
            for fault in _outcome_faults(row, outcome):
                if len(self.faults) < MOST_FAULTS:
                    self.faults.append((row.file, row.row, fault))
                else:
                    self.unlisted += 1


def _submission(row: ReportRow, version: int, held: _Current | None) -> Submission:
    report_id = held.report_id if held else uuid5(_IDS, f"{row.form}/{row.org_unit}/{row.period}")
    supersedes = held.revision_id if held else None
    # What it supersedes is part of the id: a report may come back to what it said before.
    identity = [_content(row.values, row.not_applicable), str(supersedes)]
    return Submission(
        report_id=report_id,
        revision_id=uuid5(report_id, digest_of(identity)),
        form=row.form,
        form_version=version,
        org_unit=row.org_unit,
        period=row.period,
        supersedes=supersedes,
        reason=row.reason or (_DEFAULT_REASON if held else None),
        values=row.values,
        not_applicable=row.not_applicable,
        received_at=row.received_at,
    )


def _content(values: Any, not_applicable: Sequence[str]) -> dict[str, object]:  # noqa: ANN401 (JSON)
    """Return what a version says, where a blank and a figure left out are the same."""
    given = {code: float(value) for code, value in values.items() if value is not None}
    return {"values": given, "not_applicable": sorted(not_applicable)}


def _read_current(session: Session, rows: Sequence[ReportRow]) -> dict[_Cell, _Current]:
    """Return what the record says now of the cells of some rows."""
    spans: dict[str, tuple[set[str], set[str]]] = {}
    for row in rows:
        places, periods = spans.setdefault(row.form, (set(), set()))
        places.add(row.org_unit)
        periods.add(row.period)
    wanted = {(row.form, row.org_unit, row.period) for row in rows}
    newer = aliased(Revision)
    current = {}
    for form, (places, periods) in spans.items():
        statement: Select[*tuple[Any, ...]] = (
            select(
                col(Report.org_unit),
                col(Report.period),
                col(Report.id).label("report_id"),
                col(Revision.id).label("revision_id"),
                col(Revision.values).label("content"),
                col(Revision.not_applicable).label("excluded"),
            )
            .join(Revision, col(Revision.report_id) == col(Report.id))
            .outerjoin(newer, col(newer.supersedes) == col(Revision.id))
            .where(
                col(newer.id).is_(None),
                col(Report.form) == form,
                col(Report.period).in_(sorted(periods)),
                col(Report.org_unit).in_(sorted(places)),
            )
        )
        for found in session.connection().execute(statement):
            key = (form, found.org_unit, found.period)
            if key in wanted:
                content = _content(found.content, found.excluded)
                current[key] = _Current(found.report_id, found.revision_id, content)
    return current


def _outcome_faults(row: ReportRow, outcome: Outcome) -> list[Fault]:
    refusal = outcome.refusal
    if isinstance(refusal, Invalid) and refusal.faults:
        return [
            _fault(row, fault.pointer.rsplit("/", 1)[-1], fault.code, fault.detail, fault.detail_zh)
            for fault in refusal.faults
        ]
    if isinstance(refusal, Refusal):
        return [_fault(row, "", refusal.slug, refusal.detail, refusal.detail_zh)]
    raise AssertionError(f"an outcome {outcome.kind} without a refusal")


def _fault(row: ReportRow, column: str, code: str, detail: str, detail_zh: str) -> Fault:
    place = row.place + (f", column {column}" if column else "")
    place_zh = f"{row.file} 第{row.row}行" + (f" {column} 列" if column else "")
    return Fault(place, code, detail, f"{place_zh}：{detail_zh}")


def _refused(faults: Sequence[Fault], unlisted: int = 0) -> Invalid:
    count = len(faults) + unlisted
    first = faults[0]
    return Invalid(
        f"nothing was imported: {count} fault(s), the first at {first.pointer}: {first.detail}",
        f"未导入任何数据：共 {count} 处错误，第一处：{first.detail_zh}",
        faults,
        unlisted=unlisted,
    )
