"""Commands that make, fill and guard a record."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from agri.cli.opening import note_uncounted_clock, opened
from agri.cli.output import note, progress_bar, say, write_json
from agri.services.access.local_actor import analyst_at_the_server, importer_at_the_server
from agri.services.reference.upgrade import upgrade
from agri.services.store.named_database import named_engine
from agri.settings import Settings

app = typer.Typer()


class FormFormat(StrEnum):
    """What a form to sign is written as."""

    PDF = "pdf"
    XLSX = "xlsx"


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
        list[str] | None,
        typer.Option(help="what a word means: 无=0, —=blank, /=NA, *=0 for all; may be repeated"),
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
    from agri.cli.printing.import_words import import_lines
    from agri.files.intake.amounts import read_meanings
    from agri.services.intake.spreadsheets.import_document import import_document
    from agri.services.intake.spreadsheets.import_reports import import_reports, read_for_import

    try:
        meanings = read_meanings(means or [])
    except ValueError as error:
        raise typer.BadParameter(f"{error.args[0]!r}: write WORD=0, WORD=blank or WORD=NA") from None
    with opened() as o, progress_bar() as bar:
        task = bar.add_task("导入 import", total=None)
        importer = importer_at_the_server(o.session)
        report = import_reports(
            o.session,
            importer,
            read_for_import(o.reference, path, meanings=meanings),
            now=o.now,
            is_dry_run=is_dry_run,
            clears_blanks=clears_blanks,
            overwrites_newer=overwrites_newer,
            city=o.city,
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
    from agri.services.intake.spreadsheets.make_template import make_template

    with opened(reads_only=True) as o:
        content = make_template(o.reference, form, period=period, org_unit=org_unit, now=o.now)
    path = folder / f"{form}.xlsx"
    path.write_bytes(content)
    note(f"written: {path}")


@app.command("form")
def form_command(
    form: Annotated[str, typer.Argument(help="a form's code, e.g. packaging")],
    org_unit: Annotated[str, typer.Option(help="the place, e.g. 410122101")],
    period: Annotated[str, typer.Option(help="the month or quarter, 2019-08")],
    file_format: Annotated[FormFormat, typer.Option("--format", help="paper or workbook")] = FormFormat.PDF,
    folder: Annotated[Path, typer.Option("--dir", help="where the file goes")] = Path(),
) -> None:
    """签字表 · Write a report as the form that is signed and sealed, with a code to check it by."""
    from agri.files.signed.form_pdf import render_signed_form
    from agri.files.signed.form_workbook import render_signed_workbook
    from agri.services.review.papers.signed_form import find_report, read_signed_form

    origin = Settings().origin
    with opened(reads_only=True) as o:
        report_id = find_report(o.session, form, org_unit, period)
        found = read_signed_form(o.session, analyst_at_the_server(o.city), report_id, origin=origin)
    is_paper = file_format is FormFormat.PDF
    content = render_signed_form(found) if is_paper else render_signed_workbook([found])
    path = folder / f"{form}-{org_unit}-{period}.{file_format}"
    path.write_bytes(content)
    note(f"written: {path}")
    if origin is None:
        note("未设置 AGRI_ORIGIN，码里没有网址 · AGRI_ORIGIN is not set: the code holds no web address")
