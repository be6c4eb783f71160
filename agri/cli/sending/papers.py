"""Commands that write what an office sends: documents, the superior's workbook, own tables."""

from pathlib import Path
from typing import Annotated

import typer

from agri.cli.opening import figures_day, opened
from agri.cli.output import note
from agri.errors import NotFound
from agri.services.access.cities import shown_name
from agri.terms import DocumentKind

app = typer.Typer()


@app.command()
def document(
    kind: Annotated[DocumentKind, typer.Argument(help="monthly 通报, quarterly 季总结, yearly 年评估")],
    *,
    release: Annotated[str, typer.Option(help="a release's number, 2019-08/1")],
    output: Annotated[Path | None, typer.Option(help="file to write: .docx, or .pdf for a print")] = None,
) -> None:
    """公文 · Write a document out of a release, by the city's Word template."""
    from agri.services.publish.documents.write_document import printed, write_document

    with opened(reads_only=True) as o:
        number = release if o.named is None else f"{o.named}/{shown_name(release)}"
        written = write_document(o.session, kind, number)
    path = output or Path(f"{written.stem}.docx")
    path.write_bytes(printed(written) if path.suffix.lower() == ".pdf" else written.content)
    note(f"written: {path}")


@app.command()
def fill(
    workbook: Annotated[Path, typer.Argument(help="the superior's xlsx, as it was received")],
    *,
    cells: Annotated[Path, typer.Option(help="TOML file that names its cells, see docs/documents.md")],
    release: Annotated[str, typer.Option(help="a release's number, 2019-08/1")],
    output: Annotated[Path, typer.Option(help="the xlsx file to write")],
) -> None:
    """填上级表 · Fill named cells of a given workbook out of a release; nothing else of it is touched."""
    from agri.files.superior.cell_map import read_cells
    from agri.files.superior.fill_workbook import fill_workbook
    from agri.services.publish.make_release import read_release

    for path in (workbook, cells):
        if not path.is_file():
            raise NotFound(f"there is no file {path}", f"没有文件 {path}")
    with opened(reads_only=True) as o:
        number = release if o.named is None else f"{o.named}/{shown_name(release)}"
        _, lines = read_release(o.session, number)
    named = read_cells(cells, lines)
    output.write_bytes(fill_workbook(workbook.read_bytes(), named))
    blank = sum(one.content is None for one in named)
    note(f"written: {output}; {len(named)} cells, {blank} of them without a figure")


@app.command()
def table(
    view: Annotated[Path, typer.Argument(help="TOML file, see docs/documents.md")],
    *,
    output: Annotated[Path, typer.Option(help="the xlsx file to write")],
    as_of: Annotated[
        str | None, typer.Option(help="day by whose end reports count; today by default")
    ] = None,
) -> None:
    """自定义表 · Lay out amounts by place, period and element as a saved view says."""
    from agri.files.pivot.cube import build_cube
    from agri.files.pivot.view import read_view
    from agri.files.pivot.workbook import render_table
    from agri.services.figures.snapshot_cache import current_snapshot

    if not view.is_file():
        raise NotFound(f"there is no file {view}", f"没有文件 {view}")
    with opened(reads_only=True) as o:
        day = figures_day(o, as_of)
        plan = o.reference.at(day).plan
        snapshot = current_snapshot(o.session, plan, day)
    wanted = read_view(view, elements=plan.forms.data_elements, places=snapshot.places.codes)
    cube = build_cube(snapshot, plan, wanted)
    mark = "演示数据 / synthetic" if plan.is_synthetic else ""
    output.write_bytes(render_table(cube, wanted, plan.forms, as_of=day.isoformat(), mark=mark))
    note(f"written: {output}; {len(cube.places)} places, {len(cube.spans)} spans")
