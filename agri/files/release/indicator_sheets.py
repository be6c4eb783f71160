"""The sheets of indicators: the city's summary, the counties side by side, and how each rate comes about."""

from collections.abc import Sequence

from xlsxwriter import Workbook

from agri.definitions.indicator_file import TOLERANCE
from agri.definitions.value_units import FRACTION, amount_words, scaled, title_with_unit, unit_words
from agri.files.cell_formats import CellFormats
from agri.files.release.lines import IndicatorHeading, IndicatorLine, PlaceLine, Release, ReleaseYearEnd
from agri.files.release.sheet_frame import Frame, Head, period_words
from agri.files.text_width import display_width

_SUMMARY = (
    ("序号", 5), ("指标", 21), ("计划条款", 10), ("市级目标", 10), ("年初至今", 8.5), ("{path}", 8.5),
    ("进度", 6), ("已审/应报", 11), ("中位数", 8), ("90%区间（%）", 14), ("达标概率", 8.5), ("判断", 11),
    ("中位数", 8), ("90%区间（%）", 14), ("达标概率", 8.5), ("统计季节；备注", 27),
)  # fmt: skip
_WORD_AT, _REPORTED_AT, _TRUE_AT = 6, 8, 12
_MATCHED = ("已报应到", 8.5)  # after the path, in releases that know it
_WHOLE_FROM = 100  # amounts from here on are written without decimals


def write_summary(book: Workbook, formats: CellFormats, release: Release) -> None:
    """Write the sheet 汇总: every indicator of the city, to date and on December 31."""
    heads, at = _summary_heads(release)
    frame = Frame(book, formats, release, "汇总", len(heads))
    layout, header = release.layout, release.header
    widths = [width for _, width in heads]
    words = layout.words["progress"].values()
    widths[at] = max(widths[at], *(display_width(word.zh) + 1 for word in words))
    frame.widths(widths)
    frame.write_head(
        Head(
            f"{layout.title.zh}汇总表",
            layout.summary_table,
            f"{period_words(header.period, to_date=True)}（截至{header.as_of.isoformat()}）",
            summary_units(release),
        )
    )
    first = _write_summary_heads(frame)
    headings = {heading.code: heading for heading in release.indicators}
    for number, line in enumerate(release.summary, start=1):
        _write_summary_line(frame, number, headings[line.indicator], line)
    frame.write_notes(summary_notes(release))
    frame.write_signatures()
    frame.finish(head_rows=(first, first + 1), frozen_columns=2)


def has_matched(release: Release) -> bool:
    """Say whether a release names the path that its words are made of."""
    return any(line.matched_path is not None for line in release.summary)


def _summary_heads(release: Release) -> tuple[tuple[tuple[str, float], ...], int]:
    """Return the heads of the summary with their widths, and where the word stands."""
    if not has_matched(release):
        return _SUMMARY, _WORD_AT
    return (*_SUMMARY[:_WORD_AT], _MATCHED, *_SUMMARY[_WORD_AT:]), _WORD_AT + 1


def _write_summary_heads(frame: Frame) -> int:
    head, first, sheet = frame.formats.column_head, frame.row, frame.sheet
    phrase = frame.release.layout.phrase
    heads, word_at = _summary_heads(frame.release)
    reported_at, true_at = (start + word_at - _WORD_AT for start in (_REPORTED_AT, _TRUE_AT))
    for column, (title, _) in enumerate(heads):
        if column < reported_at or column > true_at + 2:
            sheet.merge_range(first, column, first + 1, column, "", head)
            sheet.write_string(first, column, title.format(path=phrase("path")), head)
        else:
            sheet.write_string(first + 1, column, title, head)
    frame.merge(reported_at, true_at - 1, f"年末预测（{phrase('reported')}）", head)
    frame.merge(true_at, true_at + 2, f"年末预测（{phrase('true')}）", head)
    sheet.set_row(first, 18)
    sheet.set_row(first + 1, 18)
    frame.row = first + 2
    return first


