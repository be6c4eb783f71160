"""How `agri import` speaks: what became of each file and sheet, in both languages."""

from collections.abc import Iterator

from agri.files.intake.intake_report import FileOutcome, FileReport, SheetReport
from agri.files.sheets.faults import EXAMPLES, grouped
from agri.services.intake.spreadsheets.import_merge import Amount, FigureChange
from agri.services.intake.spreadsheets.import_reports import ImportReport

_MOST_CHANGES = 20
_MOST_LEFT_OUT = 12
_MOST_NAMES = 20
_MOST_MISSING = 12
_OPTIONS = {  # what settles a kind of fault without touching the file
    "word-for-nothing": "统一选定：加 --means 无=0（没有发生）或 --means 无=blank（不清楚） · to settle it: "
    "--means 无=0 (none) or --means 无=blank (not known)",
    "newer-in-record": "核对后仍以文件为准：加 --overwrite-newer · to take the file's figures all the same: "
    "--overwrite-newer",
}
_OUTCOMES = {
    FileOutcome.TAKEN: ("✔", "已导入", "taken"),
    FileOutcome.REFUSED: ("✘", "未导入", "not imported"),
    FileOutcome.EMPTY: ("–", "未填写", "not filled in"),
    FileOutcome.NOT_READ: ("–", "未读", "not read"),
}


def import_lines(report: ImportReport) -> Iterator[str]:
    """Yield the report line by line, the whole before its parts."""
    if report.is_dry_run:
        yield "试读，没有写入任何数据 · dry run: nothing was written"
    for file in report.files:
        yield from _file_lines(file, is_dry_run=report.is_dry_run)
    yield from _fault_lines(report)
    yield from _change_lines("改动（原数 → 新数）· corrections (old → new)", report.changes)
    yield from _kept_lines(report)
    yield from _question_lines(report)
    yield from _missing_lines(report)
    yield _sum_line(report)


def _file_lines(file: FileReport, *, is_dry_run: bool) -> Iterator[str]:
    sign, chinese, english = _OUTCOMES[file.outcome]
    if is_dry_run and file.outcome == FileOutcome.TAKEN:
        chinese, english = "可以导入", "can be imported"
    faults = len(file.faults) + file.unlisted_faults
    count = f"，{faults} 处错误 · {faults} fault(s)" if faults else ""
    why = f"：{file.why[0]} · {file.why[1]}" if any(file.why) else ""
    yield f"{sign} {file.name}  {chinese} · {english}{count}{why}"
    for sheet in file.sheets:
        yield from _sheet_lines(sheet)


def _sheet_lines(sheet: SheetReport) -> Iterator[str]:
    name = f"[{sheet.name}] " if sheet.name else ""
    if sheet.form:
        empty = f"，未填 {sheet.empty_rows} empty" if sheet.empty_rows else ""
        yield (
            f"    {name}{sheet.form}：读 {sheet.rows} 行 rows，新 {sheet.new} new，更正 "
            f"{sheet.corrected} corrected，"
            f"相同 {sheet.unchanged} unchanged{empty}"
        )
    for chinese, english in sheet.remarks:
        yield f"      {chinese} · {english}"
    for left in sheet.left_out[:_MOST_LEFT_OUT]:
        place = _place_words(left.place) or ("" if sheet.form else name)
        yield f"      {place}{left.chinese} · {left.english}"
    more = len(sheet.left_out) - _MOST_LEFT_OUT + sheet.more_left_out
    if more > 0:
        yield f"      … 还有 {more} 处未读 · and {more} more not read"


def _place_words(place: str) -> str:
    """Return the place of what was left out in both languages."""
    kind, _, which = place.partition(" ")
    if kind == "row":
        return f"第{which}行 row {which}："
    return f"{which}列 column {which}：" if kind == "column" else ""


def _fault_lines(report: ImportReport) -> Iterator[str]:
    for group in grouped(report.faults):
        yield f"{group.title_zh} · {group.title_en}：{group.total} 处"
        for fault in group.examples:
            yield f"    {fault.place}：{fault.chinese} · {fault.english}"
        if group.code in _OPTIONS:
            yield f"    {_OPTIONS[group.code]}"
        if group.total > len(group.examples):
            rest = group.total - len(group.examples)
            yield f"    … 还有 {rest} 处 · and {rest} more"
    if report.unlisted_faults:
        count = report.unlisted_faults
        yield f"另有 {count} 处错误未列出 · {count} more faults are not listed"


def _change_lines(title: str, changes: tuple[FigureChange, ...]) -> Iterator[str]:
    if not changes:
        return
    yield f"{title}：{len(changes)} 处"
    for one in changes[:_MOST_CHANGES]:
        figure = f"{one.org_unit} {one.period} {one.element}"
        yield f"    {figure}：{_shown(one.old)} → {_shown(one.new)}（{_place(one)}）"
    if len(changes) > _MOST_CHANGES:
        rest = len(changes) - _MOST_CHANGES
        yield f"    … 还有 {rest} 处 · and {rest} more（--json 列出全部 · --json lists all）"


def _kept_lines(report: ImportReport) -> Iterator[str]:
    if not report.kept:
        return
    count = len(report.kept)
    yield (
        f"文件中空白，保留系统里的原数（要清空请加 --clear-blanks）：{count} 处 · blank in the file, the "
        "record's "
        f"figure stands (--clear-blanks erases it): {count}"
    )
    for one in report.kept[:EXAMPLES]:
        yield f"    {one.org_unit} {one.period} {one.element}：{_shown(one.old)}（{_place(one)}）"


def _question_lines(report: ImportReport) -> Iterator[str]:
    if not report.questions:
        return
    count = len(report.questions)
    yield f"审核时要答复的疑问：{count} 处 · questions to be answered at review: {count}"
    for one in report.questions[:EXAMPLES]:
        yield f"    {one.place} {one.org_unit} {one.period}：{one.chinese} · {one.english}"
    if count > EXAMPLES:
        yield f"    … 还有 {count - EXAMPLES} 处 · and {count - EXAMPLES} more"


def _missing_lines(report: ImportReport) -> Iterator[str]:
    for one in report.missing[:_MOST_MISSING]:
        names = "、".join(name for _, name in one.places[:_MOST_NAMES])
        more = len(one.places) - _MOST_NAMES
        tail = f" … +{more}" if more > 0 else ""
        yield (
            f"仍缺 {one.form} {one.period}：{len(one.places)} / {one.expected} 个单位 places still "
            f"missing：{names}{tail}"
        )
    if len(report.missing) > _MOST_MISSING:
        rest = len(report.missing) - _MOST_MISSING
        yield f"… 还有 {rest} 期有单位未报 · {rest} more periods with places missing"


def _sum_line(report: ImportReport) -> str:
    taken = sum(file.outcome == FileOutcome.TAKEN for file in report.files)
    refused = sum(file.outcome == FileOutcome.REFUSED for file in report.files)
    return (
        f"共 {len(report.files)} 个文件 files：{taken} 个进入 taken，{refused} 个未进 refused；"
        f"{report.rows} rows, "
        f"{report.new} new, {report.corrected} corrected, {report.unchanged} unchanged, "
        f"{len(report.questions)} findings"
    )


def _place(change: FigureChange) -> str:
    sheet = f"[{change.sheet}]" if change.sheet else ""
    return f"{change.file}{sheet} {change.cell}"


def _shown(amount: Amount) -> str:
    if amount is None:
        return "空白 blank"
    return amount if isinstance(amount, str) else f"{amount:.15g}"
