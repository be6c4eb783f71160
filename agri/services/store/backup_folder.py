"""A folder of backups: names that never meet, and how many of them are kept."""

import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

# six digits are what earlier versions wrote
_NAME = re.compile(r"agri-\d{8}-\d{6}-(?:[0-9a-f]{6}|[0-9a-f]{16})\.db")


def is_folder(target: Path) -> bool:
    """Say whether a target names a folder of backups: one that is there, or a name without an ending."""
    return target.is_dir() or (not target.exists() and not target.suffix)


def name_backup(folder: Path, *, now: datetime) -> Path:
    """Return where the next backup goes: named by its instant in UTC and by chance.

    Two backups of one second, or of an hour that the clock shows twice, have two names.
    """
    return folder / f"agri-{now.astimezone(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(8)}.db"


def newest_backup(folder: Path) -> Path | None:
    """Return the newest backup of a folder."""
    backups = [path for path in folder.glob("*.db") if _NAME.fullmatch(path.name)] if folder.is_dir() else []
    return max(backups, key=lambda path: path.stat().st_mtime_ns, default=None)


def drop_old_backups(folder: Path, *, keep: int, newest: Path) -> list[Path]:
    """Delete all but the newest backups of a folder, with what lies beside them, and return which.

    Files that were named otherwise are left alone, and so is `newest`, the one that has just been written.
    """
    backups = sorted(
        (path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path != newest),
        key=lambda path: (path.stat().st_mtime_ns, path.name),
        reverse=True,
    )
    old = backups[max(keep - 1, 0) :]
    for path in old:
        for beside in folder.glob(f"{path.name}*"):  # such as a checksum
            beside.unlink()
    return old
