"""What the desk says first of a place: chances, what moved them, what to do, check and remind. One answer.

Every part names what it rests on: the projection, that of the month before, the two searches.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from agri.definitions.reading import Title
from agri.models import SearchRow, TaskRow
from agri.plan.assessment import (
    AssessedIndicator,
    AssessmentEvidence,
    BothBases,
    JointOutlook,
    PlaceHeading,
    ShownProjection,
    StepsSinceLastMonth,
)
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.detections.list_detections import AskedDetection, list_detections
from agri.services.figures.assess import Assessable, assess, assessable
from agri.services.figures.projection_age import last_projection
from agri.services.figures.reminders import Reminder, read_reminders
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.figures.stored_outlooks import StoredOutlooks, read_outlooks
from agri.services.outlook.keep_projecting import month_before
from agri.services.outlook.search_measures import city_measures
from agri.terms import Basis, Level

MOST_THINGS, MOST_CHECKS = 3, 5
NOTABLE = 0.01  # of a chance, some three of 256 replications: less is taken for chance alone; assumed


@dataclass(frozen=True, slots=True)
class TargetChance:
    """One target of the city as it stands for the place; chances are fractions, None where unknown.

    ====== ==================================================================================
    Field  Meaning
    ====== ==================================================================================
    chance of meeting it by the year's end
    before the same by the projection of the month before; None on both bases without one
    steps  why the value to date is another one than a month ago
    ====== ==================================================================================
    """

    indicator: str
    title: Title
    chance: BothBases
    before: BothBases
    steps: StepsSinceLastMonth | None


@dataclass(frozen=True, slots=True)
class EarlierProjection:
    """The projection of the month before, and the city's joint chance in it."""

    id: UUID
    as_of: date
    joint: JointOutlook | None


@dataclass(frozen=True, slots=True)
class ThingToDo:
    """One step of a measure in a county, by the search's own answer.

    ========== ============================================================================== ========
    Field      Meaning                                                                        Unit
    ========== ============================================================================== ========
    indicator  the target that it moves most                                                  —
    lead       who answers for that target in the plan's ledger; empty where nobody is named  —
    in_field   what it adds to the target's chance as verified                                fraction
    on_paper   what it adds to the chance as reported beyond that                             fraction
    ========== ============================================================================== ========
    """

    measure: str
    title: Title
    amount: float
    unit: Title
    place: str
    place_name: str
    indicator: str
    indicator_title: Title
    lead: str
    starts_on: date
    in_field: float
    on_paper: float
    cost_yuan: float

    @property
    def moves_field(self) -> bool:
        """Whether it moves what happens, and not only what is reported."""
        return self.in_field >= NOTABLE


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, and the searches that say so; `as_of` is None until both have been made."""

    as_of: date | None
    searches: tuple[UUID, ...]
    things: tuple[ThingToDo, ...]


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
    targets = [_target(row, one.place.code, outlooks) for row in found.assessments if row.target is not None]
    asked = list_detections(session, actor, as_of=as_of, org_unit=one.place.code).detections
    unanswered = [detection for detection in asked if detection.answer is None]
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
        advice=read_advice(session, one, found.assessments),
        open_checks=len(unanswered),
        checks=tuple(checks),
        names={d.detection.org_unit: one.reference.places[d.detection.org_unit].name for d in checks},
        missing=read_reminders(session, actor, as_of=as_of, org_unit=one.place.code),
    )


def _earlier(session: Session, one: Assessable) -> tuple[EarlierProjection | None, StoredOutlooks | None]:
    """Return the stored projection of the month before."""
    plan, then = one.reference.plan, month_before(one.snapshot.as_of)
    if then.year < plan.year:
        return None, None
    known = last_projection(session, plan, current_snapshot(session, plan, then))
    if known is None:
        return None, None
    stored = read_outlooks(session, known.id)
    return EarlierProjection(known.id, known.as_of, stored.joint), stored


def _target(row: AssessedIndicator, place: str, earlier: StoredOutlooks | None) -> TargetChance:
    before = None if earlier is None else earlier.outlooks.get((row.indicator, place))
    now = row.outlook
    return TargetChance(
        row.indicator,
        row.title,
        BothBases(None, None) if now is None else BothBases(now.reported.probability, now.true.probability),
        BothBases(None, None)
        if before is None
        else BothBases(before.reported.probability, before.true.probability),
        row.since_last_month,
    )


def _likeliest_to_fail(target: TargetChance) -> tuple[bool, float, float]:
    """Order by the chance as verified, then as reported; what is unknown last."""
    true, reported = target.chance.true, target.chance.reported
    return (true is None, true or 0.0, reported or 0.0)


def _weight(one: AskedDetection, of_target: set[str]) -> tuple[bool, float, float]:
    """Say how much a question matters: whether it moves a target, how much of the city's amount, how odd."""
    moves = any(code in of_target for code in one.effect.indicators)
    return moves, abs(one.effect.share or 0.0), one.detection.strength


