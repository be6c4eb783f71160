"""``agri score-detectors``: how good the detectors are, losses too."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agri.cli.output import note, out, progress_bar, write_json
from agri.cli.printing.score_document import section_of, with_section

if TYPE_CHECKING:
    from agri.hindcast.planted_worlds import PlantedScore

app = typer.Typer()

_MARK = "演示数据 / synthetic"
_DETECTORS = "score-detectors"
_FIRST_SEED = 9_001  # of the planted worlds


@app.command(_DETECTORS)
def score_detectors(
    *,
    worlds: Annotated[int, typer.Option(min=1, max=10_000, help="invented worlds")] = 20,
    times: Annotated[int, typer.Option(min=1, max=50, help="plants of each kind and strength a world")] = 1,
    first_seed: Annotated[int, typer.Option(min=1, help="seed of the first world; the others follow")] = (
        _FIRST_SEED
    ),
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes")] = 2,
    json_file: Annotated[Path | None, typer.Option("--json", help="file for all rows")] = None,
    document: Annotated[
        Path | None, typer.Option(help="Markdown file to write the tables into, between its marks")
    ] = None,
    section: Annotated[str, typer.Option(help="which marks of --document: measured, short")] = "measured",
) -> None:
    """检验疑点 · Plant known frauds and honest oddities into invented years; count who asks."""
    text = "" if document is None else document.read_text(encoding="utf-8")
    if document is not None:
        section_of(text, section, _DETECTORS)  # refused before the work, not after it
    scores = _planted_scores(range(first_seed, first_seed + worlds), times=times, workers=workers)
    if not scores:
        note("中断：一个也没有完成 · stopped: not one world was done")
        raise typer.Exit(1)
    _print_planted(scores)
    if json_file is not None:
        write_json(json_file, _planted_document(scores))
        note(f"written: {json_file}")
    if document is not None:
        from agri.cli.printing.findings_document import findings_section

        run = _planted_command(worlds, times, first_seed)
        document.write_text(
            with_section(text, section, findings_section(scores, run), _DETECTORS), encoding="utf-8"
        )
        note(f"written: {document}")


def _planted_command(worlds: int, times: int, first_seed: int) -> str:
    """Write a run as one would type it; how many processes worked changes nothing."""
    options = [f"--worlds {worlds}"]
    options += [f"--times {times}"] if times != 1 else []
    options += [f"--first-seed {first_seed}"] if first_seed != _FIRST_SEED else []
    return " ".join([f"agri {_DETECTORS}", *options])


def _planted_scores(seeds: Sequence[int], *, times: int, workers: int) -> "list[PlantedScore]":
    from agri.detectors import detect
    from agri.hindcast.planted_worlds import score_planted_worlds

    found: list[PlantedScore] = []
    with progress_bar() as bar, suppress(KeyboardInterrupt):
        task = bar.add_task(f"虚构年份 worlds, {_MARK}", total=len(seeds))
        for score in score_planted_worlds(detect, seeds, times=times, workers=workers):
            found.append(score)
            bar.advance(task)
    if found and len(found) < len(seeds):
        note(
            f"中断：只完成了 {len(found)} / {len(seeds)} 个 · "
            f"stopped: the tables rest on {len(found)} of {len(seeds)} worlds"
        )
    return sorted(found, key=lambda score: score.seed)


def _print_planted(scores: "Sequence[PlantedScore]") -> None:
    from agri.cli.printing.findings_tables import asker_table, power_table

    count = len(scores)
    out.print(power_table(f"作假和差错 frauds and slips · {count} ×", scores, _MARK, is_honest=False))
    out.print(power_table(f"诚实的异常 honest oddities · {count} ×", scores, _MARK, is_honest=True))
    out.print(asker_table(f"谁在问 who asks · {count} ×", scores, _MARK))


def _planted_document(scores: "Sequence[PlantedScore]") -> dict[str, Any]:
    from agri.cli.printing.findings_document import lines_of, power_of

    return {
        "synthetic": True,
        "seeds": [score.seed for score in scores],
        "reports": sum(score.asked.reports for score in scores),
        "refused": sum(score.asked.refused for score in scores),
        "frauds": [asdict(line) for line in power_of(scores, is_honest=False)],
        "oddities": [asdict(line) for line in power_of(scores, is_honest=True)],
        "askers": [asdict(line) for line in lines_of(scores)],
    }
