"""``agri hindcast``: how good past projections were, beside simple rules, losses first."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from sqlalchemy.engine import make_url

from agri.cli.opening import opened
from agri.cli.output import note, out, progress_bar
from agri.cli.printing.score_document import score_sections, section_of, with_section
from agri.errors import Fault, Invalid
from agri.files.plots.reliability_svg import reliability_svg
from agri.settings import Settings

if TYPE_CHECKING:
    from agri.definitions.plan import Plan
    from agri.scoring.hindcast import Scored
    from agri.scoring.summary_together import Scores

app = typer.Typer()

_MARK = "演示数据 / synthetic"


@dataclass(frozen=True)
class _HindcastRun:
    """How the forecasts of one command are made."""

    months: Sequence[int] | None
    seed: int
    replications: int
    engine_alone: bool
    workers: int


@app.command()
def hindcast(
    *,
    worlds: Annotated[int, typer.Option(min=0, help="invented worlds to score; 0: only the record")] = 0,
    wrong_worlds: Annotated[
        int | None, typer.Option(min=0, help="worlds of each model error; by default an eighth of --worlds")
    ] = None,
    schools: Annotated[
        str | None,
        typer.Option(help="as many worlds of other schools too: codes, or what they serve (last_look)"),
    ] = None,
    year: Annotated[int | None, typer.Option(help="year of the record; the last settled one")] = None,
    record: Annotated[bool, typer.Option(help="replay the record too")] = True,
    truth: Annotated[
        Path | None, typer.Option(help="CSV with the record's year ends, instead of a demo's hidden truth")
    ] = None,
    engine_alone: Annotated[bool, typer.Option(help="without what experience adds to the engine")] = False,
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
    """回溯检验 · Score past projections against what the year came to, beside simple rules."""
    run = _HindcastRun(_months(months), seed, replications, engine_alone, workers)
    codes = _schools(schools)
    text = "" if document is None else document.read_text(encoding="utf-8")
    if document is not None:
        section_of(text, section)  # refused before the work, not after it
    scores = _scored(run, worlds, wrong_worlds, codes, year=year, record=record, truth=truth)
    _print(scores, codes)
    if json_file is not None:
        rows = json.dumps(_document(scores, seed, replications), ensure_ascii=False, indent=1)
        json_file.write_text(rows + "\n", encoding="utf-8")
        note(f"written: {json_file}")
    if document is not None:
        from agri.sim import METHOD

        given = {
            "--worlds": worlds,
            "--wrong-worlds": wrong_worlds,
            "--schools": schools,
            "--year": year,
            "--months": months,
        }
        command = _command(given, run, record=record)
        measured = score_sections(scores, command, METHOD, codes)
        document.write_text(with_section(text, section, measured), encoding="utf-8")
        note(f"written: {document}")
    if plot is not None:
        plot.write_text(_plot(scores.units), encoding="utf-8")
        note(f"written: {plot}")


def _command(given: Mapping[str, object], run: _HindcastRun, *, record: bool) -> str:
    """Write a run as one would type it; how many processes worked changes nothing."""
    options = [f"{name} {value}" for name, value in given.items() if value is not None]
    options += [f"--seed {run.seed}"] if run.seed != 1 else []
    options += [f"--replications {run.replications}"]
    options += ["--engine-alone"] if run.engine_alone else []
    options += [] if record else ["--no-record"]
    return " ".join(["agri hindcast", *options])


def _scored(
    run: _HindcastRun,
    worlds: int,
    wrong_worlds: int | None,
    schools: Sequence[str],
    *,
    year: int | None,
    record: bool,
    truth: Path | None,
) -> "Scores":
    """Score the record and the worlds, every rule with an interval of its own."""
    from agri.scoring.dressed import dress
    from agri.scoring.summary_together import Scores

    scores = Scores()
    plans: list[Plan] = []
    if record:
        found, plan = _of_record(year, run, truth)
        scores.add(found)
        plans.append(plan)
    if worlds:
        wrong = worlds // 8 if wrong_worlds is None else wrong_worlds
        found, plan = _of_worlds(worlds, wrong, schools, run)
        scores.add(found)
        plans.append(plan)
    if not scores.units:
        detail, detail_zh = (
            "nothing was asked: give --worlds N or leave --record on",
            "没有可评估的内容：请给出 --worlds N 或保留 --record",
        )
        raise Invalid(detail, detail_zh, (Fault("--worlds", "nothing-asked", detail, detail_zh),))
    scores.units.sort(key=lambda s: (s.kind, s.world, s.month))
    scores.joint.sort(key=lambda s: (s.kind, s.world, s.month))
    scores.counties.sort(key=lambda s: (s.kind, s.world, s.month))
    return Scores(dress(scores.units, plans[0]), scores.joint, scores.counties)


def _of_record(year: int | None, run: _HindcastRun, truth: Path | None) -> "tuple[Scores, Plan]":
    from agri.hindcast.past_year import MONTHS, past_year
    from agri.scoring.summary_together import Scores

    scores = Scores()
    with opened(reads_only=True) as o, progress_bar() as bar:
        asked = run.months or MONTHS
        replayed = year if year is not None else o.today.year - 1
        task = bar.add_task(f"回溯 record of {replayed}", total=len(asked))
        folder = _folder(Settings().database_url)
        past = past_year(o.session, replayed, o.today, folder, city=o.city, given_ends=truth)
        for month in asked:
            scores.add(
                past.scores(
                    [month], seed=run.seed, replications=run.replications, engine_alone=run.engine_alone
                )
            )
            bar.advance(task)
    return scores, past.plan


def _of_worlds(
    worlds: int, wrong_worlds: int, schools: Sequence[str], run: _HindcastRun
) -> "tuple[Scores, Plan]":
    from agri.hindcast.invented_worlds import MONTHS, questions, score_worlds, worlds_of_school
    from agri.scoring.summary_together import Scores
    from agri.synthetic.worlds import Ground

    months = run.months or MONTHS
    asked = [
        *questions(
            worlds,
            wrong_worlds,
            seed=run.seed,
            months=months,
            replications=run.replications,
            engine_alone=run.engine_alone,
        ),
        *(
            one
            for school in schools
            for one in worlds_of_school(
                school,
                worlds,
                seed=run.seed,
                months=months,
                replications=run.replications,
                engine_alone=run.engine_alone,
            )
        ),
    ]
    scores, done = Scores(), 0
    with progress_bar() as bar, suppress(KeyboardInterrupt):
        task = bar.add_task(f"虚构年份 worlds, {_MARK}", total=len(asked))
        for world in score_worlds(asked, run.workers):
            scores.add(world)
            done += 1
            bar.advance(task)
    if done < len(asked):
        note(
            f"中断：只评估了 {done} / {len(asked)} 个 · "
            f"stopped: the tables rest on {done} of {len(asked)} worlds"
        )
    return scores, Ground.read().plan


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


def _schools(text: str | None) -> tuple[str, ...]:
    """Return the schools that are named by code or by what they serve."""
    if text is None:
        return ()
    from agri.synthetic.schools.catalogue import FIRST, SCHOOLS

    others = {code: school for code, school in SCHOOLS.items() if code != FIRST}
    found: dict[str, None] = {}
    for name in (part.strip() for part in text.split(",")):
        own = [code for code, school in others.items() if name in {code, school.use}]
        if not own:
            known = ", ".join([*others, *sorted({school.use for school in others.values()})])
            detail = f"{name!r} is no school of worlds: choose among {known}"
            detail_zh = f"没有名为“{name}”的世界流派，可选：{known}"
            raise Invalid(detail, detail_zh, (Fault("--schools", "unknown", detail, detail_zh),))
        found |= dict.fromkeys(own)
    return tuple(found)


def _print(scores: "Scores", schools: Sequence[str]) -> None:
    from agri.cli.printing.score_tables import losses, month_table, score_table
    from agri.scoring.summary import FROM_JUNE, by_month, from_month, over_indicators

    kinds = dict.fromkeys(s.kind for s in scores.units)
    plain = [kind for kind in ("record", "world", *schools) if kind in kinds]
    for text in losses(from_month(s for s in scores.units if s.kind in plain)):
        note(text)
    for kind in plain:
        of_kind = [s for s in scores.units if s.kind == kind]
        for basis in dict.fromkeys(s.basis for s in of_kind):
            own = [s for s in of_kind if s.basis == basis]
            count = len({s.world for s in own})
            lines = [*from_month(own), *over_indicators(own)]
            out.print(
                score_table(f"{kind} · {basis} · {FROM_JUNE}月起 from June on · {count} × ", lines, _MARK)
            )
            out.print(month_table(f"{kind} · {basis} · 逐月 by month", by_month(own), _MARK))
    wrong = [s for s in scores.units if s.kind not in plain]
    if wrong:
        out.print(
            score_table(
                "模型有误的年份 worlds with model errors · 6月起 from June on", over_indicators(wrong), _MARK
            )
        )


def _document(scores: "Scores", seed: int, replications: int) -> dict[str, Any]:
    from agri.scoring.hindcast import LEVELS
    from agri.scoring.summary import by_month, from_month, over_indicators
    from agri.sim import METHOD

    rows = scores.units
    return {
        "method": METHOD,
        "synthetic": True,
        "seed": seed,
        "replications": replications,
        "interval_levels": list(LEVELS),
        "from_june": [asdict(line) for line in [*from_month(rows), *over_indicators(rows)]],
        "by_month": [asdict(line) for line in by_month(rows)],
        "units": [asdict(row) for row in rows],
        "joint": [asdict(row) for row in scores.joint],
        "counties": [asdict(row) for row in scores.counties],
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
