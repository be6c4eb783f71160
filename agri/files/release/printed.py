"""The printable form: a release as a PDF to sign and stamp, drawn from the same lines as the workbook."""

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.flowables import Flowable

from agri.definitions.value_units import FRACTION, amount_words, title_with_unit
from agri.files.release.form_sheet import FormTable, form_table
from agri.files.release.indicator_sheets import (
    has_matched,
    interval_words,
    summary_notes,
    summary_units,
    target_words,
)
from agri.files.release.lines import FindingLine, Release, ReleaseYearEnd
from agri.files.release.notes_sheets import FINDING_HEADS, FINDINGS, FINDINGS_NOTE, finding_words
from agri.files.release.printed_font import FONT, printable, register_font
from agri.files.release.printed_forms import form_grid
from agri.files.release.sheet_frame import period_words, synthetic_mark

_MARGIN = 12 * mm
_WIDTH = landscape(A4)[0] - 2 * _MARGIN
_GREY = colors.HexColor("#F2F2F2")


def render_printed(release: Release) -> bytes:
    """Render a release as a PDF; equal releases give equal bytes."""
    register_font()
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=landscape(A4),
        initialFontName=FONT,
        invariant=1,  # no clock and no random id in the file
        title=f"{release.layout.title.zh} {release.header.number}",
        author=release.layout.compiler.zh,
        subject=f"{release.header.snapshot} {synthetic_mark(release)}".strip(),
    )
    frame = Frame(_MARGIN, 16 * mm, _WIDTH, landscape(A4)[1] - 26 * mm, 0, 0, 0, 0)

    def draw_footer(canvas: Canvas, _: BaseDocTemplate) -> None:
        _draw_footer(canvas, release)

    document.addPageTemplates([PageTemplate("page", [frame], onPage=draw_footer)])
    document.build(_story(release))
    return buffer.getvalue()


def _story(release: Release) -> list[Flowable]:
    story = _summary(release)
    if any(heading.is_process for heading in release.indicators):
        story += [PageBreak(), *_summary(release, is_process=True)]
    for lines in release.forms:
        for is_to_date in (False, True):
            table = form_table(lines, is_to_date=is_to_date)
            if table is not None:
                story += [PageBreak(), *_form(release, table)]
    if release.findings is not None:
        story += [PageBreak(), *_findings(release, release.findings)]
    return story


def _findings(release: Release, findings: Sequence[FindingLine]) -> list[Flowable]:
    period = period_words(release.header.period, to_date=True)
    rows = [FINDING_HEADS, *map(finding_words, findings)]
    return [
        *_head(release, FINDINGS[1], "—", period, "见各报表"),
        grid(rows, _scaled([16, 22, 14, 26, 34, 18, 96, 14]), head_rows=1, text_columns=(1, 3, 4, 6)),
        *_notes([FINDINGS_NOTE]),
        *_signatures(release),
    ]


def _summary(release: Release, *, is_process: bool = False) -> list[Flowable]:
    """Draw the city's summary: the plan's indicators, or those that show how the work goes."""
    layout, header = release.layout, release.header
    name = "过程指标表" if is_process else "汇总表"
    period = f"{period_words(header.period, to_date=True)}（截至{header.as_of.isoformat()}）"
    as_told, as_seen = (layout.phrase(slug).removesuffix("口径") for slug in ("reported", "true"))
    is_matched = has_matched(release)
    heads = [
        "序号", "指标", "计划条款", "市级目标", "年初至今", layout.phrase("path"),
        *(["已报应到"] if is_matched else []), "进度", "已审/应报",
        *(f"{head}\n（{as_told}）" for head in ("年末中位数", "90%区间%", "达标概率")), "判断",
        *(f"{head}\n（{as_seen}）" for head in ("年末中位数", "达标概率")), "统计季节",
    ]  # fmt: skip
    widths = [9, 44, 18, 21, 16, 16, *([16] if is_matched else []), 17, 19, 17, 22, 16, 22, 17, 16, 26]
    headings = {heading.code: heading for heading in release.indicators}
    rows = [heads]
    lines = [line for line in release.summary if headings[line.indicator].is_process == is_process]
    for number, line in enumerate(lines, start=1):
        heading = headings[line.indicator]
        reported, true = line.reported, line.true
        rows.append(
            [
                str(number),
                title_with_unit(heading.title, heading.unit, heading.counted_in).zh
                + ("（测算值）" if heading.is_estimated else ""),
                heading.clause,
                target_words(release, heading),
                _figure(line.value, heading.unit),
                _figure(line.path, heading.unit),
                *([_figure(line.matched_path, heading.unit)] if is_matched else []),
                layout.word("progress", line.word).zh if line.word else "—",
                f"{line.reports}/{line.expected}",
                _figure(reported.q50 if reported else None, heading.unit),
                interval_words(reported, heading.unit) or "—",
                _probability(reported),
                reported.word.zh if reported and reported.word else "—",
                _figure(true.q50 if true else None, heading.unit),
                _probability(true),
                layout.word("seasons", heading.season_rule).zh,
            ]
        )
    return [
        *_head(release, f"{layout.title.zh}{name}", layout.summary_table, period, summary_units(release)),
        grid(rows, _scaled(widths), head_rows=1, text_columns=(1, 2, 3, len(heads) - 1)),
        *_notes(summary_notes(release)),
        *_signatures(release),
    ]


