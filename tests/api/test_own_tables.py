"""Own tables over HTTP: within the own places, numbers as numbers, views kept and proved."""

import io

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, select

from agri.api.dependencies import Desk
from agri.models import Audit
from agri.services.office import kept_views, own_tables
from agri.services.publish.verify import verify
from tests.api.conftest import Caller
from tests.api.operations import ELEMENT, table_of
from tests.api.revisions import put
from tests.form_versions import version_of
from tests.places import COUNTY, FAR_TOWNSHIP, NEIGHBOUR, OTHER_COUNTY, TOWNSHIP

MORE = ",packaging.disposed_kg&first=2019-07&last=2019-08"
VIEW = {"elements": [ELEMENT], "level": "township", "step": "quarter"}


async def report(caller: Caller, reviewer: Caller, place: str, recovered: float) -> None:
    sent = await put(
        caller,
        form="packaging",
        form_version=version_of("packaging"),
        org_unit=place,
        period="2019-08",
        values={"recovered_kg": recovered, "disposed_kg": None},
    )
    assert sent.status_code == 201, sent.text
    path = f"/revisions/{sent.json()['revision_id']}/decisions"
    decided = await reviewer.post(path, json={"kind": "accepted"})
    assert decided.status_code == 201, decided.text


@pytest.fixture
async def reported(callers: dict[str, Caller]) -> None:
    await report(callers["reporter"], callers["reviewer"], TOWNSHIP, 120.5)
    await report(callers["neighbour"], callers["reviewer"], NEIGHBOUR, 80)


async def test_the_table_is_the_accepted_reports(reported: None, committee: Caller):
    answer = await committee.get(f"/tables{table_of(COUNTY)}{MORE}")
    assert answer.status_code == 200, answer.text
    table = answer.json()
    assert [one["zh"] for one in table["columns"]] == ["2019-07", "2019-08"]
    assert table["sheets"][0]["zh"].endswith("本月回收包装废弃物（公斤）")
    august = [row[1] for row in table["amounts"][0]]
    assert sorted(one for one in august if one is not None) == [80.0, 120.5]
    # Nobody said a word in July, and disposal was left blank: unknown, never 0.
    assert {row[0] for row in table["amounts"][0]} == {None}
    assert {one for row in table["amounts"][1] for one in row} == {None}
    assert all(row[1] for row in table["is_lacking"][1])


async def test_a_county_is_the_sum_and_the_workbook_holds_the_same_numbers(reported: None, committee: Caller):
    asked = f"?elements={ELEMENT}&first=2019-08&last=2019-08"
    table = (await committee.get(f"/tables{asked}")).json()
    county = next(row for row, one in zip(table["amounts"][0], table["rows"], strict=True) if row[0])
    assert county == [200.5]
    book = load_workbook(io.BytesIO((await committee.get(f"/tables/export.xlsx{asked}")).content))
    [sheet] = book.worksheets
    cells = [cell for row in sheet.iter_rows(min_row=4, min_col=2) for cell in row if cell.value is not None]
    assert [(cell.value, cell.data_type) for cell in cells] == [(200.5, "n")]


async def test_a_county_sees_its_own_townships_by_default(reported: None, reviewer: Caller):
    table = (await reviewer.get(f"/tables?elements={ELEMENT}&level=township")).json()
    whole = (await reviewer.get(f"/tables{table_of(COUNTY)}")).json()
    assert table["rows"] == whole["rows"] != []
    for place in (OTHER_COUNTY, FAR_TOWNSHIP, "4101"):
        assert (await reviewer.get(f"/tables{table_of(place)}")).status_code == 403


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("elements=packaging.recoverd_kg", "是否指 packaging.recovered_kg"),
        (f"elements={ELEMENT}&rows=period&columns=period", "须各不相同"),
        (f"elements={','.join([ELEMENT] * 300)}", "重复列出"),
        (f"elements={ELEMENT}&first=2031-01", "没有可显示的"),
        (f"elements={ELEMENT}&first=2019", "/query/first"),
    ],
)
async def test_a_fault_of_the_view_is_named(committee: Caller, asked: str, word: str):
    answer = await committee.get(f"/tables?{asked}")
    assert answer.status_code == 400
    assert word in answer.text


async def test_views_are_shared_kept_once_proved_and_deleted_by_who_may(
    callers: dict[str, Caller], desk: Desk
):
    reviewer, committee = callers["reviewer"], callers["committee"]
    kept = await reviewer.post("/table-views", json={"name": "回收", "view": VIEW})
    assert kept.status_code == 201, kept.text
    again = await committee.post("/table-views", json={"name": "回收", "view": VIEW})
    assert again.json()["id"] == kept.json()["id"]
    other = await committee.post("/table-views", json={"name": "回收", "view": {"elements": [ELEMENT]}})
    assert other.status_code == 409
    theirs = await committee.post("/table-views", json={"name": "全市", "view": VIEW})
    same = await reviewer.post("/table-views", json={"name": "全市", "view": VIEW})
    assert (same.json()["id"], same.json()["may_drop"]) == (theirs.json()["id"], False)
    [_, seen] = (await callers["far_reporter"].get("/table-views")).json()["views"]
    assert (seen["name"], seen["may_drop"], seen["view"]["step"]) == ("回收", False, "quarter")
    [form] = [one for one in (await committee.get("/burden")).json()["forms"] if one["form"] == "packaging"]
    assert form["fields"][0]["kept_in"] == ["全市", "回收"]
    with Session(desk.engine) as session:
        assert verify(session).is_sound
    assert (await reviewer.delete(f"/table-views/{theirs.json()['id']}")).status_code == 403
    assert (await committee.delete(f"/table-views/{kept.json()['id']}")).status_code == 204
    assert (await committee.delete(f"/table-views/{kept.json()['id']}")).status_code == 404
    with Session(desk.engine) as session:
        acts = [one.act for one in session.exec(select(Audit).order_by(Audit.seq))]  # type: ignore[arg-type]
        assert verify(session).is_sound
    assert [act for act in acts if act.startswith("view.")] == ["view.kept", "view.kept", "view.dropped"]


async def test_a_view_that_shows_nothing_is_not_kept(committee: Caller):
    answer = await committee.post("/table-views", json={"name": "x", "view": {"elements": ["packaging.no"]}})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/elements")


async def test_what_is_too_much_is_said_with_the_way_out(committee: Caller, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(own_tables, "MOST_CELLS_SHOWN", 2)
    monkeypatch.setattr(own_tables, "MOST_CELLS_WRITTEN", 3)
    monkeypatch.setattr(kept_views, "MOST_KEPT", 1)
    asked = f"?elements={ELEMENT}"
    shown, written = [await committee.get(f"/tables{path}{asked}") for path in ("", "/export.xlsx")]
    assert (shown.status_code, written.status_code) == (400, 400)
    assert "直接下载工作簿" in shown.json()["detail_zh"]
    assert "分成两张表" in written.json()["detail_zh"]
    assert (await committee.post("/table-views", json={"name": "一", "view": VIEW})).status_code == 201
    many = await committee.post("/table-views", json={"name": "二", "view": VIEW})
    assert (many.status_code, "请先删除" in many.json()["detail_zh"]) == (409, True)