def _write_summary_line(frame: Frame, number: int, heading: IndicatorHeading, line: IndicatorLine) -> None:
    sheet, formats, layout, row = frame.sheet, frame.formats, frame.release.layout, frame.row
    text, centred = formats.text(), formats.centred()
    sheet.set_row(row, 40)
    sheet.write_number(row, 0, number, centred)
    estimated = "（测算值）" if heading.is_estimated else ""
    sheet.write_string(
        row, 1, title_with_unit(heading.title, heading.unit, heading.counted_in).zh + estimated, text
    )
    sheet.write_string(row, 2, heading.clause, centred)
    sheet.write_string(row, 3, target_words(frame.release, heading), centred)
    unit = "fine" if heading.unit == FRACTION else heading.unit
    write_rate(frame, 4, line.value, unit=unit)
    write_rate(frame, 5, line.path, unit=unit)
    heads, word_at = _summary_heads(frame.release)
    if word_at > _WORD_AT:
        write_rate(frame, _WORD_AT, line.matched_path, unit=unit)
    word = layout.word("progress", line.word).zh if line.word else nothing(frame)
    sheet.write_string(row, word_at, word, centred)
    sheet.write_string(row, word_at + 1, f"{line.reports}/{line.expected}", centred)
    reported_at, true_at = (start + word_at - _WORD_AT for start in (_REPORTED_AT, _TRUE_AT))
    for start, year_end in ((reported_at, line.reported), (true_at, line.true)):
        write_rate(frame, start, year_end.q50 if year_end else None, unit=unit)
        sheet.write_string(row, start + 1, interval_words(year_end, heading.unit) or nothing(frame), centred)
        write_rate(frame, start + 2, year_end.probability if year_end else None, unit="probability")
    judgement = line.reported.word.zh if line.reported and line.reported.word else nothing(frame)
    sheet.write_string(row, true_at - 1, judgement, centred)
    remark = line.note or heading.note
    words = [layout.word("seasons", heading.season_rule).zh, *([remark.zh] if remark else [])]
    sheet.write_string(row, len(heads) - 1, layout.phrase("between").join(words), text)
    frame.row += 1


def summary_units(release: Release) -> str:
    """Say which units the summary's figures have."""
    return "%、概率" + _other_units(release)


def _other_units(release: Release) -> str:
    has_amounts = any(heading.unit != FRACTION for heading in release.indicators)
    return "；其他单位见指标名" if has_amounts else ""


def write_rate(
    frame: Frame, column: int, value: float | None, *, unit: str = "fraction", is_total: bool = False
) -> None:
    """Write a rate into the row at hand, or the mark of nothing."""
    if value is None:
        frame.sheet.write_string(frame.row, column, nothing(frame), frame.formats.centred(is_total=is_total))
    else:
        decimals = 2 if "/" in unit or abs(value) < _WHOLE_FROM else 0
        number = frame.formats.number(unit, decimals=decimals, is_total=is_total)
        frame.sheet.write_number(frame.row, column, value, number)


def nothing(frame: Frame) -> str:
    """Return the mark of a cell that has no figure."""
    return frame.release.layout.word("states", "nothing").zh


def target_words(release: Release, heading: IndicatorHeading) -> str:
    """Return a target as it is printed, e.g. ≥39.3%; an aspiration is named as one."""
    words = []
    for value, comparator, suffix in (
        (heading.target, heading.comparator, ""),
        (heading.aspiration, heading.aspiration_comparator, "（力争）"),
    ):
        if value is not None and comparator is not None:
            is_rate = heading.unit == FRACTION
            figure = (f"{value * 100:.1f}%" if is_rate else f"{value:g}") if value else "0"
            words.append(f"{release.layout.word('comparators', comparator).zh}{figure}{suffix}")
    return release.layout.phrase("between").join(words) or "计划未定"


def interval_words(year_end: ReleaseYearEnd | None, unit: str = FRACTION) -> str:
    """Return the interval between the 5th and the 95th percentile, or nothing."""
    if year_end is None or year_end.q05 is None or year_end.q95 is None:
        return ""
    return f"{amount_words(year_end.q05, unit)}至{amount_words(year_end.q95, unit)}"


def summary_notes(release: Release) -> list[str]:
    """Return the notes under the summary: evidence, words, source of the targets."""
    header, layout = release.header, release.layout
    path, reported, true = (layout.phrase(slug) for slug in ("path", "reported", "true"))
    judged_by = f"与按农事历推算的{path}相比"
    if has_matched(release):
        judged_by = f"按“{_MATCHED[0]}”评判，即已报单位此时应到的{path}（缺报、待审的部分不算在内）"
    return [
        f"依据：{release.evidence.text.zh}",
        "说明：“年初至今”只含已审核通过的报表，不补估缺报；“进度”"
        f"{judged_by}，{tolerance_words(release.indicators)}以内为{layout.word('progress', 'on_path').zh}；"
        f"“年末预测”为模拟得到的分布，90%区间为第5至第95百分位；{reported}指年末报表将报出的数，{true}扣除抽查推断的误差；"
        "“—”表示尚无分母、计划未定目标或未作预测。",
        f"目标出处：{header.document_publisher}《{header.document_title}》（{header.document_number}，"
        f"{header.document_published_on.isoformat()}）。",
    ]


