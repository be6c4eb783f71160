"""What kind of file this is, by its content; and zip archives that are no danger."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from agri.files.sheets.encodings import is_text
from agri.files.sheets.faults import ReadFault

MOST_MEMBERS = 2_000
MOST_UNZIPPED_BYTES = 512 * 2**20
MOST_RATIO = 200  # unzipped : zipped of a whole workbook; ordinary ones stay below 30
_RATIO_FROM_BYTES = 8 * 2**20  # below this even a dense workbook does no harm
_PARTS_OF_ONE = {"[Content_Types].xml", "mimetype", "META-INF/manifest.xml"}  # one document, and no archive
_NAMES_ARE_UTF8 = 0x800
_MOST_NAME, _MOST_FOLDERS = 60, 5  # characters of a name, innermost folders
_DOCTYPE_SEARCH_BYTES = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


class FileKind(StrEnum):
    """How a file is read."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"  # also .et of WPS
    TEXT = "csv"


def kind_of(content: bytes) -> FileKind:
    """Tell the kind of a file by its first bytes; the ending of its name is not believed.

    Raises
    ------
    ReadFault
        It has a password, is unsafe, or is no spreadsheet.
    """
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise password()
        return FileKind.XLS
    if content.startswith(b"PK"):
        return _zip_kind(content)
    head = content[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<div", b"mime-version")):
        raise _not_a_spreadsheet(
            "it is a web page that only bears the ending of a workbook",
            "这是网页格式的文件，只是后缀像工作簿",
        )
    if content.startswith(_FOREIGN) or not is_text(content):
        raise _not_a_spreadsheet("its content is no spreadsheet", "内容不是表格")
    return FileKind.TEXT


@contextmanager
def unpacked(path: Path) -> Iterator[Path | None]:
    """Lay the files of a zip archive into a folder that is thrown away; None where it is no such archive.

    Raises
    ------
    ReadFault
        It would unpack into more than spreadsheets should, or has a password.
    """
    with path.open("rb") as file:
        is_zip = file.read(2) == b"PK"
    content = path.read_bytes() if is_zip else b""
    if not is_zip or _checked_names(content) & _PARTS_OF_ONE or not zipfile.is_zipfile(path):
        yield None
        return
    with TemporaryDirectory() as name, zipfile.ZipFile(io.BytesIO(content)) as archive:
        folder = Path(name)
        for number, member in enumerate(one for one in archive.infolist() if not one.is_dir()):
            parts = [part for part in _member_name(member).replace("\\", "/").split("/") if part.strip(". ")]
            inside = folder.joinpath(*(part[-_MOST_NAME:] for part in parts[-_MOST_FOLDERS:] or ["file"]))
            if inside.exists() or any(parent.is_file() for parent in inside.parents):
                inside = folder / f"{number}-{inside.name}"
            inside.parent.mkdir(parents=True, exist_ok=True)
            inside.write_bytes(archive.read(member))
        yield folder if any(folder.iterdir()) else None


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; programs that name no encoding write that of their desk."""
    if member.flag_bits & _NAMES_ARE_UTF8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _zip_kind(content: bytes) -> FileKind:
    names = _checked_names(content)
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return FileKind.XLSX
    if "content.xml" in names and "mimetype" in names:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        if b"encryption-data" in manifest:
            raise password()
        return FileKind.ODS
    raise _not_a_spreadsheet(
        "it is an archive or another office's document", "这是压缩包或其他文档，请先解压或另存"
    )


def _checked_names(content: bytes) -> set[str]:
    """Refuse a workbook that would unpack into more than a workbook should, before anything unpacks it.

    Reading a member stops at its declared size, so the declared sizes bound what is unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            unzipped = sum(member.file_size for member in members)
            zipped = max(1, sum(member.compress_size for member in members))
            if len(members) > MOST_MEMBERS or unzipped > MOST_UNZIPPED_BYTES:
                raise _bomb(f"{len(members)} parts, {unzipped / 2**20:.0f} MB")
            if unzipped > _RATIO_FROM_BYTES and unzipped / zipped > MOST_RATIO:
                raise _bomb(f"{unzipped / zipped:.0f} : 1")
            if any(member.flag_bits & 1 for member in members):
                raise password()
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        if b"<!DOCTYPE" in part.read(_DOCTYPE_SEARCH_BYTES).upper():
                            raise _bomb("an XML document type")
            return {member.filename for member in members}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise _not_a_spreadsheet("the file is damaged", "文件已损坏") from error


def _bomb(why: str) -> ReadFault:
    return ReadFault(
        "unsafe-archive",
        f"the workbook unpacks into more than a workbook should ({why}); it was not opened",
        f"工作簿解压后异常庞大或含可疑内容（{why}），未打开",
    )


def password() -> ReadFault:
    """Return the fault of a file that only a password opens."""
    return ReadFault(
        "password",
        "the file is protected by a password: open it, take the password off and save it again",
        "文件已加密，需要密码才能打开：请打开后取消密码，再另存一份",
    )


def _not_a_spreadsheet(english: str, chinese: str) -> ReadFault:
    return ReadFault(
        "not-a-spreadsheet",
        f"{english}: open it in a spreadsheet program and save it as .xlsx",
        f"{chinese}：请用表格软件打开后另存为 .xlsx",
    )
