"""Bring in reports from files: all rows of a file or none, with one report on everything that was read.

Ids are made of what a row says, so importing the same file twice changes nothing; a changed row supersedes
the current version of its report. Rows go through the one door for revisions like everybody's.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session

from agri.definitions.form_years import forms_of_years
from agri.errors import Fault, Invalid, Refusal
from agri.files.intake.amounts import Meanings
from agri.files.intake.intake_report import FileOutcome, FileReport
from agri.files.intake.read_files import Reading, read_reports
from agri.files.intake.report_row import ORG_UNIT, RECEIVED_AT, ReportRow
from agri.files.sheets.faults import MOST_FAULTS, IntakeFault
from agri.periods import SHANGHAI, Period
from agri.services.access.permissions import Actor, is_within
from agri.services.intake.batch_state import read_accepted
from agri.services.intake.receive import receive
from agri.services.intake.spreadsheets.import_merge import (
    FigureChange,
    Merged,
    RecordedCell,
    merge,
    read_contested,
    read_current,
)
from agri.services.intake.spreadsheets.import_missing import Missing, read_missing
from agri.services.intake.submission import Outcome, OutcomeKind, Submission
from agri.services.reference.reference import Reference, read_reference
from agri.services.store.canonical import digest_of
from agri.terms import Role

_IDS = UUID("5b0d8d4e-3f0a-4c8e-9b57-0c7f4b1c2a90")  # the namespace of imported reports
_AT_ONCE = 40_000  # rows; each portion reads what its rules need, also what the portions before wrote
_DEFAULT_REASON = "导入更正 / corrected by import"  # of what nobody has accepted yet

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportRemark:
    """A remark of the rules on an imported report, to be answered at the desk."""

    place: str  # file, sheet and cell
    org_unit: str
    period: str
    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with `is_dry_run` would do."""

    files: tuple[FileReport, ...]
    changes: tuple[FigureChange, ...]  # old and new figure of every correction
    kept: tuple[FigureChange, ...]  # figures of the record that a blank in the file left standing
    questions: tuple[ImportRemark, ...]
    missing: tuple[Missing, ...]
    is_dry_run: bool

    @property
    def faults(self) -> tuple[IntakeFault, ...]:
        """Every listed fault of every file."""
        return tuple(fault for file in self.files for fault in file.faults)

    @property
    def unlisted_faults(self) -> int:
        """How many faults there are beyond those listed."""
        return sum(file.unlisted_faults for file in self.files)

    @property
    def rows(self) -> int:
        """Rows of files that went in; new, corrected and unchanged ones add up to it."""
        return sum(file.rows for file in self.files if file.outcome == FileOutcome.TAKEN)

    @property
    def new(self) -> int:
        """First versions."""
        return sum(sheet.new for file in self.files for sheet in file.sheets)

    @property
    def corrected(self) -> int:
        """New versions of reports that said something else."""
        return sum(sheet.corrected for file in self.files for sheet in file.sheets)

    @property
    def unchanged(self) -> int:
        """Rows of which the record says the same already."""
        return sum(sheet.unchanged for file in self.files for sheet in file.sheets)

    @property
    def is_success(self) -> bool:
        """Say whether every file that holds reports went in, and at least one did."""
        return self.rows > 0 and not self.faults


def read_for_import(reference: Reference, path: Path, *, meanings: Meanings | None = None) -> Reading:
    """Read a spreadsheet or a folder of them by a city's forms and places; it needs no database.

    Parameters
    ----------
    meanings : mapping, optional
        What words such as 无 and — are said to mean.
    """
    forms = forms_of_years({year: one.plan.forms for year, one in reference.years.items()})
    return read_reports(path, forms, reference.places, meanings)


