"""Accept with open eyes: what was never compared, what is asked and not answered, and a sample to look at.

Whoever accepts many reports at once is shown some of them, drawn by the server from the very reports that are
to be accepted. What was shown, and what was accepted although a question about it was open, is kept. There is
one rule for every door: a single acceptance is kept too where a question was open.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.definitions.reading import Title
from agri.detectors import Detection
from agri.models import AcceptanceRow, FindingAnswer, Person, Report, Revision
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, is_within, require_act
from agri.services.chain.chain_rows import append_row
from agri.services.detections.current_detections import CurrentDetections, detections_covering
from agri.services.detections.list_detections import (
    ReceivedReport,
    asked_of,
    compared_cells,
    draw_sample,
    question_for,
    received_reports,
    same_at_the_door,
)
from agri.services.intake.answered_findings import finding_names
from agri.services.reference.figures_day import bounded_day
from agri.services.reference.reference import read_reference
from agri.services.review.decide import Decided, Verdict, decide_many
from agri.terms import DecisionKind

_AT_ONCE = 500  # ids in one IN list


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question about a version that nobody has answered: of the form's rules, or of a detector."""

    revision_id: UUID
    name: str
    text: Title


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What somebody who accepts some versions is to know.

    ============== ==========================================================================
    Field          Meaning
    ============== ==========================================================================
    count          versions
    sample         those to look at, drawn from all of them; one alone is looked at anyway
    never_compared versions that last year says nothing of: no question about them means nothing
    questions      open questions about them
    ============== ==========================================================================
    """

    count: int
    sample: tuple[ReceivedReport, ...]
    never_compared: int
    questions: tuple[OpenQuestion, ...]


@dataclass(frozen=True, slots=True)
class KeptAcceptance:
    """A kept acceptance and who accepted."""

    row: AcceptanceRow
    by_name: str


def preview_acceptance(
    session: Session, actor: Actor, revisions: Collection[UUID], *, now: datetime
) -> Acceptance:
    """Return what is to be known before some versions are accepted; others' versions are left out."""
    require_act(actor, Act.REVIEW)
    return _acceptance(session, actor, set(revisions), now)


def decide_and_record(
    session: Session, actor: Actor, verdicts: Sequence[Verdict], *, now: datetime
) -> tuple[list[Decided], AcceptanceRow | None]:
    """Decide on revisions as `decide_many` does, and keep what was to be known of those accepted.

    The sample is drawn from what was asked to be accepted: it is the one that `preview_acceptance` showed.
    """
    require_act(actor, Act.REVIEW)
    wanted = {one.revision_id for one in verdicts if one.kind == DecisionKind.ACCEPTED}
    known = _acceptance(session, actor, wanted, now) if wanted else None
    outcomes = decide_many(session, actor, verdicts, now=now)
    accepted = [
        one.decision
        for one in outcomes
        if one.decision is not None and one.decision.kind == DecisionKind.ACCEPTED
    ]
    if known is None or not accepted:
        return outcomes, None
    taken = {one.revision_id for one in accepted}
    questions = [one for one in known.questions if one.revision_id in taken]
    if len(wanted) == 1 and not questions:
        return outcomes, None
    content = {
        "org_unit": actor.org_unit,
        "revisions": sorted(str(one) for one in taken),
        "sample": [str(one.revision_id) for one in known.sample],
        "never_compared": known.never_compared,
        "questions": [
            {"revision_id": str(one.revision_id), "name": one.name, "text": asdict(one.text)}
            for one in questions
        ],
        "by": actor.id,
        "at": now,
    }
    row = AcceptanceRow(
        **append_row(
            session,
            actor.id,
            AcceptanceRow,
            content,
            at=now,
            act=AuditAct.ACCEPTANCE_KEPT,
            subject=actor.org_unit,
        )
    )
    session.add(row)
    session.flush()
    return outcomes, row


def list_acceptances(
    session: Session, actor: Actor, *, before: int | None, limit: int
) -> tuple[list[KeptAcceptance], int | None]:
    """Return what was kept of acceptances in the actor's places, the last first, and where to go on."""
    require_act(actor, Act.READ_REPORTS)
    statement = (
        select(AcceptanceRow, Person.display_name)
        .join(Person, col(Person.id) == col(AcceptanceRow.by))
        .order_by(col(AcceptanceRow.seq).desc())
    )
    if before is not None:
        statement = statement.where(col(AcceptanceRow.seq) < before)
    own = [
        KeptAcceptance(row, name) for row, name in session.exec(statement) if is_within(actor, row.org_unit)
    ]
    page = own[:limit]
    return page, page[-1].row.seq if len(own) > limit else None


