"""Which figure of a release goes into which cell: a file that is written once for a workbook.

A row names a cell (`at = "汇总!C7"`) and what goes there: an indicator's figure, the amount of a data
element, or a word about the release.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agri.definitions.package.faults import listed, meant
from agri.definitions.reading import DefinitionFile, read_toml
from agri.errors import Fault, Invalid
from agri.files.release.lines import FormFigures, FormLines, IndicatorLine, Release
from agri.terms import Level

_AT = re.compile(r"(?P<sheet>.+)[!！]\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9][0-9]{0,6})")
_LAST_COLUMN, _LAST_ROW = "XFD", 1_048_576  # what a sheet has
_KEYS = {"at", "indicator", "element", "text", "place", "what", "span", "times", "digits"}
_WORDS = ("indicator", "element", "text", "place", "what", "span")
_FIGURES = ("value", "numerator", "denominator", "path", "target", "probability", "reports", "expected")
_SPANS = ("month", "to_date")
_MOST_DIGITS = 12
_SHEET_DIGITS = 15  # that a spreadsheet keeps of a number
_MOST_CELLS = 5_000  # each is named by hand


@dataclass(frozen=True, slots=True)
class NamedCell:
    """One cell of the workbook and what is written there; None clears it."""

    sheet: str
    column: str
    row: int
    content: float | str | None


def read_cells(file: DefinitionFile, release: Release, *, home: str | None = None) -> list[NamedCell]:
    """Read a map and take its figures from a release; whose `home` is a county gets that county's alone.

    Raises
    ------
    Invalid
        With every fault of the map: a cell that is none, a name that the release does not have.
    """
    try:
        rows = read_toml(file).get("cells")
    except ValueError as error:
        raise Invalid(str(error), f"单元格对照表读不出来：{error}") from error
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise Invalid("the map has no [[cells]]", "单元格对照表中没有 [[cells]]")
    if len(rows) > _MOST_CELLS:
        raise Invalid(
            f"the map names {len(rows)} cells, more than {_MOST_CELLS}: split it over two workbooks",
            f"对照表有 {len(rows)} 格，超过 {_MOST_CELLS} 格：请分成两份工作簿",
        )
    sources = _ReleasedFigures(release, home or release.header.city)
    cells, faults, seen = [], [], set()
    for number, row in enumerate(rows, start=1):
        try:
            cell = _cell(row, sources)
        except _Wrong as wrong:
            faults.append(
                Fault(
                    f"/cells/{number - 1}",
                    "cell-map",
                    f"cell {number}: {wrong.en}",
                    f"第{number}格：{wrong.zh}",
                )
            )
            continue
        place = (cell.sheet, cell.column, cell.row)
        if place in seen:
            at = row["at"]
            faults.append(
                Fault(
                    f"/cells/{number - 1}",
                    "cell-map",
                    f"cell {number}: {at} stands twice",
                    f"第{number}格：{at} 写了两次",
                )
            )
        seen.add(place)
        cells.append(cell)
    if faults:
        raise Invalid.of(faults)
    return cells


class _Wrong(Exception):
    """What is wrong with one row of the map."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh


class _ReleasedFigures:
    """A release's figures by name."""

    def __init__(self, release: Release, home: str) -> None:
        self.release = release
        self.home = home
        self.lines = {(one.indicator, one.org_unit): one for one in (*release.summary, *release.counties)}
        self.headings = {one.code: one for one in release.indicators}
        self.columns = {
            f"{form.form}.{column.code}": (form, at)
            for form in release.forms
            for at, column in enumerate(form.columns)
        }
        self.levels = {place.code: place.level for place in release.places}
        self.places = set(self.levels) | {row.org_unit for form in release.forms for row in form.rows}

    def place(self, row: Mapping[str, Any]) -> str:
        code = row.get("place", self.home)
        if code not in self.places:
            raise _Wrong(f"the release has no place {code!r}", f"发布中没有单位 {code!r}")
        if not str(code).startswith(self.home):
            raise _Wrong(
                f"{code} lies outside your place {self.home}", f"{code} 不在您的辖区（{self.home}）内"
            )
        return str(code)


def _cell(row: Mapping[str, Any], sources: _ReleasedFigures) -> NamedCell:
    unknown = sorted(row.keys() - _KEYS)
    if unknown:
        near = meant(unknown[0], _KEYS)
        raise _Wrong(f"the key {unknown[0]} is not known{near.en}", f"不认识键 {unknown[0]}{near.zh}")
    wrong = next((key for key in _WORDS if not isinstance(row.get(key, ""), str)), None)
    if wrong is not None:
        raise _Wrong(f"{wrong} = {row[wrong]!r} is no text", f"{wrong} = {row[wrong]!r} 不是文字，请加引号")
    at = row.get("at")
    match = _AT.fullmatch(at) if isinstance(at, str) else None
    if match is None:
        raise _Wrong(f'at = {at!r} is no cell: write "sheet!C7"', f"at = {at!r} 不是单元格，应写成“表名!C7”")
    column, number = match["column"].upper(), int(match["row"])
    if (len(column), column) > (len(_LAST_COLUMN), _LAST_COLUMN) or number > _LAST_ROW:
        raise _Wrong(
            f"at = {at!r} lies beyond what a sheet has: columns to {_LAST_COLUMN}, {_LAST_ROW} rows",
            f"at = {at!r} 超出工作表范围：列至 {_LAST_COLUMN}，行至 {_LAST_ROW}",
        )
    sorts = [sort for sort in ("indicator", "element", "text") if sort in row]
    if len(sorts) != 1:
        raise _Wrong("write one of indicator, element, text", "indicator、element、text 三者须写其一")
    content = {"indicator": _of_indicator, "element": _of_element, "text": _of_text}[sorts[0]](row, sources)
    return NamedCell(_sheet(match["sheet"]), column, number, _scaled(content, row))


