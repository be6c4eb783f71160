"""Which version of a report is current: the one that nothing supersedes. There is no flag."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, and_
from sqlalchemy.orm import aliased
from sqlmodel import col

from agri.models import Revision

Query = TypeVar("Query", bound="Select[*tuple[Any, ...]]")


def current_revisions(query: Query, *, until: datetime | None = None) -> Query:
    """Keep of a query's rows those whose revision is current.

    Parameters
    ----------
    query : Select
        Reads `Revision`, alone or joined to others. A row that an outer join leaves without a revision is
        kept too.
    until : datetime, optional
        An instant of the past: a revision is current that nothing received before it supersedes. What was
        received later must be left out by the query itself.
    """
    newer = aliased(Revision)
    is_superseded = col(newer.supersedes) == col(Revision.id)
    if until is not None:
        is_superseded = and_(is_superseded, col(newer.received_at) < until)
    return query.outerjoin(newer, is_superseded).where(col(newer.id).is_(None))
