"""Assess a place: progress against the path, and the outlook of the last projection."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from agri.definitions.places import OrgUnit
from agri.definitions.province.province_plan import is_province
from agri.errors import NotFound
from agri.indicators.snapshot import Snapshot
from agri.models import ProjectionRow
from agri.plan.assessment import Assessment, PlaceHeading, PlaceName, PlanHeading, ShownProjection
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.figures.assessment_figures import METHOD, assess_indicators, evidence, figures_of
from agri.services.figures.projection_age import (
    NO_CHANGES,
    ChangesSince,
    KnownProjection,
    age_words,
    changes_since,
    last_projection,
)
from agri.services.figures.shown_causes import books_shown, steps_to
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.figures.stored_outlooks import StoredOutlooks, read_outlooks
from agri.services.reference.reference import Reference, read_reference
from agri.terms import Level


@dataclass(frozen=True, slots=True)
class Assessable:
    """A place whose assessment can be made, and everything that it is made of."""

    reference: Reference
    place: OrgUnit
    snapshot: Snapshot
    projection: KnownProjection | None
    changes: ChangesSince = NO_CHANGES  # since the projection was asked for

    @property
    def key(self) -> tuple[object, ...]:
        """What an assessment depends on: equal keys give equal assessments."""
        return (self.reference.stamp, self.place.code, self.snapshot.id, self.projection, self.changes)


def assessable(session: Session, actor: Actor, *, as_of: date, org_unit: str | None = None) -> Assessable:
    """Return a place that the actor may see assessed; the actor's own where none is named.

    Raises
    ------
    NotAllowed
        The actor does not read figures, or not of that place.
    NotFound
        There is no such place, or it has no assessment.
    """
    require_act(actor, Act.READ_FIGURES)
    place = require_scope(session, actor, org_unit or actor.org_unit)
    return _assessable(session, as_of, place.code)


def assessment(session: Session, *, as_of: date, org_unit: str | None = None) -> Assessment:
    """Return the assessment of one place, the record's only city by default, whoever asks."""
    return assess(session, _assessable(session, as_of, org_unit))


def _assessable(session: Session, as_of: date, org_unit: str | None) -> Assessable:
    if org_unit is not None and is_province(org_unit):
        raise NotFound(
            f"{org_unit} is a province and reports nothing of its own; ask for a city, a county or a "
            f"township, or run `agri province {org_unit}`",
            f"{org_unit} 是省级，没有自己的填报；可查询市、县（区）或乡镇，"
            f"全省合计用 agri province {org_unit}",
        )
    reference = read_reference(session, as_of, of=org_unit).at(as_of)
    code = org_unit or reference.plan.city
    if code not in reference.places:
        raise NotFound(
            f"there is no place {code} in {reference.city}; GET /api/v1/org-units lists its places",
            f"{reference.city} 没有单位 {code}；所属单位见 /api/v1/org-units",
        )
    snapshot = current_snapshot(session, reference.plan, as_of)
    projection = last_projection(session, reference.plan, snapshot)
    is_old = projection is not None and projection.snapshot != snapshot.id
    changes = NO_CHANGES
    if projection is not None and is_old:
        changes = changes_since(session, projection, as_of, reference.city)
    return Assessable(reference, reference.places[code], snapshot, projection, changes)


def assess(session: Session, one: Assessable) -> Assessment:
    """Return the assessment of a place."""
    plan, place, snapshot = one.reference.plan, one.place, one.snapshot
    figures = figures_of(snapshot, plan)
    stored = None if one.projection is None else read_outlooks(session, one.projection.id)
    return Assessment(
        snapshot=snapshot.id,
        as_of=snapshot.as_of,
        synthetic=plan.is_synthetic,
        method=METHOD if stored is None else f"{METHOD} · {stored.method}",
        plan=PlanHeading(plan.code, plan.year, plan.title, plan.document.number),
        org_unit=PlaceHeading(place.code, place.name, place.name_en, place.level, place.parent),
        children=tuple(
            PlaceName(child.code, child.name, child.name_en)
            for child in one.reference.places.children(place.code)
        ),
        evidence=evidence(figures, place),
        projection=None if stored is None else _shown(one, stored),
        assessments=assess_indicators(
            figures,
            place,
            {} if stored is None else stored.outlooks,
            steps_to(session, plan, snapshot),
        ),
        second_books=()
        if place.level == Level.TOWNSHIP
        else books_shown(figures.books, snapshot.places.index[place.code]),
    )


def _shown(one: Assessable, stored: StoredOutlooks) -> ShownProjection | None:
    if one.projection is None:
        return None
    is_current = one.projection.snapshot == one.snapshot.id
    return ShownProjection(
        id=stored.id,
        seed=stored.seed,
        replications=stored.replications,
        method=stored.method,
        width=stored.width,
        snapshot=one.projection.snapshot,
        as_of=one.projection.as_of,
        requested_at=one.projection.requested_at,
        is_current=is_current,
        changes=one.changes.decided,
        text=age_words(one.projection, one.changes, is_current=is_current),
        joint=stored.joint,
        combination=stored.combination,
    )


def latest_projection(session: Session, snapshot_id: str) -> ProjectionRow | None:
    """Return the newest finished projection of a snapshot that adds no measures."""
    found = _latest(session, snapshot_id)
    return None if found is None else session.get_one(ProjectionRow, found)


def _latest(session: Session, snapshot_id: str) -> UUID | None:
    rows = session.exec(
        select(ProjectionRow.id, ProjectionRow.scenario)
        .where(ProjectionRow.snapshot == snapshot_id, col(ProjectionRow.result).is_not(None))
        .order_by(col(ProjectionRow.finished_at).desc(), col(ProjectionRow.replications).desc())
    )
    return next((found for found, scenario in rows if not scenario.get("measures")), None)
