"""A view lays the accepted amounts out, and what lacks something says so."""

import io

import numpy as np
import openpyxl
import pytest

from agri.definitions.reading import StoredFile
from agri.errors import Invalid
from agri.files.pivot.cube import build_cube
from agri.files.pivot.view import read_view
from agri.files.pivot.workbook import render_table
from agri.terms import CellState

VIEW = """
title = "包装回收"
elements = ["packaging.recovered_kg", "packaging.disposed_kg"]
level = "county"
first = "2019-01"
last = "2019-08"
step = "quarter"
"""


def a_view(text, plan, snapshot):
    file = StoredFile("view.toml", text.encode())
    return read_view(file, elements=plan.forms.data_elements, places=snapshot.places.codes)


def test_a_cell_is_the_sum_of_what_was_given_below(plan, snapshot):
    cube = build_cube(snapshot, plan, a_view(VIEW, plan, snapshot))
    assert cube.spans == ("2019-Q1", "2019-Q2", "2019-Q3")
    row = [place.code for place in cube.places].index("410122")
    below = [i for i, code in enumerate(snapshot.places.codes) if code.startswith("410122")]
    at = snapshot.element_index["packaging.recovered_kg"]
    months = [
        snapshot.period_index[month] for month in snapshot.periods if str(month) in {"2019-07", "2019-08"}
    ]
    block = snapshot.values[np.ix_(below, [at], months)]
    assert cube.amounts[row, 2, 0] == pytest.approx(np.nansum(block))
    states = snapshot.state[np.ix_(below, [at], months)]
    assert (
        cube.is_lacking[row, 2, 0]
        == np.isin(states, [CellState.NOT_REPORTED, CellState.PENDING, CellState.BLANK]).any()
    )


@pytest.mark.parametrize(
    ("axes", "sheets", "head"),
    [
        ("", 2, "2019-Q1"),
        ('rows = "element"\ncolumns = "place"\nsheets = "period"', 3, "中原区"),
        ('rows = "period"\ncolumns = "element"\nsheets = "place"', 15, "农药包装废弃物"),
    ],
)
def test_each_layout_holds_the_same_amounts(plan, snapshot, axes, sheets, head):
    view = a_view(VIEW + axes, plan, snapshot)
    cube = build_cube(snapshot, plan, view)
    content = render_table(cube, view, plan.forms, as_of="2019-09-05", mark="演示数据")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) == sheets
    assert head in book.worksheets[0]["B3"].value
    assert "演示数据" in book.worksheets[0]["A2"].value
    total = sum(
        cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows(min_row=4, min_col=2)
        for cell in row
        if cell.value is not None
    )
    assert total == pytest.approx(np.nansum(cube.amounts))
    assert content == render_table(cube, view, plan.forms, as_of="2019-09-05", mark="演示数据")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (VIEW.replace("recovered_kg", "recoverd_kg"), "是否指 packaging.recovered_kg"),
        (VIEW.replace("step", "stepp"), "是否指 step"),
        (VIEW.replace('"quarter"', '"week"'), "month, quarter, year"),
        (VIEW + 'rows = "element"', "各不相同"),
        (VIEW + 'below = "999999"', "没有单位"),
        (VIEW.replace("packaging.disposed_kg", "field_trial.wheat_n_formula_recovery"), "不能汇总"),
        ("title = ", "读不出来"),
        (VIEW.replace("2019-01", "2031-01"), "没有可显示的"),
    ],
)
def test_a_fault_in_a_view_is_named(plan, snapshot, text, word):
    with pytest.raises(Invalid) as told:
        build_cube(snapshot, plan, a_view(text, plan, snapshot))
    assert any(word in one for one in [told.value.detail_zh, *(one.detail_zh for one in told.value.faults)])
