"""The sheets of words: what the release is, and which coefficients and sources it used."""

from collections.abc import Sequence

from xlsxwriter import Workbook

from agri.files.cell_formats import CellFormats
from agri.files.release.form_sheet import FormTable
from agri.files.release.indicator_sheets import target_words
from agri.files.release.lines import FindingLine, Release
from agri.files.release.sheet_frame import Frame, synthetic_mark
from agri.files.text_width import display_width
from agri.files.unit_words import unit_words

FINDINGS = ("疑问", "已审核报表的疑问")
FINDING_HEADS = ("代码", "单位", "报告期", "报表", "指标项", "填报数", "疑问", "答复")
FINDINGS_NOTE = "说明：疑问由校验规则自动提出，只表示需要核实，不表示数据有误；经市级选择随本次发布一并报送。"

_LINE_POINTS = 13.5  # height of one line of 10-point text


def write_coefficients(book: Workbook, formats: CellFormats, release: Release) -> None:
    """Write the sheet 系数: every figure used, with unit, source and certainty."""
    widths = (38, 36, 20, 28, 14)
    frame = _text_frame(book, formats, release, ("系数", "系数表"), widths)
    first = frame.row
    _write_row(frame, ("系数", "数值", "单位", "来源编号", "可靠程度"), widths, is_head=True)
    for line in release.coefficients:
        value = line.value[0] if len(line.value) == 1 else None
        cells = (
            line.name,
            "" if value is not None else "、".join(f"{figure:g}" for figure in line.value),
            line.unit,
            line.source,
            release.layout.word("certainty", line.certainty).zh,
        )
        _write_row(frame, cells, widths)
        if value is not None:
            cell_format = formats.of(border=1, align="right", num_format="General")
            frame.sheet.write_number(frame.row - 1, 1, value, cell_format)
    frame.write_notes(["说明：来源编号见“来源”表；注明“假定”的系数由本系统暂定，应由本地实测值替换。"])
    frame.finish(head_rows=(first, first))


def write_sources(book: Workbook, formats: CellFormats, release: Release) -> None:
    """Write the sheet 来源: what the cited sources say and where they stand."""
    widths = (26, 32, 40, 44, 14)
    frame = _text_frame(book, formats, release, ("来源", "来源表"), widths)
    first = frame.row
    _write_row(frame, ("编号", "内容", "数值", "出处", "可靠程度"), widths, is_head=True)
    for source in release.sources:
        certainty = release.layout.word("certainty", source.certainty).zh
        _write_row(frame, (source.id, source.what, source.figure, source.origin, certainty), widths)
    frame.finish(head_rows=(first, first))


def write_findings(
    book: Workbook, formats: CellFormats, release: Release, findings: Sequence[FindingLine]
) -> None:
    """Write the sheet 疑问: what the checks remarked on accepted reports."""
    widths = (16, 20, 11, 20, 26, 14, 64, 10)
    frame = _text_frame(book, formats, release, FINDINGS, widths)
    first = frame.row
    _write_row(frame, FINDING_HEADS, widths, is_head=True)
    for finding in findings:
        _write_row(frame, finding_words(finding), widths)
    frame.write_notes([FINDINGS_NOTE])
    frame.finish(head_rows=(first, first))


def finding_words(finding: FindingLine) -> tuple[str, ...]:
    """Return the cells of a finding as text, in the order of `FINDING_HEADS`."""
    value = "—"
    if finding.value is not None:
        value = f"{finding.value:g}{unit_words(finding.unit)[0]}" if finding.unit else f"{finding.value:g}"
    return (
        finding.org_unit,
        finding.name,
        finding.period,
        finding.form_title.zh,
        finding.element_title.zh if finding.element_title else "—",
        value,
        finding.text.zh,
        "已答复" if finding.is_answered else "未答复",
    )


def _text_frame(
    book: Workbook, formats: CellFormats, release: Release, names: tuple[str, str], widths: tuple[int, ...]
) -> Frame:
    name, title = names
    frame = Frame(book, formats, release, name, len(widths))
    frame.widths(widths)
    frame.sheet.set_row(frame.row, 27)
    frame.merge(0, len(widths) - 1, f"{release.layout.title.zh} {title}", formats.title)
    frame.row += 1
    if release.header.is_synthetic:
        frame.merge(0, len(widths) - 1, synthetic_mark(release), formats.warning)
        frame.row += 1
    return frame