def _form(release: Release, table: FormTable) -> list[Flowable]:
    rows, widths, total_rows = form_grid(release, table)
    title = table.lines.title.zh + ("（累计）" if table.is_to_date else "")
    period = period_words(table.lines.period, to_date=table.is_to_date)
    size = 8.0 if len(widths) <= 13 else 6.5
    states, legend = release.layout.words["states"], release.layout.words["legend"]
    marks = ";".join(f"{word.zh}({legend[slug].zh})" for slug, word in states.items() if slug != "incomplete")
    return [
        *_head(release, title, table.lines.table_number, period, "见表头"),
        grid(rows, _scaled(widths), head_rows=2, text_columns=(1,), bold_rows=total_rows, size=size),
        *_notes([f"图例：{marks}；数值后带*为不完整的合计或累计。"]),
        *_signatures(release),
    ]


def _figure(value: float | None, unit: str) -> str:
    return "—" if value is None else amount_words(value, unit) + ("%" if unit == FRACTION else "")


def _probability(year_end: ReleaseYearEnd | None) -> str:
    """Write a probability no finer than a thousand replications tell it."""
    if year_end is None or year_end.probability is None:
        return "—"
    if year_end.probability >= 0.995:
        return ">99%"
    return "<1%" if year_end.probability < 0.005 else f"{year_end.probability * 100:.0f}%"


def _scaled(widths: Sequence[float]) -> list[float]:
    total = sum(widths)
    return [width * _WIDTH / total for width in widths]


def text_style(size: float, **properties: object) -> ParagraphStyle:
    """Return the style of Chinese text in a size in points; lines break between any two characters."""
    return ParagraphStyle(
        "text", fontName=FONT, fontSize=size, leading=size * 1.3, wordWrap="CJK", **properties
    )


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Return a plain text as a paragraph; nothing in it is markup, and no character is left out."""
    escaped = (
        printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br/>")
    )
    return Paragraph(escaped, style)


def _head(release: Release, title: str, number: str, period: str, unit: str) -> list[Flowable]:
    layout = release.layout
    story: list[Flowable] = [paragraph(title, text_style(16, alignment=TA_CENTER, spaceAfter=4))]
    if release.header.is_synthetic:
        red = text_style(10, alignment=TA_CENTER, textColor=colors.HexColor("#C00000"))
        story.append(paragraph(synthetic_mark(release), red))
    right = text_style(9, alignment=TA_RIGHT)
    story += [
        paragraph(text, right)
        for text in (
            f"表号：{number}（自编）",
            f"制定机关：{layout.authority.zh}",
            f"有效期至：{layout.valid_until.zh}",
        )
    ]
    line = [
        paragraph(f"综合单位：{layout.compiler.zh}", text_style(9)),
        paragraph(f"报告期：{period}", text_style(9, alignment=TA_CENTER)),
        paragraph(f"计量单位：{unit}", right),
    ]
    style = [("FONT", (0, 0), (-1, -1), FONT, 9), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    story.append(Table([line], colWidths=[_WIDTH / 3] * 3, style=style))
    return story


def grid(
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    head_rows: int,
    text_columns: Sequence[int],
    bold_rows: Sequence[int] = (),
    size: float = 8.0,
) -> Table:
    """Return a ruled table whose head repeats on every page; text columns wrap."""
    centred, left = text_style(size, alignment=TA_CENTER), text_style(size)
    cells: list[list[Any]] = []
    for i, row in enumerate(rows):
        wrapped = [
            paragraph(text, centred if i < head_rows or column not in text_columns else left)
            if i < head_rows or column in text_columns
            else printable(text)
            for column, text in enumerate(row)
        ]
        cells.append(wrapped)
    style: list[Any] = [
        ("FONT", (0, 0), (-1, -1), FONT, size),
        ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
        ("BACKGROUND", (0, 0), (-1, head_rows - 1), _GREY),
        ("ALIGN", (0, 0), (-1, -1), "RIGHT"),
        ("ALIGN", (0, 0), (0, -1), "LEFT"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        *(("BACKGROUND", (0, row), (-1, row), _GREY) for row in bold_rows),
    ]
    return Table(cells, colWidths=widths, repeatRows=head_rows, style=style)


def _notes(notes: Sequence[str]) -> list[Flowable]:
    return [Spacer(1, 2 * mm), *(paragraph(note, text_style(7.5)) for note in notes)]


def _signatures(release: Release) -> list[Flowable]:
    labels = [f"{printable(label.zh)}：" for label in release.layout.signatures]
    labels[-1] += "    年  月  日"
    style = [("FONT", (0, 0), (-1, -1), FONT, 9), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    seal = paragraph(release.layout.seal.zh, text_style(9, alignment=TA_RIGHT, rightIndent=25 * mm))
    return [
        Spacer(1, 5 * mm),
        Table([labels], colWidths=[_WIDTH / len(labels)] * len(labels), style=style),
        Spacer(1, 8 * mm),
        seal,
    ]


def _draw_footer(canvas: Canvas, release: Release) -> None:
    header, mark = release.header, synthetic_mark(release)
    canvas.setFont(FONT, 7.5)
    left = f"发布 {header.number}  快照 {header.snapshot[:16]}  方法 {header.method}"
    canvas.drawString(_MARGIN, 9 * mm, printable(left))
    canvas.drawCentredString(landscape(A4)[0] / 2, 9 * mm, f"第 {canvas.getPageNumber()} 页")
    right = f"{mark}  截至 {header.as_of.isoformat()}".strip()
    canvas.drawRightString(landscape(A4)[0] - _MARGIN, 9 * mm, right)
