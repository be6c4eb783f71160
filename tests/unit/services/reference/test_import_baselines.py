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


def refused(engine: Engine, path: Path) -> list[tuple[str, str, str]]:
    with Session(engine) as session, pytest.raises(Invalid) as fault:
        import_baselines(session, actor("committee"), path, now=NOW, is_dry_run=True)
    return [(one.pointer, one.code, one.detail_zh) for one in fault.value.faults]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("12,5", "two-numbers"),
        ("120①", "not-a-number"),
        ("12²", "not-a-number"),
        ("1_5", "not-a-number"),
        ("1.2万亩", "wrong-unit"),
        ("无", "word-for-nothing"),
        (1e12, "above-maximum"),
        ("120吨", "wrong-unit"),
    ],
)
def test_an_amount_is_read_by_the_rules_of_reports(
    engine: Engine, tmp_path: Path, written: object, code: str
) -> None:
    path = workbook(tmp_path / "b.xlsx", (TOWNSHIP, 2019, "maize_mu", written, "年鉴", "公布"))
    [(pointer, told, words)] = refused(engine, path)
    assert (pointer, told) == ("基数:D2", code)
    assert "基数 D2" in words


def test_a_place_is_read_by_the_rules_of_reports(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        name = read_reference(session).places[TOWNSHIP].name
    ways = (f"{TOWNSHIP} {name}", f"{TOWNSHIP}000", name, TOWNSHIP)
    rows = [(way, 2019, "maize_mu", "18,250亩", "年鉴", "公布") for way in ways]
    path = workbook(tmp_path / "b.xlsx", *rows)
    with Session(engine) as session:
        done = import_baselines(session, actor("committee"), path, now=NOW, is_dry_run=True)
    assert done == BaselineImport(1, 0, 0)


def test_one_figure_twice_with_two_values_is_a_fault(engine: Engine, tmp_path: Path) -> None:
    rows = [(TOWNSHIP, 2019, "maize_mu", value, "年鉴", "公布") for value in (111, 999)]
    [(pointer, code, _)] = refused(engine, workbook(tmp_path / "b.xlsx", *rows))
    assert (pointer, code) == ("基数:3", "duplicate-row")


def test_an_unknown_item_lists_those_that_are_near(engine: Engine, tmp_path: Path) -> None:
    for written in ("玉米面积", "maize_m", "玉米的面积"):
        path = workbook(tmp_path / "b.xlsx", (TOWNSHIP, 2019, written, 5, "年鉴", "公布"))
        [(pointer, code, words)] = refused(engine, path)
        assert (pointer, code) == ("基数:C2", "unknown-key")
        assert "maize_mu" in words


def test_hidden_rows_formats_and_units_around_are_seen(engine: Engine, tmp_path: Path) -> None:
    row = (TOWNSHIP, 2019, "maize_mu", 1.2, "年鉴", "公布")

    def written(
        name: str, *, title: str = "", heading: str = "数值", look: str = "", is_hidden: bool = False
    ) -> Path:
        with xlsxwriter.Workbook(tmp_path / name) as book:
            sheet = book.add_worksheet("基数")
            first = 1 if title else 0
            if title:
                sheet.write(0, 0, title)
            for i, cells in enumerate(((*HEADINGS[:3], heading, *HEADINGS[4:]), row)):
                sheet.write_row(first + i, 0, cells)
            if look:
                sheet.write_number(first + 1, 3, 1.2, book.add_format({"num_format": look}))
            if is_hidden:
                sheet.set_row(first + 1, None, None, {"hidden": True})
        return tmp_path / name

    for path, code in (
        (written("a.xlsx", title="单位：万亩"), "wrong-unit"),
        (written("b.xlsx", heading="数值（万亩）"), "wrong-unit"),
        (written("c.xlsx", look='0.0"万亩"'), "wrong-unit"),
        (written("d.xlsx", look="0%"), "percent"),
        (written("e.xlsx", is_hidden=True), "hidden-row"),
    ):
        assert [fault[1] for fault in refused(engine, path)] == [code]
    with Session(engine) as session:
        path = written("f.xlsx", title="单位：亩", heading="数值（亩）")
        done = import_baselines(session, actor("committee"), path, now=NOW, is_dry_run=True, takes_odd=True)
    assert done == BaselineImport(1, 0, 0)
