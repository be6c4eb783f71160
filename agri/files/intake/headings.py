"""Words of headings: what a column holds, and rows and columns that hold no report."""

import re
from collections.abc import Mapping, Sequence

from agri.definitions.forms import DataElement, Form
from agri.files.intake.report_row import NAME, ORG_UNIT, PERIOD, REASON, RECEIVED_AT
from agri.files.intake.unit_names import PARENTHESES, split_unit, without_units
from agri.files.sheets.texts import key_of, plain, without_marks

YEAR, MONTH = "year", "month"  # two columns that make a period together
COUNTY = "county"  # a column of counties beside one of townships

_IDENTITY: Mapping[str, tuple[str, ...]] = {
    ORG_UNIT: ("org_unit", "orgunit", "单位代码", "代码", "编码", "单位编码", "区划代码", "行政区划代码",
               "统计代码", "乡镇代码", "乡镇编码", "place code", "code", "org unit"),
    NAME: ("name", "单位名称", "名称", "单位", "乡镇", "乡镇名称", "乡镇街道", "乡镇(街道)", "镇街",
           "镇(街)", "乡(镇)", "乡(镇、街道)", "乡镇(街道)名称", "街道", "填报单位", "县区", "区县",
           "县(市、区)", "县市区", "place", "township", "county"),
    PERIOD: ("period", "报告期", "填报期", "期别", "月份", "报告月份", "填报月份", "季度", "时间", "日期",
             "年月", "所属期", "所属月份", "统计月份", "month", "quarter", "reporting period"),
    REASON: ("reason", "更正原因", "原因", "修改原因"),
    RECEIVED_AT: ("received_at", "receivedat", "接收时间", "收到时间"),
    YEAR: ("year", "年", "年份", "年度"),
    MONTH: ("月",),
}  # fmt: skip
_IDENTITY_OF = {key_of(word): column for column, words in _IDENTITY.items() for word in words}
_NUMBERING = {
    key_of(word)
    for word in ("序号", "编号", "序", "行号", "no", "no.", "#", "id", "index", "number", "unnamed: 0")
}
_ASIDE = re.compile(
    "备注|说明|附注|注释|联系|电话|手机|填报人|填表人|负责人|审核|签字|签名|盖章|填报日期|填表日期|上报日期|所属|县名|"
    "合计|小计|总计|应报|已审|实报|上月|上季|上年|去年|同期|同比|环比|增减|累计|年初|以来|至今|计划|任务数|目标|"
    "预计|预算|核对|校验|验证|差额|remark|note|comment|contact|phone|filledin|total|plan|target|lastyear|lastmonth"
)
_BESIDE = re.compile("(?:率|占比|比例|比重|增幅|增速|单价|金额|费用|资金|人数|户数|村数|排名|名次)$")
_TOTAL = re.compile(
    r".{2,20}[县市区](?:合计|小计|总计|共计|汇总)[数值量]?"
    r"|(?:全[县市区乡镇]|[本各][县市区乡镇]+|[县市区]级?|本[月季年期页表])?(?:[各个全]?(?:乡镇?|镇街?|街道|乡\(?镇\)?|乡镇街道|单位|县区?|区县))?"
    r"(?:以上|上述)?(?:[合总小共累]\s*计|总[合共]计|汇总|总数|总和|之和|求和|平均)[数值量]?"
    r"|[合共总]计?\d+个?(?:乡镇?|镇|街道|乡镇街道|单位|县区?)(?:合计|小计)?"
    r"|全[县市区]|(?:上年|去年|上月|上季度?|上期)(?:同期|同月)?[数值量]?|同期[数值量]?|(?:同比|环比|增减)(?:增减|增长|%)*"
    r"|(?:grand|sub)?-?totals?|sum|average|mean"
)
_SUM_OF_ALL = re.compile("(?:全[县市区乡镇]|本[县市区乡镇])?(?:合计|总计|共计)|grandtotal|total")
_BESIDE_TOTAL = re.compile(r"\([^()]*\)|[:：=]+$|^[-—=*※★]+|[-—=*※]+$|^\d{1,3}[.、]")
_SIGNED = re.compile(
    "(?:签字|签名|签章|盖章|公章|印章)|(?:负责|经办|分管|审核|填报|制表|统计|复核|联系)[人员领导者]+[:：]|"
    "(?:领导|主管|站长|镇长|乡长|局长|主任|会计|统计员)[:：]"
)
_SIGNATURE = re.compile(
    "填表|填报人|填报单位|填报日期|填报时间|制表|审核|复核|负责人|经办|联系|电话|签字|签名|签章|盖章|单位[(（]|"
    "日期[:：]|上报|报送|注[:：]|说明[:：]|备注[:：]|单位[:：]|注意|以上|"
    "filledin|signed|checkedby|note:|date:|preparedby"
)
_STEMS = ("甲", "乙", "丙", "丁", "戊")
_COUNTIES = {key_of(word) for word in ("县区", "区县", "县(市、区)", "县市区", "市县", "县", "county")}
_SPANS = re.compile("^(?:其中:?)?(?:本月|本季度?|当月|当季|本期|当期|月)?")
_NEW = re.compile("本月新增|本季新增|本月|本季|当月|新增")  # within a title: 小麦本月新增配方施肥面积
_JOINS = re.compile(r"[-–—_·:]")  # between the parts of a heading such as 小麦-氮肥
_KINDS = re.compile("(?:数量|总量|面积|重量|情况|总数|量|数)$")
_SHORTEST_CORE = 2


