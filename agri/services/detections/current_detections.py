"""The detections of the received reports as they stand now, computed once until something else is received.

Decisions, answers and closures move no received amount, so that whoever accepts one report after the other
does not have all of them compared anew each time.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Pool
from sqlmodel import Session, col, func, select

from agri.audit_acts import AuditAct
from agri.definitions.plan import Plan
from agri.detectors import Detection, detect
from agri.indicators.snapshot import Snapshot
from agri.models import Revision
from agri.services.chain.audit import read_head
from agri.services.figures.snapshot_cache import BESIDE_THE_RECORD
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.reference.reference import read_reference
from agri.services.store.single_flight_cache import SingleFlightCache
from agri.terms import SnapshotBasis

MOST_KEPT = 6  # a few dates and cities
MOVES_NO_RECEIVED_AMOUNT = (
    *BESIDE_THE_RECORD,
    AuditAct.REVISION_ACCEPTED,
    AuditAct.REVISION_RETURNED,
    AuditAct.PERIOD_CLOSED,
    AuditAct.PERIOD_REOPENED,
    AuditAct.CELL_CHECKED,
    AuditAct.FINDING_ANSWERED,
)


@dataclass(frozen=True, slots=True)
class CurrentDetections:
    """What is asked about a plan year's received reports, and the snapshot that was compared.

    `through` is the place in the chain of the last revision that was read.
    """

    plan: Plan
    snapshot: Snapshot
    detections: tuple[Detection, ...]
    through: int


_Key = tuple[str, str, int, date]
_City = tuple[str, int, date, str]
_kept: WeakKeyDictionary[Pool, SingleFlightCache[_Key, CurrentDetections]] = WeakKeyDictionary()
_last: WeakKeyDictionary[Pool, dict[_City, CurrentDetections]] = WeakKeyDictionary()
_lock = Lock()


def current_detections(session: Session, place: str, as_of: date) -> CurrentDetections:
    """Return what is asked about the reports of a place's city that were received by a day."""
    plan, of = _plan_of(session, place, as_of)
    pool = session.connection().engine.pool  # shared by every view of one database
    head = read_head(session, without=MOVES_NO_RECEIVED_AMOUNT).head
    with _lock:
        kept = _kept.setdefault(pool, SingleFlightCache(MOST_KEPT))
    found = kept.get((head, plan.city, plan.year, as_of), lambda: _compare(session, plan, as_of))
    with _lock:
        lasting = _last.setdefault(pool, {})
        if len(lasting) >= MOST_KEPT and of not in lasting:
            lasting.clear()
        lasting[of] = found
    return found


def detections_covering(
    session: Session, place: str, as_of: date, revisions: Collection[int]
) -> CurrentDetections:
    """Return the detections computed last, if they were computed after these revisions came in.

    Whoever decides waits for no comparison where the last one has seen the reports decided on: in a rush of
    reports each receipt would otherwise have the city compared anew under the writer's lock.
    """
    _, of = _plan_of(session, place, as_of)
    with _lock:
        known = _last.get(session.connection().engine.pool, {}).get(of)
    if known is not None and known.through >= max(revisions, default=0):
        return known
    return current_detections(session, place, as_of)


def _plan_of(session: Session, place: str, as_of: date) -> tuple[Plan, _City]:
    reference = read_reference(session, as_of, of=place).at(as_of)
    plan = reference.plan
    return plan, (plan.city, plan.year, as_of, reference.years[plan.year].version.digest)


def _compare(session: Session, plan: Plan, as_of: date) -> CurrentDetections:
    snapshot = take_snapshot(session, plan, as_of, SnapshotBasis.RECEIVED)
    through = session.exec(select(func.max(col(Revision.seq)))).one() or 0
    return CurrentDetections(plan, snapshot, detect(snapshot, plan), through)
