"""Commands that make, fill and guard a record."""

from pathlib import Path
from typing import Annotated

import typer

from agri.cli.opening import note_uncounted_clock, opened
from agri.cli.output import note, progress_bar, say, write_json
from agri.definitions.counted_periods import uncounted_fault
from agri.definitions.places import OrgUnit
from agri.errors import Invalid
from agri.services.access.local_actor import importer_at_the_server
from agri.services.intake.batch_state import parse_period
from agri.services.reference.upgrade import upgrade
from agri.services.store.named_database import named_engine
from agri.terms import Level

app = typer.Typer()


@app.command()
def init(
    folder: Annotated[
        Path | None,
        typer.Option("--definitions", help="city package of a database that was made before they were kept"),
    ] = None,
) -> None:
    """建库或升级到本版本 · Make the database of AGRI_DATABASE_URL, or bring it to this version."""
    engine = named_engine()

    taken = upgrade(engine, folder)
    if taken is not None:
        note(f"definitions taken into the record: {taken.name} · 已存入定义")
    note(f"ready: {engine.url.render_as_string(hide_password=True)}")
    note_uncounted_clock(engine)
    engine.dispose()


@app.command("import")
def import_(  # noqa: PLR0917 (typer names options by keyword)
    path: Annotated[
        Path, typer.Argument(help="a spreadsheet (.xlsx .xls .ods .et .csv), or a folder of them")
    ],
    is_dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say what would happen, write nothing")
    ] = False,
    json_path: Annotated[Path | None, typer.Option("--json", help="write the whole report as JSON")] = None,
    means: Annotated[
        list[str] | None, typer.Option(help="what a word means: 无=0, —=blank, /=NA; may be repeated")
    ] = None,
    clears_blanks: Annotated[
        bool, typer.Option("--clear-blanks", help="a blank cell erases the figure of the record")
    ] = False,
    overwrites_newer: Annotated[
        bool,
        typer.Option("--overwrite-newer", help="replace figures that came in after the template was made"),
    ] = False,
) -> None:
    """导入报表 · Take reports from spreadsheets: all rows of a file or none, everything not read is named."""
    from agri.cli.printing.import_words import import_document, import_lines
    from agri.files.intake.amounts import read_meanings
    from agri.services.intake.import_reports import import_reports

    try:
        meanings = read_meanings(means or [])
    except ValueError as error:
        raise typer.BadParameter(f"{error.args[0]!r}: write WORD=0, WORD=blank or WORD=NA") from None
    with opened() as o, progress_bar() as bar:
        task = bar.add_task("导入 import", total=None)
        report = import_reports(
            o.session,
            importer_at_the_server(o.session),
            path,
            now=o.now,
            is_dry_run=is_dry_run,
            clears_blanks=clears_blanks,
            overwrites_newer=overwrites_newer,
            city=o.city,
            meanings=meanings,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    for line in import_lines(report):
        say(line)
    if json_path is not None:
        write_json(json_path, import_document(report))
    if not report.is_success:
        raise typer.Exit(1)


@app.command()
def template(
    form: Annotated[str, typer.Argument(help="a form's code, e.g. soil_testing")],
    period: Annotated[str | None, typer.Option(help="prepare a month, 2019-09")] = None,
    org_unit: Annotated[str | None, typer.Option(help="prepare a row for every place below")] = None,
    folder: Annotated[Path, typer.Option("--dir", help="where the file goes")] = Path(),
) -> None:
    """空表 · Write an empty workbook of a form, to be filled in and imported."""
    from agri.files.template import render_template

    with opened(reads_only=True) as o:
        month = None if period is None else parse_period(period)
        if period is not None and month is None:
            raise typer.BadParameter(f"{period!r} is no period: write 2019-09 or 2019-Q3 · 应写成 2019-09")
        reference = o.reference.at(o.today) if month is None else o.reference.of(month)
        forms = reference.plan.forms
        if form not in forms:
            known = ", ".join(forms.by_code)
            raise typer.BadParameter(f"no form {form!r}; there are: {known} · 没有报表 {form!r}")
        if month is not None and not reference.counted.holds(month):
            raise Invalid.of([uncounted_fault(month, reference.counted)])
        if month is not None and not forms[form].takes_in(month):
            raise typer.BadParameter(f"form {form} is not due in {period!r} · {period} 不填报 {form}")
        places: tuple[OrgUnit, ...] = ()
        if org_unit is not None:
            level = forms[form].level
            below = reference.places.subtree(org_unit)
            places = tuple(
                unit for unit in below if unit.level == level and (unit.is_farming or level != Level.TOWNSHIP)
            )
        made_at = o.now if org_unit is not None else None
    path = folder / f"{form}.xlsx"
    path.write_bytes(render_template(forms[form], places, month, made_at=made_at))
    note(f"written: {path}")
