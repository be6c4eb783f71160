"""Say in a sentence what failed outside the program: files, folders, settings, the database server.

What this module does not know is a fault of the program and keeps its traceback.
"""

import errno
import sqlite3
from pathlib import Path

from agri.errors import DatabaseUnfit, Invalid, NotFound, Refusal, Unavailable
from agri.settings import UnsafeSettings


def refusal_of(error: Exception) -> Refusal | None:
    """Return the refusal that an error of the surroundings amounts to; None for anything else."""
    from pydantic import ValidationError
    from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

    if _says_no_room(error):
        return _no_room()
    match error:
        case OSError():
            return _of_file(error)
        case ValidationError() if error.title == "Settings":
            return _of_settings(error)
        case OperationalError() | InterfaceError():
            said = str(error.orig).strip().partition("\n")[0]
            return Unavailable(
                f"the database does not answer: {said}; check AGRI_DATABASE_URL, the folder and the server",
                f"数据库没有响应：{said}；请检查 AGRI_DATABASE_URL、所在文件夹和数据库服务",
            )
        case DatabaseError() if "not a database" in str(error.orig):
            return DatabaseUnfit(
                "the file that AGRI_DATABASE_URL names is no database; name another one",
                "AGRI_DATABASE_URL 指向的文件不是数据库；请另指定",
            )
    return None


def _says_no_room(error: Exception) -> bool:
    """Say whether a file could not grow, told by the system or by SQLite in its own words."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
    said = error if isinstance(error, sqlite3.Error) else getattr(error, "orig", None)
    return getattr(said, "sqlite_errorname", "") in {"SQLITE_FULL", "SQLITE_IOERR_WRITE"}


def _no_room() -> Unavailable:
    return Unavailable(
        "the disk is full, or a file may grow no more; make room and try again",
        "磁盘已满，或文件大小受限；请腾出空间后重试",
    )


def _of_file(error: OSError) -> Refusal | None:
    path = error.filename2 or error.filename
    if not isinstance(path, str | Path):
        return None
    where = Path(path)
    match error:
        case FileNotFoundError():
            return _not_there(where)
        case PermissionError():
            return Invalid(
                f"{where} may not be read or written by this user; change its owner, or run as one who may",
                f"当前用户无权读写 {where}；请修改其属主，或换有权限的用户运行",
            )
        case NotADirectoryError() | IsADirectoryError() | FileExistsError():
            return Invalid(
                f"{where} is a folder where a file is needed, or the other way round; name another one",
                f"{where} 应为文件却是文件夹，或正相反；请另指定",
            )
    return None


def _not_there(path: Path) -> NotFound:
    folder = path.parent
    if folder.is_dir():
        return NotFound(f"there is no file {path}; check its name", f"找不到文件 {path}；请核对名称")
    return NotFound(
        f"there is no folder {folder}; make it first: mkdir -p {folder}",
        f"文件夹 {folder} 不存在；请先建立：mkdir -p {folder}",
    )


def _of_settings(error: Exception) -> UnsafeSettings:
    from pydantic import ValidationError

    assert isinstance(error, ValidationError)  # noqa: S101 - narrowed by the caller
    # The value itself is not repeated: it may be a key or hold a password.
    wrong = [
        (f"AGRI_{'_'.join(map(str, fault['loc'])).upper()}", str(fault["msg"])) for fault in error.errors()
    ]
    return UnsafeSettings(
        "; ".join(f"{name}: {what}" for name, what in wrong) + "; docs/settings.md lists what each may be",
        "；".join(f"{name} 的值不对（{what}）" for name, what in wrong) + "；可取的值见 docs/settings.md",
    )
