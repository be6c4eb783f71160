"""Cache the snapshots taken last; any change of the record invalidates them."""

from datetime import date
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Pool
from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.services.chain.audit import read_head
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.store.single_flight_cache import SingleFlightCache
from agri.terms import SnapshotBasis

MOST_KEPT = 6  # a few dates at a time; a province-year is about 50 MB

BESIDE_THE_RECORD = tuple(act for act in AuditAct if not act.changes_record)

_Key = tuple[str, str, int, date, SnapshotBasis]
_kept: WeakKeyDictionary[Pool, SingleFlightCache[_Key, Snapshot]] = WeakKeyDictionary()
_lock = Lock()


def current_snapshot(
    session: Session, plan: Plan, as_of: date, basis: SnapshotBasis = SnapshotBasis.ACCEPTED
) -> Snapshot:
    """Return the day's snapshot; any change of the record invalidates the cache."""
    pool = session.connection().engine.pool  # shared by every view of one database
    key = (read_head(session, without=BESIDE_THE_RECORD).head, plan.city, plan.year, as_of, basis)
    with _lock:
        kept = _kept.setdefault(pool, SingleFlightCache(MOST_KEPT))
    return kept.get(key, lambda: take_snapshot(session, plan, as_of, basis))
