"""The signed form: what stands on it, who gets it, and what anybody may learn from a paper."""

import io
import re
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import openpyxl
import pytest

from tests.api.conftest import ORIGIN, Caller
from tests.api.revisions import path, put, revision
from tests.places import TOWNSHIP, person_id

PACKAGING: dict[str, Any] = {
    "form": "packaging",
    "period": "2019-08",
    "values": {"recovered_kg": 3000, "disposed_kg": None},
    "entered": {"recovered_kg": [3, "t"]},
    "known_by": {"packaging": "weighing"},
}


@pytest.fixture
async def receipt(reporter: Caller) -> dict[str, Any]:
    answer = await put(reporter, **PACKAGING)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def correct(reporter: Caller, receipt: dict[str, Any], amount: float) -> dict[str, Any]:
    body = revision(
        **{**PACKAGING, "values": {"recovered_kg": amount, "disposed_kg": 0}, "entered": {}},
        supersedes=receipt["revision_id"],
        reason="核对后更正",
    )
    answer = await reporter.put(path(receipt["report_id"]), json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def run(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def printed(content: bytes, folder: Path) -> str:
    """Return the words of a PDF; fonts that were not embedded fail."""
    file = folder / "form.pdf"
    file.write_bytes(content)
    fonts = run("pdffonts", file).splitlines()[2:]
    assert fonts
    assert [line for line in fonts if line.split()[-5] != "yes"] == []
    return run("pdftotext", "-layout", file, "-")


class TestForm:
    async def test_it_says_what_was_reported_by_whom_and_who_accepted_it(
        self, reporter: Caller, reviewer: Caller, committee: Caller, receipt: dict[str, Any], tmp_path: Path
    ):
        await committee.patch(f"/users/{person_id('reporter')}", json={"telephone": "0371-6200"})
        before = await reporter.get(f"/reports/{receipt['report_id']}/form.pdf")
        assert before.status_code == 200
        assert before.headers["content-type"] == "application/pdf"
        assert "已报，待审核" in printed(before.content, tmp_path)
        await reviewer.post(f"/revisions/{receipt['revision_id']}/decisions", json={"kind": "accepted"})
        words = printed((await reporter.get(f"/reports/{receipt['report_id']}/form.pdf")).content, tmp_path)
        for expected in (
            "制定机关", "有效期至", "表号", "柳林镇", "2019年8月", "3,000", "原填 3 吨", "不详", "据磅单",
            "已审核通过", "填表人：Reporter", "审核人：Reviewer", "联系电话：0371-6200",
            "报出日期：2019 年 9 月 5 日",
            "盖章", receipt["digest"][:32], receipt["revision_id"][:8].upper(), "演示数据",
        ):  # fmt: skip
            assert expected in words, (expected, words)

    async def test_each_amount_has_the_word_that_it_is_counted_in(self, reporter: Caller, tmp_path: Path):
        """Area-times are no area, and cards are counted in 份."""
        treated = {"manual_mu": 300, "green_area_mu": 40}
        await put(reporter, form="pest_control", period="2019-08", values=treated)
        await put(reporter, form="soil_testing", period="2019-09", values={"cards_issued": 500})
        found = []
        for month in ("2019-08", "2019-09"):
            book = openpyxl.load_workbook(io.BytesIO((await reporter.get(f"/months/{month}.xlsx")).content))
            found += [[str(cell) for cell in row] for sheet in book for row in sheet.values]
        units = {row[1]: row[2] for row in found}
        assert units["手动喷雾器防治"] == "亩次"
        assert units["本月新增绿色防控面积"] == "亩"
        assert units["本月发配方卡"] == "份"
        assert units["本月取土样数"] == "个"
        [pest] = (await reporter.get("/reports?form=pest_control")).json()["reports"]
        paper = await reporter.get(f"/reports/{pest['report_id']}/form.pdf")
        assert re.search(r"手动喷雾器防治\s+亩次\s+300", printed(paper.content, tmp_path))

    async def test_equal_reports_give_equal_bytes(self, reporter: Caller, receipt: dict[str, Any]):
        for name in ("form.pdf", "form.xlsx"):
            one, other = [
                (await reporter.get(f"/reports/{receipt['report_id']}/{name}")).content for _ in range(2)
            ]
            assert one == other
            assert len(one) > 1000

    async def test_the_month_is_a_workbook_with_a_sheet_a_form(
        self, reporter: Caller, receipt: dict[str, Any]
    ):
        await put(reporter, form="soil_testing", period="2019-08", values={"samples_taken": 6})
        answer = await reporter.get("/months/2019-08.xlsx")
        assert answer.status_code == 200, answer.text
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert len(book.sheetnames) == 2
        cells = {
            cell.value: cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
        }
        assert cells[3000].data_type == "n"
        assert f"核对真伪：{ORIGIN}/genuine/{receipt['revision_id']}/{receipt['digest']}" in cells

    async def test_it_is_not_for_a_neighbour(self, neighbour: Caller, receipt: dict[str, Any]):
        for name in ("form.pdf", "form.xlsx"):
            assert (await neighbour.get(f"/reports/{receipt['report_id']}/{name}")).status_code == 404
        answer = await neighbour.get(f"/months/2019-08.xlsx?org_unit={TOWNSHIP}")
        assert answer.status_code == 403

    async def test_a_month_without_reports_says_so(self, reporter: Caller):
        answer = await reporter.get("/months/2019-08.xlsx")
        assert answer.status_code == 404
        assert "2019-08" in answer.json()["detail_zh"]


async def state_of(client: httpx.AsyncClient, revision_id: object, digest: str) -> str:
    """Ask as somebody without an account; nothing but the one word may come."""
    answer = await client.get(f"/api/v1/genuine/{revision_id}/{digest}")
    assert answer.status_code == 200, answer.text
    body: dict[str, str] = answer.json()
    assert list(body) == ["state"]
    return body["state"]


class TestGenuine:
    async def test_anybody_learns_one_word_and_no_figure(
        self, reporter: Caller, client: httpx.AsyncClient, receipt: dict[str, Any]
    ):
        paper = receipt["revision_id"], receipt["digest"]
        assert await state_of(client, *paper) == "genuine"
        later = await correct(reporter, receipt, 2000)
        assert await state_of(client, *paper) == "superseded"
        assert await state_of(client, later["revision_id"], later["digest"]) == "genuine"

    async def test_another_digest_or_number_is_unknown(
        self, client: httpx.AsyncClient, receipt: dict[str, Any]
    ):
        assert await state_of(client, receipt["revision_id"], "0" * 64) == "unknown"
        assert await state_of(client, uuid4(), receipt["digest"]) == "unknown"

    @pytest.mark.parametrize("digest", ["x", "0" * 63, "G" * 64])
    async def test_what_is_no_digest_is_refused(
        self, client: httpx.AsyncClient, receipt: dict[str, Any], digest: str
    ):
        answer = await client.get(f"/api/v1/genuine/{receipt['revision_id']}/{digest}")
        assert answer.status_code in {400, 404, 422}
