"""What other places of a city have told of a month, for the checks at the door.

It counts what was received before today, so that everyone who reports on a day is held to the same.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, Text, bindparam, cast, select
from sqlmodel import Session, col

from agri.definitions.forms import Form
from agri.definitions.lineage import Figures
from agri.models import Report, Revision
from agri.periods import Period, day_of, end_of_day
from agri.services.intake.current_revisions import current_revisions
from agri.services.reference.reference import Reference
from agri.services.reference.years.elsewhere import NOTHING_ELSEWHERE, Spans, spans_elsewhere
from agri.services.store.single_flight_cache import SingleFlightCache

ToldElsewhere = Callable[[Form, Period], Spans]

_MOST_KEPT = 500  # forms and months of a day

_Key = tuple[str, tuple[int, ...], str, str, str]
_kept: WeakKeyDictionary[Pool, SingleFlightCache[_Key, Spans]] = WeakKeyDictionary()
_lock = Lock()


def nothing_elsewhere(_form: Form, _period: Period) -> Spans:
    """Look up what other places tell where nobody asked them."""
    return NOTHING_ELSEWHERE


def told_elsewhere(session: Session, reference: Reference, now: datetime) -> ToldElsewhere:
    """Return what looks up what the city's places had told of a month before today."""
    pool = session.connection().engine.pool  # shared by every view of one database
    with _lock:
        kept = _kept.setdefault(pool, SingleFlightCache(_MOST_KEPT))
    today = day_of(now)
    until = end_of_day(today - timedelta(days=1))

    def look_up(form: Form, period: Period) -> Spans:
        if period.first_day >= today:
            return NOTHING_ELSEWHERE
        key = (reference.city, reference.stamp, form.code, str(period), until.isoformat())
        return kept.get(key, lambda: spans_elsewhere(_pairs(session, reference, form, period, until)))

    return look_up


_TOLD = (
    select(col(Report.org_unit), col(Report.period), cast(col(Revision.values), Text))
    .join(Revision, col(Revision.report_id) == col(Report.id))
    .where(
        col(Report.form) == bindparam("form"),
        col(Report.period).in_(bindparam("periods", expanding=True)),
        col(Revision.received_at) < bindparam("until"),
    )
)


def _pairs(
    session: Session, reference: Reference, form: Form, period: Period, until: datetime
) -> Iterable[tuple[Figures, Figures]]:
    now, then = str(period), str(period.year_before())
    told: dict[tuple[str, str], Figures] = {}
    rows: Iterable[Any] = session.connection().execute(
        current_revisions(_TOLD, until=until), {"form": form.code, "periods": [now, then], "until": until}
    )
    for org_unit, text, content in rows:
        if org_unit in reference.places:
            told[org_unit, text] = form.in_present_names(json.loads(content))
    for org_unit, text in told:
        if text == now and (org_unit, then) in told:
            yield told[org_unit, now], told[org_unit, then]
