"""A report, a batch and a photo go in the name of who wrote them, or not at all."""

from uuid import uuid4

import pytest

from tests.api.conftest import Caller
from tests.api.revisions import path, put, revision
from tests.places import person_id

OWN, OTHER = str(person_id("reporter")), str(person_id("reviewer"))


class TestRevision:
    async def test_ones_own_is_taken_and_may_be_sent_again(self, reporter: Caller):
        where = path()
        assert (await reporter.put(where, json=revision(author=OWN))).status_code == 201
        assert (await reporter.put(where, json=revision())).status_code == 200

    async def test_anothers_is_refused(self, reporter: Caller):
        answer = await put(reporter, author=OTHER)
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/not-allowed"

    async def test_an_author_is_optional(self, reporter: Caller):
        assert (await put(reporter)).status_code == 201


class TestSync:
    @pytest.mark.parametrize("warm", [False, True])
    async def test_anothers_batch_is_refused_whole(self, reporter: Caller, warm: bool):
        if warm:
            await reporter.get("/me")
        item = {"report_id": str(uuid4()), "revision_id": str(uuid4()), **revision()}
        answer = await reporter.post("/sync", json={"author": OTHER, "revisions": [item]})
        assert answer.status_code == 403
        assert (await reporter.get(f"/reports/{item['report_id']}")).status_code == 404
        answer = await reporter.post("/sync", json={"author": OWN, "revisions": [item]})
        assert answer.json()["results"][0]["outcome"] == "created"

    async def test_anothers_item_is_refused_and_the_rest_goes_on(self, reporter: Caller):
        mine = {"report_id": str(uuid4()), "revision_id": str(uuid4()), **revision(author=OWN)}
        foreign = {
            "report_id": str(uuid4()),
            "revision_id": str(uuid4()),
            **revision(author=OTHER, form="packaging", values={}),
        }
        answer = await reporter.post("/sync", json={"revisions": [foreign, mine]})
        assert [one["outcome"] for one in answer.json()["results"]] == ["refused", "created"]


class TestPhoto:
    async def test_anothers_is_refused(self, reporter: Caller):
        where = f"/reports/{uuid4()}/revisions/{uuid4()}/photos/{uuid4()}"
        query = {"section": "samples", "digest": "0" * 64, "size": 10, "offset": 0, "author": OTHER}
        answer = await reporter.put(
            where, params=query, content=b"\xff\xd8\xff", headers={"Content-Type": "image/jpeg"}
        )
        assert answer.status_code == 403
