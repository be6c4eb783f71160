"""The one door for revisions: a phone's single report, a sync of many, an import, the demo's history.

Every submission is judged on its own; one that is refused never fails the others. What is taken is
written in bulk, together with its links of the audit chain. Nothing here trusts a flag: the current version
is the one that nothing supersedes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.checks.beforehand import report_findings
from agri.checks.finding import Finding
from agri.definitions.forms import Form
from agri.definitions.lineage import on_own_ground
from agri.errors import Conflict, Fault, Invalid, NotAllowed, Refusal
from agri.models import ContestedRevision, FindingAnswer, Record, Report, Revision
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, is_within, require_act, require_author
from agri.services.chain.audit import GENESIS, Chain, open_chain
from agri.services.chain.chain_rows import link_row
from agri.services.intake.answered_findings import given_answers
from agri.services.intake.batch_state import (
    MAY_AFTER_RECEIPT,
    BatchState,
    StoredReport,
    parse_period,
    read_cells,
)
from agri.services.intake.filling_times import FormPeriod, count_fillings
from agri.services.intake.refusals import period_closed, report_contested, revision_conflict, stale_revision
from agri.services.intake.submission import EMPTY_LIST, Content, Outcome, OutcomeKind, Receipt, Submission
from agri.services.intake.submission_checks import content_faults, name_faults
from agri.services.intake.told_elsewhere import ToldElsewhere, nothing_elsewhere, told_elsewhere
from agri.services.reference.reference import Reference, References
from agri.services.reference.years.corrections import asked_change, with_corrections
from agri.services.reference.years.known_beforehand import known_beforehand
from agri.services.store.bulk_insert import insert_rows
from agri.services.store.canonical import CanonicalText
from agri.terms import ReceiptState, Role, Severity
from agri.visible_text import shows

Item = tuple[Actor, Submission]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A submission without faults, what the rules remark on it, and who sends it."""

    actor: Actor
    submission: Submission
    content: Content
    findings: list[dict[str, Any]]


def receive(
    session: Session,
    actor: Actor,
    submissions: Sequence[Submission],
    *,
    now: datetime,
    dry_run: bool = False,
    on_behalf: bool = False,
) -> list[Outcome]:
    """Take one person's submissions; see `receive_all`."""
    items = [(actor, submission) for submission in submissions]
    return receive_all(session, items, now=now, dry_run=dry_run, on_behalf=on_behalf)


def receive_all(
    session: Session,
    items: Sequence[Item],
    *,
    now: datetime,
    dry_run: bool = False,
    on_behalf: bool = False,
) -> list[Outcome]:
    """Judge submissions one by one and write what is taken all at once.

    With `dry_run` nothing is written. With `on_behalf` the operator brings in reports of others: author and
    instant of receipt are then the ones that each submission names.
    """
    chain = open_chain(session)
    references = References(session)
    by_city: dict[str, list[int]] = {}
    for i, (actor, submission) in enumerate(items):
        speaks_for_others = on_behalf and actor.role == Role.OPERATOR
        place = submission.org_unit if speaks_for_others else actor.org_unit
        by_city.setdefault(references.of(place).city, []).append(i)
    outcomes: dict[int, Outcome] = {}
    desks = []
    for city, own in by_city.items():
        reference = references.of(city)
        cells = read_cells(session, reference, [items[i][1] for i in own])
        # Reports of the past that an operator brings in are not of today.
        elsewhere = nothing_elsewhere if on_behalf else told_elsewhere(session, reference, now)
        desk = _Batch(reference, cells, chain, now, on_behalf, elsewhere)
        outcomes |= {i: desk.take(*items[i]) for i in own}
        desks.append(desk)
    told = [outcomes[i] for i in range(len(items))]
    if dry_run:
        return [_as_checked(outcome) for outcome in told]
    chain.write(session)
    for desk in desks:
        desk.write(session)
    return told


def check_against(
    reference: Reference,
    cells: BatchState,
    actor: Actor,
    submission: Submission,
    *,
    now: datetime,
    elsewhere: ToldElsewhere = nothing_elsewhere,
) -> Outcome:
    """Judge one submission by definitions and cells that the caller gives; nothing is written."""
    batch = _Batch(reference, cells, Chain(0, GENESIS, []), now, False, elsewhere)
    return _as_checked(batch.take(actor, submission))


