"""Read the project's TOML and CSV files, naming file and place when they are at fault.

Definitions come from a folder or from bytes that lie in the record; readers see no difference. A reader of
one file takes a `DefinitionFile` (a `Path` is one), a reader of a city package takes `DefinitionFiles`.
"""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

_PACKAGE = Path(__file__).resolve().parent.parent
FORMS = "forms"  # the folder of a package that holds its forms
YEARS = "years"  # the folder of a package that holds what is one year's own, `years/2019/plan.toml`
PLAN = "plan.toml"
CALENDAR = "calendar.toml"
SOURCES = "SOURCES.md"  # the file of a package whose rows `source` cites
TO_FILL = "待填 to be filled in"  # what a package for another city leaves to be written


@dataclass(frozen=True, slots=True)
class Title:
    """People's words for a thing, in Chinese and English."""

    zh: str
    en: str

    @classmethod
    def of(cls, table: Mapping[str, str]) -> "Title":
        """Read ``{zh = "…", en = "…"}``."""
        return cls(table["zh"], table["en"])


class DefinitionFile(Protocol):
    """One file of definitions, wherever its bytes lie; a `Path` is one, and so is a `StoredFile`."""

    @property
    def name(self) -> str:
        """The last part of the file's name."""

    def read_bytes(self) -> bytes:
        """Return the content."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of definitions whose bytes are at hand; `path` is its name inside its package."""

    path: str
    content: bytes

    @property
    def name(self) -> str:
        """The last part of the file's name."""
        return self.path.rpartition("/")[2]

    def read_bytes(self) -> bytes:
        """Return the content."""
        return self.content

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True)
class DefinitionFiles:
    """The files of a city package by their names inside it, ``forms/01-sowing.toml``."""

    by_name: Mapping[str, DefinitionFile]

    @classmethod
    def in_folder(cls, folder: Path) -> "DefinitionFiles":
        """Take the files of a folder.

        Forms and sources that are not in the folder itself are those that several cities share: they stand
        beside it, and the sources of the shipped definitions come with the program.
        """
        files = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        }
        if not any(name.startswith(f"{FORMS}/") for name in files):
            shared = sorted((folder.parent / FORMS).glob("*.toml"))
            files |= {f"{FORMS}/{path.name}": path for path in shared}
        for beside in (folder.parent / SOURCES, seed_root() / SOURCES):
            if SOURCES not in files and beside.is_file():
                files[SOURCES] = beside
        return cls(files)

    @classmethod
    def of_bytes(cls, contents: Mapping[str, bytes]) -> "DefinitionFiles":
        """Take files whose contents are at hand, as they lie in the record."""
        return cls({name: StoredFile(name, content) for name, content in contents.items()})

    def years(self) -> tuple[int, ...]:
        """Return the years that the package has a folder of, in order."""
        parts = (name.split("/") for name in self.by_name)
        return tuple(sorted({int(part[1]) for part in parts if part[0] == YEARS and part[1].isdigit()}))

    def for_year(self, year: int) -> "DefinitionFiles":
        """Return what holds in a year: the year's own files in the place of those of every year."""
        own = f"{YEARS}/{year}/"
        files = {name: file for name, file in self.by_name.items() if not name.startswith(f"{YEARS}/")}
        files |= {name[len(own) :]: file for name, file in self.by_name.items() if name.startswith(own)}
        return DefinitionFiles(files)

    def own_name(self, name: str, year: int) -> str:
        """Return where a file of a year stands in the package: in the year's folder or beside it."""
        own = f"{YEARS}/{year}/{name}"
        is_own = own in self.by_name or (name == PLAN and name not in self.by_name)
        return own if is_own else name

    def names(self) -> tuple[str, ...]:
        """Return the names of all files, in order."""
        return tuple(sorted(self.by_name))

    def under(self, folder: str, suffix: str = ".toml") -> tuple[str, ...]:
        """Return the names of the files directly in a folder of the package, in order."""
        return tuple(
            name for name in self.names() if name.rpartition("/")[0] == folder and name.endswith(suffix)
        )

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        return self[name].read_bytes()

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def __getitem__(self, name: str) -> DefinitionFile:
        """Return a file of the package.

        Raises
        ------
        ValueError
            The package has no such file.
        """
        try:
            return self.by_name[name]
        except KeyError:
            raise ValueError(f"the package has no file {name}") from None


def package_files(files: DefinitionFiles | Path) -> DefinitionFiles:
    """Return the files of a package that is given as a folder or as files."""
    return DefinitionFiles.in_folder(files) if isinstance(files, Path) else files


def seed_root() -> Path:
    """Return the folder of the seed data: inside an installed package, or beside it in a checkout."""
    installed = _PACKAGE / "seed_data"
    return installed if installed.is_dir() else _PACKAGE.parent / "seed_data"


def read_text(file: DefinitionFile) -> str:
    """Return the text of a file; the mark that Windows programs write at the beginning is no part of it.

    Raises
    ------
    ValueError
        The file is not UTF-8; the message names it.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{file}: not UTF-8 text; save it as UTF-8 ({error.reason})") from error


def read_toml(file: DefinitionFile) -> dict[str, Any]:
    """Read one TOML file.

    Raises
    ------
    ValueError
        The file is not TOML; the message names it.
    """
    text = read_text(file).replace("\r\n", "\n")
    try:
        return {key: _own(value) for key, value in _parse(text).items()}
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: {error}") from error


@lru_cache(maxsize=128)  # a province's cities share most of their files; parsing is what takes time
def _parse(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def _own(value: object) -> object:
    """Return a copy whose tables and lists are the caller's own."""
    if isinstance(value, dict):
        return {key: _own(one) for key, one in value.items()}
    return [_own(one) for one in value] if isinstance(value, list) else value


def read_rows(file: DefinitionFile) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file with a header."""
    yield from csv.DictReader(io.StringIO(read_text(file), newline=""))
