"""Who files for whom: marked until the place confirms; many places from one hand are shown to the city."""

import httpx
import pytest
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.audit_acts import AuditAct
from agri.models import Person
from agri.services.chain.prove import append_proved
from tests.api.conftest import Caller
from tests.api.revisions import path, put, revision
from tests.places import FAR_TOWNSHIP, NEIGHBOUR, NOW, PASSWORD, TOWNSHIP, FakeClock, person_id


async def marks(caller: Caller) -> dict[str, str]:
    return {one["org_unit"]: one["filing"] for one in (await caller.get("/reports")).json()["reports"]}


class TestConfirmation:
    async def test_what_a_county_files_is_marked_until_the_township_confirms(
        self, reviewer: Caller, reporter: Caller, committee: Caller
    ):
        receipt = (await put(reviewer)).json()
        assert await marks(committee) == {TOWNSHIP: "for_place"}
        [form] = [one for one in (await reporter.get("/due")).json()["forms"] if one["revision_id"]]
        assert (form["filing"], form["author_name"]) == ("for_place", "Reviewer")
        address = f"/revisions/{receipt['revision_id']}/confirmation"
        assert (await reporter.post(address)).status_code == 200
        assert (await reporter.post(address)).status_code == 200
        assert await marks(committee) == {TOWNSHIP: "confirmed"}
        whole = (await committee.get(f"/reports/{receipt['report_id']}")).json()
        assert [one["filing"] for one in whole["revisions"]] == ["confirmed"]
        assert whole["revisions"][0]["author_name"] == "Reviewer"

    async def test_only_by_the_place_itself(self, reviewer: Caller, neighbour: Caller):
        receipt = (await put(reviewer)).json()
        address = f"/revisions/{receipt['revision_id']}/confirmation"
        assert (await neighbour.post(address)).status_code == 404
        assert (await reviewer.post(address)).status_code == 403

    async def test_what_the_place_filed_itself_needs_no_word(self, reporter: Caller):
        receipt = (await put(reporter)).json()
        assert await marks(reporter) == {TOWNSHIP: "own"}
        answer = await reporter.post(f"/revisions/{receipt['revision_id']}/confirmation")
        assert answer.status_code == 409

    async def test_a_newer_version_is_the_one_to_confirm(self, reviewer: Caller, reporter: Caller):
        first = (await put(reviewer)).json()
        newer = revision(supersedes=first["revision_id"], reason="更正")
        assert (await reporter.put(path(first["report_id"]), json=newer)).status_code == 201
        answer = await reporter.post(f"/revisions/{first['revision_id']}/confirmation")
        assert answer.status_code == 409
        assert await marks(reporter) == {TOWNSHIP: "own"}


class TestSharedFilings:
    async def test_one_person_who_files_for_many_places(
        self, reviewer: Caller, committee: Caller, desk: Desk
    ):
        with Session(desk.engine) as session, session.begin():
            person = session.get_one(Person, person_id("reviewer"))
            person.places = ["410192"]
            session.flush()
            append_proved(
                session, None, at=NOW, act=AuditAct.PERSON_CHANGED, subject=str(person.id), proved=[person]
            )
        for place in (TOWNSHIP, NEIGHBOUR):
            await put(reviewer, org_unit=place)
        assert (await committee.get("/filings/shared")).json()["filings"] == []
        await put(reviewer, org_unit=FAR_TOWNSHIP)
        [found] = (await committee.get("/filings/shared")).json()["filings"]
        assert found == {
            "by": "person",
            "name": "Reviewer",
            "places": [TOWNSHIP, NEIGHBOUR, FAR_TOWNSHIP],
            "people": ["Reviewer"],
            "reports": 3,
        }

    @pytest.mark.parametrize("is_one_device", [False, True])
    async def test_one_device_or_address_from_which_many_file(
        self, client: httpx.AsyncClient, callers: dict[str, Caller], committee: Caller, is_one_device: bool
    ):
        mark = None
        for name in ("reporter", "neighbour", "far_reporter"):  # once each, as on a phone that goes round
            body = {"name": name, "password": PASSWORD, "device_mark": mark if is_one_device else None}
            mark = (await client.post("/api/v1/sessions", json=body)).json()["device_mark"]
        assert (await committee.get("/filings/shared")).json()["filings"] == []  # nothing was filed yet
        places = {"reporter": TOWNSHIP, "neighbour": NEIGHBOUR, "far_reporter": FAR_TOWNSHIP}
        for name, place in places.items():
            await put(callers[name], org_unit=place)
        found = (await committee.get("/filings/shared")).json()["filings"]
        kinds = {one["by"]: one for one in found}
        assert set(kinds) == ({"address", "device"} if is_one_device else {"address"})
        assert all(one["places"] == sorted(places.values()) for one in found)
        assert kinds["address"]["people"] == ["Far_Reporter", "Neighbour", "Reporter"]

    async def test_who_only_signed_in_there_later_sent_nothing_from_there(
        self, client: httpx.AsyncClient, callers: dict[str, Caller], committee: Caller, clock: FakeClock
    ):
        places = {"reporter": TOWNSHIP, "neighbour": NEIGHBOUR, "far_reporter": FAR_TOWNSHIP}
        for name, place in places.items():
            assert (await put(callers[name], org_unit=place)).status_code == 201
        clock.advance(hours=1)
        for name in places:
            body = {"name": name, "password": PASSWORD}
            assert (await client.post("/api/v1/sessions", json=body)).status_code in {200, 201}
        assert (await committee.get("/filings/shared")).json()["filings"] == []
