"""Baselines from a spreadsheet: each figure with source and certainty, all rows or none."""

from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import Engine
from sqlmodel import Session

from agri.errors import Invalid
from agri.services.publish.verify import verify
from agri.services.reference.baselines import list_baselines
from agri.services.reference.import_baselines import BaselineImport, import_baselines
from agri.services.reference.reference import read_reference
from tests.places import NOW, TOWNSHIP
from tests.unit.services.submissions import actor

HEADINGS = ("代码", "年度", "基数", "数值", "来源", "依据")
ROWS = (
    (TOWNSHIP, 2019, "maize_mu", 18_250, "县统计年鉴 2019", "公布"),
    (TOWNSHIP, 2019, "wheat_mu", 20_500, "县统计年鉴 2019", "公布"),  # as the record has it
    (TOWNSHIP, 2019, "peanut_mu", None, "", ""),
)


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("基数")
        for i, row in enumerate((HEADINGS, *rows)):
            sheet.write_row(i, 0, row)
    return path


def text(path: Path, *rows: tuple[object, ...]) -> Path:
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in (HEADINGS, *rows)]
    path.write_text("\n".join(lines), encoding="gb18030")
    return path


@pytest.mark.parametrize(("write", "name"), [(workbook, "b.xlsx"), (text, "b.csv")])
def test_figures_are_taken_with_their_source(engine: Engine, tmp_path: Path, write, name: str) -> None:
    path = write(tmp_path / name, *ROWS)
    with Session(engine) as session, session.begin():
        committee = actor("committee")
        dry = import_baselines(session, committee, path, now=NOW, is_dry_run=True)
        assert read_reference(session).baseline(TOWNSHIP, 2019)["maize_mu"] == 18_000
        assert dry == import_baselines(session, committee, path, now=NOW) == BaselineImport(1, 1, 1)
        known = {one.key.code: one.row for one in list_baselines(session, committee, TOWNSHIP, 2019)}
        assert known["maize_mu"].value == 18_250
        assert (known["maize_mu"].source, known["maize_mu"].certainty) == ("县统计年鉴 2019", "published")
        assert verify(session).is_sound


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((TOWNSHIP, 2019, "maize_mu", "约一万", "年鉴", "公布"), "not-a-number"),
        ((TOWNSHIP, 2019, "maize_mu", -1, "年鉴", "公布"), "not-a-number"),
        (("410999999", 2019, "maize_mu", 1, "年鉴", "公布"), "unknown-org-unit"),
        ((TOWNSHIP, "今年", "maize_mu", 1, "年鉴", "公布"), "not-a-year"),
        ((TOWNSHIP, 2019, "maize_mu", 1, "年鉴", "大概"), "unknown-certainty"),
        ((TOWNSHIP, 2019, "maize_mu", 1, "", "公布"), "source-missing"),
        ((TOWNSHIP, 2019, "rice_mu", 1, "年鉴", "公布"), "unknown-key"),
    ],
)
def test_one_row_with_a_fault_stops_all(engine: Engine, tmp_path: Path, row, code: str) -> None:
    path = workbook(tmp_path / "b.xlsx", ROWS[0], row)
    with Session(engine) as session, pytest.raises(Invalid) as refused:
        import_baselines(session, actor("committee"), path, now=NOW)
    assert [fault.code for fault in refused.value.faults] == [code]
    with Session(engine) as session:
        assert read_reference(session).baseline(TOWNSHIP, 2019)["maize_mu"] == 18_000


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty-file"), ("无,表头\n1,2".encode(), "no-headings"), (b"\x00\x01", None)]
)
def test_a_file_that_holds_no_table_is_named(
    engine: Engine, tmp_path: Path, content: bytes, code: str | None
) -> None:
    path = tmp_path / "b.csv"
    path.write_bytes(content)
    with Session(engine) as session, pytest.raises(Invalid) as refused:
        import_baselines(session, actor("committee"), path, now=NOW)
    assert code is None or [fault.code for fault in refused.value.faults] == [code]


@pytest.mark.parametrize(("key", "value", "unit"), [("maize_mu", 1.8, "万亩"), ("wheat_mu", 205_000, None)])
def test_a_figure_in_a_wrong_unit_is_refused_until_somebody_says_that_it_is_right(
    engine: Engine, tmp_path: Path, key: str, value: float, unit: str | None
) -> None:
    path = workbook(tmp_path / "b.xlsx", (TOWNSHIP, 2019, key, value, "县统计年鉴 2019", "公布"))
    for is_dry_run in (True, False):
        with Session(engine) as session, pytest.raises(Invalid) as refused:
            import_baselines(session, actor("committee"), path, now=NOW, is_dry_run=is_dry_run)
        [fault] = refused.value.faults
        assert (fault.code, fault.pointer) == ("baseline-odd", "b.xlsx:2")
        assert fault.detail_zh is not None
        assert unit is None or f"像是以{unit}填写" in fault.detail_zh
    with Session(engine) as session, session.begin():
        import_baselines(session, actor("committee"), path, now=NOW, takes_odd=True)
        assert read_reference(session).baseline(TOWNSHIP, 2019)[key] == value
