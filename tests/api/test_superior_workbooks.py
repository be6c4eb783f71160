"""The superior's workbook on the page: filled as by the command; a county gets its own figures alone."""

import hashlib
import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from agri.services.office import kept_workbooks
from tests.api.conftest import Caller
from tests.places import COUNTY

MAP = """
[[cells]]
at = "汇总!B2"
text = "number"
[[cells]]
at = "汇总!B3"
indicator = "soil_test_coverage"
"""


def workbook() -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.set_properties({"created": datetime(2019, 9, 1, tzinfo=UTC)})  # the same bytes each time
    sheet = book.add_worksheet("汇总")
    sheet.write("A2", "编号")
    sheet.write_formula("C3", "=B3*100")
    book.close()
    return content.getvalue()


def sent(cells: str) -> dict[str, Any]:
    files = (("省厅表.xlsx", workbook()), ("对照表.toml", cells.encode()))
    return {"files": [("files", one) for one in files]}


async def test_a_workbook_is_filled_from_the_months_last_release(callers: dict[str, Caller]) -> None:
    committee, reviewer = callers["committee"], callers["reviewer"]
    path = "/superior-workbooks/filled?period=2019-08"
    early = await committee.post(path, **sent(MAP))
    assert early.status_code == 404
    assert "还没有发布" in early.json()["detail_zh"]
    made = await committee.post("/releases", json={"period": "2019-08", "replications": 2})
    assert made.status_code == 201, made.text
    assert (await reviewer.get("/superior-workbooks/months")).json() == {"months": ["2019-08"]}
    filled = await committee.post(path, **sent(MAP))
    assert filled.status_code == 200, filled.text
    sheet = openpyxl.load_workbook(io.BytesIO(filled.content))["汇总"]
    assert sheet["B2"].value == "2019-08/1" == filled.headers["x-release"]
    assert sheet["C3"].value == "=B3*100"
    # A county names its own figures, and is refused another's.
    own = await reviewer.post(path, **sent(MAP + f'place = "{COUNTY}"\n'))
    assert own.status_code == 200, own.text
    refused = await reviewer.post(path, **sent(MAP + 'place = "4101"\n'))
    assert refused.status_code == 422
    assert "第2格：4101 不在您的辖区" in refused.json()["errors"][0]["detail_zh"]
    formula = await committee.post(path, **sent(MAP.replace("B3", "C3")))
    assert "汇总!C3 是公式" in formula.json()["errors"][0]["detail_zh"]
    alone = await committee.post(path, files=[("files", ("x.xlsx", workbook()))])
    assert "对照表" in alone.json()["errors"][0]["detail_zh"]


async def release(committee: Caller) -> None:
    made = await committee.post("/releases", json={"period": "2019-08", "replications": 2})
    assert made.status_code == 201, made.text


async def test_a_workbook_is_kept_and_filled_by_everybody_of_the_desk(callers: dict[str, Caller]) -> None:
    committee, reviewer, other = (callers[name] for name in ("committee", "reviewer", "far_reviewer"))
    page = "/superior-workbooks"
    early = await committee.post(f"{page}?name=省厅月报", **sent(MAP))
    assert "请市工作委员会先发布" in early.json()["detail_zh"]
    await release(committee)
    # What could not be filled is not kept.
    formula = await committee.post(f"{page}?name=省厅月报", **sent(MAP.replace("B3", "C3")))
    assert "汇总!C3 是公式" in formula.json()["errors"][0]["detail_zh"]
    odd = await committee.post(f"{page}?name=省厅月报", **sent(MAP.replace('"soil_test_coverage"', "[1]")))
    assert "不是文字" in odd.json()["errors"][0]["detail_zh"]
    kept = await committee.post(f"{page}?name=省厅月报", **sent(MAP))
    assert kept.status_code == 201, kept.text
    row = kept.json()
    assert (await committee.post(f"{page}?name=省厅月报", **sent(MAP))).json() == row
    [listed] = (await reviewer.get(page)).json()["workbooks"]
    assert listed == {**row, "may_change": False}
    assert listed["cells"][1]["indicator"] == "soil_test_coverage"
    assert listed["digest"] == hashlib.sha256(workbook()).hexdigest()
    # Anybody of the desk fills it; a cell without a place is of whoever fills.
    filled = {}
    for name, caller in (("city", committee), ("county", reviewer), ("other", other)):
        answer = await caller.get(f"{page}/{row['id']}/filled?period=2019-08")
        assert answer.status_code == 200, answer.text
        assert "-2019-08.xlsx" in answer.headers["content-disposition"]
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["汇总"]
        assert sheet["B2"].value == "2019-08/1"
        filled[name] = (sheet["B3"].value, answer.headers["x-blank-cells"])
    assert {blank for value, blank in filled.values() if value is None} <= {"1"}
    newest = await reviewer.get(f"{page}/{row['id']}/filled")
    assert "-2019-08.xlsx" in newest.headers["content-disposition"]
    own = await reviewer.post(f"{page}/filled?period=2019-08", **sent(MAP + f'place = "{COUNTY}"\n'))
    assert openpyxl.load_workbook(io.BytesIO(own.content))["汇总"]["B3"].value == filled["county"][0]
    assert (await reviewer.get(f"{page}/{row['id']}/empty")).content == workbook()
    assert (await reviewer.get(f"{page}/{row['id']}/cells.toml")).text == MAP
    assert (await reviewer.post(f"{page}/cells", **sent(MAP))).json()["cells"] == row["cells"]


