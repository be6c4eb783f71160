"""One way to write a value as bytes, so that equal content has an equal digest on any machine."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, Self

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """A value together with its canonical JSON: written once, then digested, bound to its link and stored."""

    value: Any
    text: str

    @classmethod
    def of(cls, value: object) -> Self:
        """Write a value."""
        return cls(value, canonical_json(value))


def canonical_json(value: object) -> str:
    """Write a value as JSON with sorted keys and nothing to spare.

    Raises
    ------
    ValueError
        It holds NaN or an infinity.
    """
    # The encoder is slow to start for so little.
    if value is None:
        return "null"
    if type(value) is str:
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    return _ENCODER.encode(value)


def canonical_amounts(amounts: Mapping[str, float | None]) -> str:
    """Write finite numbers by their names as `canonical_json` does; nearly all that is reported is such.

    Raises
    ------
    ValueError
        One is NaN or an infinity.
    """
    members = []
    for name in sorted(amounts):
        amount = amounts[name]
        if amount is None:
            text = "null"
        elif isfinite(amount):
            text = float.__repr__(amount)
        else:
            raise ValueError(f"{amount!r} has no JSON")
        members.append(f"{encode_basestring(name)}:{text}")
    return "{" + ",".join(members) + "}"


def canonical_object(members: Mapping[str, str]) -> str:
    """Return the canonical JSON of an object whose members are written already; the names are plain words."""
    return "{" + ",".join([f'"{name}":{members[name]}' for name in sorted(members)]) + "}"


def stored_json(value: object) -> str:
    """Write a value as the database stores it: what is written already stays as it is."""
    return value.text if isinstance(value, CanonicalText) else canonical_json(value)


def digest_of(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON, as 64 hexadecimal digits."""
    return digest_of_text(canonical_json(value))


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
