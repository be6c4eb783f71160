"""What people write for a month or a quarter, and what spreadsheets make of it.

A number with decimals is never a month: 2019.10 typed as a number is kept as 2019.1.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from agri.files.intake.amounts import broken_cell
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import BrokenCell
from agri.files.sheets.texts import plain, shown
from agri.periods import Period

_CHINESE = {
    digit: str(i)
    for digits in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖")
    for i, digit in enumerate(digits)
} | {"○": "0", "O": "0"}
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 54_788  # 2000-01-01 to 2050-01-01, as spreadsheets number days
_SERIAL_ORIGIN = date(1899, 12, 30)

_Y = r"(?P<y>(?:19|20)\d\d)"
_M = r"(?P<m>0?[1-9]|1[0-2])"
_D = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:t?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?"
_DOTTED = re.compile(rf"{_Y}\.(?P<m>\d{{1,2}})", re.ASCII)
_MONTHS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"{_Y}(?:[-/_,、]|年度?-?){_M}月?(?:份)?",
        rf"{_Y}(?P<m>0[1-9]|1[0-2])(?:月份?|{_D})?",
        # One sign between all three: 2019.7-9 is July to September and no day of July.
        rf"{_Y}(?P<b>[-/.]){_M}(?P=b){_D}[日号]?{_CLOCK}",
        rf"{_Y}年{_M}月{_D}[日号]?{_CLOCK}",
        rf"{_M}月(?:份)?\(?{_Y}年?\)?",
        r"\d{1,2}[-/](?P<e>[a-z]{3,9})[-/](?P<s>\d\d|(?:19|20)\d\d)",
        rf"(?P<c>\d\d)年{_M}月(?:份)?",
        r"(?P<e>[a-z]{3,9})[-/.,']?(?P<s>\d\d|(?:19|20)\d\d)",
        r"(?P<s>\d\d|(?:19|20)\d\d)[-/.]?(?P<e>[a-z]{3,9})",
        rf"{_M}[-/](?P<y>(?:19|20)\d\d)",
        rf"{_Y}[Mm]{_M}",
    )
)
_QUARTERS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"{_Y}[-/.年]?q(?P<q>[1-4])",
        rf"q(?P<q>[1-4])[-/.年,]?{_Y}",
        rf"(?P<q>[1-4])q[-/.]?{_Y}",
        rf"{_Y}[-/.年]?(?P<q>[1-4])q",
        rf"{_Y}[-/.年度]*第?(?P<q>[1-4])季(?:度|报)?(?:度?报)?",
        rf"第?(?P<q>[1-4])季度?[-/.,(]?{_Y}年?\)?",
    )
)
_SPAN = re.compile(
    rf"(?P<y>(?:19|20)\d\d)(?:"
    rf"[-/.年]?{_M}月?[-~—–至到](?:(?P=y)[-/.年]?)?(?P<n>\d{{1,2}})月份?"
    r"|[-/.年]?(?P<m1>\d{1,2})[~至到](?P<n1>\d{1,2})"  # without 月, where it is no day: 2019.7-9
    r"|[/.年](?P<m2>\d{1,2})-(?P<n2>\d{1,2})"
    r"|(?P<b>[-/.])(?P<m3>\d{1,2})[~至到](?P=y)(?P=b)(?P<n3>\d{1,2}))",
    re.ASCII,
)
# The first and the last day of one month.
_DAYS = re.compile(
    rf"(?P<y>(?:19|20)\d\d)(?P<b>[-/.年]){_M}[-/.月]0?1日?[-~至到](?:(?P=y)(?P=b))?"
    r"(?:(?P=m)[-/.月])?(?P<l>\d\d)日?",
    re.ASCII,
)
_QUARTER_SPAN = re.compile(r"(?:19|20)\d\d年?\d{1,2}月?[-~—–至到]\d{1,2}月", re.ASCII)
_MONTH_ALONE = re.compile(r"(?P<m>0?[1-9]|1[0-2])月份?", re.ASCII)
_QUARTER_ALONE = re.compile(r"(?:第?(?P<q>[1-4])季度?|q(?P<r>[1-4]))", re.ASCII)
_SINCE = re.compile(
    r"(?<![报送出期])截[至止到](?!日期|时间)|(?<![非不含])累计|年初|以来|至今|"
    r"前(?:[一二三四五六七八九十]+|\d{1,2})个?(?:季度?|月)|上半年|下半年|全年|"
    r"\d{1,2}月?份?(?:[-~—–至到]|[、,和与及])(?:\d{4}年)?\d{1,2}月|"
    r"(?:19|20)\d\d[.年](?:1[0-2]|0?[1-9])[-~—–至到](?:1[0-2]|[1-9])(?![\d.月日号年-]|$)"
)
_PART = re.compile("[上下]半个?月|[上中下]旬|第?[一二三四五1-5]周|每周|周报|旬报")
_NOT_SO = re.compile("[不非未无另]|补报")
_SUM_TOLD = re.compile("累计[数值量据字]*[)。.]*$|累计[数值量](?:据|字)?")
# The dates of a form and of a signature are not the month of the figures.
_ALONE = re.compile(r"(?<![\d年./-])(?:(?:0?[1-9]|1[0-2])月(?!\d)|第?[1-4]季度?)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年|[^\d.\-/]|$)", re.ASCII)
_THIS_MONTH = re.compile(r"\([当本][月季]度?\)$|(?<=[月季度])(?:[末底]|月?报表?|数据?)$")
_ITS_MONTHS = re.compile(r"\((?:1-3|4-6|7-9|10-12)月份?\)$")  # beside the name of a quarter
_MONTHS_OF_QUARTER = re.compile(r"(?<=季度)\((?:1-3|4-6|7-9|10-12)月份?\)")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_WRITTEN_YEAR = re.compile("[二贰][〇零○oO0-9][〇零○oO一二三四五六七八九壹贰叁肆伍陆柒捌玖0-9]{2}(?=年)")
_WRITTEN_MONTH = re.compile(
    "(?:(?<![一-鿿])|(?<=[年度第至到]))(?:([十拾])([一二壹贰])?|([一二三四五六七八九壹贰叁肆伍陆柒捌玖]))(?=月)"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ROMAN_QUARTER = re.compile("(?<![a-z])(?:i{1,3}|iv)(?=季)", re.IGNORECASE)
_BARE_MONTH = re.compile("0?[1-9]|1[0-2]", re.ASCII)
_OTHER_DATE = re.compile(
    r"有效期|(?:填表|填报|制表|编制|报出|上报|报送|送出|发送|提交|收到|审核|复核|打印|盖章)(?:的?[日时]|于|[:：])|"
    r"批准|印发|截止(?:日期|时间)|\d月\d{1,2}日"
)
_SENT = re.compile(
    r"(?:(?:19|20)\d\d年)?\d{1,2}月(?:份|\d{1,2}日|底|初|末)?前?(?:上报|报送|填报|报出|提交|送)"
)
_IN_TITLE = re.compile(r"(?P<y>(?:19|20)\d\d)年?度?(?P<rest>第?[1-4一二三四]季度?|[-./]?\d{1,2}月)")
# As the names of files have it; what goes on with a day is a date and no month.
_IN_NAME = re.compile(r"(?<!\d)(?P<y>20\d\d)(?:[-._]?(?P<m>0[1-9]|1[0-2])|[-._](?P<n>[2-9]))(?![-._]?\d)")


def read_period(cell: object, *, year: int | None = None) -> Period:
    """Read a month or a quarter; `year` stands in where the cell names none.

    Raises
    ------
    ReadFault
        The cell is none, or may be one of two.
    """
    if isinstance(cell, BrokenCell):
        raise broken_cell(cell)
    if isinstance(cell, datetime | date):
        return Period(cell.year, cell.month)
    if isinstance(cell, bool):
        raise _unknown(cell)
    if isinstance(cell, float) and not cell.is_integer():
        raise _decimal(cell)
    text = str(int(cell)) if isinstance(cell, int | float) else _folded(str(cell or ""))
    if not text and not plain(str(cell or "")):
        raise ReadFault(
            "unknown-period",
            "the period is blank: write 2019-08, or 2019-Q3 for a quarter",
            "报告期空白，请写 2019-08，季报写 2019-Q3",
        )
    found = _read(text, year, cell)
    if found is None:
        raise _unknown(cell)
    return found


def _folded(text: str) -> str:
    """Return a period's text in half width and lower case, without blanks, Chinese figures as digits."""
    text = "".join(plain(text).split()).casefold().strip("'’‘\"“”,.、;。")
    text = _DASHES.sub("-", text)
    text = text[1:-1] if text[:1] + text[-1:] in {"()", "[]", "【】", "〔〕"} else text
    if not text.isascii():
        text = _in_digits(text)
        text = "".join(_CHINESE.get(sign, sign) for sign in text)
    text = _THIS_MONTH.sub("", text.replace("。", "."))
    if "季" in text:
        text = _ITS_MONTHS.sub("", text)
    return text.removesuffix(".0")


