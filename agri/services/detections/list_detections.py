"""What the detectors ask about a place's received reports, with the answers, and what they never compared.

A detection is known by what is asked and by the number that is questioned: when the number changes it is a
new question, and the old answer settles it no more; it is shown beside. That nothing is asked about a report
says nothing of it: so the list says how many reports had nothing to be compared with, and names some at
random to look at.
"""

import hashlib
import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from agri.definitions.detection.declared import TYPING_ERROR, DetectorKind
from agri.definitions.forms import Form, Forms
from agri.definitions.plan import Plan
from agri.definitions.reading import Title
from agri.detectors import Detection, same_as
from agri.indicators.snapshot import Snapshot
from agri.models import Decision, FindingAnswer, Person, Report, Revision
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, is_within, require_act, require_scope
from agri.services.detections.current_detections import CurrentDetections, current_detections
from agri.services.detections.effects import Effect, effect_of, readers_of
from agri.services.intake.answered_findings import finding_names
from agri.services.intake.current_revisions import current_revisions

MOST_SAMPLED, ONE_IN = (
    5,
    20,
)  # reports to look at beside those that are asked about: so many, or one in so many
_OF_WHOLE_FORMS = frozenset({DetectorKind.COPIES, DetectorKind.DIGITS})
Cell = tuple[str, str, str]  # org unit, form, period as the report has it


@dataclass(frozen=True, slots=True)
class ReceivedReport:
    """A current revision of a report of the plan year."""

    report_id: UUID
    revision_id: UUID
    org_unit: str
    form: str
    period: str
    received_at: datetime
    is_decided: bool

    @property
    def cell(self) -> Cell:
        """What it reports on."""
        return self.org_unit, self.form, self.period


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer, who gave it, and which of the offered ones it was; `chip` is None where it was written."""

    row: FindingAnswer
    by_name: str
    chip: str | None


@dataclass(frozen=True, slots=True)
class AskedDetection:
    """A detection, the revision that its answers belong to, and the answers.

    `answer` is the last one to this number, here or to the same question when the report came in;
    `earlier` the last one to another number of the same question, which settles nothing any more. `reports`
    are all that the questioned months come from.
    """

    id: str
    name: str
    detection: Detection
    effect: Effect
    report_id: UUID
    revision_id: UUID
    reports: tuple[UUID, ...]
    answer: GivenAnswer | None
    earlier: GivenAnswer | None

    @property
    def is_open(self) -> bool:
        """Whether nothing settles it; that the number is wrong does so only once it is corrected."""
        return self.answer is None or self.answer.chip == TYPING_ERROR


@dataclass(frozen=True, slots=True)
class DetectionList:
    """What is asked, the strongest first; and how far the comparison reached.

    ============== ==================================================================================
    Field          Meaning
    ============== ==================================================================================
    compared       received reports of the plan year that had a year before to be compared with
    never_compared received reports without one: nothing asked about them means nothing
    waiting        those of `never_compared` that wait for a decision
    sample         undecided reports without a question, drawn at random, to look at
    ============== ==================================================================================
    """

    snapshot: str
    as_of: date
    detections: tuple[AskedDetection, ...]
    compared: int
    never_compared: int
    waiting: tuple[UUID, ...]
    sample: tuple[ReceivedReport, ...]


def list_detections(session: Session, actor: Actor, *, as_of: date, org_unit: str | None) -> DetectionList:
    """Return what is asked about the received reports of a place and those below it.

    Raises
    ------
    NotFound, NotAllowed
        There is no such place, or it is not the actor's.
    """
    require_act(actor, Act.READ_REPORTS)
    places = actor.every_place if org_unit is None else (org_unit,)
    for place in places:
        require_scope(session, actor, place)
    current = current_detections(session, places[0], as_of)
    received = received_reports(session, current.plan, places)
    found = tuple(
        replace(one, detection=replace(one.detection, question=question_for(actor, one.detection)))
        for one in asked_of(session, current, received)
    )
    asked = {report for one in found for report in one.reports}
    known = compared_cells(current.snapshot, current.plan)
    never = [one for one in received if one.cell not in known]
    quiet = [one for one in received if not one.is_decided and one.report_id not in asked]
    drawn = draw_sample({one.revision_id: one for one in quiet}, current.snapshot.id)
    return DetectionList(
        snapshot=current.snapshot.id,
        as_of=as_of,
        detections=found,
        compared=len(received) - len(never),
        never_compared=len(never),
        waiting=tuple(one.revision_id for one in never if not one.is_decided),
        sample=tuple(sorted(drawn, key=lambda one: one.cell)),
    )


def question_for(actor: Actor, one: Detection) -> Title:
    """Return the question as somebody may read it: another place is named only to who may see it."""
    if one.named is not None and one.beside is not None and is_within(actor, one.beside):
        return one.named
    return one.question


def draw_sample(reports: Mapping[UUID, ReceivedReport], seed: str) -> list[ReceivedReport]:
    """Draw some reports to look at; the same reports and the same seed give the same ones."""
    ordered = [reports[one] for one in sorted(reports)]
    most = max(MOST_SAMPLED, -(-len(ordered) // ONE_IN))
    return random.Random(seed).sample(ordered, min(most, len(ordered)))  # noqa: S311 (no secret)


def detection_name(one: Detection, snapshot: Snapshot) -> str:
    """Return what names a detection beside a revision: what is asked, of which months and of which number.

    Where a whole form is questioned the number is the digest of its amounts: how alike they are to others may
    change with others' reports, and is no change of theirs.
    """
    return f"{_question_name(one)}:{_number_name(one, snapshot)}"


def received_reports(session: Session, plan: Plan, places: Collection[str]) -> list[ReceivedReport]:
    """Return the current revisions of the plan year's reports of some places and those below."""
    rows = session.connection().execute(
        current_revisions(
            select_columns(
                col(Report.id),
                col(Revision.id),
                col(Report.org_unit),
                col(Report.form),
                col(Report.period),
                col(Revision.received_at),
                col(Revision.id).in_(select(Decision.revision_id)),
            )
            .join(Report, col(Report.id) == col(Revision.report_id))
            .where(
                or_(*(col(Report.org_unit).startswith(place) for place in places)),
                col(Report.period).startswith(f"{plan.year}-"),
            )
            .order_by(col(Revision.seq))
        )
    )
    return [ReceivedReport(*row) for row in rows]


