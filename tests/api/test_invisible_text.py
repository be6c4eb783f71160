"""What must be said must show something: blanks and letters that nobody sees say nothing."""

import pytest

from tests.api.conftest import Caller
from tests.api.revisions import path, put, revision
from tests.places import COUNTY, TOWNSHIP

NOTHING = ("\u200b", " ", "\u3000\ufeff", "\u2060\u00ad", "\u3164")
CELL = {"form": "packaging", "period": "2019-08"}


@pytest.fixture
def database() -> str:
    """What is refused at the door never meets the database."""
    return "sqlite"


@pytest.mark.parametrize("nothing", NOTHING, ids=ascii)
async def test_a_reason_that_shows_nothing_is_none(reporter: Caller, reviewer: Caller, nothing: str):
    values = {"recovered_kg": 1, "disposed_kg": 900}
    answers = {"packaging-disposed-above-recovered": nothing}
    taken = await put(reporter, **CELL, values=values, answers=answers)
    assert taken.status_code == 201, "an answer that says nothing settles nothing, and the report is taken"
    receipt = taken.json()
    [open_one] = (await reporter.get("/findings", params={"form": "packaging"})).json()["findings"]
    assert open_one["answer"] is None

    where = f"/revisions/{receipt['revision_id']}"
    cell = {"org_unit": COUNTY, "period": "2019-07"}
    assert (await reviewer.post("/closures", json=cell)).status_code == 201
    said = (
        (reviewer, f"{where}/comments", {"text": nothing}),
        (reviewer, f"{where}/decisions", {"kind": "returned", "reason": nothing}),
        (reviewer, "/closures", {**cell, "act": "reopened", "reason": nothing}),
        (reporter, f"/findings/{open_one['id']}/answers", {"text": nothing}),
        (reviewer, "/reporting-units", {"org_unit": TOWNSHIP, "kind": "recycling_point", "title": nothing}),
    )
    for caller, address, body in said:
        answer = await caller.post(address, json=body)
        assert answer.status_code == 422, (address, answer.text)
        assert any("一" <= letter <= "鿿" for letter in answer.json()["errors"][0]["detail_zh"])

    assert (await reviewer.post(f"{where}/decisions", json={"kind": "accepted"})).status_code == 201
    corrected = revision(**CELL, values=values | {"recovered_kg": 2}, supersedes=receipt["revision_id"])
    for reason in (nothing, None):
        answer = await reporter.put(path(receipt["report_id"]), json=corrected | {"reason": reason})
        assert [one["pointer"] for one in answer.json()["errors"]] == ["/reason"]
    answer = await reporter.put(path(receipt["report_id"]), json=corrected | {"reason": f"核对{nothing}"})
    assert answer.status_code == 201
