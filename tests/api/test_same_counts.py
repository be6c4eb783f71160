"""Missing, pending and expected reports are the same numbers wherever they are counted."""

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import Caller
from tests.api.revisions import path, put, revision
from tests.api.test_figures import CONTROL
from tests.places import COUNTY, NEIGHBOUR, OTHER_COUNTY, TOWNSHIP
from tests.some import some

MONTH = "2019-08"
PACKAGING = {"form": "packaging", "period": MONTH, "values": {"recovered_kg": 5, "disposed_kg": 5}}
COUNTED = ("expected", "accepted", "pending", "missing")


async def get(caller: Caller, where: str) -> dict[str, Any]:
    answer = await caller.get(where)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def sums(rows: list[dict[str, Any]]) -> tuple[int, ...]:
    return tuple(sum(row[kind] for row in rows) for kind in COUNTED)


@pytest.fixture
async def some_in(reporter: Caller, neighbour: Caller, reviewer: Caller) -> None:
    """One report accepted, one waiting, one sent back: each kind stands in the record once."""
    ids = uuid4(), uuid4()
    await reporter.put(path(*ids), json=revision(**PACKAGING))
    await reviewer.post(f"/revisions/{ids[1]}/decisions", json={"kind": "accepted", "reason": None})
    await put(neighbour, org_unit=NEIGHBOUR, **PACKAGING)
    back = uuid4(), uuid4()
    sent = await reporter.put(path(*back), json=revision(**CONTROL))
    assert sent.status_code == 201, sent.text
    decided = await reviewer.post(
        f"/revisions/{back[1]}/decisions", json={"kind": "returned", "reason": "单位应为亩"}
    )
    assert decided.status_code in {200, 201}, decided.text


@pytest.mark.parametrize(("name", "place"), [("committee", "4101"), ("reviewer", COUNTY)])
@pytest.mark.usefixtures("some_in")
async def test_every_page_counts_the_same(callers: dict[str, Caller], name: str, place: str):
    caller = callers[name]
    evidence = (await get(caller, "/assessments"))["evidence"]
    assert (await get(caller, "/today"))["evidence"] == evidence
    rows = (await get(caller, "/completeness"))["rows"]
    own = [row for row in rows if row["org_unit"] == place]
    for row in some(own):
        assert row["expected"] == row["accepted"] + row["pending"] + row["missing"]
    # Forms that no indicator rests on, dealers' sales among them, stand apart and by name.
    beside = {one["form"]: one for one in evidence["beside"]}
    assert set(beside) == {"dealer_sales"}
    assert beside["dealer_sales"]["title"]["zh"] != ""
    names = ("expected", "received", "pending", "missing")
    behind = [row for row in own if row["form"] not in beside]
    assert sums(behind) == tuple(evidence[one] for one in names)
    apart = [row for row in own if row["form"] in beside]
    assert sums(apart) == tuple(beside["dealer_sales"][one] for one in names)
    # What was returned is missing again, what waits is not.
    (packaging,) = [row for row in own if (row["form"], row["period"]) == ("packaging", MONTH)]
    assert (packaging["accepted"], packaging["pending"]) == (1, 1)
    # Some forms a county fills in itself; everything else is the sum of the places below.
    below = [row for row in rows if row["org_unit"] != place]
    asked_below = {row["form"] for row in some(below)}
    assert sums(below) == sums([row for row in own if row["form"] in asked_below])
    late = Counter(
        form
        for reminder in (await get(caller, "/reminders"))["reminders"]
        for one in reminder["late"]
        for form in one["forms"]
    )
    assert late == Counter(
        {row["form"]: row["missing"] for row in own if row["period"] == MONTH and row["missing"]}
    )


@pytest.mark.usefixtures("some_in")
async def test_a_returned_report_is_asked_for_again(reviewer: Caller):
    page = await get(reviewer, "/reminders")
    late = {one["org_unit"]: one["forms"] for reminder in page["reminders"] for one in reminder["late"]}
    assert "pest_control" in late[TOWNSHIP]
    assert "packaging" not in late[TOWNSHIP] + late[NEIGHBOUR]


@pytest.mark.usefixtures("some_in")
async def test_the_checklist_of_a_release_counts_as_the_pages_do(committee: Caller):
    checklist = await get(committee, f"/release-checklist?period={MONTH}")
    counts = await get(committee, f"/completeness?period={MONTH}&as_of={checklist['as_of']}")
    own = [row for row in counts["rows"] if row["org_unit"] == "4101"]
    assert (checklist["expected"], checklist["missing"]) == (sums(own)[0], sums(own)[3])
    undecided = {one["org_unit"]: one["undecided"] for one in checklist["counties"]}
    assert undecided == {COUNTY: 1, OTHER_COUNTY: 0}


async def test_what_corrects_an_accepted_report_waits_in_the_queue_and_is_named_there(
    callers: dict[str, Caller], reporter: Caller
):
    """The queue and the closing table hold more than the pages count: exactly the corrections, told apart."""
    reviewer = callers["reviewer"]
    report, first, second, third = uuid4(), uuid4(), uuid4(), uuid4()
    await reporter.put(path(report, first), json=revision(**PACKAGING))
    before = (await get(reviewer, "/assessments"))["evidence"]
    waiting = (await get(reviewer, "/reports?state=received"))["reports"]
    assert [one["is_correction"] for one in waiting] == [False]
    await reviewer.post(f"/revisions/{first}/decisions", json={"kind": "accepted", "reason": None})
    # Corrected twice: what the newest supersedes was never decided on, and the first still counts.
    for older, newer in ((first, second), (second, third)):
        changed = {**PACKAGING, "values": {"recovered_kg": 6 if newer == second else 7, "disposed_kg": 5}}
        sent = await reporter.put(
            path(report, newer), json=revision(**changed, supersedes=str(older), reason="填错了")
        )
        assert sent.status_code == 201, sent.text
    after = (await get(reviewer, "/assessments"))["evidence"]
    assert (after["pending"], after["received"]) == (before["pending"] - 1, before["received"] + 1)
    waiting = (await get(reviewer, "/reports?state=received"))["reports"]
    corrections = [one for one in waiting if one["is_correction"]]
    assert [one["report_id"] for one in corrections] == [str(report)]
    assert len(waiting) - len(corrections) == after["pending"]
    (month,) = (await get(reviewer, f"/closures?period={MONTH}"))["months"]
    assert (month["undecided"], month["corrections"]) == (1, 1)
    listed = (await get(callers["committee"], f"/release-checklist?period={MONTH}"))["counties"]
    assert [(one["undecided"], one["corrections"]) for one in listed if one["org_unit"] == COUNTY] == [(1, 1)]
    # Once it is accepted it corrects nothing any more; sent back after it was accepted, it is missing again.
    await reviewer.post(f"/revisions/{third}/decisions", json={"kind": "accepted", "reason": None})
    (listed_now,) = (await get(reviewer, f"/reports?period={MONTH}&form=packaging"))["reports"]
    assert listed_now["is_correction"] is False
