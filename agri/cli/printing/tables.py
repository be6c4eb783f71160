"""Figures as tables in a terminal: the assessment and the stored answers that the API sends."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agri.definitions.reading import Title
from agri.definitions.value_units import FRACTION, amount_words, title_with_unit, unit_words
from agri.plan.assessment import Assessment, CompanionValue, ProgressToDate
from agri.terms import ProgressWord

_WORDS = {
    ProgressWord.AHEAD: "快于序时 ahead",
    ProgressWord.ON_PATH: "基本持平 on path",
    ProgressWord.BEHIND: "慢于序时 behind",
}
_SYNTHETIC = "演示数据 / synthetic"


def percent(value: float | None) -> str:
    """Write a fraction as a percentage; an absent one as a dash."""
    return "—" if value is None else f"{100 * value:.2f} %"


def value_text(value: float | None, unit: str, counted_in: Title | None = None) -> str:
    """Write an indicator's value in its unit; an absent one as a dash."""
    return "—" if value is None else f"{amount_words(value, unit)} {unit_words(unit, counted_in).en}"


def progress_table(assessment: Assessment) -> Table:
    """Lay out one place's assessment: value to date, path, target."""
    mark = _SYNTHETIC if assessment.synthetic else ""
    table = _table("进度 Progress", mark, assessment.as_of, assessment.snapshot, assessment.method)
    for name in ("指标 Indicator", "目标 Target", "到目前 To date", "序时 Path", "进度 Word", "报表 Reports"):
        table.add_column(name, justify="left" if name.startswith(("指标", "进度")) else "right")
    for row in assessment.assessments:
        progress = row.progress
        table.add_row(
            two_lines(row.title),
            _target(row.comparator, row.target, row.unit),
            value_text(progress.value, row.unit, row.counted_in),
            value_text(progress.path, row.unit, row.counted_in),
            _word_text(progress, row.unit, row.counted_in),
            f"{progress.reports} / {progress.expected}",
        )
        for beside in row.companions:
            name = escape(f"{beside.title.zh} {beside.title.en}")
            table.add_row(f"[dim]  {name}[/dim]", "", _beside_text(beside))
    return table


def _word_text(progress: ProgressToDate, unit: str, counted_in: Title | None) -> str:
    """Write the word, with the path that it is made of where the plan's own is another one."""
    if progress.word is None:
        return "—"
    word = _WORDS[progress.word]
    judged_by = value_text(progress.matched_path, unit, counted_in)
    if progress.matched_path is None or judged_by == value_text(progress.path, unit, counted_in):
        return word
    return f"{word}\n[dim]已报应到 due of those in {judged_by}[/dim]"


def _beside_text(beside: CompanionValue) -> str:
    return f"[dim]{value_text(beside.value, beside.unit)}[/dim]"


def two_lines(title: Title) -> str:
    """Write a title in both languages; brackets in it stand as they are."""
    return f"{escape(title.zh)}\n[dim]{escape(title.en)}[/dim]"


def projection_table(
    document: Mapping[str, Any],
    titles: Mapping[str, Title],
    *,
    mark: str = "",
    units: Mapping[str, str] | None = None,
    counted_in: Mapping[str, Title | None] | None = None,
) -> Table:
    """Lay out the city's lines of a projection: what will be reported, what will be true, by December 31.

    `units` are those of the values by indicator; the others are fractions. `counted_in` are the measure words
    of counts.
    """
    heading = f"年末预测 Year end, {document['replications']} replications, seed {document['seed']}"
    table = _table_of(document, heading, mark)
    for name in (
        "指标 Indicator",
        "目标 Target",
        "上报 Reported 5–50–95 %",
        "概率 P",
        "核实推算 True 5–50–95 %",
        "概率 P",
    ):
        table.add_column(name, justify="left" if name.startswith("指标") else "right")
    lines = {
        (line["indicator"], line["basis"]): line for line in document["indicators"] if line["level"] == "city"
    }
    for code, title in titles.items():
        if (code, "reported") not in lines:
            continue  # an answer stored before the indicator was declared
        reported, true = lines[code, "reported"], lines[code, "true"]
        unit = (units or {}).get(code, FRACTION)
        table.add_row(
            two_lines(title_with_unit(title, unit, (counted_in or {}).get(code))),
            _target(reported["comparator"], reported["target"], unit),
            _interval(reported, unit),
            _probability(reported),
            _interval(true, unit),
            _probability(true),
        )
    joint = document.get("joint")  # an answer stored before there was one
    if joint is not None:
        table.add_section()
        chances = {basis: _joint(joint, basis) for basis in ("reported", "true")}
        table.add_row(
            "全部目标同时达到\n[dim]All targets at once[/dim]",
            "",
            "",
            chances["reported"],
            "",
            chances["true"],
        )
    return table


