"""Commands that print figures: progress, projection, releases and their exports."""

import json
from pathlib import Path
from typing import Annotated

import typer

from agri.cli.opening import figures_day, opened
from agri.cli.output import note, out, print_json, progress_bar
from agri.cli.printing.tables import believed_table, progress_table, projection_table, width_table
from agri.files.release.render import ExportFormat
from agri.plan.assessment import to_document
from agri.services.access.cities import shown_name, split_name
from agri.services.access.local_actor import committee_at_the_server
from agri.services.figures.assess import assessment
from agri.services.figures.projection_age import outlook_note
from agri.services.outlook.computing import computing

app = typer.Typer()

AsOf = Annotated[str | None, typer.Option("--as-of", help="day by whose end reports count; today by default")]


@app.command()
def assess(
    as_of: AsOf = None,
    org_unit: Annotated[str | None, typer.Option(help="division code; the city by default")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON instead of a table")] = False,
) -> None:
    """评估进度 · Progress of every indicator of a place against its planned path."""
    with opened(reads_only=True) as o:
        found = assessment(o.session, as_of=figures_day(o, as_of), org_unit=org_unit or o.city)
    if as_json:
        print_json(to_document(found))
        return
    out.print(progress_table(found))
    for words in (found.evidence.text, outlook_note(found.projection)):
        note(words.zh, words.en)


@app.command()
def project(
    *,
    as_of: AsOf = None,
    replications: Annotated[int, typer.Option(help="runs of the rest of the year")] = 1_000,
    seed: Annotated[int, typer.Option(help="the same seed gives the same bytes")] = 1,
    json_file: Annotated[Path | None, typer.Option("--json", help="file to write the projection to")] = None,
    scenario_file: Annotated[
        Path | None, typer.Option("--scenario", help="measures to assume, TOML or JSON")
    ] = None,
    plot_file: Annotated[Path | None, typer.Option("--plot", help="SVG file to draw the fan to")] = None,
    hub_file: Annotated[
        Path | None, typer.Option("--hub", help="CSV file for quantiles and samples, hubverse's long table")
    ] = None,
) -> None:
    """预测年末 · Year-end distribution of every indicator and the probability of each target."""
    from agri.cli.printing.decision_tables import moves_nothing
    from agri.files.hub_table import hub_table
    from agri.services.outlook.compare_scenarios import scenario_from_file, without_effect
    from agri.services.outlook.list_projections import draw_again
    from agri.services.outlook.plot_fan import plot_fan
    from agri.services.outlook.project_year import project_year
    from agri.sim import BASE

    with opened(reads_only=True) as o, progress_bar() as bar:
        day = figures_day(o, as_of)
        reference = o.reference.at(day)
        plan = reference.plan
        scenario = BASE
        if scenario_file is not None:
            written, scenario = scenario_from_file(reference, scenario_file, day)
            note(*moves_nothing(without_effect(reference, written)))
        bar.add_task(f"{replications} replications", total=None)
        with computing():
            row = project_year(
                o.engine,
                as_of=day,
                seed=seed,
                replications=replications,
                now=o.now,
                scenario=scenario,
                city=o.city,
            )
        if plot_file is not None:
            plot_file.write_text(plot_fan(o.engine, row), encoding="utf-8")
        if hub_file is not None:
            with computing():
                drawn = draw_again(o.session, day, row.id, city=o.city)
            hub_file.write_text(hub_table(drawn, plan), encoding="utf-8")
    document = json.loads(row.result or "{}")
    titles = {code: indicator.title for code, indicator in plan.indicators.items()}
    mark = "演示数据 / synthetic" if plan.is_synthetic else ""
    units = {code: indicator.making.value_unit for code, indicator in plan.indicators.items()}
    counted = {code: indicator.making.counted_in for code, indicator in plan.indicators.items()}
    out.print(projection_table(document, titles, mark=mark, units=units, counted_in=counted))
    if document["evidence"].get("width"):
        out.print(width_table(document, titles, mark=mark))
    if document.get("combination"):
        out.print(believed_table(document, titles, mark=mark))
    if json_file is not None:
        json_file.write_text((row.result or "") + "\n", encoding="utf-8")
    for path in (json_file, plot_file, hub_file):
        if path is not None:
            note(f"written: {path}")


@app.command()
def release(
    period: Annotated[str, typer.Argument(help="an ended month of the plan year, 2019-08")],
    *,
    include_findings: Annotated[
        bool, typer.Option("--include-findings", help="hand on what the checks remarked on accepted reports")
    ] = False,
) -> None:
    """发布 · Freeze a month under a number; the same content again gives the release that exists."""
    from agri.services.publish.make_release import make_release

    named, period = split_name(period)
    with opened(reads_only=True, city=named) as o, computing():
        made = make_release(
            o.engine,
            committee_at_the_server(o.session, o.city),
            period,
            now=o.now,
            include_findings=include_findings,
        )
    out.print(f"{made.number}  as of {made.as_of}  snapshot {made.snapshot[:12]}  digest {made.digest[:12]}")


@app.command()
def export(
    number: Annotated[str, typer.Argument(help="a release's number, 2019-08/1")],
    export_format: Annotated[ExportFormat, typer.Option("--format", help="rendering")] = ExportFormat.XLSX,
    folder: Annotated[Path, typer.Option("--dir", help="where the file goes")] = Path(),
) -> None:
    """导出 · Render a release as workbook, CSV, JSON or printable form."""
    from agri.files.release.render import render
    from agri.services.publish.make_release import read_release

    with opened(reads_only=True) as o:
        _, lines = read_release(o.session, number if o.named is None else f"{o.named}/{shown_name(number)}")
    rendered = render(lines, export_format)
    path = folder / rendered.file_name
    path.write_bytes(rendered.content)
    note(f"written: {path}")
