"""The sheets 变动原因 and 购销对照: what changed since last month adds up; the dealers' book beside use."""

import dataclasses
import io

import openpyxl
import pytest

from agri.definitions.reading import Title
from agri.files.release.cause_sheets import BOOKS, STEPS
from agri.files.release.lines import BookLine, StepLine, from_document, to_document
from agri.files.release.tables import render_csv
from agri.files.release.workbook import render_workbook
from tests.some import some


@pytest.fixture(scope="module")
def told(release):
    """The release with steps of two indicators in two places, one of them unknown, and two quarters of books."""
    city, county = release.places[0].code, release.county_places[0].code
    one, other = release.indicators[0].code, release.indicators[1].code
    pesticide = Title("农药", "Pesticide")
    return dataclasses.replace(
        release,
        steps=(
            StepLine(one, city, "2019-07", 0.31, -0.01, 0.005, 0.045, 0.35),
            StepLine(other, city, "2019-07", 0.2, 0.0, 0.0, 0.1, 0.3),
            StepLine(one, county, "2019-07", None, None, None, None, 0.4),
        ),
        books=(
            BookLine("pesticide", pesticide, "kg", city, "2019-Q1", 1200.0, 1000.0, 0.98, 0.2),
            BookLine("pesticide", pesticide, "kg", city, "2019-Q2", 900.0, 300.0, 0.4, None),
            BookLine("pesticide", pesticide, "kg", county, "2019-Q1", None, 10.0, 1.0, None),
        ),
    )


@pytest.fixture(scope="module")
def content(told):
    return render_workbook(told)


def rows_of(book, name, columns):
    """The lines of figures: those that begin with a code."""
    return [
        row[:columns]
        for row in book[name].iter_rows(values_only=True)
        if isinstance(row[0], str) and row[0].isdigit()
    ]


def test_the_four_parts_add_up_to_the_month(told, content):
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    rows = rows_of(values, STEPS, 8)
    assert [row[0] for row in rows] == [line.org_unit for line in told.steps]
    assert rows[0][3:] == (0.31, -0.01, 0.005, 0.045, 0.35)
    assert sum(rows[0][3:7]) == pytest.approx(rows[0][7])
    assert rows[2][3:] == ("—", "—", "—", "—", 0.4)
    formulas = rows_of(openpyxl.load_workbook(io.BytesIO(content)), STEPS, 8)
    assert formulas[0][7].startswith("=SUM(D")
    assert formulas[2][7] == 0.4


def test_the_gap_is_told_only_where_enough_is_in(told, content):
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    rows = rows_of(values, BOOKS, 8)
    assert [row[3] for row in rows] == ["2019年第1季度", "2019年第2季度", "2019年第1季度"]
    assert rows[0][4:] == (1200.0, 1000.0, 0.98, 0.2)
    assert rows[1][7] == "—"
    assert rows[2][4:] == ("—", 10.0, 1.0, "—")
    formulas = rows_of(openpyxl.load_workbook(io.BytesIO(content)), BOOKS, 8)
    assert formulas[0][7].startswith("=E")
    words = " ".join(str(cell) for row in values[BOOKS].iter_rows(values_only=True) for cell in row if cell)
    assert "只供核对，不参与任何指标" in words


def test_a_release_without_them_has_neither_sheet_nor_field(release):
    bare = dataclasses.replace(release, steps=(), books=())
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(bare)))
    assert not {STEPS, BOOKS} & set(book.sheetnames)
    assert not {"steps", "books"} & set(to_document(bare))


def test_they_come_back_from_the_document_and_stand_in_the_table(told):
    assert from_document(to_document(told)) == told
    lines = render_csv(told).decode("utf-8-sig").splitlines()
    changes = some(line for line in lines if ",change," in line)
    assert any(",corrected,-0.01," in line for line in changes)
    books = some(line for line in lines if ",second_book," in line)
    assert any(",gap,0.2,fraction,given," in line for line in books)
    assert any(",gap,,fraction,none," in line for line in books)
