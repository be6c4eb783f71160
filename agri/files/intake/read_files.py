"""Read every spreadsheet of a file or folder into report rows, with a report on each file and sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from agri.definitions.forms import Forms
from agri.definitions.places import Places
from agri.files.intake.amounts import Meanings
from agri.files.intake.blocks import holds_amounts, tables_of
from agri.files.intake.heading_block import find_heading
from agri.files.intake.intake_report import FileOutcome, FileReport, SheetReport
from agri.files.intake.places import PlaceReader
from agri.files.intake.report_row import MARKS, ReportRow
from agri.files.intake.rows import RowReader
from agri.files.intake.table import Table
from agri.files.sheets.archives import unpacked
from agri.files.sheets.faults import MOST_FAULTS, IntakeFault, ReadFault
from agri.files.sheets.open_file import open_sheets
from agri.files.sheets.released import reported_in
from agri.files.sheets.sheet import Sheet
from agri.files.sheets.texts import column_letters, is_blank, shown
from agri.terms import Level

_SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv", ".xlsb"}
_ARCHIVES = {".zip", ".rar", ".7z", ".gz"}
_LYING_ABOUT = ("~$", ".~", "._", "~wrl")
_SYSTEM_FILES = {"thumbs.db", "desktop.ini", ".ds_store"}
_OTHER_FILES = (
    ({".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".webp"}, "是图片", "a picture"),
    ({".pdf", ".ofd"}, "是印出来的文件", "a printed document"),
    ({".doc", ".docx", ".wps", ".rtf", ".odt"}, "是文字文档", "a text document"),
    ({".ppt", ".pptx", ".dps"}, "是演示文稿", "a presentation"),
    ({".html", ".htm", ".mht", ".xml", ".fods", ".numbers", ".dif", ".slk", ".dbf", ".mdb"},
     "是读不了的格式", "of a kind that is not read"),
)  # fmt: skip
_INSTRUCTIONS = "填报说明 Instructions"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the rows of sound files in the order of the files, and a report on every file."""

    rows: tuple[ReportRow, ...]
    files: tuple[FileReport, ...]

    @property
    def faults(self) -> tuple[IntakeFault, ...]:
        """Every listed fault of every file."""
        return tuple(fault for file in self.files for fault in file.faults)


def read_reports(path: Path, forms: Forms, places: Places, meanings: Meanings | None = None) -> Reading:
    """Read a spreadsheet, or a folder of them with its subfolders.

    An empty cell is a blank, 0 is a zero, 不适用 or NA marks a section that does not apply. A prepared row
    in which nothing was filled in is no report.

    Parameters
    ----------
    path : Path
        File or folder.
    meanings : mapping, optional
        What words such as 无 and — are said to mean.
    """
    reader = _Reader(forms, places, meanings or {})
    if not path.exists():
        report = FileReport(path.name)
        fault = ReadFault("no-such-file", "there is no such file or folder", "没有这个文件或文件夹")
        reader.add(report, fault)
        return Reading((), (report,))
    if path.is_file():
        reader.read_file(path, path.name)
    else:
        for file in sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink()):
            reader.read_file(file, file.relative_to(path).as_posix())
        if not reader.files:
            report = FileReport(path.name)
            words = (
                "no spreadsheet is here: .xlsx .xls .ods .et .csv",
                "这里没有表格文件（.xlsx .xls .ods .et .csv）",
            )
            reader.add(report, ReadFault("nothing-to-read", *words))
            reader.files.append(report)
    reader.settle_duplicates()
    rows = [row for report in reader.files if not report.faults for row in reader.rows.get(report.name, ())]
    return Reading(tuple(rows), tuple(reader.files))


