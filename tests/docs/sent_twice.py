"""Send one month of two years with equal figures and print the findings of the second, as JSON.

``python -m tests.docs.sent_twice ADDRESS`` uses whichever package `agri` comes first on the path.
"""

import json
import sys
from datetime import UTC, datetime

from sqlmodel import Session

import agri
from agri.models import Revision
from agri.services.intake.receive import receive
from agri.services.store.database import make_engine
from tests.unit.services.submissions import a_report, actor


def findings(address: str) -> list[str]:
    """Return the codes of the findings; nothing stays in the database."""
    engine = make_engine(address)
    with Session(engine) as session:
        for year in (2018, 2019):
            report = a_report(period=f"{year}-08")
            now = datetime(year, 9, 5, 2, tzinfo=UTC)
            [outcome] = receive(session, actor("reporter"), [report], now=now)
            assert outcome.refusal is None, outcome.refusal
        found = session.get_one(Revision, report.revision_id).findings
    engine.dispose()
    return [one["code"] for one in found]


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"package": agri.__file__, "findings": findings(sys.argv[1])}))
