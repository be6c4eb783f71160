"""How often sentences on causes are false: a table in Markdown and one in a terminal, the worst first."""

from collections.abc import Sequence

from rich.table import Table

from agri.definitions.reading import Title
from agri.plan.driver import Cause
from agri.scoring.causes import MOST_FALSE, CauseLine, SaidCause, cause_lines

_WORDS = {
    Cause.AREA: Title("面积变化的影响", "change of area adds so much"),
    Cause.AHEAD: Title("序时进度年内还要增加多少", "so much of the path is still ahead"),
    Cause.CHECKED_OVER: Title("抽查显示多报", "spot checks show over-reporting"),
    Cause.LOWER: Title("核实推算口径比上报低", "the truth is lower than what is reported"),
    Cause.BASIS_DECIDES: Title("处于达标线附近", "near the target"),
    Cause.SETTLED: Title("全年数据大部分已形成", "most of the year is in"),
    Cause.UNCERTAIN: Title("余下月份仍有较大不确定", "the months ahead are uncertain"),
    Cause.CARRIED: Title("没有过程模型", "without a process of its own"),
}


def causes_section(said: Sequence[SaidCause], command: str) -> str:
    """Return the table of a run as Markdown; what is false too often is bold and named first."""
    lines = cause_lines(said)
    seeds = sorted({one.world for one in said})
    days = ", ".join(str(day) for day in sorted({one.day for one in said}))
    missed = [f"“{_WORDS[line.cause].en}”" for line in lines if line.is_missed]
    return "\n".join(
        [
            f"`{command}`: 演示数据 / synthetic, {len(seeds)} worlds (seeds {seeds[0]} to {seeds[-1]}), "
            f"looked from {days}, {len(said):,} sentences.",
            "",
            f"**False in more than one of twenty: {', '.join(missed) or 'none'}.**",
            "",
            "| sentence | said | in worlds | false | share | in worlds | most often of |",
            "|---|--:|--:|--:|--:|--:|---|",
            *(f"| {' | '.join(_cells(line))} |" for line in lines),
            "",
        ]
    )


def causes_table(title: str, said: Sequence[SaidCause], mark: str) -> Table:
    """Lay out how often each kind is said and is false; red above one of twenty."""
    table = Table(title=f"{title}  [bold red]{mark}[/bold red]", title_justify="left")
    table.add_column("说法 Sentence")
    for name in ("说过 Said", "年份 Worlds", "不实 False", "占比 Share", "年份 Worlds"):
        table.add_column(name, justify="right")
    table.add_column("最多见于 Most often of")
    for line in cause_lines(said):
        cells = _cells(line)
        table.add_row(*(f"[red]{cell.strip('*')}[/red]" if line.is_missed else cell for cell in cells))
    return table


def _cells(line: CauseLine) -> tuple[str, ...]:
    words = _WORDS[line.cause]
    counted = (f"{words.zh} · {words.en}", f"{line.said:,}", str(line.worlds))
    if not line.is_judged:
        return (*counted, "—", "—", "—", "—")
    share = f"{line.share:.3f}"
    bold = f"**{share}**" if line.share > MOST_FALSE else share
    return (*counted, str(line.false), bold, str(line.false_worlds), line.worst)