def import_reports(
    session: Session,
    actor: Actor,
    reading: Reading,
    *,
    now: datetime,
    is_dry_run: bool = False,
    clears_blanks: bool = False,
    overwrites_newer: bool = False,
    progress: Progress | None = None,
    city: str | None = None,
) -> ImportReport:
    """Take every report that was read; a file with a fault stays out as a whole.

    Parameters
    ----------
    actor : Actor
        The operator may bring in reports of every place and say when they were received; everybody else
        may import what they may report.
    reading : Reading
        What `read_for_import` read; it is used once.
    is_dry_run : bool
        Report what would happen and write nothing.
    clears_blanks : bool
        A blank cell erases the figure of the record; otherwise the figure stands.
    overwrites_newer : bool
        A template may replace figures that were received after it was made.
    progress : callable, optional
        Told how many of how many rows are done.
    city : str, optional
        Whose the reports are, where the record holds several and the actor is of none.
    """
    reference = read_reference(session, of=actor, named=city)
    files = {report.name: report for report in reading.files}
    rows = sorted(reading.rows, key=_chronological)
    rows = _without(
        rows, _refuse(files, chain(_scope_faults(actor, rows), _instant_faults(actor, rows, now)))
    )
    while True:
        desk = _RowTaker(session, actor, reference, now, clears_blanks, overwrites_newer)
        nested = session.begin_nested()  # what is refused leaves nothing behind
        for start in range(0, len(rows), _AT_ONCE):
            portion = rows[start : start + _AT_ONCE]
            desk.take(portion)
            if progress is not None:
                progress(start + len(portion), len(rows))
        if not desk.faults:
            break
        # Rules read other files too: what remains is judged anew without the refused ones.
        nested.rollback()
        rows = _without(rows, _refuse(files, sorted(desk.faults, key=lambda found: found[0].row)))
    missing = read_missing(session, reference, rows, actor)
    if is_dry_run:
        nested.rollback()
    else:
        nested.commit()
    for (file, sheet), counts in desk.counts.items():
        told = files[file].sheet(sheet)
        told.new, told.corrected, told.unchanged = counts
    return ImportReport(
        files=reading.files,
        changes=tuple(desk.changes),
        kept=tuple(desk.kept),
        questions=tuple(desk.questions),
        missing=missing,
        is_dry_run=is_dry_run,
    )


def _chronological(row: ReportRow) -> tuple[date, date, str, str]:
    """Earlier months first: the rules of a month read the months before it."""
    period = Period.parse(row.period)
    return period.first_day, period.last_day, row.form, row.org_unit


_RowFault = tuple[ReportRow, str, str, str, str]  # row, column, code, English, Chinese


def _refuse(files: Mapping[str, FileReport], faults: Sequence[_RowFault] | Iterator[_RowFault]) -> set[str]:
    """Note faults of rows with their files; return the files."""
    refused = set()
    for row, column, code, english, chinese in faults:
        report = files[row.file]
        report.outcome = FileOutcome.REFUSED
        refused.add(row.file)
        if len(report.faults) >= MOST_FAULTS:
            report.unlisted_faults += 1
        else:
            report.faults.append(IntakeFault(row.file, row.sheet, row.cell(column), code, english, chinese))
    return refused


def _without(rows: list[ReportRow], refused: set[str]) -> list[ReportRow]:
    return [row for row in rows if row.file not in refused] if refused else rows


def _scope_faults(actor: Actor, rows: Sequence[ReportRow]) -> Iterator[_RowFault]:
    """Name rows of places that are not the actor's, who is told nothing of what the record says of them."""
    for row in rows:
        if not is_within(actor, row.org_unit):
            yield (
                row,
                ORG_UNIT,
                "not-yours",
                f"{row.org_unit} is not among your places: leave the row out, its own county brings it in",
                f"{row.org_unit} 不在您负责的范围内：请删去该行，由所属区县或乡镇填报",
            )


def _instant_faults(actor: Actor, rows: Sequence[ReportRow], now: datetime) -> Iterator[_RowFault]:
    for row in rows:
        if row.received_at is None:
            continue
        if actor.role != Role.OPERATOR:
            yield (
                row,
                RECEIVED_AT,
                "instant-not-allowed",
                "only the operator says when a report was received: leave the column out",
                "接收时间只能由系统运维人员填写，请删去该列",
            )
        elif row.received_at > now:
            yield row, RECEIVED_AT, "future-instant", "the instant lies in the future", "接收时间晚于现在"


