"""The audit chain as its page reads it: by kind of act, and everything about one report."""

from uuid import uuid4

from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.places import NEIGHBOUR


class TestFilters:
    async def test_one_report_is_followed_through_everything_done_to_it(
        self, reviewer: Caller, reporter: Caller, neighbour: Caller, committee: Caller
    ):
        receipt = (await put(reviewer)).json()
        await put(neighbour, org_unit=NEIGHBOUR)
        revision = receipt["revision_id"]
        assert (await reporter.post(f"/revisions/{revision}/confirmation")).status_code == 200
        assert (
            await committee.post(f"/revisions/{revision}/decisions", json={"kind": "accepted"})
        ).status_code == 201
        for named in (receipt["report_id"], revision):
            links = (await committee.get(f"/audit?report={named}")).json()["links"]
            assert [one["act"] for one in links] == [
                "revision.received",
                "filing.confirmed",
                "revision.accepted",
            ]

    async def test_a_kind_of_act_is_a_noun_or_a_whole_act(self, reviewer: Caller, committee: Caller):
        await put(reviewer)
        for act in ("revision", "revision.received"):
            links = (await committee.get(f"/audit?act={act}")).json()["links"]
            assert {one["act"] for one in links} == {"revision.received"}
        assert (await committee.get("/audit?act=rev")).json()["links"] == []

    async def test_a_report_that_is_none(self, committee: Caller):
        assert (await committee.get(f"/audit?report={uuid4()}")).status_code == 404
