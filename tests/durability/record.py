"""Hold a record to what the phones were told."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from agri.models import Revision
from agri.services.chain.audit import Link
from agri.services.publish.verify import verify
from agri.services.store.database import make_engine
from tests.durability.phones import Phone


def hold_to_receipts(database_url: str, phones: Sequence[Phone], known: set[UUID] | None = None) -> int:
    """Assert that all that was acknowledged is there, nothing twice, and that the chain is sound.

    `known` are the versions that must be there; by default all that were acknowledged. Returns the rows.
    """
    assert [fault for phone in phones for fault in phone.faults] == []
    receipts = {key: receipt for phone in phones for key, receipt in phone.receipts.items()}
    known = set(receipts) if known is None else known
    sent = {key for phone in phones for key in phone.sent}
    engine = make_engine(database_url)
    with Session(engine) as session:
        rows = session.execute(
            select(col(Revision.id), col(Revision.report_id), col(Revision.digest), col(Revision.values))
        ).all()
        held = {row[0]: row[2] for row in rows}
        assert known - set(held) == set()
        assert set(held) - sent == set()
        assert {key: receipts[key]["digest"] for key in known} == {key: held[key] for key in known}
        figures = Counter((report_id, values["recovered_kg"]) for _, report_id, _, values in rows)
        assert max(figures.values()) == 1
        links = [Link(receipts[key]["link"]["length"], receipts[key]["link"]["head"]) for key in known]
        verification = verify(session, receipts=links)
        assert verification.broken is None
    engine.dispose()
    return len(rows)
