"""A letter as it is printed: the Word file laid out as PDF, where no office program is at hand.

The Word file stays the original. Of it are read: paragraphs with size, alignment, indents, spaces and what
stays with the next one; tables with widths and joined cells; size, margins and foot of the page. Type is the
one embedded font, so an office that prints in its own fonts prints the Word file.
"""

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.doctemplate import LayoutError
from reportlab.platypus.flowables import Flowable

from agri.files.documents.line_breaks import break_lines
from agri.files.release.printed import paragraph, text_style
from agri.files.release.printed_font import FONT, register_font

_ALIGNMENTS = {
    WD_ALIGN_PARAGRAPH.CENTER: TA_CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT: TA_RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY: TA_JUSTIFY,
}
_SIZE = 16.0  # points: 三号, of official papers; where a paragraph names none
_CELL_SIZE = 10.5  # 五号
_GRID = 0.5  # points
_TABLE_BEGINS = 72.0  # points: a head of two lines and some rows
_PADDING = 2.0  # points, beside the words of a cell


def print_letter(document: bytes, title: str) -> bytes:
    """Lay a Word file out as PDF; equal files give equal bytes.

    Parameters
    ----------
    document : bytes
        A docx file, filled: no placeholder is left in it.
    title : str
        The title in the PDF's own properties.

    Returns
    -------
    bytes
        The PDF, on the page of the file's first section.

    Raises
    ------
    ValueError
        Something does not fit on a page, such as a row of a table that is taller.
    """
    register_font()
    word = Document(io.BytesIO(document))
    section = word.sections[0]
    buffer = io.BytesIO()
    width, height = _points(section.page_width), _points(section.page_height)
    left, bottom = _points(section.left_margin), _points(section.bottom_margin)
    frame = Frame(
        left,
        bottom,
        width - left - _points(section.right_margin),
        height - bottom - _points(section.top_margin),
        *(0, 0, 0, 0),
    )

    def draw_foot(canvas: Canvas, _: BaseDocTemplate) -> None:
        _draw_foot(canvas, section, frame)

    # No clock and no random id in the file.
    pdf = BaseDocTemplate(buffer, pagesize=(width, height), initialFontName=FONT, invariant=1, title=title)
    pdf.addPageTemplates([PageTemplate("page", [frame], onPage=draw_foot)])
    try:
        pdf.build(list(_story(word, float(frame._width))))
    except LayoutError as error:
        raise ValueError("a row of a table is taller than a page") from error
    return buffer.getvalue()


def _story(word: WordDocument, width: float) -> Iterator[Flowable]:
    held: list[Flowable] = []  # what stays with the next one
    for block in word.iter_inner_content():
        if isinstance(block, WordTable):
            yield from _above_table(held)
            held = []
            yield _table(block, width)
            continue
        drawn = _paragraph(block, _SIZE, width) if block.text.strip() else _blank(block)
        held.append(drawn)
        if not drawn.getKeepWithNext():
            yield from held
            held = []
    yield from held


def _above_table(held: list[Flowable]) -> Iterator[Flowable]:
    """Keep a caption with the beginning of its table, and not with all of it: long tables go on overleaf."""
    yield CondPageBreak(sum(one.style.leading for one in held if isinstance(one, Paragraph)) + _TABLE_BEGINS)
    for one in held:
        one.keepWithNext = 0
        yield one


def _blank(block: WordParagraph) -> Spacer:
    style = _style(block, _SIZE)
    line = Spacer(1, style.leading)
    line.keepWithNext = style.keepWithNext  # a signature is not parted from the text by its empty line
    return line


def _paragraph(block: WordParagraph, usual: float, width: float) -> Paragraph:
    style = _style(block, usual)
    within = width - style.leftIndent - style.rightIndent
    lines = break_lines(block.text, style.fontSize, within, first_width=within - style.firstLineIndent)
    return paragraph(lines, style)


def _style(block: WordParagraph, usual: float) -> ParagraphStyle:
    """Return how a paragraph is set; a line is as high as the file says in points, else 1.3 of its size."""
    own = block.paragraph_format
    size = next((run.font.size.pt for run in block.runs if run.font.size is not None), usual)
    height = own.line_spacing
    alignment = block.alignment
    return text_style(
        size,
        alignment=TA_LEFT if alignment is None else _ALIGNMENTS.get(alignment, TA_LEFT),
        firstLineIndent=_points(own.first_line_indent),
        leftIndent=_points(own.left_indent),
        rightIndent=_points(own.right_indent),
        spaceBefore=_points(own.space_before),
        spaceAfter=_points(own.space_after),
        keepWithNext=int(bool(own.keep_with_next)),
    ).clone("own", leading=height.pt if isinstance(height, Length) else 1.3 * size)


def _table(block: WordTable, width: float) -> Table:
    """Return a ruled table, its head on every page, no wider than the text."""
    rows = [list(row.cells) for row in block.rows]
    columns = len(block.columns)
    shares = [_points(column.width) or width / columns for column in block.columns]
    scale = min(1.0, width / sum(shares))
    where: dict[Any, list[tuple[int, int]]] = defaultdict(list)  # a joined cell stands in several places
    for i, row in enumerate(rows):
        for k, cell in enumerate(row):
            where[cell._tc].append((k, i))
    cells: list[list[Any]] = [[""] * columns for _ in rows]
    style: list[Any] = [
        ("GRID", (0, 0), (-1, -1), _GRID, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    for places in where.values():
        first, last = places[0], places[-1]
        cell = rows[first[1]][first[0]]
        within = scale * sum(shares[first[0] : last[0] + 1]) - 2 * _PADDING
        cells[first[1]][first[0]] = [_paragraph(one, _CELL_SIZE, within) for one in cell.paragraphs]
        if first != last:
            style.append(("SPAN", first, last))
    return Table(cells, colWidths=[scale * share for share in shares], style=style, repeatRows=1)


def _draw_foot(canvas: Canvas, section: Section, frame: Frame) -> None:
    """Draw the foot from its lowest line up, with the number of the page where the file counts pages."""
    at = _points(section.footer_distance)
    for one in reversed(section.footer.paragraphs):
        words = _with_page(one, canvas.getPageNumber())
        if not words.strip():
            continue
        drawn = paragraph(words, _style(one, _CELL_SIZE))
        _, height = drawn.wrapOn(canvas, float(frame._width), 1000)
        drawn.drawOn(canvas, float(frame._x1), at)
        at += height


def _with_page(block: WordParagraph, page: int) -> str:
    """Return the words of a paragraph, a field that counts pages as the page's number."""
    words, instruction, is_field = [], "", False
    for part in block._p.iter():
        if part.tag == qn("w:fldChar"):
            kind = part.get(qn("w:fldCharType"))
            if kind == "begin":
                is_field, instruction = True, ""
            elif kind == "end":
                is_field = False
                words.append(str(page) if instruction.split()[:1] == ["PAGE"] else "")
        elif part.tag == qn("w:instrText"):
            instruction += part.text or ""
        elif part.tag == qn("w:t") and not is_field:
            words.append(part.text or "")
    return "".join(words)


def _points(length: Length | None) -> float:
    return 0.0 if length is None else float(length.pt)