def _acceptance(session: Session, actor: Actor, wanted: set[UUID], now: datetime) -> Acceptance:
    rows = [row for row in _read(session, wanted) if is_within(actor, row[1].org_unit)]
    by_day: dict[tuple[str, date], list[tuple[Revision, Report]]] = {}
    for revision, report in rows:
        reference = read_reference(session, of=report.org_unit)
        by_day.setdefault((reference.plan.city, bounded_day(reference, now, None, "/as_of")), []).append(
            (revision, report)
        )
    questions: list[OpenQuestion] = []
    said: set[tuple[UUID, str]] = set()  # findings that a detector asks too, by version
    never = 0
    reports = {
        revision.id: ReceivedReport(
            report.id, revision.id, report.org_unit, report.form, report.period, revision.received_at, False
        )
        for revision, report in rows
    }
    for (_, day), some in by_day.items():
        current = detections_covering(session, some[0][1].org_unit, day, [one.seq for one, _ in some])
        own = {revision.id: reports[revision.id] for revision, _ in some}
        findings = {revision.id: revision.findings for revision, _ in some}
        for question, one, is_open in _asked_detections(session, actor, current, own):
            questions += [question] if is_open else []
            same = same_at_the_door(one, current.plan.forms[one.form], findings[question.revision_id])
            said |= {(question.revision_id, name) for name in same}
        known = compared_cells(current.snapshot, current.plan)
        never += sum(one.cell not in known for one in own.values())
    questions += [one for one in _open_findings(session, rows) if (one.revision_id, one.name) not in said]
    seed = hashlib.sha256(",".join(sorted(map(str, reports))).encode()).hexdigest()
    sample = draw_sample(reports, seed) if len(reports) > 1 else []
    return Acceptance(
        len(reports),
        tuple(sample),
        never,
        tuple(sorted(questions, key=lambda one: (str(one.revision_id), one.name))),
    )


def _read(session: Session, ids: set[UUID]) -> list[tuple[Revision, Report]]:
    found: list[tuple[Revision, Report]] = []
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        rows = session.exec(
            select(Revision, Report)
            .join(Report, col(Report.id) == col(Revision.report_id))
            .where(col(Revision.id).in_(ordered[start : start + _AT_ONCE]))
        )
        found += [(revision, report) for revision, report in rows]
    return found


def _open_findings(session: Session, rows: Sequence[tuple[Revision, Report]]) -> list[OpenQuestion]:
    """Return what the form's own rules ask and nothing has settled."""
    asked = [revision for revision, _ in rows if revision.findings]
    answered: dict[tuple[UUID, str], str] = {}
    for start in range(0, len(asked), _AT_ONCE):
        ids = [revision.id for revision in asked[start : start + _AT_ONCE]]
        answers = select(FindingAnswer).where(col(FindingAnswer.revision_id).in_(ids))
        for one in session.exec(answers.order_by(col(FindingAnswer.seq))):
            answered[one.revision_id, one.code] = one.text
    detectors = {
        revision.id: read_reference(session, of=report.org_unit)
        .of(Period.parse(report.period))
        .plan.detectors
        for revision, report in rows
        if revision.findings
    }
    found = []
    for revision in asked:
        for finding, name in zip(revision.findings, finding_names(revision.findings), strict=True):
            text, said = Title(**finding["text"]), answered.get((revision.id, name))
            if said is None:
                found.append(OpenQuestion(revision.id, name, text))
            elif detectors[revision.id].promises_correction(said):
                found.append(OpenQuestion(revision.id, name, waiting(text)))
    return found


def waiting(question: Title) -> Title:
    """Say that a question was answered by a promise to correct the number, which has not been done yet."""
    return Title(
        f"{question.zh}（已答填错，等待更正）", f"{question.en} (typed wrongly; waiting for the correction)"
    )


def _asked_detections(
    session: Session, actor: Actor, current: CurrentDetections, reports: Mapping[UUID, ReceivedReport]
) -> list[tuple[OpenQuestion, Detection, bool]]:
    """Return what the detectors ask about some reports, and whether it is open."""
    places = {one.org_unit for one in reports.values()}
    by_report = {one.report_id: one for one in reports.values()}
    if not any(one.org_unit in places for one in current.detections):
        return []
    received = received_reports(session, current.plan, sorted(places))
    return [
        (
            OpenQuestion(
                by_report[report].revision_id,
                one.name,
                waiting(question_for(actor, one.detection))
                if one.answer is not None
                else question_for(actor, one.detection),
            ),
            one.detection,
            one.is_open,
        )
        for one in asked_of(session, current, received)
        for report in one.reports
        if report in by_report
    ]
