"""An own table as a workbook: a sheet for each name of the third axis, sums that lack something marked."""

import io
from datetime import UTC, datetime

import numpy as np
import xlsxwriter
from numpy.typing import NDArray

from agri.definitions.forms import Forms
from agri.definitions.reading import Title
from agri.definitions.value_units import unit_words
from agri.files.pivot.cube import Cube
from agri.files.pivot.view import TableView
from agri.indicators.snapshot import Floats
from agri.terms import Axis

_FIRST_ROW = 3  # below the title, the day and the head
_MOST_OF_A_NAME = 31  # letters of a tab
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "·"))
_MADE = datetime(1980, 1, 1, tzinfo=UTC)  # equal tables are equal bytes


def render_table(cube: Cube, view: TableView, forms: Forms, *, as_of: str, mark: str) -> bytes:
    """Write a view of a cube as xlsx.

    Parameters
    ----------
    as_of : str
        The day by whose end reports count.
    mark : str
        Says that the data are invented; empty where they are not.
    """
    names = {
        Axis.PLACE: [place.name for place in cube.places],
        Axis.PERIOD: list(cube.spans),
        Axis.ELEMENT: [element_name(forms, one).zh for one in cube.elements],
    }
    amounts, lacking = laid_out(cube, view)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": _MADE})
    plain = book.add_format({"num_format": "#,##0.###", "border": 1})
    part = book.add_format({"num_format": "#,##0.###", "border": 1, "italic": True, "bg_color": "#FFF2CC"})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    title = book.add_format({"bold": True, "font_size": 14})
    for number, name in enumerate(names[view.sheets]):
        sheet = book.add_worksheet(_tab(number, name))
        sheet.write(0, 0, f"{view.title} {name}".strip(), title)
        legend = f"截至 {as_of} 已审核的报表；斜体加底色：有缺报、待审或留空，合计不完整"
        sheet.write(1, 0, f"{legend}；{mark}" if mark else legend)
        sheet.write(2, 0, "", head)
        for column, words in enumerate(names[view.columns]):
            sheet.write(2, column + 1, words, head)
        for row, words in enumerate(names[view.rows]):
            sheet.write(_FIRST_ROW + row, 0, words, head)
            for column in range(len(names[view.columns])):
                value, is_part = amounts[number, row, column], bool(lacking[number, row, column])
                cell = (_FIRST_ROW + row, column + 1)
                if np.isnan(value):
                    sheet.write_blank(*cell, None, part if is_part else plain)
                else:
                    sheet.write_number(*cell, float(value), part if is_part else plain)
        sheet.freeze_panes(_FIRST_ROW, 1)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, len(names[view.columns]), 13)
    book.close()
    return content.getvalue()


def laid_out(cube: Cube, view: TableView) -> tuple[Floats, NDArray[np.bool_]]:
    """Return amounts and what lacks something by (sheet, row, column) of a view."""
    order = (Axis.PLACE, Axis.PERIOD, Axis.ELEMENT)
    turned = [order.index(axis) for axis in (view.sheets, view.rows, view.columns)]
    return cube.amounts.transpose(turned), cube.is_lacking.transpose(turned)


def element_name(forms: Forms, name: str) -> Title:
    """Name a data element, ``packaging.recovered_kg``, with its form and unit."""
    code, _, element = name.partition(".")
    form = forms.by_code[code]
    one = form.element_of[element]
    unit = unit_words(one.unit)
    return Title(
        f"{form.title.zh} {one.title.zh}（{unit.zh}）", f"{form.title.en}: {one.title.en} ({unit.en})"
    )


def _tab(number: int, name: str) -> str:
    """Name a tab: short, without the signs that Excel forbids, never twice.

    >>> _tab(0, "化肥 有机/无机")
    '1 化肥 有机·无机'
    """
    return f"{number + 1} {name.translate(_FORBIDDEN)}"[:_MOST_OF_A_NAME]
