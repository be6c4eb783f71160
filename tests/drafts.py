"""Drafts of the tiny city's definitions for a practice month: one more thing that a form asks."""

import tempfile
from datetime import date
from pathlib import Path

from sqlmodel import Session

from agri.definitions.reading import DefinitionFiles
from agri.services.figures.new_year import write_new_year
from tests.form_versions import raised
from tests.places import package

PACKAGING = "forms/06-packaging.toml"
BURNED = (
    '    { code = "burned_kg", title = { zh = "本月焚烧", en = "Burned" }, unit = "kg", maximum = 100000 },\n'
)


def with_burned(files: DefinitionFiles) -> DefinitionFiles:
    """Return a package whose packaging form asks, in a version of its own, what was burned."""
    contents = {name: files.read(name) for name in files.names()}
    text = contents[PACKAGING].decode()
    at = text.index('    { code = "disposed_kg"')
    contents[PACKAGING] = raised(text[:at] + BURNED + text[at:]).encode()
    return DefinitionFiles.of_bytes(contents)


def changed_form() -> DefinitionFiles:
    """Return 2019's package with the changed form."""
    return with_burned(package())


def next_year(session: Session, as_of: date) -> DefinitionFiles:
    """Return what `agri new-year 2020` writes, with the changed form."""
    with tempfile.TemporaryDirectory() as name:
        write_new_year(session, 2020, Path(name) / "next", as_of=as_of)
        return with_burned(DefinitionFiles.in_folder(Path(name) / "next"))
