"""Open a file by its content, whatever its name says, and return its sheets."""

from dataclasses import replace
from pathlib import Path

from agri.files.sheets import sheet as limits
from agri.files.sheets.archives import FileKind, kind_of
from agri.files.sheets.delimited import read_delimited
from agri.files.sheets.encodings import decode
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import Sheet
from agri.files.sheets.workbooks import read_workbook

_ENDINGS = {
    FileKind.XLSX: {".xlsx", ".xlsm", ".xltx", ".xlsb"},
    FileKind.ODS: {".ods", ".ots"},
    FileKind.XLS: {".xls", ".et", ".ett", ".xlt"},
    FileKind.TEXT: {".csv", ".txt", ".tsv"},
}


def open_sheets(path: Path) -> list[Sheet]:
    """Open every sheet of a spreadsheet file.

    Raises
    ------
    ReadFault
        The file is too large, empty, unsafe, broken, locked by a password, or no spreadsheet.
    """
    size = path.stat().st_size
    if size > limits.MOST_FILE_BYTES:
        limit = limits.MOST_FILE_BYTES // 2**20
        raise ReadFault(
            "too-large",
            f"{size / 2**20:.0f} MB is more than {limit} MB: split the file",
            f"文件 {size / 2**20:.0f} MB，超过 {limit} MB，请拆分",
        )
    content = path.read_bytes()  # what is checked is what is read
    if not content.strip():
        raise ReadFault("empty-file", "the file is empty", "文件是空的")
    kind = kind_of(content)
    sheets = [read_delimited(decode(content))] if kind == FileKind.TEXT else read_workbook(content, kind)
    if path.suffix.lower() not in _ENDINGS[kind] and sheets:
        words = (
            f"后缀与内容不符，已按 .{kind} 读取",
            f"the ending does not fit the content; read as .{kind}",
        )
        first = sheets[0]
        sheets[0] = replace(first, remarks=(*first.remarks, words))
    return sheets
