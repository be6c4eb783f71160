"""Commands that write what an office sends: documents out of a release."""

from pathlib import Path
from typing import Annotated

import typer

from agri.cli.opening import opened
from agri.cli.output import note
from agri.services.access.cities import shown_name
from agri.terms import DocumentKind

app = typer.Typer()


@app.command()
def document(
    kind: Annotated[DocumentKind, typer.Argument(help="monthly 通报, quarterly 季总结, yearly 年评估")],
    *,
    release: Annotated[str, typer.Option(help="a release's number, 2019-08/1")],
    output: Annotated[Path | None, typer.Option(help="the docx file to write; by its own name else")] = None,
) -> None:
    """公文 · Write a document out of a release, by the city's Word template."""
    from agri.services.publish.documents.write_document import write_document

    with opened(reads_only=True) as o:
        number = release if o.named is None else f"{o.named}/{shown_name(release)}"
        written = write_document(o.session, kind, number)
    path = output or Path(written.file_name)
    path.write_bytes(written.content)
    note(f"written: {path}")
