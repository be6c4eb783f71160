"""Which tasks of the ledger the city's own releases prove: 月调度, 季总结 and 年评估."""

from datetime import date

from sqlmodel import Session, col, select

from agri.definitions.official.issuing_body import read_proofs
from agri.models import ReleaseRow
from agri.periods import Period, end_of_day
from agri.services.reference.reference import Reference
from agri.terms import DocumentKind

_EVERY = {DocumentKind.MONTHLY: 1, DocumentKind.QUARTERLY: 3, DocumentKind.YEARLY: 12}


def proved_tasks(session: Session, reference: Reference, as_of: date) -> frozenset[str]:
    """Return the tasks that are done because their last span that was due has been released.

    A span is due on the dispatch day of its last month. Before the first is due nothing is proved.
    """
    proofs = read_proofs(reference.files)
    if not proofs:
        return frozenset()
    plan = reference.plan
    due = [month for month in Period(plan.year).months() if plan.rhythm.dispatched_on(month) <= as_of]
    rows = session.exec(
        select(ReleaseRow.number).where(ReleaseRow.plan == plan.code, col(ReleaseRow.at) < end_of_day(as_of))
    )
    released = {number.rpartition("/")[0] for number in rows}
    told = [month for month in Period(plan.year).months() if reference.stored_name(str(month)) in released]
    return frozenset(
        reference.stored_name(task)
        for task, kind in proofs.items()
        if (last := _last_end(kind, due)) is not None
        and (newest := _last_end(kind, told)) is not None
        and newest >= last
    )


def _last_end(kind: DocumentKind, months: list[Period]) -> Period | None:
    """Return the last of some months that ends a span of a kind."""
    return max((month for month in months if (month.month or 0) % _EVERY[kind] == 0), default=None)
