"""Check headings and numbers of CSV files."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from agri.definitions.package.documents import CsvDocument
from agri.definitions.package.faults import PackageFault, meant, shown
from agri.definitions.package.kinds import FaultKind

_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,，]\d{3})+(\.\d+)?")


def column_faults(
    document: CsvDocument,
    needed: Iterable[str],
    optional: Iterable[str] = (),
    *,
    refuses_unknown: bool = False,
) -> Iterator[PackageFault]:
    """Yield columns that are missing, and those that nothing reads."""
    needed = tuple(needed)
    known = {*needed, *optional}
    unknown = [column for column in document.columns if column not in known]
    missing = [column for column in needed if column not in document.columns]
    for column in missing:
        yield document.fault(FaultKind.COLUMN_MISSING, 1, column, found=column, meant=meant(column, unknown))
    for column in unknown:
        free = [name for name in known if name not in document.columns]
        if refuses_unknown or get_close_matches(column, free, n=1, cutoff=0.7):
            yield document.fault(
                FaultKind.COLUMN_UNKNOWN, 1, column, found=shown(column), meant=meant(column, free)
            )
        else:
            yield document.fault(FaultKind.COLUMN_IGNORED, 1, column, found=shown(column))


def number_faults(
    document: CsvDocument, line: int, key: str, text: str, *, may_be_negative: bool = False
) -> Iterator[PackageFault]:
    """Yield what is wrong with a cell that should hold a number."""
    value = number_of(text)
    narrow = unicodedata.normalize("NFKC", text)
    if _THOUSANDS.fullmatch(text.strip()) or _THOUSANDS.fullmatch(narrow.strip()):
        plain = re.sub("[,，]", "", narrow).strip()
        yield document.fault(FaultKind.THOUSANDS, line, key, key=key, found=shown(text), meant_value=plain)
    elif value is None:
        yield document.fault(FaultKind.NOT_A_NUMBER, line, key, key=key, found=shown(text))
    elif value < 0 and not may_be_negative:
        yield document.fault(FaultKind.NEGATIVE, line, key, key=key, found=text)
    elif narrow != text:
        yield document.fault(
            FaultKind.FULL_WIDTH, line, key, key=key, found=shown(text), meant_value=narrow.strip()
        )


def number_of(text: str) -> float | None:
    """Return the number that a reader takes a cell for; None where it is none, or not finite."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
