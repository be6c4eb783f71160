"""``agri score-causes``: how often sentences on causes are false in invented worlds, the worst first."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agri.cli.output import note, out, progress_bar
from agri.cli.printing.score_document import section_of, with_section

if TYPE_CHECKING:
    from agri.scoring.causes import SaidCause

app = typer.Typer()

_MARK = "演示数据 / synthetic"
_CAUSES = "score-causes"


@app.command(_CAUSES)
def score_causes(
    *,
    worlds: Annotated[int, typer.Option(min=1, max=10_000, help="invented worlds")] = 20,
    counties: Annotated[
        str | None, typer.Option(help="only these counties, codes with commas: a world takes less time")
    ] = None,
    replications: Annotated[int, typer.Option(min=2, max=10_000, help="runs of each projection")] = 64,
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes")] = 2,
    document: Annotated[
        Path | None, typer.Option(help="Markdown file to write the table into, between its marks")
    ] = None,
) -> None:
    """检验原因 · Hold every sentence on causes against the truth of invented worlds."""
    from agri.cli.printing.causes_document import causes_section, causes_table

    text = "" if document is None else document.read_text(encoding="utf-8")
    if document is not None:
        section_of(text, "measured", _CAUSES)  # refused before the work, not after it
    said = _said(worlds, counties.split(",") if counties else (), replications, workers)
    if not said:
        note("没有说任何原因 · no sentence was said")
        raise typer.Exit(1)
    out.print(causes_table(f"原因 causes · {len({one.world for one in said})} ×", said, _MARK))
    if document is not None:
        options = [f"--worlds {worlds}"]
        options += [f"--counties {counties}"] if counties else []
        run = " ".join([f"agri {_CAUSES}", *options, f"--replications {replications}"])
        document.write_text(
            with_section(text, "measured", causes_section(said, run), _CAUSES), encoding="utf-8"
        )
        note(f"written: {document}")


def _said(worlds: int, counties: Sequence[str], replications: int, workers: int) -> "list[SaidCause]":
    from agri.hindcast.cause_worlds import FIRST_SEED, score_cause_worlds

    found: list[SaidCause] = []
    seeds = range(FIRST_SEED, FIRST_SEED + worlds)
    with progress_bar() as bar, suppress(KeyboardInterrupt):
        task = bar.add_task(f"虚构年份 worlds, {_MARK}", total=worlds)
        for said in score_cause_worlds(seeds, replications=replications, counties=counties, workers=workers):
            found += said
            bar.advance(task)
    return found
