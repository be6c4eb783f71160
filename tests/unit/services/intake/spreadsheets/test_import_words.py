"""What a person reads after an import, and what a program does."""

import json

from agri.cli.printing.import_words import import_lines
from agri.services.intake.spreadsheets.import_document import import_document
from agri.services.intake.spreadsheets.import_reports import import_reports, read_for_import
from agri.services.reference.reference import read_reference
from tests.places import NEIGHBOUR, NOW, TOWNSHIP
from tests.unit.services.submissions import actor

HEAD = "org_unit,period,recovered_kg,disposed_kg"


def told(session, folder, **choices):
    reading = read_for_import(read_reference(session, of="4101"), folder)
    report = import_reports(session, actor("operator"), reading, now=NOW, **choices)
    return report, "\n".join(import_lines(report))


def test_the_report_names_files_changes_blanks_and_who_is_missing(session, tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    path = folder / "packaging.csv"
    path.write_text(f"{HEAD}\n{TOWNSHIP},2019-07,100,80\n", encoding="utf-8")
    told(session, folder)
    path.write_text(f"{HEAD}\n{TOWNSHIP},2019-07,120,\n合计,,120,\n", encoding="utf-8")
    (folder / "坏.csv").write_text(f"{HEAD}\n{NEIGHBOUR},2019-07,约5,5\n", encoding="utf-8")
    report, words = told(session, folder, is_dry_run=True)

    for said in (
        "没有写入任何数据",
        "✔ packaging.csv  可以导入",
        "✘ 坏.csv  未导入",
        "第3行 row 3：合计行",
        "坏.csv C2：“约5”不是数字",
        "recovered_kg：100 → 120（packaging.csv C2）",
        "保留系统里的原数",
        "仍缺 packaging 2019-07",
        "1 corrected",
    ):
        assert said in words
    document = json.loads(json.dumps(import_document(report)))
    assert (document["dry_run"], document["success"], document["corrected"]) == (True, False, 1)
    assert document["changes"][0]["old"] == 100
    assert document["files"][1]["faults"][0]["place"] == "坏.csv C2"
    assert NEIGHBOUR in [place["code"] for place in document["missing"][0]["places"]]
