"""Commands that answer “what next month?”: search for measures, compare scenarios."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from agri.cli.opening import figures_day, opened
from agri.cli.output import finite, note, out, progress_bar
from agri.cli.printing.decision_tables import (
    binding_table,
    differences_table,
    gains_table,
    measures_table,
    moves_nothing,
    targets_table,
    verdict,
)
from agri.services.outlook.compare_scenarios import compare_scenarios, scenario_from_file, without_effect
from agri.services.outlook.computing import computing
from agri.services.outlook.search_measures import SearchQuestion, city_measures, search_measures
from agri.sim import BASE
from agri.sim.decide.search_limits import SearchLimits
from agri.terms import Basis

app = typer.Typer()

INTERRUPTED = 130  # the status that shells give a command that was interrupted

AsOf = Annotated[str | None, typer.Option("--as-of", help="day by whose end reports count; today by default")]
Seed = Annotated[int, typer.Option(help="the same seed gives the same bytes")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="file to write the result to")]


@app.command()
def search(
    *,
    as_of: AsOf = None,
    probability: Annotated[float, typer.Option(help="asked of every target, 0 to 1")] = 0.8,
    replications: Annotated[int, typer.Option(help="runs of the rest of the year per choice")] = 256,
    seed: Seed = 1,
    basis: Annotated[Basis, typer.Option(help="judge what is reported, or what is true")] = Basis.REPORTED,
    ceiling: Annotated[float | None, typer.Option(help="the most that may be spent, yuan")] = None,
    without_measure: Annotated[
        list[str] | None, typer.Option(help="a measure that is left out; may be given several times")
    ] = None,
    without_place: Annotated[
        list[str] | None, typer.Option(help="a county that is left out; may be given several times")
    ] = None,
    by_gain: Annotated[bool, typer.Option("--by-gain", help="list help by what it gains")] = False,
    json_file: JsonFile = None,
) -> None:
    """搜索措施 · The cheapest measures that bring every target to a probability; Ctrl-C answers at once."""
    with opened(reads_only=True) as o, _interruptible() as is_stopped, progress_bar() as bar, computing():
        limits = SearchLimits(ceiling, tuple(without_measure or ()), tuple(without_place or ()))
        question = SearchQuestion(figures_day(o, as_of), probability, seed, replications, basis, limits)
        task = bar.add_task("搜索 search", total=None)
        document = search_measures(
            o.engine,
            question,
            city=o.city,
            now=o.now,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            is_stopped=is_stopped,
            workers=len(os.sched_getaffinity(0)),
        )
        reference = o.reference.at(question.as_of)
        plan, places, measures = reference.plan, reference.places, city_measures(reference)
    out.print(targets_table(document, plan))
    out.print(measures_table(document, measures, places))
    out.print(binding_table(document, plan))
    out.print(gains_table(document, plan, measures, places, is_by_gain=by_gain))
    note(*verdict(document, plan, measures, places))
    _write(json_file, document)
    if not document["is_complete"]:
        raise typer.Exit(INTERRUPTED)


@app.command()
def compare(
    *,
    scenario: Annotated[Path, typer.Argument(help="a scenario file, TOML or JSON")],
    base: Annotated[Path | None, typer.Option("--base", help="another one; doing nothing by default")] = None,
    as_of: AsOf = None,
    replications: Annotated[int, typer.Option(min=2, help="runs of the rest of the year")] = 1_000,
    seed: Annotated[int, typer.Option(min=0, help="the same seed gives the same bytes")] = 1,
    json_file: JsonFile = None,
) -> None:
    """比较情景 · What a scenario changes, draw by draw, with the difference's own interval."""
    with opened(reads_only=True) as o, progress_bar() as bar, computing():
        bar.add_task(f"2 × {replications} replications", total=None)
        day = figures_day(o, as_of)
        reference = o.reference.at(day)
        plan = reference.plan
        written, other = scenario_from_file(reference, scenario, day)
        first = scenario_from_file(reference, base, day)[1] if base else BASE
        document = {
            **compare_scenarios(
                o.engine,
                city=o.city,
                as_of=day,
                other=other,
                base=first,
                seed=seed,
                replications=replications,
            ),
            "cost_yuan": written.cost_yuan,
        }
    out.print(differences_table(document, plan))
    note(*moves_nothing(without_effect(reference, written)))
    _write(json_file, document)


def _write(path: Path | None, document: dict[str, Any]) -> None:
    if path is not None:
        text = json.dumps(finite(document), ensure_ascii=False, indent=2, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")
        note(f"written: {path}")


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a request to answer with what there is; a second one ends the command."""
    is_asked = False

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal is_asked
        del number, frame
        is_asked = True
        note("正在结束，给出目前最好的方案…… · stopping with the best found so far …")
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: is_asked
    finally:
        signal.signal(signal.SIGINT, before)
