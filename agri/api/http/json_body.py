"""Read JSON and name every key that an object gives twice: one of its two values would be lost silently."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import Request

from agri.errors import Fault, json_pointer


class GivenTwice(Exception):
    """An object gives a key more than once."""


class _Pairs(list[tuple[str, Any]]):
    """An object with every key that it gives."""


def read_json(body: bytes) -> Any:  # noqa: ANN401 - whatever somebody sends
    """Return what a body says.

    Raises
    ------
    GivenTwice
        An object gives a key more than once.
    ValueError, RecursionError
        It cannot be read.
    """
    return json.loads(body, object_pairs_hook=_object)


async def keys_given_twice(request: Request) -> list[Fault]:
    """Return a fault for each key that a body gives twice; the framework finds no shape in such a body.

    It is refused by the caller, once it is known that the sender may do this at all.
    """
    if "json" not in request.headers.get("content-type", "").lower():
        return []
    body = await request.body()
    try:
        request._json = read_json(body)  # the framework reads it here and does not parse it again
    except GivenTwice:
        pairs = json.loads(body, object_pairs_hook=_Pairs)
        request._json = GivenTwice()
        return [
            Fault(json_pointer(place), "given-twice", "give this key once", "此项重复，只能给一次")
            for place in _twice(pairs, ())
        ]
    except (ValueError, RecursionError):  # the framework says so
        pass
    return []


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise GivenTwice
    return members


def _twice(value: object, place: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    if isinstance(value, _Pairs):
        yield from ((*place, key) for key, count in Counter(key for key, _ in value).items() if count > 1)
        for key, one in value:
            yield from _twice(one, (*place, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _twice(one, (*place, at))