class _Reader:
    """Reads file after file; keeps rows and reports."""

    def __init__(self, forms: Forms, places: Places, meanings: Meanings) -> None:
        self.files: list[FileReport] = []
        self.rows: dict[str, list[ReportRow]] = {}
        self._forms = forms
        self._places = places
        self._meanings = meanings
        self._place_readers: dict[Level, PlaceReader] = {}  # each learns thousands of names once
        self._archive = False  # whether the files of one are read

    def add(
        self,
        report: FileReport,
        fault: ReadFault,
        sheet: str = "",
        row: int | None = None,
        column: int | None = None,
    ) -> None:
        """Note a fault of a file; beyond what anybody mends in one sitting faults are counted."""
        report.outcome = FileOutcome.REFUSED
        if len(report.faults) >= MOST_FAULTS:
            report.unlisted_faults += 1
            return
        row = row if row is not None else (fault.row - 1 if fault.row else None)
        report.faults.append(
            IntakeFault(report.name, sheet, _address(row, column), fault.code, fault.english, fault.chinese)
        )

    def read_file(self, path: Path, name: str) -> None:
        """Read one file, or say why not."""
        report = FileReport(name)
        self.files.append(report)
        ending = path.suffix.lower()
        if path.name.casefold().startswith(_LYING_ABOUT) or path.name.casefold() in _SYSTEM_FILES:
            _set_aside(report, "临时或系统文件，未读", "a temporary or system file: not read")
            return
        try:
            if self._read_archive(path, name, report):
                return
            sheets = open_sheets(path)
        except ReadFault as fault:
            if ending in _SPREADSHEETS | _ARCHIVES or fault.code == "password":
                self.add(report, fault)
            else:
                _set_aside(report, *_why_not(ending))
            return
        is_text = len(sheets) == 1 and sheets[0].is_csv
        if is_text and ending not in _SPREADSHEETS and find_heading(sheets[0], self._forms) is None:
            _set_aside(report, *_why_not(ending))
            return
        # Folders are named after months and places too; the nearest comes first.
        self._read_sheets(report, sheets, (path.stem, *reversed(PurePosixPath(name).parts[:-1])))

    def _read_archive(self, path: Path, name: str, report: FileReport) -> bool:
        """Read the files of a zip archive in its place, under its name; False where it is none."""
        if self._archive or path.suffix.lower() in _SPREADSHEETS:
            return False  # one within another is not opened
        with unpacked(path) as folder:
            if folder is None:
                return False
            self.files.remove(report)
            self._archive = True
            for file in sorted(one for one in folder.rglob("*") if one.is_file()):
                self.read_file(file, f"{name}/{file.relative_to(folder).as_posix()}")
            self._archive = False
        return True

    def _read_sheets(self, report: FileReport, sheets: list[Sheet], names: Sequence[str]) -> None:
        not_told: list[tuple[Sheet, SheetReport, ReadFault]] = []
        tables = 0
        rows: list[ReportRow] = []
        sheets, sums = reported_in(sheets)
        for sheet in sheets:
            told = SheetReport(sheet.name)
            report.sheets.append(told)
            aside = _aside(sheet)
            if aside is not None:
                told.leave_out("", *aside)
                continue
            own = 0
            try:
                for table in tables_of(sheet, self._forms, names):
                    own += 1
                    rows += self._read_table(report, told, table)
            except ReadFault as fault:
                if own:
                    self.add(report, fault, sheet.name)
                else:
                    not_told.append((sheet, told, fault))
            tables += own
        for name in sums:
            told = SheetReport(name)
            told.leave_out("", "发布表的汇总页，未读", "a sheet of sums of a release: not read")
            report.sheets.append(told)
        for sheet, told, why in not_told:
            if tables and not holds_amounts(sheet, self._forms):
                told.leave_out("", f"未读：{why.chinese}", f"not read: {why.english}")
            else:
                self.add(report, why, sheet.name)
        self.rows[report.name] = rows
        if not report.faults and not rows:
            self._explain_nothing(report, tables)

    def _read_table(self, report: FileReport, told: SheetReport, table: Table) -> list[ReportRow]:
        told.form = (
            told.form
            if table.form.code in told.form.split("、")
            else (f"{told.form}、{table.form.code}".strip("、"))
        )
        for remark in (*table.sheet.remarks, *table.columns.remarks):
            told.remark(*remark)
        if table.sheet.formulas:
            count = table.sheet.formulas
            told.remark(
                f"{count} 个单元格是公式，读取的是文件里保存的结果",
                f"{count} cells are formulas; their kept results were read",
            )
        for column, chinese, english in table.columns.left_out:
            told.leave_out(f"column {column_letters(column)}", chinese, english)

        def add(fault: ReadFault, row: int | None = None, column: int | None = None) -> None:
            self.add(report, fault, table.sheet.name, row, column)

        if table.columns.faults and not table.is_blank:
            for column_or_none, _, fault in table.columns.faults:
                add(fault, table.first_row - 1 if column_or_none is None else None, column_or_none)
        if any(fault.code != "wrong-unit" for _, _, fault in table.columns.faults):
            return []  # otherwise the cells are read too: all that is to be mended is told at once
        level = table.form.level
        place = self._place_readers.setdefault(level, PlaceReader(self._places, level))
        return RowReader(
            table,
            report.name,
            places=self._places,
            place=place,
            meanings=self._meanings,
            report=told,
            add=add,
        ).read()

    def _explain_nothing(self, report: FileReport, tables: int) -> None:
        is_unfilled = tables and not any(
            one.place.startswith(("row", "column")) and "合计" not in one.chinese
            for told in report.sheets
            for one in told.left_out
        )
        if is_unfilled and any(told.empty_rows for told in report.sheets):
            report.outcome = FileOutcome.EMPTY
            report.why = ("没有填任何数", "nothing was filled in")
            return
        fault = ReadFault(
            "no-rows",
            "the file gave no report at all: see what was left out, and fill in the template that the page "
            "Spreadsheets gives",
            "文件里没有读到任何报表：请看未读的内容，并用“表格上报”页下载的模板填写",
        )
        self.add(report, fault)

    def settle_duplicates(self) -> None:
        """Leave out what stands twice with the same figures; where they differ, both are at fault."""
        first: dict[tuple[str, str, str], ReportRow] = {}
        by_name = {report.name: report for report in self.files}
        for name, rows in self.rows.items():
            kept = []
            for row in rows:
                known = first.setdefault((row.form, row.org_unit, row.period), row)
                if known is row:
                    kept.append(row)
                elif _content(known) == _content(row) and _is_told_apart(known, row):
                    self.add(by_name[name], _told_apart(row, known), row.sheet, row.row - 1)
                elif _content(known) == _content(row):
                    told = by_name[name].sheet(row.sheet)
                    told.rows -= 1
                    told.leave_out(
                        f"row {row.row}",
                        f"与 {known.place_zh} 相同，未重复读",
                        f"the same as {known.place}: not read again",
                    )
                else:
                    self._add_duplicate(by_name[name], row, known)
                    if known.file != row.file:
                        self._add_duplicate(by_name[known.file], known, row)
            self.rows[name] = kept

    def _add_duplicate(self, report: FileReport, row: ReportRow, other: ReportRow) -> None:
        place = self._places[row.org_unit].name
        fault = ReadFault(
            "duplicate-row",
            f"{row.org_unit} {row.period} stands with other figures in {other.place}: keep one",
            f"{place}（{row.org_unit}）{row.period} 在 {other.place_zh} 还有一份，数字不同，请只保留一份",
        )
        self.add(report, fault, row.sheet, row.row - 1)


