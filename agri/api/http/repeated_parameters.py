"""Refuse repeated query parameters."""

from collections import Counter
from typing import Any

from fastapi import Request

from agri.api.http.problems import BadParameter
from agri.api.http.response_middleware import template
from agri.errors import Fault, json_pointer


def refuse_given_twice(request: Request) -> None:
    """Refuse an address that gives one of its operation's parameters more than once; others may stand.

    Raises
    ------
    BadParameter
        Each parameter that is given more than once is named.
    """
    if b"&" not in request.scope["query_string"]:
        return
    times = Counter(name for name, _ in request.query_params.multi_items())
    twice = [name for name, count in times.items() if count > 1]
    if not twice:
        return
    known = _parameters(request)
    faults = [
        Fault(json_pointer(("query", name)), "given-twice", "give this parameter once", "此参数只能给一次")
        for name in twice
        if name in known
    ]
    if faults:
        raise BadParameter("the address gives a parameter more than once", "地址中有重复的参数", faults)


def _parameters(request: Request) -> set[str]:
    """Return the names that the request's operation takes in its query, as the API describes itself."""
    operations: dict[str, Any] = request.app.openapi()["paths"].get(template(request.scope), {})
    operation = operations.get(request.method.lower(), {})
    return {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
