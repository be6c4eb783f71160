"""One report with all versions, decisions, answers and conflicting versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from agri.definitions.reading import Title
from agri.errors import NotFound
from agri.models import (
    ContestedResolution,
    ContestedRevision,
    Decision,
    FindingAnswer,
    Photo,
    Report,
    Revision,
)
from agri.periods import Period
from agri.services.access.four_eyes import marks_of
from agri.services.access.permissions import Act, Actor, is_within, require_act
from agri.services.intake.closed_months import is_closed
from agri.services.reference.reference import read_reference
from agri.services.review.barred import Bars
from agri.services.review.desk.comments import SignedComment, read_comments
from agri.services.review.filed_for import Filed, read_filed
from agri.services.review.report_state import Next, ReportState, next_steps, state_of
from agri.terms import DecisionKind


@dataclass(frozen=True, slots=True)
class Version:
    """One revision with what was decided on it and answered to its findings, oldest first."""

    revision: Revision
    decisions: tuple[Decision, ...]
    answers: tuple[FindingAnswer, ...]
    marks: Mapping[int, str]
    filed: Filed

    @property
    def last(self) -> str | None:
        """The last decision's kind."""
        return self.decisions[-1].kind if self.decisions else None

    def is_for_second_look(self, actor: Actor) -> bool:
        """Say whether the last decision is marked, and was another's."""
        return (
            bool(self.decisions)
            and self.decisions[-1].seq in self.marks
            and self.decisions[-1].by != actor.id
        )


@dataclass(frozen=True, slots=True)
class Contested:
    """A version that came second, and how it was settled, if it was."""

    contested: ContestedRevision
    resolution: ContestedResolution | None


@dataclass(frozen=True, slots=True)
class ReportHistory:
    """A report's versions from the first to the current, its state, and what the caller may do next."""

    report: Report
    versions: tuple[Version, ...]
    contested: tuple[Contested, ...]
    photos: tuple[Photo, ...]
    state: ReportState
    is_closed: bool
    may: tuple[Next, ...]
    barred: Title | None
    comments: tuple[SignedComment, ...]

    @property
    def current(self) -> Revision:
        """The revision that nothing supersedes."""
        return self.versions[-1].revision


def read_report(session: Session, actor: Actor, report_id: UUID) -> ReportHistory:
    """Return one report of the actor's place.

    Raises
    ------
    NotFound
        There is no such report there.
    """
    require_act(actor, Act.READ_REPORTS)
    report = session.get(Report, report_id)
    if report is None or not is_within(actor, report.org_unit):
        raise NotFound(f"there is no report {report_id} in your place", f"您的辖区内没有报表 {report_id}")
    versions = _versions(session, report)
    contested = _contested(session, report_id)
    reference = read_reference(session, of=report.org_unit)
    is_locked = is_closed(session, reference, report.org_unit, Period.parse(report.period))
    current = versions[-1]
    was_returned = len(versions) > 1 and versions[-2].last == DecisionKind.RETURNED
    state = state_of(current.last, was_returned=was_returned)
    author = current.revision.author
    steps = next_steps(
        Bars(session, actor, {author}),
        actor,
        report.org_unit,
        author,
        state=state,
        is_closed=is_locked,
        has_findings=bool(current.revision.findings),
        is_contested=any(item.resolution is None for item in contested),
        is_for_second_look=current.is_for_second_look(actor),
    )
    return ReportHistory(
        report=report,
        versions=versions,
        contested=contested,
        photos=tuple(
            session.exec(select(Photo).where(Photo.report_id == report_id).order_by(col(Photo.seq)))
        ),
        state=state,
        is_closed=is_locked,
        may=steps.may,
        barred=steps.barred,
        comments=read_comments(session, [report_id]).get(report_id, ()),
    )


def _versions(session: Session, report: Report) -> tuple[Version, ...]:
    revisions = session.exec(
        select(Revision).where(Revision.report_id == report.id).order_by(col(Revision.seq))
    ).all()
    ids = [revision.id for revision in revisions]
    decisions = session.exec(
        select(Decision).where(col(Decision.revision_id).in_(ids)).order_by(col(Decision.seq))
    ).all()
    marks = marks_of(session, [decision.seq for decision in decisions])
    answers = session.exec(
        select(FindingAnswer).where(col(FindingAnswer.revision_id).in_(ids)).order_by(col(FindingAnswer.seq))
    ).all()
    filed = read_filed(session, {one.id: (one.author, report.org_unit) for one in revisions})
    return tuple(
        Version(
            revision,
            tuple(decision for decision in decisions if decision.revision_id == revision.id),
            tuple(answer for answer in answers if answer.revision_id == revision.id),
            marks,
            filed[revision.id],
        )
        for revision in revisions
    )


def _contested(session: Session, report_id: UUID) -> tuple[Contested, ...]:
    rows = session.exec(
        select(ContestedRevision, ContestedResolution)
        .outerjoin(ContestedResolution, col(ContestedResolution.contested_id) == col(ContestedRevision.id))
        .where(ContestedRevision.report_id == report_id)
        .order_by(col(ContestedRevision.seq))
    )
    return tuple(Contested(*row) for row in rows)