async def test_a_new_edition_takes_a_workbooks_place(callers: dict[str, Caller]) -> None:
    committee, reviewer, other = (callers[name] for name in ("committee", "reviewer", "far_reviewer"))
    page = "/superior-workbooks"
    await release(committee)
    row = (await committee.post(f"{page}?name=省厅月报", **sent(MAP))).json()
    # A new edition of the cells alone; who has seen an older one is told, and others are not allowed.
    again = f"{page}?name=省厅月报表&replaces={row['id']}&edition=1"
    cells = MAP.replace("soil_test_coverage", "film_recovery")
    refused = await reviewer.post(again, files=sent(cells)["files"][1:])
    assert refused.status_code == 403, refused.text
    new = await committee.post(again, files=sent(cells)["files"][1:])
    assert new.status_code == 201, new.text
    assert (new.json()["edition"], new.json()["digest"]) == (2, row["digest"])
    late = await committee.post(again, **sent(MAP))
    assert late.status_code == 409
    assert "更新为第 2 版" in late.json()["detail_zh"]
    more = MAP + '[[cells]]\nat = "汇总!B9"\nelement = "packaging.disposed_kg"\n'
    mine = await reviewer.post(f"{page}?name=县里的", **sent(more))
    [form] = [one for one in (await committee.get("/burden")).json()["forms"] if one["form"] == "packaging"]
    assert {one["element"]: one["filled_into"] for one in form["fields"]}["disposed_kg"] == ["县里的"]
    assert mine.json()["may_change"]
    taken = await reviewer.post(f"{page}?name=省厅月报表&replaces={mine.json()['id']}&edition=1", **sent(MAP))
    assert "换一个名称" in taken.json()["detail_zh"]
    assert (await reviewer.delete(f"{page}/{row['id']}")).status_code == 403
    assert (await committee.delete(f"{page}/{row['id']}")).status_code == 204
    assert [one["name"] for one in (await other.get(page)).json()["workbooks"]] == ["县里的"]
    for act, count in (("kept", 3), ("dropped", 1)):
        assert len((await committee.get(f"/audit?act=workbook.{act}")).json()["links"]) == count


async def test_what_is_kept_has_limits_with_a_way_out(
    callers: dict[str, Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    committee = callers["committee"]
    await release(committee)
    assert (await committee.post("/superior-workbooks?name=一", **sent(MAP))).status_code == 201
    monkeypatch.setattr(kept_workbooks, "MOST_KEPT", 1)
    many = await committee.post("/superior-workbooks?name=二", **sent(MAP))
    assert (many.status_code, "请先删除" in many.json()["detail_zh"]) == (409, True)
    monkeypatch.setattr(kept_workbooks, "MOST_BYTES", 100)
    large = await committee.post("/superior-workbooks?name=三", **sent(MAP))
    assert (large.status_code, "直接填写" in large.json()["detail_zh"]) == (413, True)
