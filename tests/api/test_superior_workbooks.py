"""The superior's workbook on the page: filled as by the command; a county gets its own figures alone."""

import io
from typing import Any

import openpyxl
import xlsxwriter

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