def _in_digits(text: str) -> str:
    """Return a text with the years, months and quarters that are written in words in digits."""
    text = _WRITTEN_YEAR.sub(
        lambda found: "".join(_CHINESE.get(sign, sign) for sign in found[0].upper()), text
    )
    text = _WRITTEN_MONTH.sub(
        lambda found: f"1{_CHINESE.get(found[2] or '', '0')}" if found[1] else _CHINESE[found[3]], text
    )
    return _ROMAN_QUARTER.sub(lambda found: str(_ROMAN[found[0].casefold()]), text)


def _read(text: str, year: int | None, cell: object = "") -> Period | None:
    for read in (_serial, _dotted, _quarter, _month, _span, _days):
        found = read(text)
        if found is not None:
            return found
    return _without_year(text, year, cell)


def _serial(text: str) -> Period | None:
    """Read the number under which a spreadsheet keeps a day."""
    if len(text) != 5 or not text.isdecimal() or not _FIRST_SERIAL <= int(text) < _LAST_SERIAL:
        return None
    return Period.of(_SERIAL_ORIGIN + timedelta(days=int(text)))


def _dotted(text: str) -> Period | None:
    match = _DOTTED.fullmatch(text)
    if match is None:
        return None
    if match["m"] in {"1", "10"}:
        raise _decimal(text)
    return _valid(match["y"], match["m"])


