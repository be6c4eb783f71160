"""Scores as tables in a terminal: CRPS in percentage points, a loss as red as a win is plain."""

from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table

from agri.scoring.summary import ScoreLine

_RULES = {
    "straight_line": "直线 straight line",
    "last_year_share": "上年进度 last year's share",
    "half_last_growth": "上年增幅之半 half of last growth",
    "best of each": "各取最优 best of each",
    None: "—",
}


def score_table(title: str, lines: Sequence[ScoreLine], mark: str) -> Table:
    """Lay out mean scores, a row for each indicator or kind."""
    table = Table(title=f"{title}  [bold red]{mark}[/bold red]", title_justify="left")
    table.add_column("指标 Indicator")
    for name in (
        "n",
        "偏差 Bias",
        "CRPS",
        "规则 CRPS",
        "增益 Gain",
        "50 %",
        "80 %",
        "90 %",
        "Brier",
        "规则 Brier",
    ):
        table.add_column(name, justify="right")
    table.add_column("最优规则 Best rule")
    kinds = len({line.kind for line in lines}) > 1
    for line in lines:
        table.add_row(
            f"{line.kind} · {line.basis}" if kinds else line.indicator,
            str(line.units),
            f"{100 * line.bias:+.2f}",
            f"{100 * line.crps:.2f}",
            "—" if line.rival_crps is None else f"{100 * line.rival_crps:.2f}",
            _gain(line.gain),
            *(f"{100 * share:.0f}" for share in line.coverage),
            "—" if line.brier is None else f"{line.brier:.3f}",
            "—" if line.rival_brier is None else f"{line.rival_brier:.3f}",
            _RULES.get(line.rival, str(line.rival)),
        )
    table.caption = (
        "偏差、CRPS 为百分点，越小越好；50/80/90 % 为区间覆盖率 · "
        "bias and CRPS in percentage points; 50/80/90 %: share of ends inside the interval"
    )
    return table


def month_table(title: str, lines: Sequence[ScoreLine], mark: str) -> Table:
    """Lay out CRPS, the best rule's, and coverage of 90 % intervals: a row an indicator, a column a month."""
    months = sorted({line.month for line in lines if line.month is not None})
    table = Table(title=f"{title}  [bold red]{mark}[/bold red]", title_justify="left")
    table.add_column("指标 Indicator")
    for month in months:
        table.add_column(f"{month}月", justify="right")
    cells = {(line.indicator, line.month): line for line in lines}
    for indicator in dict.fromkeys(line.indicator for line in lines):
        table.add_row(indicator, *(_month(cells.get((indicator, month))) for month in months))
    table.caption = (
        "CRPS / 当月最优规则（百分点）与 90 % 区间覆盖率 · "
        "CRPS / that of the month's best rule in points, coverage of 90 % intervals; red: the rule is better"
    )
    return table


def _month(line: ScoreLine | None) -> str:
    if line is None:
        return "—"
    own = f"{100 * line.crps:.2f}"
    if line.rival_crps is None:
        return f"{own} · {100 * line.coverage[-1]:.0f}"
    text = f"{own}/{100 * line.rival_crps:.2f}"
    is_loss = round(line.crps, 5) > round(line.rival_crps, 5)
    return f"{f'[red]{text}[/red]' if is_loss else text} · {100 * line.coverage[-1]:.0f}"


def losses(lines: Iterable[ScoreLine]) -> Iterator[str]:
    """Say in words where a simple rule did better."""
    for line in lines:
        if line.gain is not None and line.gain < 0:
            rule = _RULES.get(line.rival, str(line.rival))
            yield (
                f"不如简单规则 · loses to a rule: {line.kind} · {line.basis} · {line.indicator} "
                f"({100 * line.crps:.2f} > {100 * (line.rival_crps or 0):.2f}, {rule})"
            )


def _gain(gain: float | None) -> str:
    if gain is None:
        return "—"
    text = f"{100 * gain:+.0f} %" if gain > -9.99 else "< −999 %"
    return f"[red]{text}[/red]" if gain < 0 else text