def _joint(joint: Mapping[str, Any], basis: str) -> str:
    """Write the chance of all targets and its Monte-Carlo error in percent."""
    if joint[basis] is None:
        return "—"
    return f"{100 * joint[basis]:.0f} %\n[dim]± {100 * joint['standard_error'][basis]:.1f}[/dim]"


_SOURCES = {
    "over_reporting": "虚报 Over-\nreporting",
    "performance": "地区间差异\nPerformance",
    "field_trials": "田间试验\nField trials",
    "weather": "天气\nWeather",
    "reporting": "报送\nReporting",
    "coefficients": "系数\nCoefficients",
    "experience": "以往误差\nExperience",
    "other": "其余\nOther",
}


def width_table(document: Mapping[str, Any], titles: Mapping[str, Title], *, mark: str = "") -> Table:
    """Lay out where the width of each indicator comes from, percent of its variance: reported / true."""
    table = _table_of(
        document, "宽度来自哪里 Where the width comes from, % 上报 reported / 核实推算 true", mark
    )
    table.add_column("指标 Indicator")
    for name in _SOURCES.values():
        table.add_column(name, justify="right")
    table.add_column("其中系数，点\nof which coef-\nficients, points", justify="right")
    widths = {(w["indicator"], w["basis"]): w for w in document["evidence"]["width"]}
    for code, title in titles.items():
        if not any((code, basis) in widths for basis in ("reported", "true")):
            continue
        both = [widths.get((code, basis)) for basis in ("reported", "true")]
        cells = [
            " / ".join("—" if width is None else f"{width['shares'].get(name, 0):.0%}"[:-1] for width in both)
            for name in _SOURCES
        ]
        table.add_row(two_lines(title), *cells, _beside(both[1]))
    return table


def believed_table(document: Mapping[str, Any], titles: Mapping[str, Title], *, mark: str = "") -> Table:
    """Lay out how far engine and simple rules are believed, percent: reported / true."""
    table = _table_of(document, "模拟与简单规则的权重 How far each is believed, %", mark)
    for name in (
        "指标 Indicator",
        "模拟 Engine",
        "简单规则 Simple rules",
        "区间宽度 × Width ×",
        "移动 Moved by",
    ):
        table.add_column(name, justify="left" if name.startswith("指标") else "right")
    parts = {(one["indicator"], one["basis"]): one for one in document.get("combination", ())}
    for code, title in titles.items():
        both = [parts.get((code, basis)) for basis in ("reported", "true")]
        if not any(both):
            continue
        engine = [None if one is None else _of_engine(one["weights"]) for one in both]
        table.add_row(
            two_lines(title),
            " / ".join("—" if share is None else f"{share:.0%}"[:-1] for share in engine),
            " / ".join("—" if share is None else f"{1 - share:.0%}"[:-1] for share in engine),
            " / ".join("—" if one is None else f"{one['width']:.2f}" for one in both),
            " / ".join("—" if one is None else f"{100 * one.get('shift', 0.0):+.1f}" for one in both),
        )
    return table


def _of_engine(weights: Mapping[str, float]) -> float:
    return weights.get("engine", 0.0) + weights.get("engine_errors", 0.0)


def _beside(width: Mapping[str, Any] | None) -> str:
    """Write what uncertain coefficients put into the true outlook, points; a stored answer may not say."""
    sd = width.get("coefficient_sd") if width is not None else None
    return f"± {100 * sd:.1f}" if sd else "—"


def say(console: Console, *lines: str) -> None:
    """Print plain lines: no markup, no wrapping, so that paths and addresses can be copied."""
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def rows_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Lay out plain rows; brackets in a name stand as they are."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*("—" if cell is None else escape(str(cell)) for cell in row))
    return table


def _table_of(projection: Mapping[str, Any], title: str, mark: str) -> Table:
    return _table(title, mark, projection["as_of"], projection["snapshot"], projection["method"])


def _table(title: str, mark: str, as_of: date | str, snapshot: str, method: str) -> Table:
    mark = f"  [bold red]{mark}[/bold red]" if mark else ""
    caption = f"as of {as_of} · snapshot {snapshot[:12]} · {method}"
    return Table(title=f"{title}{mark}", caption=caption, title_justify="left", caption_justify="left")


def _target(comparator: str | None, target: float | None, unit: str = FRACTION) -> str:
    if target is None:
        return "—"
    return f"{comparator} {amount_words(target, unit, 1)} {unit_words(unit).en}"


def _interval(line: Mapping[str, Any], unit: str = FRACTION) -> str:
    year_end = line["year_end"]
    quantiles = [] if year_end is None else [year_end[q] for q in ("q05", "q50", "q95")]
    if not quantiles or None in quantiles:  # a share whose base nobody knows
        return "—"
    return " – ".join(amount_words(quantile, unit) for quantile in quantiles)


def _probability(line: Mapping[str, Any]) -> str:
    return "—" if line["probability"] is None else f"{100 * line['probability']:.0f} %"
