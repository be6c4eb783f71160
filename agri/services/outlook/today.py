"""What the desk says first of a place: chances, what moved them, what to do, check and remind. One answer.

Every part names what it rests on: the projection, that of the month before, the two searches.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from agri.definitions.plan import Target
from agri.definitions.reading import Title
from agri.indicators.snapshot import Snapshot
from agri.plan.assessment import (
    AssessedIndicator,
    AssessmentEvidence,
    BothBases,
    IndicatorOutlook,
    JointOutlook,
    PlaceHeading,
    ShownProjection,
    StepsSinceLastMonth,
)
from agri.plan.chance_move import ChanceMove, causes_between, chance_move
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.detections.list_detections import AskedDetection, list_detections
from agri.services.figures.assess import Assessable, assess, assessable
from agri.services.figures.projection_age import KnownProjection, last_projection
from agri.services.figures.reminders import Reminder, read_reminders
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.figures.stored_outlooks import StoredOutlooks, read_outlooks
from agri.services.outlook.advice import Advice, read_advice
from agri.services.outlook.keep_projecting import month_before
from agri.services.reference.reference import read_reference
from agri.terms import MoveCause, ProgressWord

MOST_CHECKS = 5


@dataclass(frozen=True, slots=True)
class TargetChance:
    """One target of the city as it stands for the place; chances are fractions, None where unknown.

    ====== ==================================================================================
    Field  Meaning
    ====== ==================================================================================
    chance of meeting it by the year's end
    before the same by the projection of the month before; None on both bases without one
    end    the year end's median, in `unit`, and `ended` the one of the month before
    steps  why the value to date is another one than a month ago; not why the chance is
    moved  by what of the year end the chance as verified moved; None where nothing can be said
    word   against the planned path to date; None where too little is in to say
    ====== ==================================================================================
    """

    indicator: str
    title: Title
    unit: str
    chance: BothBases
    before: BothBases
    end: BothBases
    ended: BothBases
    steps: StepsSinceLastMonth | None
    moved: ChanceMove | None
    word: ProgressWord | None


@dataclass(frozen=True, slots=True)
class EarlierProjection:
    """The projection of the month before, the city's joint chance in it, and what differs from it now.

    `causes` is None where the record of one of the two has changed since, so that nothing can be said.
    """

    id: UUID
    as_of: date
    joint: JointOutlook | None
    causes: tuple[MoveCause, ...] | None


@dataclass(frozen=True, slots=True)
class Today:
    """What the desk says first of a place on a day; `names` are those of the checks' places by code."""

    snapshot: str
    as_of: date
    synthetic: bool
    org_unit: PlaceHeading
    evidence: AssessmentEvidence
    projection: ShownProjection | None
    before: EarlierProjection | None
    targets: tuple[TargetChance, ...]
    advice: Advice
    open_checks: int
    checks: tuple[AskedDetection, ...]
    names: Mapping[str, str]
    missing: tuple[Reminder, ...]


def read_today(session: Session, actor: Actor, *, as_of: date, org_unit: str | None = None) -> Today:
    """Return what the desk says first of a place; a county's joint chance is the city's.

    Raises
    ------
    NotFound, NotAllowed
        There is no such place, or it is not the actor's.
    """
    require_act(actor, Act.REVIEW)
    one = assessable(session, actor, as_of=as_of, org_unit=org_unit)
    found = assess(session, one)
    earlier, outlooks = _earlier(session, one)
    runs = None if outlooks is None or found.projection is None else (outlooks, found.projection)
    targets = [_target(row, one.place.code, runs) for row in found.assessments if row.target is not None]
    asked = list_detections(session, actor, as_of=as_of, org_unit=one.place.code).detections
    unanswered = [detection for detection in asked if detection.is_open]
    of_target = {target.indicator for target in targets}
    checks = sorted(unanswered, key=lambda d: _weight(d, of_target), reverse=True)[:MOST_CHECKS]
    return Today(
        snapshot=found.snapshot,
        as_of=found.as_of,
        synthetic=found.synthetic,
        org_unit=found.org_unit,
        evidence=found.evidence,
        projection=found.projection,
        before=earlier,
        targets=tuple(sorted(targets, key=_likeliest_to_fail)),
        advice=read_advice(session, one.reference, one.place, as_of=one.snapshot.as_of),
        open_checks=len(unanswered),
        checks=tuple(checks),
        names={d.detection.org_unit: one.reference.places[d.detection.org_unit].name for d in checks},
        missing=read_reminders(session, actor, as_of=as_of, org_unit=one.place.code),
    )


