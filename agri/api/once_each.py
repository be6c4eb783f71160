"""A parameter of an address counts once: of two values, which one counts would be a guess."""

from collections import Counter
from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant

from agri.api.problems import BadParameter
from agri.errors import Fault, json_pointer


async def once_each(request: Request) -> None:
    """Let a request pass that gives each of its route's parameters at most once.

    Raises
    ------
    BadParameter
        The address gives one of them more often; each is named.
    """
    if b"&" not in request.scope["query_string"]:
        return
    known = set(_names(request.scope["route"].dependant))
    times = Counter(name for name, _ in request.query_params.multi_items() if name in known)
    faults = [
        Fault(json_pointer(("query", name)), "given-twice", "give this parameter once", "此参数只能给一次")
        for name, count in times.items()
        if count > 1
    ]
    if faults:
        raise BadParameter("the address gives a parameter more than once", "地址中有重复的参数", faults)


def _names(dependant: Dependant) -> Iterator[str]:
    """Yield the names of a route's parameters, also of what it depends on."""
    yield from (parameter.alias for parameter in dependant.query_params)
    for below in dependant.dependencies:
        yield from _names(below)