def _sheet(written: str) -> str:
    """Return a sheet's name without the quotes that a formula puts around it.

    >>> _sheet("'2019''s'"), _sheet("汇总")
    ("2019's", '汇总')
    """
    is_quoted = len(written) > len("''") and written.startswith("'") and written.endswith("'")
    return written[1:-1].replace("''", "'") if is_quoted else written


def _scaled(content: float | str | None, row: Mapping[str, Any]) -> float | str | None:
    times, digits = row.get("times", 1), row.get("digits")
    if not isinstance(times, int | float) or isinstance(times, bool) or not math.isfinite(times):
        raise _Wrong(f"times = {times!r} is no number", f"times = {times!r} 不是数字")
    if digits is not None and not (isinstance(digits, int) and 0 <= digits <= _MOST_DIGITS):
        raise _Wrong(f"digits = {digits!r} is not 0 to 12", f"digits = {digits!r} 应为 0 至 12")
    if isinstance(content, str) or content is None:
        return content
    scaled = content * times
    # Without digits all that a spreadsheet keeps: beyond it stands only what binary products add.
    return float(f"{scaled:.{_SHEET_DIGITS}g}") if digits is None else round(scaled, digits)


def _of_indicator(row: Mapping[str, Any], sources: _ReleasedFigures) -> float | None:
    code, what, place = row["indicator"], row.get("what", "value"), sources.place(row)
    if code not in sources.headings:
        near = meant(code, sources.headings)
        raise _Wrong(f"the release has no indicator {code!r}{near.en}", f"发布中没有指标 {code!r}{near.zh}")
    if what not in _FIGURES:
        raise _Wrong(
            f"what = {what!r}: write one of {listed(_FIGURES)}",
            f"what = {what!r} 应为 {listed(_FIGURES)} 之一",
        )
    if what == "target":
        return sources.headings[code].target
    line: IndicatorLine | None = sources.lines.get((code, place))
    if line is None:
        raise _Wrong(
            f"{place} has no indicator: name the city or a county", f"{place} 没有指标，请写市或县（区）代码"
        )
    if what == "probability":
        return None if line.reported is None else line.reported.probability
    value: float | None = getattr(line, what)
    return value


def _of_element(row: Mapping[str, Any], sources: _ReleasedFigures) -> float | None:
    name, span, place = row["element"], row.get("span", "to_date"), sources.place(row)
    if name not in sources.columns:
        near = meant(name, sources.columns)
        raise _Wrong(
            f"the release has no data element {name!r}{near.en}", f"发布中没有数据项 {name!r}{near.zh}"
        )
    if span not in _SPANS:
        raise _Wrong(f"span = {span!r}: write month or to_date", f"span = {span!r} 应为 month 或 to_date")
    form, at = sources.columns[name]
    found = [
        value for figures in _figures(form, place, span, sources) if (value := figures.values[at]) is not None
    ]
    if len(found) > 1 and not form.columns[at].is_summable:
        raise _Wrong(
            f"{name} cannot be added up: name a reporting place", f"{name} 不能汇总，请写填报单位代码"
        )
    return sum(found) if found else None


def _figures(form: FormLines, place: str, span: str, sources: _ReleasedFigures) -> Iterator[FormFigures]:
    """Yield the figures of a place, or of all below a county or the city."""
    level = sources.levels.get(place)
    for row in form.rows:
        is_below = level == Level.CITY or (level == Level.COUNTY and row.county == place)
        if row.org_unit == place or is_below:
            yield row.month if span == "month" else row.to_date


def _of_text(row: Mapping[str, Any], sources: _ReleasedFigures) -> str:
    header = sources.release.header
    words = {
        "number": header.number,
        "period": header.period,
        "as_of": header.as_of.isoformat(),
        "snapshot": header.snapshot,
        "city": header.city_name.zh,
        "compiler": sources.release.layout.compiler.zh,
        "synthetic": sources.release.layout.synthetic.zh if header.is_synthetic else "",
    }
    text = row["text"]
    if text not in words:
        raise _Wrong(
            f"text = {text!r}: write one of {listed(words)}", f"text = {text!r} 应为 {listed(words)} 之一"
        )
    return words[text]
