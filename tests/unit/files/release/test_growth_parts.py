"""Parts of a growth in the workbook are points, not per cent."""

import dataclasses
import io

import openpyxl
import pytest

from agri.definitions.reading import Title
from agri.files.release.lines import CompanionLine
from agri.files.release.workbook import render_workbook
from tests.unit.files.release.test_workbook import rows_by_code, text_of


@pytest.mark.slow
def test_parts_of_a_growth_stand_in_points(release):
    """They said per cent, like the figures that they are parts of."""
    place = release.header.city
    part = CompanionLine(
        "fertilizer_growth", place, "area_effect", Title("其中：面积", "area"), "points", -0.0076
    )
    book = openpyxl.load_workbook(
        io.BytesIO(render_workbook(dataclasses.replace(release, companions=(part,))))
    )
    sheet = book["辅助指标"]
    cell = sheet.cell(rows_by_code(sheet)[place], 3)

    assert "个百分点" in text_of(sheet)
    assert (cell.value, cell.number_format) == (-0.76, "+0.00;-0.00;0.00")