def asked_of(
    session: Session, current: CurrentDetections, received: Iterable[ReceivedReport]
) -> tuple[AskedDetection, ...]:
    """Return what is asked about some reports, with the answers, the strongest first."""
    by_cell = {(one.org_unit, one.form, Period.parse(one.period).closing_month): one for one in received}
    pairs: list[tuple[Detection, list[ReceivedReport]]] = []
    for one in current.detections:
        cells = ((one.org_unit, one.form, period) for period in one.periods)
        reports = [by_cell[cell] for cell in cells if cell in by_cell]
        if reports:
            pairs.append((one, reports))
    answers = _Answers(
        session, current.plan.forms, [report.report_id for _, reports in pairs for report in reports]
    )
    readers = readers_of(current.plan)
    asked = []
    for one, reports in sorted(pairs, key=lambda pair: (-pair[0].strength, _question_name(pair[0]))):
        last = max(reports, key=lambda report: report.received_at)
        name = detection_name(one, current.snapshot)
        own, earlier = answers.of(one, name, [report.report_id for report in reports])
        own = own or answers.at_the_door(one, reports)
        asked.append(
            AskedDetection(
                id=hashlib.sha256(f"{last.report_id}/{name}".encode()).hexdigest()[:24],
                name=name,
                detection=one,
                effect=effect_of(one, current.snapshot, readers),
                report_id=last.report_id,
                revision_id=last.revision_id,
                reports=tuple(report.report_id for report in reports),
                answer=own,
                earlier=earlier,
            )
        )
    return tuple(asked)