@dataclass(slots=True)
class _RowTaker:
    """Hands portions of rows in and notes what became of them."""

    session: Session
    actor: Actor
    reference: Reference
    now: datetime
    clears_blanks: bool
    overwrites_newer: bool
    counts: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    changes: list[FigureChange] = field(default_factory=list)
    kept: list[FigureChange] = field(default_factory=list)
    questions: list[ImportRemark] = field(default_factory=list)
    faults: list[_RowFault] = field(default_factory=list)

    def take(self, rows: Sequence[ReportRow]) -> None:
        current = read_current(self.session, rows)
        contested = read_contested(self.session)
        changed: list[tuple[ReportRow, int, RecordedCell | None, Merged | None]] = []
        for row in rows:
            form = self.reference.of(Period.parse(row.period)).plan.forms[row.form]
            held = current.get((row.form, row.org_unit, row.period))
            merged = None
            if held is not None:
                merged = merge(row, form, held, clears_blanks=self.clears_blanks)
                self.kept.extend(merged.kept)
                if not merged.is_change:
                    self.counts[row.file, row.sheet][2] += 1
                    continue
                if self._is_overtaken(row, held):
                    continue
                self.changes.extend(merged.changes)
                if held.report_id in contested:
                    self.questions.append(_two_versions(row))
            changed.append((row, form.version, held, merged))
        if not changed:
            return
        superseded = {held.revision_id for _, _, held, _ in changed if held is not None}
        accepted = read_accepted(self.session.connection(), superseded)
        submissions = [
            _submission(
                row, version, held, merged, is_accepted=held is not None and held.revision_id in accepted
            )
            for row, version, held, merged in changed
        ]
        on_behalf = self.actor.role == Role.OPERATOR
        outcomes = receive(self.session, self.actor, submissions, now=self.now, on_behalf=on_behalf)
        for (row, *_), submission, outcome in zip(changed, submissions, outcomes, strict=True):
            self._note(row, submission, outcome)

    def _is_overtaken(self, row: ReportRow, held: RecordedCell) -> bool:
        """Note the conflict of a template with figures that came in after it was made."""
        if self.overwrites_newer or row.made_at is None or held.received_at <= row.made_at:
            return False
        received, made = (
            instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
            for instant in (held.received_at, row.made_at)
        )
        self.faults.append(
            (
                row,
                "org_unit",
                "newer-in-record",
                f"the record received other figures at {received}, after this template was made "
                f"({made}): compare "
                "them, then fill in a new template, or choose to replace what came in since",
                f"模板生成（{made}）之后，系统在 {received} 又收到该报表，数字不同：请核对后用新模板填报，"
                "或核对后选择用文件里的数覆盖",
            )
        )
        return True

    def _note(self, row: ReportRow, submission: Submission, outcome: Outcome) -> None:
        counts = self.counts[row.file, row.sheet]
        if outcome.kind == OutcomeKind.CREATED and outcome.receipt is not None:
            counts[0 if submission.supersedes is None else 1] += 1
            self.questions.extend(_question(row, finding) for finding in outcome.receipt.findings)
        elif outcome.kind == OutcomeKind.REPLAYED:
            counts[2] += 1
        else:
            self.faults.extend(_outcome_faults(row, outcome))


def _two_versions(row: ReportRow) -> ImportRemark:
    """Say that the file corrects the current one of two versions that nobody has settled yet."""
    place = IntakeFault(row.file, row.sheet, row.cell(ORG_UNIT), "", "", "").place
    return ImportRemark(
        place,
        row.org_unit,
        row.period,
        "系统里有两份，另一份还没有处理：本次更正的是当前这一份，请审核人核对后选定",
        "the record holds two versions and the other one waits to be settled: this file corrects the current "
        "one; the reviewer compares and settles them",
    )


def _question(row: ReportRow, finding: Mapping[str, Any]) -> ImportRemark:
    place = IntakeFault(row.file, row.sheet, row.cell(finding["element"] or ""), "", "", "").place
    return ImportRemark(place, row.org_unit, row.period, finding["text"]["zh"], finding["text"]["en"])


def _submission(
    row: ReportRow, version: int, held: RecordedCell | None, merged: Merged | None, *, is_accepted: bool
) -> Submission:
    report_id = held.report_id if held else uuid5(_IDS, f"{row.form}/{row.org_unit}/{row.period}")
    supersedes = held.revision_id if held else None
    values, not_applicable = (
        (merged.values, merged.not_applicable) if merged else (row.values, row.not_applicable)
    )
    given = {code: float(value) for code, value in values.items() if value is not None}
    # What it supersedes is part of the id: a report may come back to what it said before.
    identity = [{"values": given, "not_applicable": sorted(not_applicable)}, str(supersedes)]
    return Submission(
        report_id=report_id,
        revision_id=uuid5(report_id, digest_of(identity)),
        form=row.form,
        form_version=version,
        org_unit=row.org_unit,
        period=row.period,
        supersedes=supersedes,
        # An accepted version is corrected with its author's own reason only, here as at every door.
        reason=row.reason or (_DEFAULT_REASON if held and not is_accepted else None),
        values=values,
        not_applicable=not_applicable,
        received_at=row.received_at,
    )


def _outcome_faults(row: ReportRow, outcome: Outcome) -> list[_RowFault]:
    refusal = outcome.refusal
    if isinstance(refusal, Invalid) and refusal.faults:
        return [
            (row, fault.pointer.rsplit("/", 1)[-1], fault.code, fault.detail, fault.detail_zh)
            for fault in map(_in_a_sheet, refusal.faults)
        ]
    if isinstance(refusal, Refusal):
        return [(row, "", refusal.slug, refusal.detail, refusal.detail_zh)]
    raise AssertionError(f"an outcome {outcome.kind} without a refusal")


def _in_a_sheet(fault: Fault) -> Fault:
    """Return a fault with its way out as a spreadsheet has it."""
    if fault.code != "reason-missing":
        return fault
    english = f"{fault.detail}: write it in the column 更正原因 (reason)"
    return replace(fault, detail=english, detail_zh=f"{fault.detail_zh}，写在“更正原因”列")
