"""Refuse parameters of an address that no route can read: given twice, or with control characters."""

import re
from collections import Counter
from typing import Any

from fastapi import Request

from agri.api.http.problems import BadParameter
from agri.api.http.response_middleware import template
from agri.errors import Fault, json_pointer

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")  # PostgreSQL cannot even compare a text with NUL


def refuse_unreadable(request: Request) -> None:
    """Refuse an address for the parameters of its operation; names that it does not know may stand.

    Raises
    ------
    BadParameter
        Each parameter that is given more than once, or holds a control character, is named.
    """
    query = request.scope["query_string"]
    if b"&" not in query and b"%" not in query and not _CONTROL.search(request.scope["path"]):
        return
    pairs = request.query_params.multi_items()
    unprintable = [("query", name) for name, value in pairs if _CONTROL.search(value)]
    unprintable += [("path", name) for name, value in request.path_params.items() if _CONTROL.search(value)]
    twice = [("query", name) for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    if not unprintable and not twice:
        return
    known = _parameters(request)
    faults = [
        Fault(json_pointer(place), code, words, zh)
        for places, code, words, zh in (
            (unprintable, "bad-text", "remove control characters", "请删除控制字符"),
            (twice, "given-twice", "give this parameter once", "此参数只能给一次"),
        )
        for place in places
        if place in known
    ]
    if faults:
        raise BadParameter("a parameter of the address cannot be read", "地址中的参数无法读取", faults)


def _parameters(request: Request) -> set[tuple[str, str]]:
    """Return where and by which name the operation takes parameters, as the API describes itself."""
    operations: dict[str, Any] = request.app.openapi()["paths"].get(template(request.scope), {})
    operation = operations.get(request.method.lower(), {})
    return {(one["in"], one["name"]) for one in operation.get("parameters", ())}
