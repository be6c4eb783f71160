"""Pages, paragraphs and tables of the Word templates; type and margins follow GB/T 9704-2012 where they can."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FOLDER = Path(__file__).resolve().parents[2] / "seed_data" / "zhengzhou" / "documents"
Part = Callable[[Word], None]
TITLE, HEADING, BODY, TABLE = "方正小标宋简体", "黑体", "仿宋_GB2312", "宋体"
LOCKED = (
    "发布 {{ number }}　第 {{ edition }} 版　摘要 {{ short_digest }}　快照 {{ snapshot }}"  # on every page
)
INDENT = Pt(32)  # two characters of size 16


class Column(NamedTuple):
    """One column of a table: its head, what stands in it, its width in millimetres."""

    head: str
    cell: str
    width: float


def write(name: str, title: str, parts: list[str | Part]) -> None:
    """Write one template: title, recipients, parts, signature, notes.

    From the last part on each paragraph keeps with the next: a signature never stands alone on a page. So the
    last part that is printed must be one that is kept, and no table.
    """
    word = Document()
    _page(word)
    _line(word, title, font=TITLE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER, exact=34, after=14)
    _line(word, "{{ recipients }}：", indent=False)
    for part in parts:
        if isinstance(part, str):
            _text(word, part)
        else:
            part(word)
    _line(word, "", indent=False, keep=True)
    _line(word, "{{ issuer }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=Pt(32), indent=False, keep=True)
    _line(word, "{{ written_on }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=Pt(48), indent=False, keep=True)
    _text(word, "{%p if copied_to %}")
    _line(word, "抄送：{{ copied_to }}。", size=14, indent=False, exact=22, keep=True)
    _text(word, "{%p endif %}")
    _text(word, "{%p if contact %}")
    _line(word, "联系人：{{ contact }}", size=14, indent=False, exact=22, keep=True)
    _text(word, "{%p endif %}")
    notes = (
        "数据来源：发布 {{ number }}（第 {{ edition }} 版），数据截止 {{ as_of }}，"
        "内容摘要 {{ short_digest }}；文中数值均取自该期发布，凭编号和摘要可核对。"
    )
    _line(word, notes, font=TABLE, size=10.5, indent=False, exact=16, before=8, keep=True)
    _text(word, "{%p if mark %}")
    _line(word, "演示数据：{{ mark }}", font=TABLE, size=10.5, indent=False, exact=16, keep=True)
    _text(word, "{%p endif %}")
    FOLDER.mkdir(exist_ok=True)
    word.save(str(FOLDER / name))


def _page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, is_field in (("— ", False), ("PAGE", True), (" —", False)):
        run = foot.add_run("" if is_field else text)
        _set_font(run, TABLE, 14)
        if is_field:
            for kind in ("begin", "instr", "end"):
                if kind == "instr":
                    element = OxmlElement("w:instrText")
                    element.text = text
                else:
                    element = OxmlElement("w:fldChar")
                    element.set(qn("w:fldCharType"), kind)
                run._r.append(element)
    locked = section.footer.add_paragraph()
    locked.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set_font(locked.add_run(LOCKED), TABLE, 9)
    style = word.styles["Normal"]
    style.font.size = Pt(16)
    style.font.name = "Times New Roman"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    props = word.core_properties
    props.author, props.title, props.comments = "", "", ""


def _set_font(run: object, font: str, size: float) -> None:
    run.font.size = Pt(size)  # type: ignore[attr-defined]
    run.font.name = "Times New Roman"  # type: ignore[attr-defined]
    run._r.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), font)  # type: ignore[attr-defined]


def _line(
    word: Word,
    text: str,
    *,
    font: str = BODY,
    size: float = 16,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: bool = True,
    exact: float = 28,
    before: float = 0,
    after: float = 0,
    right: int | None = None,
    keep: bool = False,
) -> Paragraph:
    line = word.add_paragraph()
    shape = line.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(exact)
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.keep_with_next = keep
    if align is not None:
        line.alignment = align
    elif indent:
        shape.first_line_indent = INDENT
    if right is not None:
        shape.right_indent = right
    _set_font(line.add_run(text), font, size)
    return line


def _text(word: Word, text: str, *, keep: bool = False) -> None:
    """Write a paragraph: 一、 in 黑体, all else in 仿宋; what decides or repeats is never printed, and keeps too."""
    is_heading = text[1:2] == "、" and text[0] in "一二三四五六"
    keep = keep or is_heading or text.startswith("{%p")
    _line(word, text, font=HEADING if is_heading else BODY, keep=keep)


def kept(text: str) -> Part:
    """Return a part: a paragraph that stands on the page of what follows it."""
    return lambda word: _text(word, text, keep=True)


class Spread(NamedTuple):
    """Columns of which there are as many as a list is long: after which column, over what heads and cells."""

    after: int
    heads: str
    head: str
    cells: str
    cell: str
    width: float


def table(caption: str, columns: list[Column], rows: str, spread: Spread | None = None) -> Part:
    """Return a part: a table with a row for each of `rows`, and the columns of `spread` where there are any."""
    heads = [(column.head, column.width) for column in columns]
    cells = [(column.cell, column.width) for column in columns]
    if spread is not None:
        width, end = spread.width, "{%tc endfor %}"
        at = slice(spread.after, spread.after)
        heads[at] = [(one, width) for one in (f"{{%tc for head in {spread.heads} %}}", spread.head, end)]
        cells[at] = [(one, width) for one in (f"{{%tc for one in {spread.cells} %}}", spread.cell, end)]

    def add(word: Word) -> None:
        _line(
            word,
            caption,
            font=HEADING,
            size=12,
            align=WD_ALIGN_PARAGRAPH.CENTER,
            exact=24,
            before=4,
            keep=True,
        )
        made = word.add_table(rows=4, cols=len(heads))
        made.style = "Table Grid"
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        made.autofit = False
        _repeat(made)
        for at, ((head, width), (cell, _)) in enumerate(zip(heads, cells, strict=True)):
            _cell(made.cell(0, at), head)
            _cell(made.cell(2, at), cell, left=at == 0)
            for row in made.rows:
                row.cells[at].width = Mm(width)
        _cell(made.cell(1, 0), f"{{%tr for row in {rows} %}}")
        _cell(made.cell(3, 0), "{%tr endfor %}")
        _line(word, "", indent=False, exact=10)

    return add


def _repeat(made: Table) -> None:
    """Let the head stand on every page, and no row be cut in two."""
    for at, row in enumerate(made.rows):
        props = row._tr.get_or_add_trPr()
        props.append(OxmlElement("w:cantSplit"))
        if at == 0:
            props.append(OxmlElement("w:tblHeader"))


def _cell(cell: _Cell, text: str, *, left: bool = False) -> None:
    line = cell.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.line_spacing = 1.0
    line.paragraph_format.space_after = Pt(0)
    _set_font(line.add_run(text), TABLE, 9)
