"""What detectors see of planted frauds, as tables in a terminal; a missed goal is red."""

from collections.abc import Sequence

from rich.table import Table

from agri.cli.printing.findings_document import MOST_ASKED, goal_of, lines_of, power_of
from agri.hindcast.planted_worlds import PlantedScore
from agri.synthetic.plants.kinds import KINDS


def power_table(title: str, scores: Sequence[PlantedScore], mark: str, *, is_honest: bool) -> Table:
    """Lay out how often each kind is asked about, a row for each strength."""
    table = Table(title=f"{title}  [bold red]{mark}[/bold red]", title_justify="left")
    table.add_column("种类 Kind")
    for name in ("强度 Strength", "n", "目标 Goal", "合计 All", "检测 Detectors", "没有时 Without"):
        table.add_column(name, justify="right")
    table.add_column("主要由 Most by")
    for line in power_of(scores, is_honest=is_honest):
        goal, kind = goal_of(line), KINDS.get(line.kind)
        power = f"{line.power:.2f}"
        table.add_row(
            f"{kind.title.zh} {line.kind}" if kind else line.kind,
            f"{line.strength:.3g}",
            str(line.plants),
            "—" if goal is None else f"{goal:.2f}",
            f"[red]{power}[/red]" if line.misses(goal) else power,
            f"{line.detected:.2f}",
            f"{line.anyway:.2f}",
            next(iter(line.by_code), "—"),
        )
    return table


def asker_table(title: str, scores: Sequence[PlantedScore], mark: str) -> Table:
    """Lay out what each detector contributes, and what it costs honest places."""
    table = Table(title=f"{title}  [bold red]{mark}[/bold red]", title_justify="left")
    table.add_column("谁 Who")
    for name in ("每200份诚实报表 of 200 honest", "作假 Frauds", "唯一 Alone", "异常 Oddities"):
        table.add_column(name, justify="right")
    for line in lines_of(scores):
        is_sum = line.code in {"all", "detectors"}
        per = f"{line.per_200:.2f}"
        table.add_row(
            line.code,
            f"[red]{per}[/red]" if is_sum and line.per_200 > MOST_ASKED else per,
            f"{line.frauds:.3f}",
            "—" if is_sum else f"{line.alone:.3f}",
            f"{line.oddities:.3f}",
        )
    return table
