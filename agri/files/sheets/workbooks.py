"""Workbooks to sheets of raw cells, by pandas with calamine: .xlsx, .xls, .et and .ods.

Calamine reads what is there and not the range that a file declares.
"""

import io
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from agri.files.sheets import sheet as limits
from agri.files.sheets.archives import FileKind, password
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.ods_look import look_at_ods
from agri.files.sheets.second_look import Looked, look_again
from agri.files.sheets.sheet import Sheet
from agri.files.sheets.xls_look import look_at_xls

_LOOKS = {FileKind.XLSX: look_again, FileKind.ODS: look_at_ods, FileKind.XLS: look_at_xls}

_UNSEEN = (
    "本格式看不到隐藏的行列，也看不出没有结果的公式；如有，请另存为 .xlsx 再导入",
    "hidden rows and formulas without a result cannot be seen in this format; save as .xlsx if there are any",
)


def read_workbook(content: bytes, kind: FileKind) -> list[Sheet]:
    """Read every sheet of a workbook, the hidden ones too; who reads the rows decides on them.

    Raises
    ------
    ReadFault
        The workbook is broken, has a password, or a sheet has too many rows.
    """
    import pandas as pd
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        with pd.ExcelFile(io.BytesIO(content), engine="calamine") as file:
            looked = _LOOKS[kind](content) if kind in _LOOKS else {}
            return [
                _sheet(
                    pd,
                    file,
                    sheet.name,
                    looked.get(sheet.name) or Looked(),
                    is_looked_at=sheet.name in looked or kind == FileKind.XLSX,
                    is_hidden=sheet.visible != SheetVisibleEnum.Visible,
                )
                for sheet in file.book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise password() from error
    except (CalamineError, ParseError, KeyError, ValueError, OSError) as error:
        if kind == FileKind.XLS:
            raise ReadFault(
                "password",
                "the file is damaged or protected by a password: take the password off, or save it again "
                "as .xlsx",
                "文件已损坏，或加了密码：请打开后取消密码，再另存为 .xlsx",
            ) from error
        raise ReadFault(
            "not-a-spreadsheet",
            f"the workbook cannot be read ({error}): open it and save it again as .xlsx",
            "文件已损坏，无法读取：请用表格软件打开后另存为 .xlsx",
        ) from error


def _sheet(pd: Any, file: Any, name: str, looked: Looked, *, is_looked_at: bool, is_hidden: bool) -> Sheet:  # noqa: ANN401
    frame = pd.read_excel(
        file, sheet_name=name, header=None, dtype=object, na_filter=False, keep_default_na=False
    )
    if len(frame) > limits.MOST_SHEET_ROWS and not is_hidden:
        raise ReadFault(
            "too-many-rows",
            f"the sheet {name} goes beyond row {limits.MOST_SHEET_ROWS:,}: delete what stands below the "
            "reports",
            f"工作表“{name}”超过 {limits.MOST_SHEET_ROWS:,} 行，请删除报表以下的内容",
            limits.MOST_SHEET_ROWS + 1,
        )
    rows = [
        list(map(_plain, row))
        for row in frame.iloc[:, : limits.MOST_COLUMNS].itertuples(index=False, name=None)
    ]
    merged = file.book.get_sheet_by_name(name).merged_cell_ranges or looked.merged
    remarks = (_UNSEEN,) if rows and not is_looked_at else ()
    # Cells that show nothing may lie outside what holds values: the second look knows them too.
    if looked.broken:
        last = max(row for row, _ in looked.broken)
        rows.extend([] for _ in range(last + 1 - len(rows)))
    return Sheet(
        name=name,
        rows=rows,
        is_hidden=is_hidden,
        hidden_rows=frozenset(looked.hidden_rows),
        hidden_columns=frozenset(looked.hidden_columns),
        merged=tuple(merged),
        percents=frozenset(looked.percents),
        struck=frozenset(looked.struck),
        part_marked=frozenset(looked.part_marked),
        units=looked.units,
        broken=looked.broken,
        formulas=looked.formulas,
        remarks=remarks,
    )


def _plain(cell: object) -> object:
    """Return Python's own types for what pandas makes of a cell."""
    if isinstance(cell, datetime):  # also pandas' Timestamp
        return datetime(cell.year, cell.month, cell.day, cell.hour, cell.minute, cell.second)  # noqa: DTZ001
    return str(cell) if isinstance(cell, timedelta) else cell
