"""The first version's record, unpacked and brought to this version."""

import json
import lzma
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.postgres import tools

FIRST = Path(__file__).resolve().parents[1] / "fixtures" / "first"


def unpack_sqlite(path: Path) -> Path:
    """Write the old SQLite database to a path."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_text("agri.sql.xz"))
    return path


def load_postgres(address: str) -> None:
    """Load the old PostgreSQL database into an empty one."""
    program = [str(tools() / "psql"), "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", address]
    subprocess.run(program, input=_text("agri-postgres.sql.xz"), text=True, check=True, capture_output=True)


def unpack_pages(folder: Path) -> Path:
    """Write the old pages to a folder."""
    with tarfile.open(FIRST / "pages.tar.xz") as kept:
        for member in kept:  # by hand: `extractall` takes a filter from Python 3.11.4 on only
            content = kept.extractfile(member)
            if content is not None:
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
    return folder


def answers(kind: str = "sqlite") -> dict[str, Any]:
    """Return what the old program answered on either database."""
    return dict(json.loads(_text("answers.json.xz" if kind == "sqlite" else "answers-postgres.json.xz")))


def _text(name: str) -> str:
    return lzma.decompress((FIRST / name).read_bytes()).decode()
