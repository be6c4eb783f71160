"""Cache verified sessions for one minute, by the hash of their tokens.

It spares a query for each request and decides nothing that lasts: writers check the session again inside
their transaction. So a session that is ended is ended at once, whichever process ended it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from cachetools import LRUCache
from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session, col

from agri.models.person import Person, SessionToken
from agri.services.access.permissions import Actor
from agri.services.access.sessions import sign_in_ended
from agri.terms import Role

KEPT_FOR = timedelta(minutes=1)
_MOST = 50_000  # beyond a nation's townships; the one used longest ago is forgotten first

_HASHES: BindParameter[list[str]] = bindparam("hashes", expanding=True)
_STILL_IN = (
    select(
        col(SessionToken.token_hash),
        col(Person.id),
        col(Person.name),
        col(Person.role),
        col(Person.org_unit),
        col(Person.places),
    )
    .join(Person, col(Person.id) == col(SessionToken.person_id))
    .where(
        col(SessionToken.token_hash).in_(_HASHES),
        col(SessionToken.revoked_at).is_(None),
        col(Person.is_active).is_(True),
    )
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A sign-in as it was when it was last looked up, and until when that may be relied on at the door."""

    actor: Actor
    token_hash: str
    until: datetime


class Visitors:
    """The sign-ins that were looked up within the last minute."""

    def __init__(self) -> None:
        self._known: LRUCache[str, Visitor] = LRUCache(_MOST)
        self._lock = Lock()

    def remember(self, actor: Actor, token: SessionToken, now: datetime) -> Visitor:
        """Keep a sign-in that was found valid just now; not beyond its end."""
        until = min(token.expires_at, now + KEPT_FOR)
        visitor = Visitor(actor, token.token_hash, until)
        with self._lock:
            self._known[token.token_hash] = visitor
        return visitor

    def find(self, token_hash: str, now: datetime) -> Visitor | None:
        """Return who was here with this token a moment ago."""
        with self._lock:
            found = self._known.get(token_hash)
        return found if found is not None and now < found.until else None

    def forget(self, token_hash: str) -> None:
        """Remove a session from the cache, so that it is looked up again."""
        with self._lock:
            self._known.pop(token_hash, None)


def still_signed_in(session: Session, hashes: Collection[str]) -> dict[str, Actor]:
    """Return which of some sign-ins are still in force, and whose they are now."""
    if not hashes:
        return {}
    rows = session.connection().execute(_STILL_IN, {"hashes": sorted(hashes)})
    return {
        token_hash: Actor(person_id, name, Role(role), org_unit, places=tuple(places or ()))
        for token_hash, person_id, name, role, org_unit, places in rows
    }


def require_signed_in(session: Session, visitor: Visitor) -> Actor:
    """Return who a visitor is now.

    Raises
    ------
    NotSignedIn
        The sign-in has ended since it was looked up.
    """
    actor = still_signed_in(session, {visitor.token_hash}).get(visitor.token_hash)
    if actor is None:
        raise sign_in_ended()
    return actor