def write_explanations(
    book: Workbook, formats: CellFormats, release: Release, tables: tuple[FormTable, ...]
) -> None:
    """Write the sheet 说明: identity of the release, contents, indicators, words and marks."""
    widths = (26, 34, 68)
    frame = _text_frame(book, formats, release, ("说明", "编制说明"), widths)
    if release.header.is_synthetic:
        frame.write_notes([release.layout.synthetic_note.zh, release.layout.synthetic_note.en])
    _heading(frame, "一、发布标识")
    for row in _identity(release):
        _write_row(frame, row, widths)
    _heading(frame, "二、数据依据")
    evidence = release.evidence
    for label, english, count in (
        ("应报报表", "reports expected", evidence.expected),
        ("已审核通过", "received and accepted", evidence.received),
        ("未报", "missing", evidence.missing),
        ("待审", "pending", evidence.pending),
        ("抽查核实", "spot checks", evidence.spot_checks),
    ):
        _write_row(frame, (label, english, str(count)), widths)
    _write_row(frame, ("说明", evidence.text.en, evidence.text.zh), widths)
    _heading(frame, "三、指标口径")
    _write_row(frame, ("指标", "市级目标；条款；统计季节", "备注"), widths, is_head=True)
    for heading in release.indicators:
        season = release.layout.word("seasons", heading.season_rule).zh
        note = f"{heading.note.zh} {heading.note.en}" if heading.note else ""
        demand = f"{target_words(release, heading)};{heading.clause};{season}"
        _write_row(frame, (heading.title.zh, demand, note), widths)
    _heading(frame, "四、各表目录")
    for table in tables:
        spans = "年初累计" if table.is_to_date else "本期"
        number = f"{table.lines.table_number}（自编）"
        _write_row(frame, (table.sheet_name, number, f"{table.lines.title.zh},{spans}"), widths)
    unasked = [lines.title.zh for lines in release.forms if not lines.is_due]
    if unasked:
        frame.write_notes([f"本期不要求填报、因此没有“本期”表的报表：{'、'.join(unasked)}。"])
    frame.write_notes([release.layout.approval.zh + "。" + release.layout.approval.en + "."])
    _heading(frame, "五、图例")
    for slug, word in release.layout.words["states"].items():
        meaning = release.layout.words["legend"][slug]
        _write_row(frame, (word.zh, word.en, f"{meaning.zh}; {meaning.en}"), widths)
    frame.finish()


def _identity(release: Release) -> tuple[tuple[str, str, str], ...]:
    header = release.header
    seed = "—" if header.seed is None else f"{header.seed};{header.replications}"
    return (
        ("发布编号", "release", header.number),
        ("报告期", "period", header.period),
        ("截止日", "as of", header.as_of.isoformat()),
        ("计划", "plan", f"{header.plan} {header.plan_title.zh}"),
        ("地区", "city", f"{header.city} {header.city_name.zh} {header.city_name.en}"),
        ("快照", "snapshot", header.snapshot),
        ("快照口径", "basis", header.snapshot_basis),
        ("方法版本", "method", header.method),
        *((("定义版本", "definitions", header.definitions),) if header.definitions else ()),
        ("随机种子；模拟次数", "seed; replications", seed),
        ("审计链长度", "length of the audit chain", str(header.chain_length)),
        ("审计链末端", "head of the audit chain", header.chain_head),
    )


def _heading(frame: Frame, text: str) -> None:
    frame.row += 1
    frame.merge(0, frame.columns - 1, text, frame.formats.heading)
    frame.row += 1


def _write_row(
    frame: Frame, cells: tuple[str, ...], widths: tuple[int, ...], *, is_head: bool = False
) -> None:
    cell_format = frame.formats.column_head if is_head else frame.formats.text()
    lines = max(
        -(-display_width(cell) // int(width * 1.03 - 1)) for cell, width in zip(cells, widths, strict=True)
    )
    frame.sheet.set_row(frame.row, max(1, lines) * _LINE_POINTS + 3)
    for column, cell in enumerate(cells):
        frame.sheet.write_string(frame.row, column, cell, cell_format)
    frame.row += 1