def tolerance_words(headings: Sequence[IndicatorHeading]) -> str:
    """Say how far from the path still is on it, in each indicator's own unit; of those that have a target.

    A release that was made before indicators had a tolerance of their own says one for all, as it did then.
    """
    aimed = [heading for heading in headings if heading.target is not None]
    titles: dict[str, list[str]] = {}
    for heading in aimed:
        if heading.tolerance is not None:
            titles.setdefault(_distance_words(heading.tolerance, heading.unit), []).append(heading.title.zh)
    if not titles:
        return f"相差{_distance_words(TOLERANCE, FRACTION)}"
    if len(titles) == 1:
        return f"相差{next(iter(titles))}"
    return "相差" + "，".join(f"{words}（{'、'.join(names)}）" for words, names in titles.items())


def _distance_words(tolerance: float, unit: str) -> str:
    words = "个百分点" if unit == FRACTION else unit_words(unit).zh
    return f"{scaled(tolerance, unit):g}{words}"


_COUNTY_SHEETS = (
    ("区县指标", "分区县指标表", "%", "fraction"),
    ("区县进度", "分区县进度表（与{path}之差）", "百分点", "points"),
    ("区县概率", "分区县年末达标概率表（{reported}）", "%", "probability"),
)


def write_counties(book: Workbook, formats: CellFormats, release: Release) -> None:
    """Write the counties side by side: to date, distance to the path, probability of the city's target."""
    layout = release.layout
    path, reported = layout.phrase("path"), layout.phrase("reported")
    words = {"path": path, "of_path": path.removeprefix("计划"), "reported": reported}
    words["whose"] = "已报单位此时应到的" if has_matched(release) else "按农事历推算的"
    by_place = {(line.org_unit, line.indicator): line for line in (*release.summary, *release.counties)}
    for number, (name, title, unit, kind) in enumerate(_COUNTY_SHEETS, start=1):
        frame = Frame(book, formats, release, name, 2 + len(release.indicators))
        frame.widths([9, 24, *[11] * len(release.indicators)])
        frame.write_head(
            Head(
                layout.title.zh + title.format(**words),
                f"{layout.county_table}-{number}",
                period_words(release.header.period, to_date=True),
                unit if kind == "probability" else unit + _other_units(release),
            )
        )
        first = _write_county_heads(frame)
        for place in release.places:
            cells = [(heading, by_place.get((place.code, heading.code))) for heading in release.indicators]
            _write_county(frame, place, cells, kind)
        frame.write_notes([_COUNTY_NOTES[kind].format(**words)])
        frame.write_signatures()
        frame.finish(head_rows=(first, first), frozen_columns=2)


_COUNTY_NOTES = {
    "fraction": "说明：只含已审核通过的报表，不补估缺报；区县和全市均为分子之和除以分母之和，不是比率的平均；"
    "按行政区划代码排列，不排名；“—”表示尚无分母。",
    "points": "说明：年初至今的指标值减去{whose}{path}，正数为高于{of_path}（增长率以低为好）；"
    "按行政区划代码排列，不排名；“—”表示无{of_path}或尚无分母。",
    "probability": "说明：目标是全市的目标，区县以其为参照，不是下达的任务；按行政区划代码排列，不排名；"
    "“—”表示计划未定目标或未作预测。",
}


def _write_county(
    frame: Frame, place: PlaceLine, cells: Sequence[tuple[IndicatorHeading, IndicatorLine | None]], kind: str
) -> None:
    is_total = place.code == frame.release.header.city
    text = frame.formats.text(is_total=is_total)
    frame.sheet.set_row(frame.row, 20)
    frame.sheet.write_string(frame.row, 0, place.code, text)
    frame.sheet.write_string(frame.row, 1, place.name, text)
    figure = {"fraction": _value, "points": _points, "probability": _probability}[kind]
    for column, (heading, line) in enumerate(cells, start=2):
        value = figure(line) if line else None
        is_amount = heading.unit != FRACTION and kind != "probability"
        if is_amount and kind == "points" and value is not None:
            value /= 100  # a difference in the unit itself
        write_rate(frame, column, value, unit=heading.unit if is_amount else kind, is_total=is_total)
    frame.row += 1


def _value(line: IndicatorLine) -> float | None:
    return line.value


def _points(line: IndicatorLine) -> float | None:
    path = line.judged_by
    return None if line.value is None or path is None else (line.value - path) * 100


def _probability(line: IndicatorLine) -> float | None:
    return line.reported.probability if line.reported else None


def _write_county_heads(frame: Frame) -> int:
    head = frame.formats.column_head
    frame.sheet.set_row(frame.row, 54)
    for column, title in enumerate(
        (
            "代码",
            "单位名称",
            *(title_with_unit(i.title, i.unit, i.counted_in).zh for i in frame.release.indicators),
        )
    ):
        frame.sheet.write_string(frame.row, column, title, head)
    frame.row += 1
    return frame.row - 1