def _earlier(session: Session, one: Assessable) -> tuple[EarlierProjection | None, StoredOutlooks | None]:
    """Return the stored projection of the month before, and what differs from it in the one that is shown."""
    plan, then = one.reference.plan, month_before(one.snapshot.as_of)
    if then.year < plan.year:
        return None, None
    known = last_projection(session, plan, current_snapshot(session, plan, then))
    if known is None:
        return None, None
    stored = read_outlooks(session, known.id)
    causes = _causes(session, one, known, stored)
    return EarlierProjection(known.id, known.as_of, stored.joint, causes), stored


def _causes(
    session: Session, one: Assessable, earlier: KnownProjection, stored: StoredOutlooks
) -> tuple[MoveCause, ...] | None:
    """Name what differs between two projections; None where a record is no longer what its projection saw."""
    if one.projection is None:
        return None
    before, now = (_seen(session, one, projection) for projection in (earlier, one.projection))
    if before is None or now is None:
        return None
    causes = causes_between(before, now, one.reference.plan)
    if causes is None or stored.method == read_outlooks(session, one.projection.id).method:
        return causes
    return (*causes, MoveCause.METHOD)


def _seen(session: Session, one: Assessable, projection: KnownProjection) -> Snapshot | None:
    """Return the record that a projection saw; None where it reads otherwise by now."""
    day, city = projection.as_of, one.reference.plan.city
    snapshot = current_snapshot(session, read_reference(session, day, of=city).at(day).plan, day)
    return snapshot if snapshot.id == projection.snapshot else None


def _target(
    row: AssessedIndicator, place: str, runs: tuple[StoredOutlooks, ShownProjection] | None
) -> TargetChance:
    before = None if runs is None else runs[0].outlooks.get((row.indicator, place))
    return TargetChance(
        indicator=row.indicator,
        title=row.title,
        unit=row.unit,
        chance=_both(row.outlook, "probability"),
        before=_both(before, "probability"),
        end=_both(row.outlook, "q50"),
        ended=_both(before, "q50"),
        steps=row.since_last_month,
        moved=_moved(row, before, runs),
        word=row.progress.word,
    )


def _moved(
    row: AssessedIndicator,
    before: IndicatorOutlook | None,
    runs: tuple[StoredOutlooks, ShownProjection] | None,
) -> ChanceMove | None:
    """Say by what of the year end the chance as verified moved."""
    if runs is None or before is None or row.outlook is None or row.target is None or row.comparator is None:
        return None
    earlier, now = runs
    target = Target(row.target, row.comparator)
    return chance_move(before.true, row.outlook.true, target, (earlier.replications, now.replications))


def _both(outlook: IndicatorOutlook | None, name: Literal["probability", "q50"]) -> BothBases:
    """Return one figure of a year end on both bases."""
    if outlook is None:
        return BothBases(None, None)
    return BothBases(getattr(outlook.reported, name), getattr(outlook.true, name))


def _likeliest_to_fail(target: TargetChance) -> tuple[bool, float, float]:
    """Order by the chance as verified, then as reported; what is unknown last."""
    true, reported = target.chance.true, target.chance.reported
    return (true is None, true or 0.0, reported or 0.0)


def _weight(one: AskedDetection, of_target: set[str]) -> tuple[bool, float, float]:
    """Say how much a question matters: whether it moves a target, how much of the city's amount, how odd."""
    moves = any(code in of_target for code in one.effect.indicators)
    return moves, abs(one.effect.share or 0.0), one.detection.strength
