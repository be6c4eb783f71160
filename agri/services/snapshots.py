"""Keep the snapshots that were taken lately; a record that has not moved gives the same one."""

from collections import OrderedDict
from datetime import date
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.services.audit import read_head
from agri.services.take_snapshot import take_snapshot
from agri.terms import SnapshotBasis

MOST_KEPT = 6  # a few dates at a time; a province-year is about 50 MB

_Key = tuple[str, int, date, SnapshotBasis]
_kept: WeakKeyDictionary[Engine, OrderedDict[_Key, Snapshot]] = WeakKeyDictionary()
_lock = Lock()


def current_snapshot(
    session: Session, plan: Plan, as_of: date, basis: SnapshotBasis = SnapshotBasis.ACCEPTED
) -> Snapshot:
    """Return the snapshot of a day; every act moves the chain's head, and with it what is kept here."""
    engine = session.connection().engine
    key = (read_head(session).head, plan.year, as_of, basis)
    with _lock:
        kept = _kept.setdefault(engine, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    snapshot = take_snapshot(session, plan, as_of, basis)
    with _lock:
        kept[key] = snapshot
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return snapshot