def same_at_the_door(one: Detection, form: Form, findings: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the names of a revision's findings that ask what a detection asks of it."""
    return {
        name
        for name, finding in zip(finding_names(findings), findings, strict=True)
        if same_as(one, form, finding["code"], finding["element"])
    }


class _Answers:
    """The answers to questions of some reports, by report; the last one counts."""

    def __init__(self, session: Session, forms: Forms, reports: Sequence[UUID]) -> None:
        self._forms = forms
        self._of: dict[UUID, list[tuple[FindingAnswer, str]]] = {}
        self._findings: dict[UUID, Sequence[Mapping[str, Any]]] = {}
        wanted = sorted(set(reports))
        for start in range(0, len(wanted), 500):
            rows = session.exec(
                select(FindingAnswer, Revision.report_id, Person.display_name, Revision.findings)
                .join(Revision, col(Revision.id) == col(FindingAnswer.revision_id))
                .join(Person, col(Person.id) == col(FindingAnswer.by))
                .where(col(Revision.report_id).in_(wanted[start : start + 500]))
                .order_by(col(FindingAnswer.seq))
            )
            for row, report_id, name, findings in rows:
                self._of.setdefault(report_id, []).append((row, name))
                self._findings[row.revision_id] = findings

    def at_the_door(self, one: Detection, reports: Sequence[ReceivedReport]) -> GivenAnswer | None:
        """Return what was said to the same question when the amount came in, of the version that counts.

        Of a span of months the last report that was asked counts: it saw the sum as it is, or nearly.
        """
        for report in sorted(reports, key=lambda report: report.period, reverse=True):
            given = [
                pair
                for pair in self._of.get(report.report_id, ())
                if pair[0].revision_id == report.revision_id
            ]
            asked = same_at_the_door(one, self._forms[one.form], self._findings.get(report.revision_id, []))
            if own := [pair for pair in given if pair[0].code in asked]:
                return _given(one, own)
        return None

    def of(
        self, one: Detection, name: str, reports: Iterable[UUID]
    ) -> tuple[GivenAnswer | None, GivenAnswer | None]:
        """Return the last answer to this number, and the last one to another number of the same question."""
        question = f"{_question_name(one)}:"
        names = {name, f"{question}{one.found:.9g}"}  # the second as whole forms were named at first
        given = [pair for report in reports for pair in self._of.get(report, ())]
        given = sorted((pair for pair in given if pair[0].code.startswith(question)), key=lambda p: p[0].seq)
        own = [pair for pair in given if pair[0].code in names]
        earlier = [pair for pair in given if pair[0].code not in names]
        return _given(one, own), _given(one, earlier)


def _given(one: Detection, found: Sequence[tuple[FindingAnswer, str]]) -> GivenAnswer | None:
    if not found:
        return None
    row, name = found[-1]
    chips = {answer.title.zh: answer.code for answer in one.answers}
    return GivenAnswer(row, name, chips.get(row.text) or chips.get(row.text.partition("：")[0]))


def _question_name(one: Detection) -> str:
    months = f"{one.periods[0]}..{one.periods[-1]}" if one.periods else ""
    return f"{one.code}:{one.element or one.form}:{months}"


def _number_name(one: Detection, snapshot: Snapshot) -> str:
    if one.kind not in _OF_WHOLE_FORMS:
        return f"{one.found:.9g}"
    columns = [i for i, name in enumerate(snapshot.data_elements) if name.partition(".")[0] == one.form]
    months = [snapshot.period_index[period] for period in one.periods if period in snapshot.period_index]
    amounts = snapshot.values[np.ix_([snapshot.places.codes.index(one.org_unit)], columns, months)]
    return hashlib.sha256(np.ascontiguousarray(amounts).tobytes()).hexdigest()[:16]


def compared_cells(snapshot: Snapshot, plan: Plan) -> set[Cell]:
    """Return the cells of the plan year that the year before says something of."""
    is_given = np.isfinite(snapshot.values)
    known = set()
    for form in plan.forms:
        columns = [i for i, name in enumerate(snapshot.data_elements) if name.partition(".")[0] == form.code]
        for i, period in enumerate(snapshot.periods):
            before = snapshot.period_index.get(period.year_before())
            own = form.period_ending(period)
            if period.year != plan.year or before is None or own is None:
                continue
            both = (is_given[:, columns, i] & is_given[:, columns, before]).any(axis=1)
            known |= {(snapshot.places.codes[row], form.code, str(own)) for row in np.flatnonzero(both)}
    return known
