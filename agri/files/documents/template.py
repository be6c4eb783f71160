"""Fill a Word template, and say what is wrong with one.

A template is a docx with Jinja's braces, as docxtpl reads them. It comes from the city's package: it runs in
a sandbox, can call nothing, and a placeholder that does not exist is a fault and never an empty place.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import Undefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from agri.definitions.official.faults import TemplateFault
from agri.definitions.package.faults import PackageFault, meant, shown
from agri.definitions.reading import Title
from agri.files.documents.placeholders import LOCKED, Placeholders, names, sample

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # equal documents are equal bytes
_NOT_WORD = (BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError, SyntaxError)
_WRONG = (TemplateError, ArithmeticError, TypeError, AttributeError)


def fill_template(template: bytes, contents: Placeholders) -> bytes:
    """Return the document; equal input gives equal bytes.

    Raises
    ------
    ValueError
        The template asks for what there is not, or is no Word document.
    """
    missing: list[str] = []
    try:
        filled = _render(template, contents, missing)
    except (*_NOT_WORD, *_WRONG) as error:
        raise ValueError(str(error)) from error
    if missing:
        raise ValueError(f"there is no placeholder {', '.join(dict.fromkeys(missing))}")
    return filled


def template_faults(name: str, template: bytes) -> Iterator[PackageFault]:
    """Yield every fault of a template: it is filled with a sample, and each unknown placeholder is named."""
    missing: list[str] = []
    try:
        text = _text(_render(template, sample(), missing, marks=True))
    except _WRONG as error:
        yield PackageFault(TemplateFault.PLACEHOLDER_SYNTAX, name, None, "", {"found": shown(str(error))})
        return
    except _NOT_WORD as error:
        yield PackageFault(TemplateFault.NOT_A_DOCUMENT, name, None, "", {"found": shown(str(error))})
        return
    for one in dict.fromkeys(missing):
        values: dict[str, str | Title] = {"found": one, "meant": meant(one, names())}
        yield PackageFault(TemplateFault.PLACEHOLDER_UNKNOWN, name, None, one, values)
    for one in LOCKED:
        if _mark(one) not in text and not (one == "short_digest" and _mark("digest") in text):
            yield PackageFault(TemplateFault.NUMBER_NOT_LOCKED, name, None, one, {"found": one})


def _mark(name: str) -> str:
    return f"⟦{name}⟧"


def _render(template: bytes, contents: Placeholders, missing: list[str], *, marks: bool = False) -> bytes:
    class Noted(Undefined):
        """A placeholder that does not exist: noted, and empty."""

        def _note(self) -> str:
            missing.append(str(self._undefined_name))
            return ""

        __str__ = _note

        def __iter__(self) -> Iterator[object]:
            self._note()
            return iter(())

        def __bool__(self) -> bool:
            self._note()
            return False

        def __getattr__(self, name: str) -> "Noted":
            if name.startswith("__"):
                raise AttributeError(name)
            return self

    words = asdict(contents)
    if marks:
        words |= {name: _mark(name) for name in (*LOCKED, "digest")}
    environment = ImmutableSandboxedEnvironment(undefined=Noted, autoescape=True)
    document = DocxTemplate(io.BytesIO(template))
    document.render(words, environment, autoescape=True)
    _fit_tables(document)
    raw = io.BytesIO()
    document.save(raw)
    return _with_fixed_times(raw.getvalue())


def _fit_tables(document: DocxTemplate) -> None:
    """Give each table the widths of its head row: a loop over columns leaves the template's own count."""
    for table in document.docx.element.body.iter(f"{_W}tbl"):
        grid, head = table.find(f"{_W}tblGrid"), table.find(f"{_W}tr")
        widths = (
            [cell.find(f"{_W}tcPr/{_W}tcW") for cell in head.findall(f"{_W}tc")] if head is not None else []
        )
        if grid is None or not widths or any(width is None for width in widths):
            continue
        for column in list(grid):
            grid.remove(column)
        for width in widths:
            column = grid.makeelement(f"{_W}gridCol", {f"{_W}w": width.get(f"{_W}w")})
            grid.append(column)


def _with_fixed_times(content: bytes) -> bytes:
    """Return a zip file whose parts bear no time."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for info in old.infolist():
            part = zipfile.ZipInfo(info.filename, _ZIP_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(info.filename))
    return written.getvalue()


def _text(content: bytes) -> str:
    """Return what stands in all parts of a document."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(one).decode() for one in parts.namelist() if one.endswith(".xml"))
