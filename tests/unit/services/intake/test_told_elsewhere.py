"""What other places had told of a month before today."""

from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

import pytest
from sqlmodel import Session

from agri.definitions.forms import read_forms
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.services.intake import told_elsewhere as module
from agri.services.intake.receive import receive
from agri.services.intake.submission import Submission
from agri.services.intake.told_elsewhere import told_elsewhere
from agri.services.reference.reference import read_reference
from agri.services.reference.years import elsewhere
from agri.services.review.due import read_due
from tests.places import FAR_TOWNSHIP, NEIGHBOUR, NOW, TOWNSHIP
from tests.unit.services.submissions import a_report, a_revision, actor

AUGUST = Period(2019, 8)
PACKAGING = read_forms(seed_root() / "zhengzhou")["packaging"]
PLACES = (TOWNSHIP, NEIGHBOUR, FAR_TOWNSHIP, "410192102", "410192103")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny city has five places that report; what is kept of a database is of this test alone."""
    monkeypatch.setattr(elsewhere, "_FEWEST", 5)
    monkeypatch.setattr(module, "_kept", WeakKeyDictionary())


def test_a_day_is_held_to_what_came_before_it(session: Session, few: None) -> None:
    then = [a_report(period="2018-08", org_unit=place, values=_amount(100)) for place in PLACES]
    now = [a_report(org_unit=place, values=_amount(20 + i)) for i, place in enumerate(PLACES)]
    _receive(session, "operator", *then, *now, at=NOW - timedelta(days=1))
    # A correction of today counts from tomorrow on.
    corrected = a_revision(now[0], values=_amount(900), reason="漏报一个收集点")
    _receive(session, "operator", corrected, at=NOW)

    reference = read_reference(session)
    before, on_the_day, tomorrow = (
        told_elsewhere(session, reference, NOW + timedelta(days=days))(PACKAGING, AUGUST)
        for days in (-1, 0, 1)
    )
    assert before == {}
    assert on_the_day["recovered_kg"] == (0.21, 0.23)
    assert tomorrow["recovered_kg"] == (0.22, 0.24)
    assert told_elsewhere(session, reference, NOW)(PACKAGING, Period(2019, 10)) == {}

    # The phone is told, and the door asks nothing about what all have in common.
    due = next(
        one
        for one in read_due(session, actor("reporter"), now=NOW).forms
        if (one.form, one.period) == ("packaging", str(AUGUST))
    )
    assert due.elsewhere == on_the_day
    small = a_revision(corrected, "small", values=_amount(19), reason="按台账")
    tiny = a_revision(small, "tiny", values=_amount(3), reason="按台账")
    assert "unit-slip" not in _receive(session, "reporter", small, at=NOW)
    assert "unit-slip" in _receive(session, "reporter", tiny, at=NOW)


def _amount(recovered: float) -> dict[str, float | None]:
    return {"recovered_kg": recovered, "disposed_kg": 1.0}


def _receive(session: Session, who: str, *submissions: Submission, at: datetime) -> list[str]:
    """Take submissions on a day; returns the codes of what is asked."""
    outcomes = receive(session, actor(who), submissions, now=at, on_behalf=who == "operator")
    receipts = [outcome.receipt for outcome in outcomes if outcome.receipt is not None]
    assert len(receipts) == len(submissions), outcomes
    return [finding["code"] for receipt in receipts for finding in receipt.findings]