def _month(text: str) -> Period | None:
    for pattern in _MONTHS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        if parts.get("e"):
            if parts["e"][:3] not in _ENGLISH:
                continue
            short = parts["s"]
            return Period(
                int(short) if len(short) == 4 else 2000 + int(short), _ENGLISH.index(parts["e"][:3]) + 1
            )
        return _valid(parts.get("y") or f"20{parts['c']}", parts["m"], parts.get("d"))
    return None


def _valid(year: str, month: str, day: str | None = None) -> Period | None:
    try:
        found = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return Period.of(found)


def _quarter(text: str) -> Period | None:
    for pattern in _QUARTERS:
        match = pattern.fullmatch(text)
        if match is not None:
            return Period(int(match["y"]), quarter=int(match["q"]))
    return Period.parse(text.upper()) if re.fullmatch(r"(?:19|20)\d\d", text, re.ASCII) else None


def _days(text: str) -> Period | None:
    """Read 2019年9月1日至30日 as the month that these are the first and the last day of."""
    match = _DAYS.fullmatch(text)
    month = _valid(match["y"], match["m"]) if match is not None else None
    if match is None or month is None:
        return None
    return month if int(match["l"]) == month.last_day.day else None


def _span(text: str) -> Period | None:
    """Read 2019年4-6月 as a quarter; other spans are no period."""
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    first, last = (
        int(next(filter(None, (match[f"{name}{way}"] for way in ("", "1", "2", "3"))))) for name in "mn"
    )
    return Period(int(match["y"]), quarter=last // 3) if last % 3 == 0 and first == last - 2 else None


def _without_year(text: str, year: int | None, cell: object) -> Period | None:
    month, quarter = _MONTH_ALONE.fullmatch(text), _QUARTER_ALONE.fullmatch(text)
    if month is None and quarter is None and _BARE_MONTH.fullmatch(text):
        month = _MONTH_ALONE.fullmatch(f"{text}月")  # a number in a column of months
    if month is None and quarter is None:
        return None
    if year is None:
        raise ReadFault(
            "unknown-period",
            f"“{shown(cell)}” names no year: write 2019-08, or 2019-Q3 for a quarter",
            f"“{shown(cell)}”没有写年份，请写成 2019-08，季报写 2019-Q3",
        )
    if month is not None:
        return Period(year, int(month["m"]))
    return Period(year, quarter=int(quarter["q"] or quarter["r"])) if quarter else None


def names_no_year(cell: object) -> bool:
    """Say whether a cell names a month or quarter without its year."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return False
    text = _folded(str(cell))
    return bool(_MONTH_ALONE.fullmatch(text) or _QUARTER_ALONE.fullmatch(text) or _BARE_MONTH.fullmatch(text))


def month_of_year(years: Iterable[str], months: Iterable[str]) -> Period | None:
    """Return the month that texts name apart: a title its year and the sheet its month; None in doubt.

    >>> month_of_year(["2019年农药包装废弃物统计表"], ["9月"])
    Period('2019-09')
    """
    year = year_of(years)
    alone = {
        found[0].removeprefix("第")
        for text in (_SENT.sub("", one) for one in map(_folded, months))
        if not _OTHER_DATE.search(text) and not other_span(text)
        for found in _ALONE.finditer(text)
    }
    return _without_year(alone.pop(), year, "") if year is not None and len(alone) == 1 else None


def year_of(texts: Iterable[str]) -> int | None:
    """Return the one year that texts name; None for none or several."""
    named = {
        int(found[0])
        for text in map(plain, texts)
        if not _OTHER_DATE.search(text)
        for found in _YEAR.finditer(text)
    }
    return named.pop() if len(named) == 1 else None


def period_in_title(text: str) -> Period | None:
    """Return the one period that a title names, such as 中牟县2019年9月农药包装统计表.

    >>> period_in_title("中牟县2019年9月农药包装废弃物统计表")
    Period('2019-09')
    """
    text = _SENT.sub("", _in_digits("".join(plain(text).split())))
    if other_span(text) or _OTHER_DATE.search(text):
        return None
    quarter = _QUARTER_SPAN.search(text)
    if quarter is not None:
        return _span(quarter[0])
    found = {_read(_folded(match[0]), None) for match in _IN_TITLE.finditer(text)} - {None}
    if not found:
        found = {Period(int(one["y"]), int(one["m"] or one["n"])) for one in _IN_NAME.finditer(text)}
    return found.pop() if len(found) == 1 else None


def span_in_title(text: str) -> str:
    """Return the words of a title that speak of several months together; empty where it has none.

    >>> span_in_title("中牟县2019年1-9月农药包装废弃物统计表")
    '1-9月'
    """
    text = _MONTHS_OF_QUARTER.sub("", _in_digits("".join(plain(text).split())))
    match = _SINCE.search(text)
    if match is None:
        return ""
    quarter = _QUARTER_SPAN.search(text)
    return "" if quarter is not None and _span(quarter[0]) is not None else match[0]


def part_in_title(text: str) -> str:
    """Return the words of a title that speak of a part of a month; empty where it has none.

    >>> part_in_title("2019年9月上半月农药包装废弃物统计表")
    '上半月'
    """
    found = _PART.search("".join(plain(text).split()))
    return found[0] if found else ""


def other_span(text: str) -> str:
    """Return the words that speak of several months together or of a part of one; empty for neither."""
    return span_in_title(text) or part_in_title(text)


def span_in_note(text: str) -> str:
    """Return the words by which a note or remark says that figures are of several months or of part of one.

    >>> span_in_note("注：以上数据为1-9月累计数。"), span_in_note("累计数由系统计算，不填")
    ('1-9月', '')
    """
    bare = "".join(plain(text).split())
    found = other_span(bare)
    if not found or _NOT_SO.search(bare) or (found != "截至" and _OTHER_DATE.search(bare)):
        return ""
    return found if found != "累计" or _SUM_TOLD.search(bare) else ""


def _decimal(cell: object) -> ReadFault:
    text = plain(str(cell))
    year = text[:4]
    if text[4:] in {".1", ".10"}:
        return ReadFault(
            "unknown-period",
            f"{text} is a number with decimals, which may be January or October (a spreadsheet keeps "
            f"{year}.10 as {year}.1): write {year}-01 or {year}-10, formatted as text",
            f"{text} 是小数，分不清是1月还是10月（表格会把 {year}.10 存成 {year}.1）："
            f"请把单元格设为文本，写 {year}-01 或 {year}-10",
        )
    return ReadFault(
        "unknown-period",
        f"{text} is a number with decimals and no month: format the cell as text and write 2019-08",
        f"{text} 是小数，不能当月份：请把单元格设为文本，写成 2019-08 这样",
    )


def _unknown(cell: object) -> ReadFault:
    if isinstance(cell, str) and span_in_title(cell):
        return ReadFault(
            "unknown-period",
            f"“{shown(cell)}” is several months together: fill in the figures of one month, 2019-08, or of "
            "one quarter, 2019-Q3",
            f"“{shown(cell)}”是几个月合在一起：本表只填当月（当季）数，请写一个月 2019-08 或一个季度 2019-Q3",
        )
    return ReadFault(
        "unknown-period",
        f"“{shown(cell)}” is not a period: write 2019-08, or 2019-Q3 for a quarter",
        f"“{shown(cell)}”不是报告期：月报写 2019-08，季报写 2019-Q3",
    )
