"""Spreadsheets on the page: it says what the command says, and of nobody else's place anything."""

import io
from typing import Any

import httpx
import openpyxl
import pytest
from fastapi import FastAPI
from sqlmodel import Session, func, select

from agri.api.dependencies import Desk
from agri.files.intake.report_row import MARKS
from agri.models import ImportRun, Revision
from agri.services.publish.verify import verify
from agri.settings import Env, Settings
from tests.api.conftest import Caller, client_of
from tests.places import COUNTY, FAR_TOWNSHIP, NEIGHBOUR, TOWNSHIP, token_of

HEAD = "org_unit,period,recovered_kg,disposed_kg"


def a_file(*rows: str, name: str = "packaging.csv") -> tuple[str, tuple[str, bytes]]:
    return "files", (name, "\n".join([HEAD, *rows]).encode())


async def send(caller: Caller, *files: Any, **query: Any) -> httpx.Response:
    return await caller.post("/imports", files=list(files), params=query)


def stored(desk: Desk) -> tuple[int, int]:
    with Session(desk.engine) as session:
        count = session.connection().execute
        return (
            count(select(func.count()).select_from(Revision)).scalar_one(),
            count(select(func.count()).select_from(ImportRun)).scalar_one(),
        )


async def test_a_county_brings_its_townships_in_after_a_look(reviewer: Caller, reporter: Caller, desk: Desk):
    file = a_file(f"{TOWNSHIP},2019-07,120,100", f"{NEIGHBOUR},2019-07,80,80")
    seen = await send(reviewer, file, dry_run=True)
    assert seen.status_code == 200, seen.text
    assert (seen.json()["new"], seen.json()["id"], seen.json()["dry_run"]) == (2, None, True)
    assert stored(desk) == (0, 0)

    done = await send(reviewer, file)
    assert done.status_code == 201, done.text
    assert [one["outcome"] for one in done.json()["files"]] == ["taken"]
    assert stored(desk) == (2, 1)

    again = await reviewer.get(f"/imports/{done.json()['id']}")
    assert again.json() == done.json()
    assert (await reporter.get(f"/imports/{done.json()['id']}")).status_code == 404
    with Session(desk.engine) as session:
        assert verify(session).is_sound


async def test_what_a_county_brought_in_is_marked_as_filed_for_the_place(reviewer: Caller, reporter: Caller):
    await send(reviewer, a_file(f"{TOWNSHIP},2019-07,120,100"))
    [listed] = (await reporter.get("/reports")).json()["reports"]
    assert listed["filing"] == "for_place"


@pytest.mark.parametrize("again", ["120,80", "１２０,", "120.0,80公斤"])
async def test_what_says_the_same_leaves_an_accepted_report_its_author_and_its_acceptance(
    reviewer: Caller, reporter: Caller, again: str
):
    await send(reporter, a_file(f"{TOWNSHIP},2019-07,120,80"))
    [own] = (await reporter.get("/reports")).json()["reports"]
    accepted = {"decisions": [{"revision_id": own["revision_id"], "kind": "accepted"}]}
    [result] = (await reviewer.post("/decisions", json=accepted)).json()["results"]
    assert result["problem"] is None

    done = (await send(reviewer, a_file(f"{TOWNSHIP},2019年7月,{again}", name="全县.csv"))).json()
    assert (done["new"], done["corrected"], done["unchanged"]) == (0, 0, 1)
    [listed] = (await reporter.get("/reports")).json()["reports"]
    assert (listed["revision_id"], listed["filing"]) == (own["revision_id"], "own")
    assert listed["state"] == "accepted"

    [group] = (await send(reviewer, a_file(f"{TOWNSHIP},2019-07,150,80"))).json()["groups"]
    assert group["code"] == "reason-missing"
    with_reason = f"org_unit,period,recovered_kg,disposed_kg,更正原因\n{TOWNSHIP},2019-07,150,80,漏报一村\n"
    await send(reviewer, ("files", ("packaging.csv", with_reason.encode())))
    [listed] = (await reporter.get("/reports")).json()["reports"]
    assert listed["filing"] == "for_place"
    assert listed["state"] != "accepted"


async def test_of_several_files_it_says_which_went_in(reviewer: Caller, desk: Desk):
    good = a_file(f"{TOWNSHIP},2019-07,120,100", name="韩寺/packaging.csv")
    bad = a_file(f"{NEIGHBOUR},2019-07,约5,80", name="官渡/packaging.csv")
    done = (await send(reviewer, good, bad)).json()
    assert {file["name"]: file["outcome"] for file in done["files"]} == {
        "官渡/packaging.csv": "refused",
        "韩寺/packaging.csv": "taken",
    }
    [group] = done["groups"]
    assert group["code"] == "not-a-number"
    assert "C2" in group["examples"][0]["place"]
    assert stored(desk)[0] == 1


async def test_nothing_is_told_of_another_ones_place(
    reviewer: Caller, far_reviewer: Caller, reporter: Caller
):
    await send(far_reviewer, a_file(f"{FAR_TOWNSHIP},2019-07,77,66"))
    for rows in ("5,6", "77,66", ",66"):
        seen = await send(reviewer, a_file(f"{FAR_TOWNSHIP},2019-07,{rows}"), dry_run=True)
        told = seen.json()
        assert [group["code"] for group in told["groups"]] == ["not-yours"]
        assert (told["changes"], told["kept"], told["unchanged"]) == ([], [], 0)
    mine = await send(reporter, a_file(f"{TOWNSHIP},2019-07,5,6"), dry_run=True)
    assert {place["code"] for one in mine.json()["missing"] for place in one["places"]} <= {TOWNSHIP}


