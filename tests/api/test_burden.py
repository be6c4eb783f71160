"""What reporting costs, over HTTP: measured on the way in, said by form alone."""

from uuid import uuid4

import pytest

from tests.api.conftest import Caller
from tests.api.revisions import path, revision
from tests.some import some

MONTHS = ("2019-04", "2019-05", "2019-06", "2019-07", "2019-08")


async def test_what_phones_send_becomes_a_median_of_the_form(reporter: Caller, committee: Caller):
    for month in MONTHS[:3]:
        sent = await reporter.put(path(), json=revision(period=month, seconds=50))
        assert sent.status_code == 201, sent.text
    items = [
        revision(period=month, seconds=50, report_id=str(uuid4()), revision_id=str(uuid4()))
        for month in MONTHS[3:]
    ]
    for _ in range(2):  # an answer that was lost is asked for again
        answer = await reporter.post("/sync", json={"revisions": items})
        assert {one["outcome"] for one in answer.json()["results"]} <= {"created", "replayed"}
    found = (await committee.get("/burden")).json()
    [form] = [one for one in found["forms"] if one["form"] == "soil_testing"]
    assert (form["measured"], form["seconds"]) == (5, 52)
    timed = [one for one in found["months"] if one["minutes"] is not None]
    assert {(one["minutes"], one["forms"] - one["unmeasured"]) for one in some(timed)} == {(0.9, 1)}


@pytest.mark.parametrize("seconds", [0, -1, 86_401, 1.5, "60"])
async def test_a_duration_that_is_none_is_refused_with_its_pointer(reporter: Caller, seconds: object):
    answer = await reporter.put(path(), json=revision(seconds=seconds))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/seconds"


async def test_an_old_phone_sends_none(reporter: Caller, operator: Caller):
    assert (await reporter.put(path(), json=revision())).status_code == 201
    found = (await operator.get("/burden")).json()
    assert {one["measured"] for one in found["forms"]} == {0}
