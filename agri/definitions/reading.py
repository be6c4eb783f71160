"""Read the project's TOML and CSV files, naming file and place when they are at fault."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Title:
    """People's words for a thing, in Chinese and English."""

    zh: str
    en: str

    @classmethod
    def of(cls, table: Mapping[str, str]) -> "Title":
        """Read ``{zh = "…", en = "…"}``."""
        return cls(table["zh"], table["en"])


def seed_root() -> Path:
    """Return the folder of the seed data: inside an installed package, or beside it in a checkout."""
    installed = _PACKAGE / "seed_data"
    return installed if installed.is_dir() else _PACKAGE.parent / "seed_data"


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file.

    Raises
    ------
    ValueError
        The file is not TOML; the message names it.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from error


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file with a header; Excel's mark at the beginning is no part of a name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
