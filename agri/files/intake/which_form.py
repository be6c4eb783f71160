"""Tell which form a sheet is: by the template's mark, its columns, its title, and last by its name."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from agri.definitions.forms import Form, Forms
from agri.files.intake.heading_block import Heading, columns_over, heading_end
from agri.files.intake.headings import element_of, identity_of, likely_element
from agri.files.intake.report_row import MARKER
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import Sheet
from agri.files.sheets.texts import is_blank, key_of

_MARK_ROWS = 5
_KIND_OF_TABLE = re.compile("(?:统计|情况|汇总|登记)?(?:月报|季报|年报|结果|报)?表?$")
_SHARE = 0.6  # of a form's title that a sheet's title must repeat
_SHORTEST = 4


def marked_form(sheet: Sheet, heading: Heading, first: int = 0) -> str | None:
    """Return the code of the form that a template's mark names; it stands above the heading."""
    for row in sheet.rows[max(first, heading.first - _MARK_ROWS) : heading.first]:
        for column, cell in enumerate(row[:-1]):
            if cell == MARKER and not is_blank(row[column + 1]):
                return str(row[column + 1]).strip()
    return None


def tell_form(sheet: Sheet, heading: Heading, forms: Forms, names: Sequence[str], first: int = 0) -> Form:
    """Return the form of a table, whose titles begin in the row `first`; `names` are the file's and folders'.

    Raises
    ------
    ReadFault
        The mark names no form, or nothing else tells one form from the others.
    """
    marked = marked_form(sheet, heading, first)
    if marked is not None:
        if marked not in forms:
            raise _unknown_form(marked, forms)
        return forms[marked]
    fits = {form.code: _fit(sheet, heading, form) for form in forms}
    by_name = [form for form in forms if any(_names(name, form.code) for name in (sheet.name, names[0]))]
    if len(by_name) == 1 and (fits[by_name[0].code] or not any(fits.values())):
        return by_name[0]
    if heading.has_codes:
        best = max(fits.values())
        likely = [form for form in forms if best and fits[form.code] == best]
    else:
        titled = _by_title(_titles(sheet, heading, names, first), forms)
        likely = [form for form in titled if fits[form.code]]
        if len(likely) != 1:
            best = max(fits.values())
            likely = [form for form in titled or forms if best and fits[form.code] == best]
    if len(likely) == 1:
        return likely[0]
    raise _unknown_form(names[0], forms)


def _names(name: str, code: str) -> bool:
    """Say whether a name holds a form's code, as in ``packaging (1)`` or ``中牟_packaging``."""
    return bool(re.search(rf"(?<![a-z_]){code}(?![a-z])", name.casefold()))


def _fit(sheet: Sheet, heading: Heading, form: Form) -> int:
    """Count the columns of a heading that name elements of a form for certain, or by likeness."""
    last = heading.first if heading.has_codes else heading_end(sheet, heading, form, is_template=False)
    found = set()
    for over in columns_over(sheet, heading.first, last):
        for text in (*over.joined, *over.own):
            if not isinstance(text, str) or identity_of(text):
                continue
            element = element_of(text, form) or (None if heading.has_codes else likely_element(text, form))
            if element is not None:
                found.add(element.code)
                break
    return len(found)


def _titles(sheet: Sheet, heading: Heading, names: Sequence[str], first: int) -> list[str]:
    above = [
        str(cell)
        for row in sheet.rows[first : heading.first]
        for cell in row
        if isinstance(cell, str) and cell
    ]
    return [*above, sheet.name, *names]


def _by_title(texts: Iterable[str], forms: Forms) -> list[Form]:
    """Return the forms whose title a text repeats most of."""
    scores: dict[str, float] = {}
    for text in map(key_of, texts):
        for form in forms:
            title = _KIND_OF_TABLE.sub("", key_of(form.title.zh))
            match = SequenceMatcher(None, title, text, autojunk=False).find_longest_match()
            if match.size >= min(_SHORTEST, len(title)) and match.size >= _SHARE * len(title):
                scores[form.code] = max(scores.get(form.code, 0.0), match.size / len(title))
    best = max(scores.values(), default=0.0)
    return [form for form in forms if best and scores.get(form.code) == best]


def _unknown_form(name: str, forms: Forms) -> ReadFault:
    known = ", ".join(form.code for form in forms)
    known_zh = "、".join(f"{form.code}（{form.title.zh}）" for form in forms)
    return ReadFault(
        "unknown-form",
        f"which form this is cannot be told; “{name}” names none: fill in the template that the page "
        f"Spreadsheets gives, or name the file after its form ({known})",
        f"看不出是哪张表，“{name}”不是表代码：请用“表格上报”页下载的模板填写，或把文件名改成表代码，如 "
        f"packaging.csv；可用：{known_zh}",
    )
