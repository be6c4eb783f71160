"""One way to write a value as bytes, so that equal content has an equal digest on any machine."""

import hashlib
import json

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_json(value: object) -> str:
    """Write a value as JSON with sorted keys and nothing to spare.

    Raises
    ------
    ValueError
        It holds NaN or an infinity.
    """
    return _ENCODER.encode(value)


def digest_of(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
