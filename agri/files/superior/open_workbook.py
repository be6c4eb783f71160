"""Open a workbook that somebody else designed: its parts as bytes, and which part holds which sheet."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import join, normpath

from lxml import etree

from agri.errors import Invalid
from agri.files.sheets.archives import FileKind, kind_of
from agri.files.sheets.faults import ReadFault

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WORKBOOK = "xl/workbook.xml"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_SIGNATURES = "_xmlsignatures/"
_DAMAGED = (
    zipfile.BadZipFile,
    KeyError,
    etree.XMLSyntaxError,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """The file's parts in their order, and the part of each sheet by the name on its tab."""

    infos: list[zipfile.ZipInfo]
    parts: dict[str, bytes]
    sheets: dict[str, str]
    comment: bytes

    def with_parts(self, written: Mapping[str, bytes]) -> bytes:
        """Return the file with some parts written anew; all others are the bytes that they were."""
        filled = io.BytesIO()
        with zipfile.ZipFile(filled, "w") as book:
            book.comment = self.comment
            for info in self.infos:
                content = written.get(info.filename, self.parts[info.filename])
                book.writestr(info, content, compress_type=info.compress_type)
        return filled.getvalue()


def open_workbook(content: bytes) -> OpenedWorkbook:
    """Read a workbook whole, once its size unpacked is known to be none that does harm.

    Raises
    ------
    Invalid
        It is no .xlsx or .xlsm, has a password or a signature, or unpacks into more than a workbook should.
    """
    try:
        kind = kind_of(content)
    except ReadFault as fault:
        raise Invalid(
            f"this workbook cannot be filled: {fault.english}; save it as .xlsx without a password",
            f"这份工作簿无法填写：{fault.chinese}；请另存为不加密的 .xlsx",
        ) from fault
    if kind != FileKind.XLSX:
        raise _none()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            infos = book.infolist()
            parts = {info.filename: book.read(info) for info in infos}
            if _STRICT in parts[WORKBOOK]:
                raise Invalid(
                    "the workbook is of the kind Strict Open XML: save it as an ordinary .xlsx",
                    "工作簿是“Strict Open XML”格式；请另存为普通的 .xlsx（Excel 工作簿）",
                )
            if any(name.startswith(_SIGNATURES) for name in parts):
                raise Invalid(
                    "the workbook has a digital signature, which filling would break: take one without",
                    "工作簿带有数字签名，填写后签名即失效；请使用未签名的版本",
                )
            return OpenedWorkbook(infos, parts, _sheets(parts), book.comment)
    except _DAMAGED as error:
        raise _none() from error


def parse(part: bytes) -> etree._Element:
    """Read a part; nothing outside of it is fetched, and no entity is resolved."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _none() -> Invalid:
    return Invalid(
        "this is no xlsx workbook that can be filled: save it as .xlsx without a password",
        "不是可填写的 xlsx 工作簿；请用 Excel 或 WPS 另存为不加密的 .xlsx",
    )


def _sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the part of each sheet by the name on its tab."""
    links = {one.get("Id"): one.get("Target") for one in parse(parts["xl/_rels/workbook.xml.rels"])}
    found = {}
    for sheet in parse(parts[WORKBOOK]).iter(f"{MAIN}sheet"):
        target = str(links[sheet.get(_LINK)])
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if part in parts and "worksheets/" in part:
            found[str(sheet.get("name"))] = part
    return found
