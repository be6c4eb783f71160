"""What is pending or open before a release is made: it stops nothing, it is said beforehand."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from agri.models import ReleaseRow
from agri.periods import day_of
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.figures.completeness import read_completeness
from agri.services.publish.make_release import dispatch_on, list_releases, releasable_month
from agri.services.publish.release_findings import accepted_findings
from agri.services.reference.reference import read_reference
from agri.services.review.conflicts import list_conflicts
from agri.services.review.list_closures import list_closures
from agri.terms import ClosureAct


@dataclass(frozen=True, slots=True)
class OpenCounty:
    """A county whose month is not closed, and how many of its reports nobody has decided on."""

    org_unit: str
    name: str
    name_en: str
    is_closed: bool
    undecided: int
    corrections: int  # of them: a version that counts stays until they are decided


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a release of a month would rest on.

    ========= =====================================================================
    Field     Meaning
    ========= =====================================================================
    as_of     the day whose record it would show
    missing   reports of the month that are still to be sent, for the first time or after a return
    counties  those not closed or with undecided reports, in code order
    conflicts second versions of one report that nobody has settled
    questions findings on accepted reports of the month that no place has answered
    releases  editions of the month so far, the newest first
    ========= =====================================================================
    """

    period: str
    as_of: date
    expected: int
    missing: int
    counties: tuple[OpenCounty, ...]
    conflicts: int
    questions: int
    releases: tuple[ReleaseRow, ...]


def read_checklist(session: Session, actor: Actor, period: str, *, now: datetime) -> Checklist:
    """Return what is pending or open for a month.

    Raises
    ------
    NotAllowed
        The actor does not release.
    Invalid
        The period is not an ended month of the plan year.
    """
    require_act(actor, Act.RELEASE)
    today = day_of(now)
    reference = read_reference(session, of=actor)
    month = releasable_month(reference, period, today=today)
    as_of = min(dispatch_on(reference.of(month).plan, month), today)
    counts = read_completeness(session, actor, as_of=as_of, org_unit=None, period=str(month))
    own = [row for row in counts.rows if row.org_unit == counts.org_unit]
    findings = accepted_findings(session, read_reference(session, as_of, of=actor).of(month), month, as_of)
    counties = [
        OpenCounty(
            one.org_unit,
            reference.places[one.org_unit].name,
            reference.places[one.org_unit].name_en,
            one.act == ClosureAct.CLOSED,
            one.undecided,
            one.corrections,
        )
        for one in list_closures(session, actor, period=str(month))
    ]
    return Checklist(
        period=str(month),
        as_of=as_of,
        expected=sum(row.expected for row in own),
        missing=sum(row.missing for row in own),
        counties=tuple(one for one in counties if not one.is_closed or one.undecided),
        conflicts=len(list_conflicts(session, actor)),
        questions=sum(not one.is_answered for one in findings),
        releases=tuple(row for row in list_releases(session, actor) if row.period == str(month)),
    )
