"""Spreadsheets that were sent: laid into a folder that is thrown away, and read from there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from agri.errors import Fault, Invalid, TooLarge
from agri.files.sheets.archives import unpacked

MOST_FILES = 300
MOST_ROWS = 5_000  # reports of one upload: whoever sends on a phone must not wait behind more
_MOST_NAME = 60  # characters of a name: of four bytes each, they still make one that a disk takes
_MOST_FOLDERS = 5  # the innermost, with the file itself
_NAMELESS = "file"


@contextmanager
def laid_out(files: Sequence[tuple[str | None, bytes]]) -> Iterator[Path]:
    """Lay files out under the names that their sender sees, folders too; two of one name are told apart.

    Raises
    ------
    Invalid
        There is no file at all, or too many.
    """
    if not files or len(files) > MOST_FILES:
        detail = f"send 1 to {MOST_FILES} files at a time"
        detail_zh = f"每次请选 1 至 {MOST_FILES} 个文件"
        raise Invalid(detail, detail_zh, (Fault("/files", "files", detail, detail_zh),))
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for number, (name, content) in enumerate(files, start=1):
            path = root / _safe(name)
            if path.exists() or any(parent.is_file() for parent in path.parents):
                path = root / f"{number}-{path.name}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield root


@contextmanager
def one_of(folder: Path, name: str) -> Iterator[Path]:
    """Give one file of a folder by the name under which it was read; it may lie in a zip archive."""
    path = folder / name
    archive = next((parent for parent in path.parents if parent.is_file()), None)
    if archive is None:
        yield path
        return
    with unpacked(archive) as inside:
        yield path if inside is None else inside / path.relative_to(archive)


def require_few(rows: int) -> None:
    """Refuse more reports than one upload may bring in.

    Raises
    ------
    TooLarge
        There are more.
    """
    if rows > MOST_ROWS:
        raise TooLarge(
            f"{rows} reports are more than {MOST_ROWS} at a time: send fewer files, or ask the operator to "
            "bring them in",
            f"共 {rows} 份报表，一次最多 {MOST_ROWS} 份：请分几次上传，或请系统运维人员导入",
        )


def _safe(name: str | None) -> PurePosixPath:
    """Return a name within the folder, whatever the sender's program made of it."""
    parts = [
        "".join(sign for sign in part if sign.isprintable() and sign not in ':*?"<>|')[-_MOST_NAME:]
        for part in (name or "").replace("\\", "/").split("/")
    ]
    kept = [part for part in parts if part.strip(". ")]
    return PurePosixPath(*kept[-_MOST_FOLDERS:]) if kept else PurePosixPath(_NAMELESS)
