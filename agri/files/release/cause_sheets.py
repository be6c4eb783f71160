"""The sheets that say why a figure can be believed: what changed since last month, and the dealers' book."""

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from agri.definitions.value_units import FRACTION, title_with_unit, unit_words
from agri.files.cell_formats import CellFormats
from agri.files.release.indicator_sheets import write_rate
from agri.files.release.lines import BookLine, IndicatorHeading, Release, StepLine
from agri.files.release.sheet_frame import Frame, Head, period_words
from agri.periods import Period

STEPS, BOOKS = "变动原因", "购销对照"
_STEP_HEADS = (
    ("代码", 9), ("单位名称", 22), ("指标", 30), ("上月末", 12),
    ("更正", 12), ("迟报补报", 12), ("本月新增", 12), ("本月末", 12),
)  # fmt: skip
_BOOK_HEADS = (
    ("代码", 9), ("单位名称", 22), ("品种", 24), ("季度", 15),
    ("经销商销售", 14), ("上报使用", 14), ("使用报表到位", 13), ("销售比使用", 13),
)  # fmt: skip
_FIRST_PART, _LAST_PART, _SUM_AT = 3, 6, 7


def write_steps(book: Workbook, formats: CellFormats, release: Release) -> None:
    """Write the sheet 变动原因: each value a month ago, corrected, reported late, newly done, and now."""
    frame = _frame(book, formats, release, STEPS, _STEP_HEADS)
    through = release.steps[0].through
    title, number = f"{release.layout.title.zh}变动原因表", f"{release.layout.companion_table}-1"
    span = f"{period_words(release.header.period)}（与{period_words(through, to_date=True)}比）"
    frame.write_head(Head(title, number, span, "%、百分点；其他单位见指标名"))
    first = _write_heads(frame, _STEP_HEADS)
    headings = {heading.code: heading for heading in release.indicators}
    names = {place.code: place.name for place in release.places}
    for line in release.steps:
        _write_step(frame, line, headings[line.indicator], names[line.org_unit])
    frame.write_notes(
        [
            "说明：上月末＋更正＋迟报补报＋本月新增＝本月末，四项逐行相加，没有余数。“更正”是上月已报的数后来改了；"
            "“迟报补报”是上月及以前该报、本月才到的；“本月新增”是本月到期的报表。只含已审核通过的报表；"
            "“—”表示当时或现在没有分母，无法拆分。"
        ]
    )
    frame.finish(head_rows=(first, first), frozen_columns=3)


def _write_step(frame: Frame, line: StepLine, heading: IndicatorHeading, name: str) -> None:
    is_total = line.org_unit == frame.release.header.city
    title = title_with_unit(heading.title, heading.unit, heading.counted_in).zh
    _write_texts(frame, (line.org_unit, name, title), is_total=is_total)
    unit = "fine" if heading.unit == FRACTION else heading.unit
    parts = (line.before, line.corrected, line.late, line.done)
    for column, value in enumerate(parts, start=_FIRST_PART):
        write_rate(frame, column, value, unit=unit, is_total=is_total)
    if line.now is None or None in parts:
        write_rate(frame, _SUM_AT, line.now, unit=unit, is_total=is_total)
    else:
        ends = (xl_rowcol_to_cell(frame.row, column) for column in (_FIRST_PART, _LAST_PART))
        number = frame.formats.number(unit, decimals=2, is_total=is_total)
        frame.sheet.write_formula(frame.row, _SUM_AT, f"=SUM({':'.join(ends)})", number, line.now)
    frame.row += 1


def write_books(book: Workbook, formats: CellFormats, release: Release) -> None:
    """Write the sheet 购销对照: what dealers sold beside what was reported as used, quarter by quarter."""
    frame = _frame(book, formats, release, BOOKS, _BOOK_HEADS)
    title, number = f"{release.layout.title.zh}购销对照表", f"{release.layout.companion_table}-2"
    units = "、".join(dict.fromkeys(unit_words(line.unit).zh for line in release.books))
    frame.write_head(Head(title, number, period_words(release.header.period, to_date=True), f"{units}、%"))
    first = _write_heads(frame, _BOOK_HEADS)
    names = {place.code: place.name for place in release.places}
    for line in release.books:
        _write_book(frame, line, names[line.org_unit])
    frame.write_notes(
        [
            "说明：经销商每月报的销售量与各乡镇报的使用量并列，只供核对，不参与任何指标。“销售比使用”为销售除以使用减一，"
            "正数为卖的比报的用得多：可能是库存、外销，也可能是少报；使用报表到位太少时不算。按行政区划代码排列，不排名。"
        ]
    )
    frame.finish(head_rows=(first, first), frozen_columns=4)


def _write_book(frame: Frame, line: BookLine, name: str) -> None:
    is_total = line.org_unit == frame.release.header.city
    unit = unit_words(line.unit).zh
    quarter = period_words(str(Period.parse(line.quarter)))
    _write_texts(frame, (line.org_unit, name, f"{line.title.zh}（{unit}）", quarter), is_total=is_total)
    write_rate(frame, 4, line.sold, unit=line.unit, is_total=is_total)
    write_rate(frame, 5, line.used, unit=line.unit, is_total=is_total)
    write_rate(frame, 6, line.share_in, is_total=is_total)
    if line.gap is None or line.sold is None or not line.used:
        write_rate(frame, 7, line.gap, is_total=is_total)
    else:
        sold, used = (xl_rowcol_to_cell(frame.row, column) for column in (4, 5))
        number = frame.formats.number(FRACTION, decimals=2, is_total=is_total)
        frame.sheet.write_formula(frame.row, 7, f"={sold}/{used}-1", number, line.gap)
    frame.row += 1


def _frame(
    book: Workbook,
    formats: CellFormats,
    release: Release,
    name: str,
    heads: Sequence[tuple[str, int]],
) -> Frame:
    frame = Frame(book, formats, release, name, len(heads))
    frame.widths([width for _, width in heads])
    return frame


def _write_heads(frame: Frame, heads: Sequence[tuple[str, int]]) -> int:
    frame.sheet.set_row(frame.row, 30)
    for column, (title, _) in enumerate(heads):
        frame.sheet.write_string(frame.row, column, title, frame.formats.column_head)
    frame.row += 1
    return frame.row - 1


def _write_texts(frame: Frame, texts: Sequence[str], *, is_total: bool) -> None:
    frame.sheet.set_row(frame.row, 20)
    for column, text in enumerate(texts):
        frame.sheet.write_string(frame.row, column, text, frame.formats.text(is_total=is_total))
