"""Commands that make, fill and guard a record."""

from pathlib import Path
from typing import Annotated

import typer

from agri.cli.opening import note_uncounted_clock, opened
from agri.cli.output import note, progress_bar, say, write_json
from agri.definitions.counted_periods import CountedYears, counted_years, uncounted_fault
from agri.definitions.forms import read_forms
from agri.definitions.places import OrgUnit
from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.errors import DatabaseUnfit, Invalid
from agri.services.access.local_actor import importer_at_the_server
from agri.services.chain.migrate import migrate
from agri.services.intake.batch_state import parse_period
from agri.services.reference.load_city import seed_from_folder
from agri.services.store.clock import system_clock
from agri.services.store.named_database import named_engine
from agri.terms import Level

app = typer.Typer()


@app.command()
def init() -> None:
    """建库或升级到本版本 · Make the database of AGRI_DATABASE_URL, or bring it to this version."""
    engine = named_engine()
    migrate(engine)
    note(f"ready: {engine.url.render_as_string(hide_password=True)}")
    note_uncounted_clock(engine)
    engine.dispose()


@app.command()
def seed(
    city: Annotated[str, typer.Argument(help="folder of seed_data")] = "zhengzhou",
    year: Annotated[int, typer.Option(help="plan year")] = 2019,
) -> None:
    """载入城市基础数据 · Load a city's places, forms, plan, ledger and baselines into an empty database."""
    from sqlmodel import Session

    from agri.services.store.schema_version import check_fit

    engine = named_engine()
    check_fit(engine)
    try:
        with Session(engine) as session, session.begin():
            plan = seed_from_folder(session, _city_folder(city), year, now=system_clock())
    except ValueError as error:  # the definitions name file and place
        raise Invalid(f"the seed data are at fault: {error}", f"基础数据有误：{error}") from error
    engine.dispose()
    note(f"loaded: {plan.title.zh} ({plan.code}), {len(plan.indicators)} indicators, {len(plan.tasks)} tasks")


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
    from agri.cli.import_words import import_document, import_lines
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

    forms = read_forms(seed_root() / "forms")
    if form not in forms:
        raise typer.BadParameter(f"no form {form!r}; there are: {', '.join(forms.by_code)}")
    month = None
    if period is not None:
        month = parse_period(period)
        if month is None or not forms[form].asks_in(month):
            raise typer.BadParameter(f"form {form} is not due in {period!r}")
        counted = _counted_years()
        if not counted.holds(month):
            raise Invalid.of([uncounted_fault(month, counted)])
    places: tuple[OrgUnit, ...] = ()
    made_at = None
    if org_unit is not None:
        with opened(reads_only=True) as o:
            made_at = o.now
            level = forms[form].level
            below = o.reference.places.subtree(org_unit)
            places = tuple(
                unit for unit in below if unit.level == level and (unit.is_farming or level != Level.TOWNSHIP)
            )
    path = folder / f"{form}.xlsx"
    path.write_bytes(render_template(forms[form], places, month, made_at=made_at))
    note(f"written: {path}")


def _counted_years() -> CountedYears:
    """Return the years that count in the database that is named; where there is none, in the seed data."""
    try:
        with opened(reads_only=True) as o:
            return o.reference.counted
    except DatabaseUnfit:
        paths = sorted(seed_root().glob("*/plan-*.toml"))
        return counted_years(read_plan(path.parent, int(path.stem.removeprefix("plan-"))) for path in paths)


def _city_folder(city: str) -> Path:
    folder = seed_root() / city
    if not (folder / "org_units.csv").is_file():
        cities = sorted(path.parent.name for path in seed_root().glob("*/org_units.csv"))
        raise typer.BadParameter(f"no city {city!r}; there are: {', '.join(cities)}")
    return folder
