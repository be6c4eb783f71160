"""Assess: progress against the path and the outlook, as one document per place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Pool
from sqlmodel import Session, col, select

from agri.definitions.places import OrgUnit
from agri.errors import NotFound
from agri.indicators.snapshot import Snapshot
from agri.models import ProjectionRow
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.figures.assessment_figures import (
    METHOD,
    Document,
    Lines,
    assessment_rows,
    evidence,
    figures_of,
)
from agri.services.figures.projection_age import (
    KnownProjection,
    decisions_since,
    last_projection,
    projection_age,
)
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.reference.reference import Reference, read_reference
from agri.services.store.single_flight_cache import SingleFlightCache
from agri.terms import Level

_MOST_KEPT = 3  # finished projections; one of a province is about 50 MB


@dataclass(frozen=True, slots=True)
class _Finished:
    """What an assessment needs of a finished projection, which never changes again."""

    id: UUID
    seed: int
    replications: int
    method: str
    width: list[Document]
    joint: Document | None  # None in an answer stored before there was one
    lines: Lines


_kept: WeakKeyDictionary[Pool, SingleFlightCache[UUID, _Finished]] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Assessable:
    """A place whose assessment can be made, and everything that it is made of."""

    reference: Reference
    place: OrgUnit
    snapshot: Snapshot
    projection: KnownProjection | None
    changes: int = 0  # decisions on reports since the projection was asked for

    @property
    def key(self) -> tuple[object, ...]:
        """What an assessment depends on: equal keys give equal documents."""
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


def assessment(session: Session, *, as_of: date, org_unit: str | None = None) -> Document:
    """Return the assessment of one place, the plan's city by default, whoever asks."""
    return assess(session, _assessable(session, as_of, org_unit))


def _assessable(session: Session, as_of: date, org_unit: str | None) -> Assessable:
    reference = read_reference(session, as_of).at(as_of)
    code = org_unit or reference.plan.city
    if code not in reference.places or reference.places[code].level == Level.PROVINCE:
        raise NotFound(
            f"there is no assessment of {code}; ask for the city, a county or a township",
            f"没有 {code} 的评估；可查询市、县（区）或乡镇",
        )
    snapshot = current_snapshot(session, reference.plan, as_of)
    projection = last_projection(session, reference.plan, snapshot)
    is_old = projection is not None and projection.snapshot != snapshot.id
    changes = decisions_since(session, projection, as_of) if projection is not None and is_old else 0
    return Assessable(reference, reference.places[code], snapshot, projection, changes)


def assess(session: Session, one: Assessable) -> Document:
    """Return the assessment of a place."""
    plan, place, snapshot = one.reference.plan, one.place, one.snapshot
    figures = figures_of(snapshot, plan)
    projection = None if one.projection is None else _finished(session, one.projection.id)
    return {
        "snapshot": snapshot.id,
        "as_of": snapshot.as_of.isoformat(),
        "synthetic": plan.is_synthetic,
        "method": METHOD if projection is None else f"{METHOD} · {projection.method}",
        "plan": {
            "code": plan.code,
            "year": plan.year,
            "title": {"zh": plan.title.zh, "en": plan.title.en},
            "document": plan.document.number,
        },
        "org_unit": {
            "code": place.code,
            "name": place.name,
            "name_en": place.name_en,
            "level": place.level.value,
            "parent": place.parent,
        },
        "children": [
            {"code": child.code, "name": child.name, "name_en": child.name_en}
            for child in one.reference.places.children(place.code)
        ],
        "evidence": evidence(figures, place),
        "projection": None
        if projection is None or one.projection is None
        else {
            "id": str(projection.id),
            "seed": projection.seed,
            "replications": projection.replications,
            "method": projection.method,
            "width": projection.width,
            **projection_age(one.projection, snapshot, one.changes),
            "joint": projection.joint,
        },
        "assessments": assessment_rows(figures, place, None if projection is None else projection.lines),
    }


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


def _finished(session: Session, projection_id: UUID) -> _Finished:
    """Return a finished projection; every place is assessed by the same one, and parsing it takes long."""
    pool = session.connection().engine.pool  # shared by every view of one database
    with _lock:
        kept = _kept.setdefault(pool, SingleFlightCache(_MOST_KEPT))

    def read() -> _Finished:
        row = session.get_one(ProjectionRow, projection_id)
        result = json.loads(row.result or "{}")
        lines = {(one["indicator"], one["org_unit"], one["basis"]): one for one in result["indicators"]}
        width = [_width(one) for one in result["evidence"].get("width", ())]
        return _Finished(row.id, row.seed, row.replications, row.method, width, result.get("joint"), lines)

    return kept.get(projection_id, read)


def _width(width: Mapping[str, Any]) -> Document:
    """Return where a width of the city comes from; earlier answers do not speak of coefficients."""
    return {"coefficient_sd": None, **width}
