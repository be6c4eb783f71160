"""What every sheet of the workbook shares: title, head block, page set-up, notes, signature line."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from agri.files.cell_formats import CellFormats
from agri.files.release.lines import Release
from agri.files.text_width import display_width
from agri.periods import Period

_A4 = 9  # the paper code of spreadsheets
_FOOTER_LIMIT = 255  # characters of a spreadsheet's page footer
_LINE_POINTS = 13.5  # height of one line of 10-point text
_NOTE_CHARACTERS = 1.12  # narrow characters of 9-point text in one unit of column width
FULL_WIDTH = 124  # units of column width that fill landscape A4 at full size


@dataclass(frozen=True, slots=True)
class Head:
    """The head block of one table."""

    title: str
    table_number: str
    period: str
    unit: str


class Frame:
    """One sheet under construction: where the next row goes, and how wide the table is."""

    def __init__(
        self, book: Workbook, formats: CellFormats, release: Release, name: str, columns: int
    ) -> None:
        self.sheet = book.add_worksheet(name)
        self.formats = formats
        self.release = release
        self.columns = columns
        self.row = 0
        self._set_up_page()

    def _set_up_page(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.75)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.center_horizontally()
        self.sheet.set_footer(page_footer(self.release))
        self.sheet.hide_gridlines(2)

    def widths(self, widths: Sequence[float]) -> None:
        """Set the columns' widths in characters."""
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self._widths = tuple(widths)
        self._total_width = sum(widths)

    def merge(self, first: int, last: int, text: str, cell_format: Format, *, row: int | None = None) -> None:
        """Write a text over some columns of a row."""
        place = self.row if row is None else row
        if first == last:
            self.sheet.write_string(place, first, text, cell_format)
        else:
            self.sheet.merge_range(place, first, place, last, "", cell_format)
            self.sheet.write_string(place, first, text, cell_format)

    def write_head(self, head: Head) -> None:
        """Write title, table number, authority, validity, compiler, period and unit."""
        layout, formats, last = self.release.layout, self.formats, self.columns - 1
        self.sheet.set_row(self.row, 27)
        self.merge(0, last, head.title, formats.title)
        self.row += 1
        if self.release.header.is_synthetic:
            self.merge(0, last, synthetic_mark(self.release), formats.warning)
            self.row += 1
        for label, text in (
            ("表  号", f"{head.table_number}（自编）"),
            ("制定机关", layout.authority.zh),
            ("有效期至", layout.valid_until.zh),
        ):
            self.merge(0, last, f"{label}：{text}", formats.right)
            self.row += 1
        texts = (f"综合单位：{layout.compiler.zh}", f"报告期：{head.period}", f"计量单位：{head.unit}")
        alignments = (formats.plain, formats.centre, formats.right)
        for (start, end), text, alignment in zip(self._split(3), texts, alignments, strict=True):
            self.merge(start, end, text, alignment)
        self.row += 1

    def _split(self, count: int) -> Sequence[tuple[int, int]]:
        """Split the columns into spans of about equal width, each at least one column."""
        spans, start = [], 0
        for part in range(1, count + 1):
            end = start
            limit = self.columns - 1 - (count - part)
            while end < limit and sum(self._widths[: end + 1]) < self._total_width * part / count:
                end += 1
            spans.append((start, end))
            start = end + 1
        return spans

    def write_notes(self, notes: Sequence[str]) -> None:
        """Write notes over the whole width, each as high as its text needs."""
        for note in notes:
            lines = max(1, -(-display_width(note) // max(1, int(self._total_width * _NOTE_CHARACTERS))))
            self.sheet.set_row(self.row, lines * _LINE_POINTS + 2)
            self.merge(0, self.columns - 1, note, self.formats.note)
            self.row += 1

    def write_signatures(self) -> None:
        """Write the line for the names, with room for the seal."""
        layout = self.release.layout
        self.row += 1
        self.sheet.set_row(self.row, 24)
        share = int(self._total_width / len(layout.signatures))
        words = [f"{label.zh}：" for label in layout.signatures]
        words[-1] += "\u3000\u3000年\u3000月\u3000日"
        # Padded with full-width spaces, which are two columns wide in every Chinese font.
        line = "".join(word + "\u3000" * ((share - display_width(word)) // 2) for word in words[:-1])
        self.merge(0, self.columns - 1, line + words[-1], self.formats.plain)
        self.row += 1
        self.sheet.set_row(self.row, 60)  # a round seal is about 42 mm; it overlaps the line above
        self.merge(0, self.columns - 1, layout.seal.zh + "\u3000" * 4, self.formats.right)
        self.row += 1

    def finish(self, *, head_rows: tuple[int, int] | None = None, frozen_columns: int = 0) -> None:
        """Freeze and repeat the head rows and set the printed area."""
        if head_rows is not None:
            self.sheet.repeat_rows(*head_rows)
            self.sheet.freeze_panes(head_rows[1] + 1, frozen_columns)
        self.sheet.print_area(0, 0, self.row - 1, self.columns - 1)


def synthetic_mark(release: Release) -> str:
    """Return the words that mark synthetic data, or nothing."""
    if not release.header.is_synthetic:
        return ""
    return f"{release.layout.synthetic.zh} / {release.layout.synthetic.en}"


def page_footer(release: Release) -> str:
    """Return the page footer: release, snapshot and method, page of pages, the synthetic mark."""
    header = release.header
    font = f'&"{release.layout.body_font}"&8'
    mark = synthetic_mark(release)
    method = header.method.replace("&", "&&")  # a single & would begin a code
    footer = (
        f"&L{font} 发布 {header.number}  快照 {header.snapshot[:16]}  方法 {method}"
        f"&C{font} 第 &P 页 共 &N 页"
        f"&R{font} {mark + '  ' if mark else ''}截至 {header.as_of.isoformat()}"
    )
    if len(footer) > _FOOTER_LIMIT:
        raise ValueError(f"the page footer has {len(footer)} characters, at most {_FOOTER_LIMIT}: {footer}")
    return footer


def period_words(period: str, *, to_date: bool = False) -> str:
    """Return a period as it is written on a table, e.g. 2019年1—8月."""
    span = Period.parse(period)
    if span.month is not None:
        return (
            f"{span.year}年1—{span.month}月" if to_date and span.month > 1 else f"{span.year}年{span.month}月"
        )
    if span.quarter is not None:
        return f"{span.year}年第{span.quarter}季度"
    return f"{span.year}年"
