"""``agri hindcast`` and ``agri score-detectors``: how good projections and detectors are, losses too."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from sqlalchemy.engine import make_url

from agri.cli.opening import opened
from agri.cli.output import note, out, progress_bar, write_json
from agri.cli.printing.score_document import score_sections, section_of, with_section
from agri.errors import Fault, Invalid
from agri.files.plots.reliability_svg import reliability_svg
from agri.settings import Settings

if TYPE_CHECKING:
    from agri.hindcast.planted_worlds import PlantedScore
    from agri.scoring.hindcast import Scored

app = typer.Typer()

_MARK = "演示数据 / synthetic"
_DETECTORS = "score-detectors"
_FIRST_SEED = 9_001  # of the planted worlds


@app.command()
def hindcast(
    *,
    worlds: Annotated[int, typer.Option(min=0, help="invented worlds to score; 0: only the record")] = 0,
    wrong_worlds: Annotated[
        int | None, typer.Option(min=0, help="worlds of each model error; by default an eighth of --worlds")
    ] = None,
    year: Annotated[int | None, typer.Option(help="year of the record; the last settled one")] = None,
    record: Annotated[bool, typer.Option(help="replay the record too")] = True,
    months: Annotated[
        str | None,
        typer.Option(
            help="months to look from, 6,8,10; by default 2 to 12 of the record, 4,6,8,10 of worlds"
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="the same seed gives the same scores")] = 1,
    replications: Annotated[int, typer.Option(min=2, max=10_000, help="runs of each projection")] = 200,
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes for the worlds")] = 2,
    json_file: Annotated[Path | None, typer.Option("--json", help="file for all rows")] = None,
    plot: Annotated[Path | None, typer.Option(help="file for the reliability plot, .svg")] = None,
    document: Annotated[
        Path | None, typer.Option(help="Markdown file to write the tables into, between its marks")
    ] = None,
    section: Annotated[str, typer.Option(help="which marks of --document: measured, short")] = "measured",
) -> None:
    """回溯检验 · Score past projections against what the year came to, beside three simple rules."""
    asked = _months(months)
    text = "" if document is None else document.read_text(encoding="utf-8")
    if document is not None:
        section_of(text, section)  # refused before the work, not after it
    scored: list[Scored] = []
    if record:
        scored += _of_record(year, asked, seed=seed, replications=replications)
    if worlds:
        wrong = worlds // 8 if wrong_worlds is None else wrong_worlds
        scored += _of_worlds(worlds, wrong, asked, seed=seed, replications=replications, workers=workers)
    if not scored:
        detail, detail_zh = (
            "nothing was asked: give --worlds N or leave --record on",
            "没有可评估的内容：请给出 --worlds N 或保留 --record",
        )
        raise Invalid(detail, detail_zh, (Fault("--worlds", "nothing-asked", detail, detail_zh),))
    scored.sort(key=lambda s: (s.kind, s.world, s.month))
    _print(scored)
    if json_file is not None:
        text = json.dumps(_document(scored, seed, replications), ensure_ascii=False, indent=1)
        json_file.write_text(text + "\n", encoding="utf-8")
        note(f"written: {json_file}")
    if document is not None:
        from agri.sim import METHOD

        run = _command(
            {"--worlds": worlds, "--wrong-worlds": wrong_worlds, "--year": year, "--months": months},
            seed=seed,
            replications=replications,
            record=record,
        )
        document.write_text(
            with_section(text, section, score_sections(scored, run, METHOD)), encoding="utf-8"
        )
        note(f"written: {document}")
    if plot is not None:
        plot.write_text(_plot(scored), encoding="utf-8")
        note(f"written: {plot}")


def _command(given: Mapping[str, object], *, seed: int, replications: int, record: bool) -> str:
    """Write a run as one would type it; how many processes worked changes nothing."""
    options = [f"{name} {value}" for name, value in given.items() if value is not None]
    options += [f"--seed {seed}"] if seed != 1 else []
    options += [f"--replications {replications}", *([] if record else ["--no-record"])]
    return " ".join(["agri hindcast", *options])


def _of_record(
    year: int | None, months: Sequence[int] | None, *, seed: int, replications: int
) -> "list[Scored]":
    from agri.hindcast.past_year import MONTHS, past_year

    found: list[Scored] = []
    with opened(reads_only=True) as o, progress_bar() as bar:
        asked = months or MONTHS
        replayed = year if year is not None else o.today.year - 1
        task = bar.add_task(f"回溯 record of {replayed}", total=len(asked))
        past = past_year(o.session, replayed, o.today, _folder(Settings().database_url), city=o.city)
        for month in asked:
            found += past.score(month, seed=seed, replications=replications)
            bar.advance(task)
    return found


def _of_worlds(
    worlds: int,
    wrong_worlds: int,
    months: Sequence[int] | None,
    *,
    seed: int,
    replications: int,
    workers: int,
) -> "list[Scored]":
    from agri.hindcast.invented_worlds import MONTHS, questions, score_worlds

    asked = questions(worlds, wrong_worlds, seed=seed, months=months or MONTHS, replications=replications)
    found: list[Scored] = []
    done = 0
    with progress_bar() as bar, suppress(KeyboardInterrupt):
        task = bar.add_task(f"虚构年份 worlds, {_MARK}", total=len(asked))
        for world in score_worlds(asked, workers):
            found += world
            done += 1
            bar.advance(task)
    if done < len(asked):
        note(
            f"中断：只评估了 {done} / {len(asked)} 个 · "
            f"stopped: the tables rest on {done} of {len(asked)} worlds"
        )
    return found


def _folder(url: str) -> Path | None:
    """Where a demo has left the hidden truth: beside its SQLite file."""
    address = make_url(url)
    is_file = address.drivername.startswith("sqlite") and address.database
    return Path(str(address.database)).parent if is_file else None


def _months(text: str | None) -> list[int] | None:
    if text is None:
        return None
    parts = text.split(",")
    if not all(part.strip().isdigit() and 1 <= int(part) <= 12 for part in parts):
        detail, detail_zh = f"{text!r} lists no months: write 6,8,10", f"“{text}”不是月份列表，应写成 6,8,10"
        raise Invalid(detail, detail_zh, (Fault("--months", "not-months", detail, detail_zh),))
    return sorted({int(part) for part in parts})


def _print(scored: "list[Scored]") -> None:
    from agri.cli.printing.score_tables import losses, month_table, score_table
    from agri.scoring.summary import FROM_JUNE, by_month, from_month, over_indicators

    kinds = dict.fromkeys(s.kind for s in scored)
    plain = [kind for kind in ("record", "world") if kind in kinds]
    for kind in plain:
        of_kind = [s for s in scored if s.kind == kind]
        for basis in dict.fromkeys(s.basis for s in of_kind):
            own = [s for s in of_kind if s.basis == basis]
            count = len({s.world for s in own})
            lines = [*from_month(own), *over_indicators(own)]
            out.print(
                score_table(f"{kind} · {basis} · {FROM_JUNE}月起 from June on · {count} × ", lines, _MARK)
            )
            out.print(month_table(f"{kind} · {basis} · 逐月 by month", by_month(own), _MARK))
    wrong = [s for s in scored if s.kind not in plain]
    if wrong:
        out.print(
            score_table(
                "模型有误的年份 worlds with model errors · 6月起 from June on", over_indicators(wrong), _MARK
            )
        )
    for text in losses(from_month(s for s in scored if s.kind in plain)):
        note(text)


def _document(scored: "Iterable[Scored]", seed: int, replications: int) -> dict[str, Any]:
    from agri.scoring.hindcast import LEVELS
    from agri.scoring.summary import by_month, from_month, over_indicators
    from agri.sim import METHOD

    rows = list(scored)
    return {
        "method": METHOD,
        "synthetic": True,
        "seed": seed,
        "replications": replications,
        "interval_levels": list(LEVELS),
        "from_june": [asdict(line) for line in [*from_month(rows), *over_indicators(rows)]],
        "by_month": [asdict(line) for line in by_month(rows)],
        "units": [asdict(row) for row in rows],
    }


def _plot(scored: "Sequence[Scored]") -> str:
    from agri.scoring.summary import reliability
    from agri.sim import METHOD

    kind = "world" if any(s.kind == "world" for s in scored) else "record"
    of_kind = [s for s in scored if s.kind == kind]
    curves = {
        basis.value: [(b.said, b.came, b.count) for b in reliability(s for s in of_kind if s.basis == basis)]
        for basis in dict.fromkeys(s.basis for s in of_kind)
    }
    count = len({s.world for s in of_kind})
    return reliability_svg(curves, f"{_MARK} · {kind} · {count} × · {METHOD}")


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
