"""A signed form as a PDF: portrait A4, one table, signatures, room for the seal, a code to check it by."""

import io
from collections.abc import Sequence

import segno
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Spacer, Table
from reportlab.platypus.flowables import Flowable, KeepTogether

from agri.files.release.printed import grid, paragraph, text_style
from agri.files.release.printed_font import FONT, printable, register_font
from agri.files.release.sheet_frame import period_words
from agri.files.signed.lines import SignedCell, SignedForm
from agri.terms import CellState

_MARGIN = 16 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_WIDTHS = (12 * mm, 84 * mm, 20 * mm, 28 * mm, _WIDTH - 144 * mm)
_QR = 30 * mm
_SEAL = 42 * mm  # a round official seal's diameter
_RED = colors.HexColor("#C00000")


def render_signed_form(form: SignedForm) -> bytes:
    """Render one form as a PDF; equal forms give equal bytes."""
    register_font()
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        initialFontName=FONT,
        invariant=1,  # no clock and no random id in the file
        title=f"{form.title} {form.place} {form.period}",
        author=form.place,
        subject=f"{form.revision_id} {form.digest} {form.synthetic_mark}".strip(),
    )
    frame = Frame(_MARGIN, 18 * mm, _WIDTH, A4[1] - 32 * mm, 0, 0, 0, 0)

    def draw_footer(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont(FONT, 8)
        canvas.drawString(_MARGIN, 10 * mm, printable(f"回执 {form.receipt}  第 {form.number} 版"))
        canvas.drawCentredString(A4[0] / 2, 10 * mm, f"第 {canvas.getPageNumber()} 页")
        canvas.drawRightString(A4[0] - _MARGIN, 10 * mm, printable(form.synthetic_mark))

    document.addPageTemplates([PageTemplate("page", [frame], onPage=draw_footer)])
    document.build([*_head(form), _table(form), *_remarks(form), KeepTogether(_end(form))])
    return buffer.getvalue()


def _head(form: SignedForm) -> list[Flowable]:
    layout = form.layout
    story: list[Flowable] = [paragraph(form.title, text_style(17, alignment=TA_CENTER, spaceAfter=5))]
    if form.is_synthetic:
        story.append(
            paragraph(form.synthetic_mark, text_style(10, alignment=TA_CENTER, textColor=_RED, spaceAfter=3))
        )
    right = text_style(9.5, alignment=TA_RIGHT)
    story += [
        paragraph(text, right)
        for text in (
            f"表号：{form.table_number}（自编）",
            f"制定机关：{layout.authority.zh}",
            f"有效期至：{layout.valid_until.zh}",
        )
    ]
    line = [
        paragraph(f"填报单位：{form.place}（{form.org_unit}）", text_style(9.5)),
        paragraph(f"报告期：{period_words(form.period)}", text_style(9.5, alignment=TA_CENTER)),
        paragraph(f"状态：{form.state}", right),
    ]
    style = [
        ("FONT", (0, 0), (-1, -1), FONT, 9.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ]
    return [*story, Table([line], colWidths=[0.5 * _WIDTH, 0.25 * _WIDTH, 0.25 * _WIDTH], style=style)]


def _table(form: SignedForm) -> Table:
    rows = [["序号", "指标名称", "计量单位", "本期数量", "说明"]]
    heads, number = [], 0
    for section in form.sections:
        heads.append(len(rows))
        rows.append(["", section.title, "", "", section.known_by])
        for cell in section.cells:
            number += 1
            unit = cell.counted_in or form.layout.word("units", cell.unit).zh
            rows.append([str(number), cell.title, unit, _amount(form, cell), cell.typed])
    return grid(rows, _WIDTHS, head_rows=1, text_columns=(1, 2, 4), bold_rows=heads, size=9.5)


def _amount(form: SignedForm, cell: SignedCell) -> str:
    """Write an amount as it was reported, at most three decimals, or what its silence means."""
    if cell.value is None:
        return form.layout.word("states", cell.state.name.lower()).zh
    if cell.unit == "fraction":
        return f"{100 * cell.value:,.1f}"
    return f"{cell.value:,.3f}".rstrip("0").rstrip(".")


def _remarks(form: SignedForm) -> list[Flowable]:
    states = {cell.state for section in form.sections for cell in section.cells} - {CellState.GIVEN}
    words, legend = form.layout.words["states"], form.layout.words["legend"]
    marks = [
        f"{words[slug].zh}：{legend[slug].zh}"
        for slug in sorted(state.name.lower() for state in states)
        if slug in words and slug in legend
    ]
    notes = [*marks, *form.remarks]
    return [Spacer(1, 2 * mm), *(paragraph(note, text_style(8.5)) for note in notes)]


def _end(form: SignedForm) -> list[Flowable]:
    """Draw who signs, where the seal goes, and how the paper is checked; they stay on one page."""
    labels = form.signatures()
    style = [
        ("FONT", (0, 0), (-1, -1), FONT, 10),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
    ]
    lines = [[*labels[i : i + 3], *[""] * (3 - len(labels[i : i + 3]))] for i in range(0, len(labels), 3)]
    cells = [[printable(text) for text in line] for line in lines]
    return [
        Spacer(1, 6 * mm),
        Table(cells, colWidths=[_WIDTH / 3] * 3, style=style),
        _Check(form),
    ]


class _Check(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The code at the left, the seal's place at the right."""

    def __init__(self, form: SignedForm) -> None:
        super().__init__()
        self.form = form

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the room that it takes."""
        return _WIDTH, _SEAL + 4 * mm

    def draw(self) -> None:
        """Draw with its lower left corner at the origin."""
        form, canvas = self.form, self.canv
        _draw_qr(canvas, form.address, 0, _SEAL - _QR)
        words = (
            "扫码核对真伪：只显示真实、",
            "已被更正或查无此件，不显示数字。",
            f"回执 {form.receipt}  第 {form.number} 版",
            *_halves(form.digest),
        )
        y = _SEAL - 4 * mm
        for line in words:
            canvas.setFont(FONT, 8)
            canvas.drawString(_QR + 3 * mm, y, printable(line))
            y -= 4.4 * mm
        canvas.setDash(2, 2)
        canvas.setStrokeColor(colors.grey)
        canvas.circle(_WIDTH - _SEAL / 2 - 4 * mm, _SEAL / 2, _SEAL / 2)
        canvas.setDash()
        canvas.setFillColor(colors.grey)
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(_WIDTH - _SEAL / 2 - 4 * mm, _SEAL / 2, printable(form.layout.seal.zh))


def _halves(digest: str) -> Sequence[str]:
    return (f"摘要 {digest[:32]}", f"\u3000\u3000 {digest[32:]}")


def _draw_qr(canvas: Canvas, text: str, left: float, bottom: float) -> None:
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = _QR / len(rows)
    canvas.setFillColor(colors.black)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                # A little larger than its square: seams between modules would show in print.
                canvas.rect(
                    left + x * side, bottom + _QR - (y + 1) * side, side * 1.03, side * 1.03, stroke=0, fill=1
                )
