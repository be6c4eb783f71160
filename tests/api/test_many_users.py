"""Accounts in bulk, several places for one person, contacts."""

import io

import httpx
import pytest
from openpyxl import Workbook

from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.places import COUNTY, FAR_TOWNSHIP, NEIGHBOUR, OTHER_COUNTY, TOWNSHIP, person_id

HEADS = "name,role,places,contact\n"


def csv(*rows: str) -> bytes:
    return (HEADS + "\n".join(rows)).encode("utf-8")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in (("姓名", "岗位", "单位代码", "办公电话"), *rows):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def send(caller: Caller, content: bytes, query: str = "") -> httpx.Response:
    headers = {"Content-Type": "application/octet-stream"}
    return await caller.post(f"/users/import{query}", content=content, headers=headers)


async def names(caller: Caller) -> set[str]:
    return {user["name"] for user in (await caller.get("/users")).json()["users"]}


class TestImport:
    async def test_a_county_opens_many_and_prints_their_codes(
        self, reviewer: Caller, client: httpx.AsyncClient
    ):
        content = workbook(("王一", "填报员", int(TOWNSHIP), "0371-1"), ("李二", "reporter", "河口乡", None))
        answer = await send(reviewer, content)
        assert answer.status_code == 200, answer.text
        users = answer.json()["users"]
        assert [(one["name"], one["org_unit"], one["telephone"]) for one in users] == [
            ("王一", TOWNSHIP, "0371-1"),
            ("李二", NEIGHBOUR, None),
        ]
        assert not any(one["has_password"] or one["is_own"] for one in users)
        sheet = await reviewer.post("/enrolment-sheets", json={"users": [one["id"] for one in users]})
        assert sheet.status_code == 201
        codes = sheet.json()["codes"]
        assert [one["user"]["name"] for one in codes] == ["王一", "李二"]
        assert all(one["qr"].startswith("M") and one["side"] > 20 for one in codes)
        for one in codes:
            body = {"code": one["code"]}
            assert (await client.post("/api/v1/enrolments", json=body)).status_code == 201
            assert (await client.post("/api/v1/enrolments", json=body)).status_code == 404

    async def test_every_fault_is_named_by_its_row_and_nothing_is_opened(self, reviewer: Caller):
        before = await names(reviewer)
        answer = await send(
            reviewer,
            csv(
                f"好人,reporter,{TOWNSHIP},",
                f"远方,reporter,{FAR_TOWNSHIP},",
                f"职务,chief,{TOWNSHIP},",
                "无处,reporter,999999999,",
                f"上级,reviewer,{COUNTY},",
                f"reporter,reporter,{TOWNSHIP},",
                f"双人,reporter,{TOWNSHIP},",
                f"双人,reporter,{NEIGHBOUR},",
            ),
        )
        assert answer.status_code == 422
        rows = [int(one["pointer"].rpartition(":")[2]) for one in answer.json()["errors"]]
        assert rows == sorted(rows)
        assert set(rows) == {3, 4, 5, 6, 7, 8, 9}
        assert all(
            f"row {row}:" in one["detail"] for row, one in zip(rows, answer.json()["errors"], strict=True)
        )
        assert await names(reviewer) == before

    async def test_a_dry_run_opens_nothing(self, reviewer: Caller):
        before = await names(reviewer)
        answer = await send(reviewer, csv(f"王一,reporter,{TOWNSHIP},"), "?dry_run=true")
        assert answer.json() == {"rows": 1, "users": []}
        assert await names(reviewer) == before

    async def test_a_department_is_named_behind_its_city(self, committee: Caller):
        answer = await send(committee, csv("环保,department,4101-市生态环境局,"))
        assert answer.status_code == 200, answer.text
        [user] = answer.json()["users"]
        assert (user["org_unit"], user["department"]) == ("4101", "市生态环境局")
        wrong = await send(committee, csv("无名,department,4101-市气象局,"))
        assert wrong.status_code == 422
        assert "市生态环境局" in wrong.json()["errors"][0]["detail"]

    @pytest.mark.parametrize("content", [b" ", b"a,b\n1,2\n", HEADS.encode()])
    async def test_a_file_without_people_is_refused(self, reviewer: Caller, content: bytes):
        assert (await send(reviewer, content)).status_code == 422

    async def test_codes_only_for_accounts_that_one_looks_after(self, reviewer: Caller):
        for other in ("far_reporter", "committee"):
            body = {"users": [str(person_id("reporter")), str(person_id(other))]}
            assert (await reviewer.post("/enrolment-sheets", json=body)).status_code == 404