def read_advice(session: Session, one: Assessable, rows: Sequence[AssessedIndicator]) -> Advice:
    """Return what would help most, by the newest searches on both bases: first what moves the field."""
    searches = {basis: _newest_search(session, one, basis) for basis in Basis}
    reported, true = searches[Basis.REPORTED], searches[Basis.TRUE]
    if reported is None or true is None:
        return Advice(None, (), ())
    measures = city_measures(one.reference)
    on_reports = _gains(reported)
    titles = {row.indicator: row.title for row in rows}
    leads = _leads(session, one)
    things: list[ThingToDo] = []
    for (measure, place), (gain, of_targets) in _gains(true).items():
        targets = [code for code in of_targets if code in titles]
        if measure not in measures or not place.startswith(one.place.code) or not targets:
            continue
        beside = on_reports.get((measure, place), (gain, {}))[1]
        indicator = max(targets, key=lambda code: (of_targets[code], beside.get(code, 0.0)))
        in_field = of_targets[indicator]
        kind = measures[measure]
        things.append(
            ThingToDo(
                measure=measure,
                title=kind.title,
                amount=kind.step,
                unit=kind.unit,
                place=place,
                place_name=one.reference.places[place].name,
                indicator=indicator,
                indicator_title=titles[indicator],
                lead=leads.get(indicator, ""),
                starts_on=date.fromisoformat(gain["starts_on"]),
                in_field=in_field,
                on_paper=beside.get(indicator, 0.0) - max(in_field, 0.0),
                cost_yuan=gain["cost_yuan"],
            )
        )
    return Advice(min(reported.as_of, true.as_of), (reported.id, true.id), _best(things))


def _best(things: list[ThingToDo]) -> tuple[ThingToDo, ...]:
    """Choose the best place of each measure: what gains most in the field, the cheaper first of equals."""
    best: dict[str, ThingToDo] = {}
    for thing in sorted(things, key=lambda one: (-round(one.in_field, 3), -one.on_paper, one.cost_yuan)):
        if thing.moves_field or thing.on_paper >= NOTABLE:
            best.setdefault(thing.measure, thing)
    return tuple(best.values())[:MOST_THINGS]


def _newest_search(session: Session, one: Assessable, basis: Basis) -> SearchRow | None:
    return session.exec(
        select(SearchRow)
        .where(
            SearchRow.city == one.reference.city,
            SearchRow.basis == basis,
            col(SearchRow.result).is_not(None),
            col(SearchRow.as_of) >= date(one.reference.plan.year, 1, 1),
            col(SearchRow.as_of) <= one.snapshot.as_of,
        )
        .order_by(col(SearchRow.as_of).desc(), col(SearchRow.finished_at).desc())
    ).first()


def _gains(search: SearchRow) -> dict[tuple[str, str], tuple[Mapping[str, Any], dict[str, float]]]:
    """Return one step more of each measure in each county, with what it adds to the chance of each target."""
    return {
        (gain["measure"], gain["place"]): (
            gain,
            {target["indicator"]: target["probability_gain"] for target in gain["targets"]},
        )
        for gain in json.loads(search.result or "{}")["gains"]
    }


def _leads(session: Session, one: Assessable) -> dict[str, str]:
    """Return who answers for each indicator: the lead unit for the city, for a county those it names."""
    own = one.reference.stored_name(one.reference.plan.code)
    rows = session.exec(
        select(TaskRow).where(TaskRow.plan == own, col(TaskRow.indicator).is_not(None)).order_by(TaskRow.id)
    )
    found: dict[str, str] = {}
    for row in rows:
        name = row.lead if one.place.level == Level.CITY else row.responsible
        found.setdefault(row.indicator or "", name)
    return found
