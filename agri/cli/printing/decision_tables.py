"""Answers of searches and comparisons as tables and sentences in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from agri.cli.printing.search_limits import limits_said
from agri.cli.printing.tables import percent, two_lines
from agri.definitions.measures import MeasureKind, Measures
from agri.definitions.places import Places
from agri.definitions.plan import Plan
from agri.sim.world.scenario import CHECKS

_CONSTRAINTS = {
    "queue": "排队 queue",
    "window": "时限 window",
    "weather": "天气 weather",
    "reporting": "报送 reporting",
}
_ELSEWHERE = "已发生与农户行为 done already, farmers"
MOST_GAINS = 12  # rows of a screen; the JSON file holds all
_MOST_INFORMED = 3  # targets that a sentence names


def targets_table(document: Mapping[str, Any], plan: Plan) -> Table:
    """Lay out each target without measures and with the best found."""
    table = _table(
        document, plan, f"达标概率 Probability of each target (目标 asked ≥ {document['asked']:.0%})"
    )
    for name in ("指标 Indicator", "目标 Target", "现状 Now", "方案 Best found", "复核 Checked"):
        table.add_column(name, justify="left" if name.startswith("指标") else "right")
    best = {row["indicator"]: row for row in document["best"]["targets"]}
    for row in document["base"]["targets"]:
        with_measures = best[row["indicator"]]
        title = plan.indicators[row["indicator"]].title
        table.add_row(
            two_lines(title),
            f"{row['comparator']} {100 * row['target']:.1f} %",
            _with_error(row["probability"], row["error"]),
            _with_error(with_measures["probability"], with_measures["error"]),
            _with_error(with_measures["checked"], with_measures["checked_error"]),
        )
    table.add_row(
        "同时达标 all at once",
        "",
        _with_error(document["base"]["joint"], document["base"]["joint_error"]),
        _with_error(document["best"]["joint"], document["best"]["joint_error"]),
        _with_error(document["best"]["joint_checked"], None),
    )
    return table


def measures_table(document: Mapping[str, Any], measures: Measures, places: Places) -> Table:
    """Lay out the best set of measures with its cost."""
    cost = document["best"]["cost_yuan"]
    table = Table(title=f"措施 Measures, {cost:,.0f} 元 yuan (假设 assumed)", title_justify="left")
    for name in ("措施 Measure", "地区 Place", "开始 From", "数量 Amount", "费用 Cost"):
        table.add_column(name, justify="right" if name.startswith(("数量", "费用")) else "left")
    for row in document["best"]["measures"]:
        kind = measures[row["measure"]]
        table.add_row(
            escape(kind.title.zh),
            escape(f"{row['place']} {places[row['place']].name}"),
            row["starts_on"],
            f"+{row['amount']:g} {kind.unit.zh}",
            f"{row['cost_yuan']:,.0f}",
        )
    return table


def binding_table(document: Mapping[str, Any], plan: Plan) -> Table:
    """Lay out which constraint stands between each target and its probability."""
    table = Table(
        title="制约因素 What binds: probability gained if it were lifted, without / with the measures",
        title_justify="left",
    )
    table.add_column("指标 Indicator")
    for word in _CONSTRAINTS.values():
        table.add_column(word, justify="right")
    table.add_column("现状最紧 Binds now")
    table.add_column("采取后 With measures")
    then = {row["indicator"]: row for row in document["binds_then"]}
    for row in document["binds_now"]:
        after = then.get(row["indicator"])
        gained = [_gained(one, code) for code in _CONSTRAINTS for one in (row, after)]
        pairs = [f"{now} / {later}" for now, later in zip(gained[::2], gained[1::2], strict=True)]
        binds = [_CONSTRAINTS.get(one["binds"], _ELSEWHERE) if one else "—" for one in (row, after)]
        table.add_row(escape(plan.indicators[row["indicator"]].title.zh), *pairs, *binds)
    return table


def gains_table(
    document: Mapping[str, Any], plan: Plan, measures: Measures, places: Places, *, is_by_gain: bool
) -> Table:
    """Lay out what one more unit gives, by place and measure code, or by what it gains."""
    rows: Sequence[Mapping[str, Any]] = document["gains"]
    if is_by_gain:
        rows = sorted(rows, key=lambda row: -row["probability_gain"] / max(row["cost_yuan"], 1))
    else:
        rows = sorted(rows, key=lambda row: (row["place"], row["measure"]))
    shown = rows[:MOST_GAINS] if is_by_gain else rows
    rest = f", {len(shown)} / {len(rows)}" if len(shown) < len(rows) else ""
    table = Table(title=f"每增加一个单位 One more unit{rest}", title_justify="left")
    for name in ("地区 Place", "措施 Measure", "费用 Cost", "最受益指标 Helps most, points", "概率 Σ ΔP"):
        table.add_column(name, justify="left" if name.startswith(("地区", "措施", "最")) else "right")
    for row in shown:
        most = max(row["targets"], key=lambda one: one["probability_gain"], default=None)
        helped = (
            f"{escape(plan.indicators[most['indicator']].title.zh)} {100 * most['gain']:+.4f}"
            if most
            else "—"
        )
        kind = measures[row["measure"]]
        table.add_row(
            escape(f"{row['place']} {places[row['place']].name}"),
            escape(f"{kind.title.zh} (1 {kind.unit.zh})"),
            f"{row['cost_yuan']:,.0f}",
            helped,
            f"{100 * row['probability_gain']:+.2f} %",
        )
    return table


def verdict(document: Mapping[str, Any], plan: Plan, measures: Measures, places: Places) -> list[str]:
    """Say in sentences whether it can be reached, what was left out, how sure that is."""
    asked, cost = f"{document['asked']:.0%}", f"{document['best']['cost_yuan']:,.0f}"
    lines = []
    if document["is_reached"]:
        zh, en = "能够达到", "can be reached"
        lines.append(f"各项目标的达标概率{zh} {asked}，费用 {cost} 元（假设）。")
        lines.append(f"A probability of {asked} for every target {en} for {cost} yuan (assumed).")
    else:
        names = [plan.indicators[code].title for code in document["unreachable"]]
        short_zh = f"（全部措施也达不到：{'、'.join(name.zh for name in names)}）" if names else ""
        short_en = f" ({', '.join(name.en for name in names)}: not even with all measures)" if names else ""
        lines.append(f"达不到 {asked}{short_zh}；找到的最好方案费用 {cost} 元（假设），见上表。")
        lines.append(f"{asked} cannot be reached{short_en}; the best found costs {cost} yuan (assumed).")
    lines += limits_said(document, plan, measures, places)
    if document.get("unknown"):
        names = [plan.indicators[code].title for code in document["unknown"]]
        lines.append(
            f"未计入：{'、'.join(name.zh for name in names)}——所需面积或上年数量不明，算不出年末值。 "
            f"Left out: {', '.join(name.en for name in names)}; areas or last year's amounts are unknown."
        )
    if not document["is_complete"]:
        lines[0] = (
            f"搜索被中断：{lines[0]}" if document["is_reached"] else "搜索被中断，以下为目前最好的方案。"
        )
        lines[1] = "The search was stopped: this is the best found so far, not the last word."
    elif not document["is_proved"]:
        lines.append("最便宜一点未能证明（搜索步数用完）。 That nothing is cheaper was not proved.")
    for one in document["informing"]:
        lines.extend(_informs(one, plan, measures[one["measure"]]))
    lines.extend(moves_nothing([measures[code] for code in document["without_effect"]]))
    return lines


def _informs(one: Mapping[str, Any], plan: Plan, kind: MeasureKind) -> list[str]:
    """Say what checks are worth: they narrow what is known of the truth, and that is why none is bought."""
    known = [row for row in one["targets"] if row["now"] is not None and row["then"] is not None]
    spreads = sorted(known, key=lambda row: row["then"] - row["now"])[:_MOST_INFORMED]
    told = [
        (plan.indicators[row["indicator"]].title, f"± {100 * row['now']:.2f} → {100 * row['then']:.2f}")
        for row in spreads
        if row["then"] < row["now"]
    ]
    told_zh = ";".join(f"{title.zh} {change}" for title, change in told) or "无"
    told_en = "; ".join(f"{title.en} {change}" for title, change in told) or "nothing"
    checks, cost = one["checks"], f"{one['cost_yuan']:,.0f}"
    return [
        f"{kind.title.zh}不改变年末结果，所以不列入方案；{checks} 次（{cost} 元，假设）"
        f"能让核实推算更准（百分点）：{told_zh}。",
        f"{kind.title.en} move no year end, so none is bought; {checks} of them ({cost} yuan, assumed) would "
        f"narrow the true one, in points: {told_en}.",
    ]


def moves_nothing(kinds: Sequence[MeasureKind]) -> list[str]:
    """Say which measures change no figure here: checks that only tell more, and what has no mechanism."""
    groups = (
        ([kind for kind in kinds if kind.resource == CHECKS], "抽查只增加了解，不改变结果", "only tell more"),
        ([kind for kind in kinds if kind.resource != CHECKS], "模型中尚无作用机制", "have no mechanism"),
    )
    return [
        f"{why_zh}：{'、'.join(kind.title.zh for kind in group)} · "
        f"no effect on these figures: {', '.join(kind.code for kind in group)} {why_en}"
        for group, why_zh, why_en in groups
        if group
    ]


def differences_table(document: Mapping[str, Any], plan: Plan) -> Table:
    """Lay out what a scenario changes for the city, as reported."""
    cost = f", {document['cost_yuan']:,.0f} 元 yuan"
    table = _table(document, plan, f"情景比较 {document['other']} − {document['base']}{cost}")
    names = ("指标 Indicator", "基准 Base", "情景 Scenario", "差 Difference 5–50–95 %", "概率差 ΔP")
    for name in names:
        table.add_column(name, justify="left" if name.startswith("指标") else "right")
    for row in document["differences"]:
        if row["org_unit"] != plan.city or row["basis"] != "reported":
            continue
        title = plan.indicators[row["indicator"]].title
        quantiles = [row[q] for q in ("q05", "q50", "q95")]
        interval = "不变 unchanged" if row["is_unchanged"] else " – ".join(_points(q) for q in quantiles)
        table.add_row(
            two_lines(title),
            percent(row["base"]),
            percent(row["other"]),
            interval,
            _with_error(row["gain"], row["gain_error"]),
        )
    return table


def _table(document: Mapping[str, Any], plan: Plan, title: str) -> Table:
    mark = "  [bold red]演示数据 / synthetic[/bold red]" if plan.is_synthetic else ""
    caption = (
        f"as of {document['as_of']} · snapshot {document['snapshot'][:12]} · {document['method']} · "
        f"seed {document['seed']} · {document['replications']} replications"
    )
    return Table(title=f"{title}{mark}", caption=caption, title_justify="left", caption_justify="left")


def _with_error(value: float | None, error: float | None) -> str:
    if value is None:
        return "—"
    return f"{100 * value:.1f} %" if error is None else f"{100 * value:.1f} ± {100 * error:.1f} %"


def _points(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:+.3f}"


def _gained(row: Mapping[str, Any] | None, constraint: str) -> str:
    if row is None:
        return "—"
    found = [one for one in row["constraints"] if one["constraint"] == constraint]
    return f"{100 * found[0]['probability_gain']:+.0f}" if found else "—"
