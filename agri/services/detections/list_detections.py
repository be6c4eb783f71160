"""What the detectors ask about a place's received reports, with the answers, and what they never compared.

A detection is known by what is asked and by the number that is questioned: when the number changes it is a
new question, and the old answer settles it no more. That nothing is asked about a report says nothing of it:
so the list says how many reports had nothing to be compared with, and names some at random to look at.
"""

import hashlib
import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
from sqlalchemy import or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from agri.definitions.plan import Plan
from agri.detectors import Detection, detect
from agri.indicators.snapshot import Snapshot
from agri.models import Decision, FindingAnswer, Report, Revision
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.intake.current_revisions import current_revisions
from agri.services.reference.reference import read_reference
from agri.services.store.single_flight_cache import SingleFlightCache
from agri.terms import SnapshotBasis

MOST_SAMPLED = 5  # reports to look at beside those that are asked about
_kept: SingleFlightCache[tuple[str, str, int], tuple[Detection, ...]] = SingleFlightCache(6)


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


@dataclass(frozen=True, slots=True)
class AskedDetection:
    """A detection, the revision that its answers belong to, and the last answer to it."""

    id: str
    name: str
    detection: Detection
    report_id: UUID
    revision_id: UUID
    answer: FindingAnswer | None


@dataclass(frozen=True, slots=True)
class DetectionList:
    """What is asked, the strongest first; and how far the comparison reached.

    ============== ==================================================================================
    Field          Meaning
    ============== ==================================================================================
    compared       received reports of the plan year that had a year before to be compared with
    never_compared received reports without one: nothing asked about them means nothing
    sample         undecided reports without a question, drawn at random, to look at
    ============== ==================================================================================
    """

    snapshot: str
    as_of: date
    detections: tuple[AskedDetection, ...]
    compared: int
    never_compared: int
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
    plan = read_reference(session, as_of, of=places[0]).at(as_of).plan
    snapshot = current_snapshot(session, plan, as_of, SnapshotBasis.RECEIVED)
    received = _received(session, plan, places)
    found = _asked(session, detections_of(snapshot, plan), received)
    asked = {
        (one.detection.org_unit, one.detection.form, str(p)) for one in found for p in one.detection.periods
    }
    known = _compared(snapshot, plan)
    compared = sum((one.org_unit, one.form, one.period) in known for one in received)
    quiet = [
        one for one in received if not one.is_decided and (one.org_unit, one.form, one.period) not in asked
    ]
    drawn = random.Random(snapshot.id).sample(quiet, min(MOST_SAMPLED, len(quiet)))  # noqa: S311 (no secret)
    return DetectionList(
        snapshot.id, as_of, found, compared, len(received) - compared, tuple(sorted(drawn, key=_place_of))
    )


def detections_of(snapshot: Snapshot, plan: Plan) -> tuple[Detection, ...]:
    """Return the detections of a snapshot, computed once while it is cached."""
    return _kept.get((snapshot.id, plan.code, plan.year), lambda: detect(snapshot, plan))


def detection_name(one: Detection) -> str:
    """Return what names a detection beside a revision: what is asked, of which months and of which number."""
    months = f"{one.periods[0]}..{one.periods[-1]}" if one.periods else ""
    return f"{one.code}:{one.element or one.form}:{months}:{one.found:.9g}"


def _place_of(one: ReceivedReport) -> tuple[str, str, str]:
    return one.org_unit, one.form, one.period


def _received(session: Session, plan: Plan, places: Collection[str]) -> list[ReceivedReport]:
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


def _asked(
    session: Session, found: Iterable[Detection], received: Iterable[ReceivedReport]
) -> tuple[AskedDetection, ...]:
    by_cell = {(one.org_unit, one.form, Period.parse(one.period).closing_month): one for one in received}
    pairs = []
    for one in found:
        reports = [
            by_cell[one.org_unit, one.form, period]
            for period in one.periods
            if (one.org_unit, one.form, period) in by_cell
        ]
        if reports:
            pairs.append((one, detection_name(one), max(reports, key=lambda report: report.received_at)))
    answers = {
        (report_id, row.code): row
        for row, report_id in session.exec(
            select(FindingAnswer, Revision.report_id)
            .join(Revision, col(Revision.id) == col(FindingAnswer.revision_id))
            .where(col(FindingAnswer.code).in_({name for _, name, _ in pairs}))
            .order_by(col(FindingAnswer.seq))
        )
    }
    return tuple(
        AskedDetection(
            id=_id_of(report.report_id, name),
            name=name,
            detection=one,
            report_id=report.report_id,
            revision_id=report.revision_id,
            answer=answers.get((report.report_id, name)),
        )
        for one, name, report in sorted(pairs, key=lambda pair: (-pair[0].strength, pair[1]))
    )


def _id_of(report_id: UUID, name: str) -> str:
    return hashlib.sha256(f"{report_id}/{name}".encode()).hexdigest()[:24]


def _compared(snapshot: Snapshot, plan: Plan) -> set[tuple[str, str, str]]:
    """Return the cells (org unit, form, period) of the plan year that the year before says something of."""
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
