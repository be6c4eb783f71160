"""Releases and their exports."""

import io
import json

import httpx
import openpyxl
import pytest

from agri.api.dependencies import Desk
from tests.api.conftest import Caller
from tests.api.test_figures import CONTROL, accepted

pytestmark = pytest.mark.slow  # releases are rendered in every format

RELEASE = {"period": "2019-08", "replications": 20}


async def make(committee: Caller) -> dict[str, str]:
    answer = await committee.post("/releases", json=RELEASE)
    assert answer.status_code == 201, answer.text
    return answer.json()


class TestPostRelease:
    async def test_a_month_is_frozen_under_a_number(self, committee: Caller):
        release = await make(committee)
        assert release["number"] == "2019-08/1"
        assert release["as_of"] == "2019-09-05"
        assert len(release["digest"]) == 64
        assert release["projection_id"]

    async def test_the_same_content_again_is_the_same_release(self, committee: Caller):
        assert await make(committee) == await make(committee)

    async def test_other_content_is_the_next_edition(
        self, committee: Caller, reporter: Caller, reviewer: Caller
    ):
        await make(committee)
        await accepted(reporter, reviewer, **CONTROL)
        assert (await make(committee))["number"] == "2019-08/2"

    @pytest.mark.parametrize("period", ["2019-09", "2018-08", "2019-Q3", "August"])
    async def test_a_month_that_cannot_be_released(self, committee: Caller, period: str):
        answer = await committee.post("/releases", json={"period": period})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/period"

    @pytest.mark.parametrize("name", ["reporter", "reviewer", "province", "operator"])
    async def test_others_release_nothing(self, callers: dict[str, Caller], name: str):
        assert (await callers[name].post("/releases", json=RELEASE)).status_code == 403


class TestGetReleases:
    async def test_the_province_sees_what_the_city_released(self, committee: Caller, province: Caller):
        release = await make(committee)
        assert (await province.get("/releases")).json()["releases"] == [release]
        assert (await province.get("/releases/2019-08/1")).json() == release

    async def test_a_release_that_is_none(self, province: Caller):
        assert (await province.get("/releases/2019-08/9")).status_code == 404

    @pytest.mark.parametrize("name", ["reporter", "reviewer", "operator"])
    async def test_others_see_none(self, callers: dict[str, Caller], name: str):
        assert (await callers[name].get("/releases")).status_code == 403


class TestExport:
    @pytest.mark.parametrize(
        ("kind", "media_type", "begins"),
        [
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
            ("csv", "text/csv", b"\xef\xbb\xbf"),
            ("json", "application/json", b"{"),
            ("pdf", "application/pdf", b"%PDF"),
        ],
    )
    async def test_a_release_in_every_format(
        self, committee: Caller, province: Caller, kind: str, media_type: str, begins: bytes
    ):
        await make(committee)
        answer = await province.get(f"/releases/2019-08/1/export.{kind}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media_type)
        assert answer.headers["content-disposition"] == f'attachment; filename="4101-2019-08-1.{kind}"'
        assert answer.content.startswith(begins)
        again = await province.get(
            f"/releases/2019-08/1/export.{kind}", headers={"If-None-Match": answer.headers["etag"]}
        )
        assert again.status_code == 304

    async def test_the_workbook_opens_and_the_json_names_its_release(
        self, committee: Caller, province: Caller
    ):
        release = await make(committee)
        book = await province.get("/releases/2019-08/1/export.xlsx")
        assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames
        document = json.loads((await province.get("/releases/2019-08/1/export.json")).content)
        assert release["snapshot"] in json.dumps(document)

    async def test_a_later_act_does_not_change_it(
        self, committee: Caller, reporter: Caller, reviewer: Caller
    ):
        await make(committee)
        before = (await committee.get("/releases/2019-08/1/export.csv")).content
        await accepted(reporter, reviewer, **CONTROL)
        assert (await committee.get("/releases/2019-08/1/export.csv")).content == before

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/releases/2019-08/9/export.xlsx", 404),
            ("/releases/2019-08/1/export.doc", 400),
            ("/releases/August/1/export.xlsx", 400),
        ],
    )
    async def test_what_is_not_there(self, province: Caller, path: str, status: int):
        assert (await province.get(path)).status_code == status

    async def test_nobody_is_asked_to_sign_in(self, client: httpx.AsyncClient, desk: Desk):
        assert (await client.get("/api/v1/releases/2019-08/1/export.xlsx")).status_code == 401
