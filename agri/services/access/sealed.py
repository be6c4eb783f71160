"""Seal small facts under the server's key: whoever has the text alone can neither read nor change it.

The database holds secrets of second factors so, and a browser what it is told between steps of a sign-in.
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: random, of 96 bits


def seal(key: str, purpose: str, facts: Mapping[str, object]) -> str:
    """Return facts as a text that only `unseal` of the same key and purpose reads."""
    nonce = os.urandom(_NONCE_BYTES)
    plain = json.dumps(facts, separators=(",", ":")).encode()
    return urlsafe_b64encode(nonce + _cipher(key, purpose).encrypt(nonce, plain, None)).decode()


def unseal(key: str, purpose: str, text: str | None) -> dict[str, Any] | None:
    """Return the facts of a sealed text; nothing where it was changed or sealed for something else."""
    try:
        raw = urlsafe_b64decode((text or "").encode("ascii"))
        plain = _cipher(key, purpose).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None)
    except (InvalidTag, ValueError):
        return None
    facts: dict[str, Any] = json.loads(plain)
    return facts


@lru_cache(16)
def _cipher(key: str, purpose: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"agri {purpose}".encode())
    return AESGCM(derived.derive(key.encode()))