def _is_told_apart(one: ReportRow, other: ReportRow) -> bool:
    """Say whether words beside tell two rows of one sheet apart: two kinds or villages with equal figures."""
    return (one.file, one.sheet) == (other.file, other.sheet) and one.beside != other.beside


def _told_apart(row: ReportRow, other: ReportRow) -> ReadFault:
    words = shown("、".join(dict.fromkeys((*other.beside, *row.beside))))
    return ReadFault(
        "duplicate-row",
        f"the row has the same figures as {other.place}, and other words beside them ({words}): add the "
        "two up in one row if both hold, delete one if they are the same",
        f"该行与 {other.place_zh} 数字相同，旁边写的不同（{words}）：是两笔的请相加成一行，重复的请删去一行",
    )


def _content(row: ReportRow) -> tuple[Mapping[str, float | None], tuple[str, ...]]:
    return dict(row.values), row.not_applicable


def _address(row: int | None, column: int | None) -> str:
    if row is None:
        return f"column {column_letters(column)}" if column is not None else ""
    return f"{column_letters(column)}{row + 1}" if column is not None else f"row {row + 1}"


def _set_aside(report: FileReport, chinese: str, english: str) -> None:
    report.outcome = FileOutcome.NOT_READ
    report.why = (chinese, english)


def _why_not(ending: str) -> tuple[str, str]:
    """Return in Chinese and English why a file is none to be read, and what to do if it holds figures."""
    for endings, chinese, english in _OTHER_FILES:
        if ending in endings:
            return (
                f"{chinese}，未读：有数的请填进模板",
                f"{english}: not read; put its figures into a template",
            )
    return "不是表格文件，未读", "no spreadsheet: not read"


def _aside(sheet: Sheet) -> tuple[str, str] | None:
    """Return in Chinese and English why a sheet is none to be read, or None."""
    if not any(not is_blank(cell) for row in sheet.rows for cell in row) and not sheet.broken:
        return "空白工作表", "blank sheet"
    if sheet.is_hidden:
        return "隐藏的工作表，未读", "hidden sheet: not read"
    if sheet.name == _INSTRUCTIONS:
        return "填报说明页", "the instructions"
    if sheet.name == MARKS:
        return "上次导入的说明页", "the remarks of the import before"
    return None