def identity_of(cell: object) -> str | None:
    """Return which of the columns beside the figures a heading names."""
    for line in _lines(cell):
        found = _IDENTITY_OF.get(key_of(line)) or _IDENTITY_OF.get(key_of(PARENTHESES.sub("", line)))
        if found is not None:
            return found
    return None


def names_counties(cell: object) -> bool:
    """Say whether a heading is that of counties."""
    return any(key_of(line) in _COUNTIES for line in _lines(cell))


def is_numbering(cell: object) -> bool:
    """Say whether a heading is that of the rows' numbers."""
    return key_of(cell) in _NUMBERING


def is_aside(cell: object) -> bool:
    """Say whether a heading is of remarks, totals or people, which no form asks for."""
    return bool(_ASIDE.search(key_of(cell)))


def is_beside(cell: object) -> bool:
    """Say whether an unknown heading is of shares, money or people, which offices keep beside the amounts."""
    return bool(_BESIDE.search(key_of(PARENTHESES.sub("", plain(str(cell))))))


def is_total(cell: object) -> bool:
    """Say whether a cell is the label of a row of totals."""
    return isinstance(cell, str) and bool(_TOTAL.fullmatch(_bare_total(cell)))


def _bare_total(cell: str) -> str:
    text = key_of(cell)
    return (_BESIDE_TOTAL.sub("", _BESIDE_TOTAL.sub("", text)) or text).strip("()[]【】《》<>")


def is_sum_of_all(cell: object) -> bool:
    """Say whether a cell is the label of a row that adds up all others: no part, mean or other year."""
    return isinstance(cell, str) and bool(_SUM_OF_ALL.fullmatch(_bare_total(cell)))


def is_signature(cell: object) -> bool:
    """Say whether a cell begins a line of signatures or notes."""
    if not isinstance(cell, str):
        return False
    text = "".join(plain(cell).casefold().split())
    return bool(_SIGNATURE.match(text[:12]) or _SIGNED.search(text))


def numbers_columns(cells: Sequence[object]) -> bool:
    """Say whether a row only numbers the columns, as official forms do: 甲 乙 1 2 3.

    >>> numbers_columns(["甲", "乙", 1, 2]), numbers_columns(["韩寺镇", 1, 2])
    (True, False)
    """
    signs = [key_of(cell).strip("()").removesuffix(".0") for cell in cells]
    letters = [sign for sign in signs if sign in _STEMS]
    return signs == [*letters, *(str(i + 1) for i in range(len(signs) - len(letters)))] and len(signs) > 2


def element_of(cell: object, form: Form) -> DataElement | None:
    """Return the data element that a heading names for certain: by its code or its title."""
    for line in (*_lines(cell), *_without_units(cell)):
        key, bare = key_of(line), key_of(PARENTHESES.sub("", plain(line)))
        for element in form.elements:
            if key in {element.code, element.code.replace("_", "")}:
                return element
            if bare and bare in {key_of(element.title.zh), key_of(element.title.en)}:
                return element
            if key in {key_of(element.title.zh), key_of(element.title.en)}:
                return element
    return None


def likely_element(cell: object, form: Form) -> DataElement | None:
    """Return the one data element of a form that a shortened heading can mean; None where several can."""
    for line in (*_lines(cell), *_without_units(cell)):
        core = _core(line)
        if len(core) < _SHORTEST_CORE:
            continue
        same = [element for element in form.elements if _core(element.title.zh) == core]
        within = [element for element in form.elements if core in _core(element.title.zh)]
        found = [element for element in same or within if not _is_of_another_kind(line, element)]
        if len(found) == 1 and len(same or within) == 1:
            return found[0]
    return None


def _is_of_another_kind(heading: str, element: DataElement) -> bool:
    """Say whether a heading speaks of an area where an item is none, or of a number where it is an area."""
    bare = key_of(PARENTHESES.sub("", plain(heading)))
    if bare.endswith(("面积", "亩数")):
        return element.unit != "mu"
    return element.unit == "mu" and bare.endswith(("数量", "台数", "个数", "重量"))


def _core(title: str) -> str:
    core = _JOINS.sub("", _NEW.sub("", _SPANS.sub("", key_of(PARENTHESES.sub("", plain(title))))))
    shorter = _KINDS.sub("", core)
    return shorter if len(shorter) >= _SHORTEST_CORE else core


def _lines(cell: object) -> list[str]:
    """Return a heading as a whole and line by line: Chinese and English stand below each other."""
    if not isinstance(cell, str):
        return []
    lines = [without_marks(line) for line in cell.splitlines() if line.strip()]
    return [cell, *lines] if len(lines) > 1 else lines


def _without_units(cell: object) -> list[str]:
    """Return the lines of a heading that name a unit, without it."""
    lines = [plain(line) for line in _lines(cell)]
    bare = [(line, split_unit(without_units(line))[0]) for line in lines]
    return [rest for line, rest in bare if rest != line]
