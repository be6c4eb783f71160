"""A projection as a JSON document: the outside contract of ``agri project --json``."""

import math
from dataclasses import asdict, fields
from typing import Any

from agri.plan.outlook import YearEndDistribution
from agri.sim.run.joint_chance import joint_document
from agri.sim.run.projection import Belief, Projection, ProjectionEvidence, ProjectionLine, Width

_SUMMARIES = tuple(field.name for field in fields(YearEndDistribution))


def to_document(projection: Projection) -> dict[str, Any]:
    """Return the document; the same projection gives the same bytes, what does not exist is null.

    Rates are fractions, org units are division codes; `target` and `probability` are null where the plan
    gives the place none. `joint` is the chance that the city meets all its targets at once; documents of
    `agri-sim-14` and before do not have it. `combination` says how the city's year ends were put together
    from the engine and simple rules; documents of `agri-sim-16` and before have none.
    """
    return {
        "snapshot": projection.snapshot_id,
        "as_of": projection.as_of.isoformat(),
        "seed": projection.seed,
        "replications": projection.replications,
        "method": projection.method,
        "scenario": projection.scenario.code,
        "evidence": {**_evidence(projection.evidence), "width": [_width(w) for w in projection.widths]},
        "joint": joint_document(projection.joint),
        "combination": [_belief(one) for one in projection.beliefs],
        "indicators": [_line(line) for line in projection.lines],
    }


def _line(line: ProjectionLine) -> dict[str, Any]:
    return {
        "indicator": line.indicator,
        "org_unit": line.org_unit,
        "level": str(line.level),
        "basis": str(line.basis),
        "target": line.target,
        "comparator": str(line.comparator) if line.comparator else None,
        "to_date": _number(line.to_date),
        "year_end": _distribution(line.year_end),
        "probability": _number(line.probability),
        "decided_by": str(line.decided_by) if line.decided_by else None,
        "gap": asdict(line.gap) if line.gap else None,
    }


def _distribution(distribution: YearEndDistribution) -> dict[str, float | None]:
    return {name: _number(getattr(distribution, name)) for name in _SUMMARIES}


def _belief(belief: Belief) -> dict[str, Any]:
    return {
        "indicator": belief.indicator,
        "basis": str(belief.basis),
        "weights": {part: round(weight, 4) for part, weight in belief.weights.items()},
        "width": round(belief.width, 4),
        "shift": round(belief.shift, 5),
        "is_own": belief.is_own,
    }


def _evidence(evidence: ProjectionEvidence) -> dict[str, Any]:
    document = asdict(evidence)
    document["prior_only"] = list(evidence.prior_only)
    document["carried"] = list(evidence.carried)
    document["capped"] = list(evidence.capped)
    return document


def _width(width: Width) -> dict[str, Any]:
    shares = {source: round(share, 4) for source, share in width.shares.items()}
    return {
        "indicator": width.indicator,
        "basis": str(width.basis),
        "sd": width.sd,
        "shares": shares,
        "coefficient_sd": _number(width.coefficient_sd),
    }


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value