class TestPlaces:
    async def test_one_person_reports_for_several_places(self, reviewer: Caller, reporter: Caller):
        assert (await put(reporter, org_unit=NEIGHBOUR)).status_code == 403
        body = {"places": [TOWNSHIP, NEIGHBOUR]}
        changed = await reviewer.patch(f"/users/{person_id('reporter')}", json=body)
        assert (changed.json()["org_unit"], changed.json()["places"]) == (TOWNSHIP, [NEIGHBOUR])
        assert (await reporter.get("/me")).json()["places"] == [TOWNSHIP, NEIGHBOUR]
        due = (await reporter.get("/due")).json()
        assert [place["code"] for place in due["places"]] == [TOWNSHIP, NEIGHBOUR]
        assert (await reporter.get(f"/due?org_unit={NEIGHBOUR}")).json()["org_unit"] == NEIGHBOUR
        first = (await put(reporter, org_unit=TOWNSHIP)).json()
        asked = {"since": first["link"]["length"], "revisions": []}
        assert (await put(reporter, org_unit=NEIGHBOUR)).status_code == 201
        listed = (await reporter.get("/reports")).json()["reports"]
        assert {(one["org_unit"], one["filing"]) for one in listed} == {(TOWNSHIP, "own"), (NEIGHBOUR, "own")}
        changes = (await reporter.post("/sync", json=asked)).json()["changes"]
        assert [one["org_unit"] for one in changes["reports"]] == [NEIGHBOUR]

    async def test_several_people_for_one_place_are_named_on_reports(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        await reviewer.patch(f"/users/{person_id('neighbour')}", json={"places": [NEIGHBOUR, TOWNSHIP]})
        await put(neighbour, org_unit=TOWNSHIP)
        [report] = (await reporter.get("/reports")).json()["reports"]
        assert (report["author_name"], report["filing"]) == ("Neighbour", "own")

    @pytest.mark.parametrize("places", [[TOWNSHIP, FAR_TOWNSHIP], [COUNTY], ["999999999"], []])
    async def test_places_that_are_not_the_countys_to_give(self, reviewer: Caller, places: list[str]):
        answer = await reviewer.patch(f"/users/{person_id('reporter')}", json={"places": places})
        assert answer.status_code in {403, 422}
        [user] = [one for one in (await reviewer.get("/users")).json()["users"] if one["name"] == "reporter"]
        assert (user["org_unit"], user["places"]) == (TOWNSHIP, [])

    async def test_whose_places_lie_in_two_counties_the_city_looks_after(
        self, committee: Caller, reviewer: Caller
    ):
        body = {"places": [TOWNSHIP, FAR_TOWNSHIP]}
        assert (await committee.patch(f"/users/{person_id('reporter')}", json=body)).status_code == 200
        assert (
            await reviewer.patch(f"/users/{person_id('reporter')}", json={"is_active": False})
        ).status_code == 404
        assert "reporter" not in await names(reviewer)

    async def test_a_reviewer_of_two_counties_decides_in_both(
        self, committee: Caller, reviewer: Caller, callers: dict[str, Caller]
    ):
        receipt = (await put(callers["far_reporter"], org_unit=FAR_TOWNSHIP)).json()
        path = f"/revisions/{receipt['revision_id']}/decisions"
        assert (await reviewer.post(path, json={"kind": "accepted"})).status_code == 404
        body = {"places": [COUNTY, OTHER_COUNTY]}
        assert (await committee.patch(f"/users/{person_id('reviewer')}", json=body)).status_code == 200
        assert (await reviewer.post(path, json={"kind": "accepted"})).status_code == 201


class TestContacts:
    async def test_a_township_sees_whom_to_call(self, reporter: Caller, committee: Caller):
        body = {"telephone": "0371-6123 4567"}
        await committee.patch(f"/users/{person_id('reviewer')}", json=body)
        contacts = (await reporter.get("/contacts")).json()["contacts"]
        assert [(one["role"], one["org_unit"]) for one in contacts] == [
            ("reviewer", COUNTY),
            ("committee", "4101"),
        ]
        assert contacts[0]["name"] == "Reviewer"
        assert contacts[0]["telephone"] == "0371-6123 4567"
        cleared = await committee.patch(f"/users/{person_id('reviewer')}", json={"telephone": ""})
        assert cleared.json()["telephone"] is None

    async def test_a_telephone_is_no_text(self, committee: Caller):
        answer = await committee.patch(f"/users/{person_id('reviewer')}", json={"telephone": "call me"})
        assert answer.status_code == 422