@dataclass(slots=True)
class _Batch:
    """One batch of one city in hand: judges, remembers what it took, writes at the end."""

    reference: Reference
    cells: BatchState
    chain: Chain
    now: datetime
    on_behalf: bool
    elsewhere: ToldElsewhere = nothing_elsewhere
    reports: list[dict[str, Any]] = field(default_factory=list)
    revisions: list[dict[str, Any]] = field(default_factory=list)
    contested: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    fillings: list[tuple[FormPeriod, int]] = field(default_factory=list)

    def take(self, actor: Actor, submission: Submission) -> Outcome:
        try:
            return self._take(actor, submission)
        except Refusal as refusal:
            kind = OutcomeKind.CONFLICT if isinstance(refusal, Conflict) else OutcomeKind.REFUSED
            return Outcome(submission.revision_id, kind, refusal=refusal)

    def write(self, session: Session) -> None:
        insert_rows(session, Report, self.reports)
        insert_rows(session, Revision, self.revisions)
        insert_rows(session, ContestedRevision, self.contested)
        insert_rows(session, FindingAnswer, self.answers)
        count_fillings(session, self.reference.city, self.fillings)

    def _take(self, actor: Actor, submission: Submission) -> Outcome:
        self._authorise(actor, submission)
        content = submission.content()
        first = self.cells.receipts.get(submission.revision_id)
        if first is not None:
            return self._replay(submission, content, first)
        written, form, period = self._named(submission)
        faults = content_faults(written, period, submission, self._received_at(actor, submission))
        if faults or content is None:
            raise Invalid.of(faults)
        if self.cells.is_closed(self.reference, submission.org_unit, period):
            raise period_closed(submission.org_unit, period)
        state = self.cells.by_cell.get((submission.form, submission.org_unit, submission.period))
        refusal = self._conflict(submission, state)
        judged = _Judged(actor, submission, content, self._findings(form, period, submission))
        if refusal is not None and state is not None:
            return self._contest(judged, state, refusal)
        return self._record(judged)

    def _authorise(self, actor: Actor, submission: Submission) -> None:
        if self._speaks_for_others(actor):
            return
        require_act(actor, Act.REPORT)
        require_author(actor, submission.author)
        if self.reference.knows(submission.org_unit) and not is_within(actor, submission.org_unit):
            raise NotAllowed(
                f"{submission.org_unit} lies outside your place {actor.org_unit}",
                f"{submission.org_unit} 不在您的辖区（{actor.org_unit}）内",
            )

    def _replay(self, submission: Submission, content: Content | None, first: Receipt) -> Outcome:
        if content is None or content.digest != first.digest:
            raise revision_conflict(first)
        if first.state != ReceiptState.CONTESTED:
            return Outcome(submission.revision_id, OutcomeKind.REPLAYED, first)
        state = self.cells.by_cell.get((submission.form, submission.org_unit, submission.period))
        current = state.revision_id if state is not None else None
        refusal = report_contested(first.report_id, current)
        return Outcome(submission.revision_id, OutcomeKind.CONFLICT, first, refusal)

    def _named(self, submission: Submission) -> tuple[Form, Form, Period]:
        """Return the form as it was filled in, as it is in force in the period, and the period."""
        faults = name_faults(self.reference, submission)
        if faults:
            raise Invalid.of(faults)
        period = parse_period(submission.period)
        if period is None:
            raise AssertionError("a period that cannot be read is a fault")
        in_force = self.reference.of(period).plan.forms[submission.form]
        return self.reference.forms[submission.form, submission.form_version], in_force, period

    def _conflict(self, submission: Submission, state: StoredReport | None) -> Refusal | None:
        """Say how a submission collides with what is current; raise where nothing can be kept of it."""
        superseded = submission.supersedes
        if state is None:
            if submission.report_id in self.cells.cell_of:
                raise _fault(
                    "/report_id", "other-cell", "the id belongs to another report", "编号属于另一张报表"
                )
            if superseded is not None:
                raise _unknown_superseded(superseded)
            return None
        if superseded is None:
            return report_contested(state.report_id, state.revision_id)
        if self.cells.report_of.get(superseded) != state.report_id:
            raise _unknown_superseded(superseded)
        if submission.report_id != state.report_id:
            raise _fault(
                "/report_id",
                "other-report",
                f"the cell's report is {state.report_id}",
                f"该报表的编号应为 {state.report_id}",
            )
        if superseded != state.revision_id:
            return stale_revision(superseded, state.revision_id)
        if superseded in self.cells.accepted and not shows(submission.reason):
            raise _fault(
                "/reason",
                "reason-missing",
                "an accepted version is corrected with a reason only",
                "修改已审核通过的报表须写明原因",
            )
        return None

    def _findings(self, form: Form, period: Period, submission: Submission) -> list[dict[str, Any]]:
        reference = self.reference.of(period)
        known = known_beforehand(
            reference.rule_sums,
            form,
            period,
            on_own_ground(reference.ground, submission.org_unit, period, self.cells.reports_of),
            baseline=reference.baseline(submission.org_unit, period.year),
            known=reference.known(submission.org_unit, period),
            elsewhere=self.elsewhere(form, period),
        )
        findings = report_findings(form, period, submission.values, known, submission.not_applicable)
        settled = (self.cells.accepted_values.get(submission.report_id, {}), asked_change(reference, period))
        findings = with_corrections(findings, form, submission.values, *settled)
        stops = [finding for finding in findings if finding.severity == Severity.STOP]
        if stops:
            raise Invalid.of([Fault(f"/values/{f.element}", f.code, f.text.en, f.text.zh) for f in stops])
        return [finding_document(finding) for finding in findings]

    def _record(self, judged: _Judged) -> Outcome:
        submission = judged.submission
        key = (submission.form, submission.org_unit, submission.period)
        if submission.supersedes is None:
            self.reports.append(
                {
                    "id": submission.report_id,
                    "form": submission.form,
                    "org_unit": submission.org_unit,
                    "period": submission.period,
                    "created_at": self._received_at(judged.actor, submission),
                }
            )
            if submission.seconds is not None:
                self.fillings.append(((submission.form, submission.period), submission.seconds))
        row = self._row(judged, Revision, AuditAct.REVISION_RECEIVED, report_id=submission.report_id)
        self.revisions.append(row)
        self.cells.keep(
            key, StoredReport(submission.report_id, submission.revision_id, judged.content.values.value)
        )
        self.cells.cell_of[submission.report_id] = key
        self.cells.report_of[submission.revision_id] = submission.report_id
        receipt = self._receipt(judged, submission.report_id, row, ReceiptState.RECEIVED, MAY_AFTER_RECEIPT)
        self._answer(judged, row)
        return Outcome(submission.revision_id, OutcomeKind.CREATED, receipt)

    def _answer(self, judged: _Judged, revision: Mapping[str, Any]) -> None:
        """Keep what came with a version to what is asked of it, each answer as an act of its own."""
        for name, text in given_answers(judged.findings, judged.submission.answers):
            row = {"revision_id": revision["id"], "code": name, "text": text}
            row |= {"by": revision["author"], "at": revision["received_at"]}
            _, linked = link_row(
                self.chain,
                judged.actor.id,
                FindingAnswer,
                row,
                at=self.now,
                act=AuditAct.FINDING_ANSWERED,
                subject=f"{revision['id']}/{name}",
            )
            self.answers.append(linked)

    def _contest(self, judged: _Judged, state: StoredReport, refusal: Refusal) -> Outcome:
        submission = judged.submission
        row = self._row(
            judged,
            ContestedRevision,
            AuditAct.REVISION_CONTESTED,
            report_id=state.report_id,
            claimed_report_id=submission.report_id,
        )
        self.contested.append(row)
        receipt = self._receipt(judged, state.report_id, row, ReceiptState.CONTESTED, ())
        return Outcome(submission.revision_id, OutcomeKind.CONFLICT, receipt, refusal)

    def _row(self, judged: _Judged, table: type[Record], act: AuditAct, **more: UUID) -> dict[str, Any]:
        actor, submission, content = judged.actor, judged.submission, judged.content
        row = {
            "id": submission.revision_id,
            "supersedes": submission.supersedes,
            "form_version": submission.form_version,
            "author": (submission.author if self._speaks_for_others(actor) else None) or actor.id,
            "received_at": self._received_at(actor, submission),
            "values": content.values,
            "not_applicable": content.not_applicable,
            "entered": content.entered,
            "answers": content.answers,
            "known_by": content.known_by,
            "findings": CanonicalText.of(judged.findings) if judged.findings else EMPTY_LIST,
            "reason": submission.reason,
            "digest": content.digest,
            **more,
        }
        _, linked = link_row(
            self.chain,
            actor.id,
            table,
            row,
            at=self.now,
            act=act,
            subject=str(submission.revision_id),
            after={"digest": content.digest},
        )
        return linked

    def _receipt(
        self,
        judged: _Judged,
        report_id: UUID,
        row: Mapping[str, Any],
        state: ReceiptState,
        may: tuple[str, ...],
    ) -> Receipt:
        receipt = Receipt(
            report_id=report_id,
            revision_id=row["id"],
            received_at=row["received_at"],
            digest=row["digest"],
            state=state,
            findings=tuple(judged.findings),
            may=may,
            link=self.chain.end,
        )
        self.cells.receipts[receipt.revision_id] = receipt
        return receipt

    def _received_at(self, actor: Actor, submission: Submission) -> datetime:
        return (submission.received_at if self._speaks_for_others(actor) else None) or self.now

    def _speaks_for_others(self, actor: Actor) -> bool:
        return self.on_behalf and actor.role == Role.OPERATOR


def finding_document(finding: Finding) -> dict[str, Any]:
    """Return a finding as it is stored with its revision and shown to people."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "element": finding.element,
        "text": {"zh": finding.text.zh, "en": finding.text.en},
    }


def _as_checked(outcome: Outcome) -> Outcome:
    if outcome.receipt is None or outcome.kind == OutcomeKind.REPLAYED:
        return outcome
    return replace(outcome, receipt=replace(outcome.receipt, state=ReceiptState.CHECKED, link=None))


def _fault(pointer: str, code: str, detail: str, detail_zh: str) -> Invalid:
    return Invalid.of([Fault(pointer, code, detail, detail_zh)])


def _unknown_superseded(revision_id: UUID) -> Invalid:
    return _fault(
        "/supersedes",
        "unknown-revision",
        f"this report has no revision {revision_id}; fetch the report and begin from its current version",
        f"该报表没有版本 {revision_id}；请先取得报表的当前版本再修改",
    )