async def test_the_marked_copy_holds_the_words_in_the_cell_and_comes_back(reviewer: Caller, desk: Desk):
    template = await reviewer.get(f"/templates/packaging.xlsx?org_unit={COUNTY}&period=2019-07")
    assert template.status_code == 200, template.text
    book = openpyxl.load_workbook(io.BytesIO(template.content))
    sheet = book["填报"]
    row = next(one for one in range(1, sheet.max_row + 1) if sheet.cell(one, 1).value == TOWNSHIP)
    for column in range(4, sheet.max_column + 1):
        sheet.cell(row, column, 5)
    sheet.cell(row, 4, "约5")
    marked = await reviewer.post("/imports/marked-copy", files=[("files", ("七月.xlsx", saved(book)))])
    assert marked.status_code == 200, marked.text

    copy = openpyxl.load_workbook(io.BytesIO(marked.content))
    cell = copy["填报"].cell(row, 4)
    assert "不是数字" in cell.comment.text
    assert cell.fill.fgColor.rgb == "FFF8CBAD"
    assert any("约5" in str(one.value) for one in copy[MARKS]["D"])

    cell.value = 5
    done = await send(reviewer, ("files", ("七月.xlsx", saved(copy))))
    assert done.status_code == 201, done.text
    assert stored(desk)[0] == 1


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def test_the_marked_copy_of_one_of_several_holds_what_stands_in_two_of_them(reviewer: Caller):
    one = a_file(f"{TOWNSHIP},2019-07,120,100", name="甲.csv")
    other = a_file(f"{TOWNSHIP},2019-07,150,100", name="乙.csv")
    seen = (await send(reviewer, one, other, dry_run=True)).json()
    assert [group["code"] for group in seen["groups"]] == ["duplicate-row"]
    for name, counterpart in (("甲.csv", "乙.csv"), ("乙.csv", "甲.csv")):
        marked = await reviewer.post("/imports/marked-copy", files=[one, other], params={"marked": name})
        assert marked.status_code == 200, marked.text
        book = openpyxl.load_workbook(io.BytesIO(marked.content))
        assert any(counterpart in str(cell.value) for cell in book[MARKS]["D"])
    for params in ({}, {"marked": "丙.csv"}):
        refused = await reviewer.post("/imports/marked-copy", files=[one, other], params=params)
        assert refused.status_code == 422


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "C:\\x\\..\\packaging.csv", "..", "", "a\x00b.csv"]
)
async def test_a_name_leads_nowhere(reviewer: Caller, name: str):
    done = await send(reviewer, a_file(f"{TOWNSHIP},2019-07,5,5", name=name), dry_run=True)
    assert done.status_code in {200, 422}, done.text


@pytest.mark.parametrize(
    "names",
    [
        ["镇" * 200 + ".csv"],
        ["🌾" * 200 + ".csv"],
        ["/".join(["乡镇"] * 300) + "/a.csv"],
        ["a.csv", "a.csv/b.csv"],
        ["a.csv/b.csv", "a.csv"],
        ["a.csv", "a.csv"],
    ],
)
async def test_names_that_no_disk_takes_or_that_meet_are_taken(reviewer: Caller, names: list[str]):
    places = [TOWNSHIP, NEIGHBOUR]
    files = [a_file(f"{place},2019-07,5,5", name=name) for place, name in zip(places, names, strict=False)]
    done = await send(reviewer, *files, dry_run=True)
    assert done.status_code == 200, done.text
    assert len(done.json()["files"]) == len(names)


async def test_what_is_no_spreadsheet_is_named(reviewer: Caller):
    done = await send(reviewer, ("files", ("照片.jpg", b"\xff\xd8\xff\xe0 1234")), dry_run=True)
    [file] = done.json()["files"]
    assert (file["outcome"], done.json()["success"]) == ("not_read", False)


async def test_words_are_read_as_they_are_told_to_be(reviewer: Caller):
    file = a_file(f"{TOWNSHIP},2019-07,无,无")
    assert (await send(reviewer, file, dry_run=True)).json()["groups"][0]["code"] == "word-for-nothing"
    told = await send(reviewer, file, dry_run=True, means="无=0,—=blank")
    assert told.json()["new"] == 1
    assert (await send(reviewer, file, dry_run=True, means="无")).status_code == 400


async def test_no_file_is_a_fault_in_words(reviewer: Caller):
    refused = await reviewer.post("/imports")
    assert refused.status_code == 422
    assert refused.json()["title_zh"]


class TestSmallUpload:
    """A server that takes small uploads."""

    @pytest.fixture
    def settings(self, database_url: str) -> Settings:
        return Settings(env=Env.DEV, database_url=database_url, max_upload_bytes=10_000)

    async def test_too_large_an_upload_is_refused_in_words(self, own_app: FastAPI):
        async with client_of(own_app) as client:
            caller = Caller(client, token_of("reviewer"))
            refused = await send(caller, a_file(*[f"{TOWNSHIP},2019-07,5,5"] * 1_000))
            assert refused.status_code == 413
            assert "10000" in refused.json()["detail_zh"]
            taken = await send(caller, a_file(f"{TOWNSHIP},2019-07,5,5"))
            assert taken.status_code == 201
