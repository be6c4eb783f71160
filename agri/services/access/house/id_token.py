"""Check a token of the house's: who signed it, for whom, in answer to which question, and that it holds.

References: OpenID Connect Core 1.0, 3.1.3.7; RFC 8725 (a fixed list of asymmetric algorithms, none of them
chosen by the token's writer).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import jwt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_KINDS = {"RSA", "EC", "OKP"}  # never `oct`: what both sides know proves nothing about who signed
_LEEWAY_S = 60.0  # clocks of two servers
_LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_HOLDS_S = 600.0  # a server that was away tells again within minutes


class BadIdToken(Exception):
    """An ID token that proves nothing; the words are for the server's log."""


class UnknownKey(BadIdToken):
    """It is signed by a key that the house has not published, or not yet."""


def read_id_token(
    token: str, keys: Sequence[Mapping[str, Any]], *, issuer: str, client_id: str, nonce: str, now: datetime
) -> dict[str, Any]:
    """Return the claims of a token that passes every check.

    Raises
    ------
    BadIdToken
        With what is wrong with it.
    """
    claims = _decoded(token, keys, issuer=issuer, client_id=client_id, required=("sub", "exp", "nonce"))
    _require_present(claims, now.timestamp())
    if claims["nonce"] != nonce:
        raise BadIdToken("the nonce is not that of this sign-in")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != client_id:
        raise BadIdToken("it was given to another client (azp)")
    return claims


def read_logout_token(
    token: str, keys: Sequence[Mapping[str, Any]], *, issuer: str, client_id: str, now: datetime
) -> dict[str, Any]:
    """Return the claims of a token by which the house says that a sign-in has ended there.

    References: OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6.

    Raises
    ------
    BadIdToken
        With what is wrong with it.
    """
    claims = _decoded(token, keys, issuer=issuer, client_id=client_id, required=("jti",))
    _require_present(claims, now.timestamp())
    if claims["iat"] < now.timestamp() - _LOGOUT_HOLDS_S:
        raise BadIdToken("it says what was long ago")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(_LOGOUT), dict):
        raise BadIdToken("it is no token of a sign-out")
    if "nonce" in claims:
        raise BadIdToken("it has a nonce, as an ID token has")
    if not isinstance(claims["jti"], str) or not any(_is_name(claims.get(one)) for one in ("sub", "sid")):
        raise BadIdToken("it names neither person nor sign-in")
    return claims


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _decoded(
    token: str,
    keys: Sequence[Mapping[str, Any]],
    *,
    issuer: str,
    client_id: str,
    required: tuple[str, ...],
) -> dict[str, Any]:
    """Return the claims of a token that the house has signed for us."""
    try:
        head = jwt.get_unverified_header(token)
        if head.get("alg") not in ALGORITHMS:
            raise BadIdToken(f"the algorithm {head.get('alg')!r} is none of {', '.join(ALGORITHMS)}")
        # Times are held to our clock below, and audiences to more than the library asks.
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(keys, head),
            algorithms=[head["alg"]],
            issuer=issuer,
            audience=client_id,
            options={
                "require": ["iss", "aud", "iat", *required],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, TypeError, ValueError) as error:
        raise BadIdToken(str(error)) from error
    return claims


def _key(keys: Sequence[Mapping[str, Any]], head: Mapping[str, Any]) -> jwt.PyJWK:
    """Return the published key that a token names; where it names none, the only one of its kind."""
    fit = [key for key in keys if key.get("kty") in _KINDS and key.get("use", "sig") == "sig"]
    if "kid" in head:
        fit = [key for key in fit if key.get("kid") == head["kid"]]
    if len(fit) != 1:
        raise UnknownKey(f"no single key of the house is named {head.get('kid')!r}")
    return jwt.PyJWK.from_dict(dict(fit[0]), algorithm=head["alg"])


def _require_present(claims: Mapping[str, Any], now: float) -> None:
    for name in ("exp", "iat", "nbf"):
        value = claims.get(name, now)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadIdToken(f"{name} is no instant")
    if claims.get("exp", now) <= now - _LEEWAY_S:
        raise BadIdToken("it has expired")
    if max(claims["iat"], claims.get("nbf", now)) > now + _LEEWAY_S:
        raise BadIdToken("it holds only later: compare the clocks of both servers")
