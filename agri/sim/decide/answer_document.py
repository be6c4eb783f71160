"""A search's answer as a JSON document."""

import math
from dataclasses import asdict
from typing import Any

from agri.sim.decide.answer import Answer, Gain, Option
from agri.sim.decide.constraints import binding_document
from agri.sim.decide.search_limits import limits_document
from agri.sim.decide.value_of_checks import Informing


def answer_document(answer: Answer) -> dict[str, Any]:
    """Return the document; the same answer gives the same bytes, what does not exist is null.

    `binds` names the constraint whose lifting gives a target most; null where none does notably: then it
    lies in what is reported already and in what farmers do.
    """
    document = {
        "snapshot": answer.snapshot_id,
        "as_of": answer.as_of.isoformat(),
        "seed": answer.seed,
        "replications": answer.replications,
        "method": answer.method,
        "basis": str(answer.basis),
        "asked": answer.asked,
        "is_reached": answer.is_reached,
        "is_complete": answer.is_complete,
        "is_proved": answer.is_proved,
        "runs": answer.runs,
        "unknown": list(answer.unknown),
        "unreachable": list(answer.unreachable),
        "base": _option(answer.base),
        "best": _option(answer.best),
        "limits": limits_document(answer.limits),
        "unlimited": None if answer.unlimited is None else _option(answer.unlimited),
        "held_by_ceiling": list(answer.held_by_ceiling),
        "held_by_exclusions": list(answer.held_by_exclusions),
        "gains": [_gain(gain) for gain in answer.gains],
        "binds_now": binding_document(answer.lifted_now),
        "binds_then": binding_document(answer.lifted_then),
        "informing": [_informing(one) for one in answer.informing],
        "without_effect": list(answer.without_effect),
        "too_late": list(answer.too_late),
        "touches_no_target": list(answer.touches_no_target),
    }
    return {name: _existing(part) for name, part in document.items()}


def _existing(part: object) -> object:
    """Return a part of the document with null for numbers that do not exist: a rate of nothing reported."""
    if isinstance(part, float):
        return part if math.isfinite(part) else None
    if isinstance(part, list):
        return [_existing(one) for one in part]
    if isinstance(part, dict):
        return {name: _existing(one) for name, one in part.items()}
    return part


def _option(option: Option) -> dict[str, Any]:
    return {
        "cost_yuan": option.cost_yuan,
        "joint": option.joint,
        "joint_error": option.joint_error,
        "joint_checked": option.joint_checked,
        "targets": [asdict(reach) for reach in option.reaches],
        "measures": [{**asdict(one), "starts_on": one.starts_on.isoformat()} for one in option.measures],
    }


def _gain(gain: Gain) -> dict[str, Any]:
    return {
        "measure": gain.measure,
        "place": gain.place,
        "starts_on": gain.starts_on.isoformat(),
        "cost_yuan": gain.cost_yuan,
        "probability_gain": gain.probability_gain,
        "targets": [asdict(one) for one in gain.gains],
    }


def _informing(one: Informing) -> dict[str, Any]:
    return {**asdict(one), "targets": [asdict(told) for told in one.targets]}
