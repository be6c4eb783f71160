"""Assess: progress against the path and the outlook, as one document per place."""

import json
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from agri.errors import NotFound
from agri.models import Projection
from agri.services.figures import METHOD, Document, Lines, assessment_rows, evidence, figures_of
from agri.services.scope import Act, Actor, require_act, require_scope
from agri.services.snapshots import current_snapshot
from agri.services.standing import standing
from agri.terms import Level


def assess(session: Session, actor: Actor, *, as_of: date, org_unit: str | None = None) -> Document:
    """Return the assessment of a place that the actor may see; of the actor's own where none is named.

    Raises
    ------
    NotAllowed
        The actor does not read figures, or not of that place.
    NotFound
        There is no such place, or it has no assessment.
    """
    require_act(actor, Act.READ_FIGURES)
    place = require_scope(session, actor, org_unit or actor.org_unit)
    return assessment(session, as_of=as_of, org_unit=place.code)


def assessment(session: Session, *, as_of: date, org_unit: str | None = None) -> Document:
    """Return the assessment of one place, the plan's city by default, whoever asks."""
    known = standing(session)
    plan = known.plan
    code = org_unit or plan.city
    if code not in known.places or known.places[code].level == Level.PROVINCE:
        raise NotFound(
            f"there is no assessment of {code}; ask for the city, a county or a township",
            f"没有 {code} 的评估;可查询市、县(区)或乡镇",
        )
    place = known.places[code]
    snapshot = current_snapshot(session, plan, as_of)
    figures = figures_of(snapshot, plan)
    projection = latest_projection(session, snapshot.id)
    return {
        "snapshot": snapshot.id,
        "as_of": as_of.isoformat(),
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
            for child in known.places.children(code)
        ],
        "evidence": evidence(figures, place),
        "projection": None
        if projection is None
        else {
            "id": str(projection.id),
            "seed": projection.seed,
            "replications": projection.replications,
            "method": projection.method,
        },
        "assessments": assessment_rows(figures, place, None if projection is None else _lines(projection)),
    }


def latest_projection(session: Session, snapshot_id: str) -> Projection | None:
    """Return the newest finished projection of a snapshot that adds no measures."""
    rows = session.exec(
        select(Projection)
        .where(Projection.snapshot == snapshot_id, col(Projection.result).is_not(None))
        .order_by(col(Projection.finished_at).desc(), col(Projection.replications).desc())
    )
    return next((row for row in rows if not row.scenario.get("measures")), None)


def _lines(projection: Projection) -> Lines:
    document: dict[str, Any] = json.loads(projection.result or "{}")
    return {(line["indicator"], line["org_unit"], line["basis"]): line for line in document["indicators"]}
