"""What cannot be read: in the words of the person at the spreadsheet, grouped by kind."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_FAULTS = 2_000  # more than anybody mends in one sitting; the rest is counted
EXAMPLES = 3

# The heading of each kind of fault, in Chinese and English.
KINDS: dict[str, tuple[str, str]] = {
    "no-such-file": ("找不到文件", "No such file"),
    "nothing-to-read": ("没有可读的表格文件", "No spreadsheet to read"),
    "no-rows": ("文件里没有读到任何一行", "No row was read from the file"),
    "not-a-spreadsheet": ("不是能读的表格文件", "Not a spreadsheet that can be read"),
    "password": ("文件加了密码", "The file has a password"),
    "unsafe-archive": ("文件异常，未打开", "Unsafe file, not opened"),
    "too-large": ("文件太大", "The file is too large"),
    "too-many-rows": ("行数太多", "Too many rows"),
    "unknown-encoding": ("文字编码无法识别", "The encoding is not known"),
    "broken-csv": ("引号不成对", "A quotation mark is left open"),
    "empty-file": ("文件是空的", "The file is empty"),
    "unknown-form": ("看不出是哪张表", "Which form this is cannot be told"),
    "no-heading": ("没有找到表头", "No heading was found"),
    "missing-column": ("缺少列", "A column is missing"),
    "unknown-column": ("多出不认识的列", "A column is not known"),
    "duplicate-column": ("同一列出现两次", "A column stands twice"),
    "wrong-unit": ("计量单位不符", "The unit is another one"),
    "unknown-org-unit": ("单位代码或名称不对", "The place is not known"),
    "name-and-code": ("代码与名称不一致", "Code and name disagree"),
    "not-yours": ("不在您负责的范围内", "Not among your places"),
    "wrong-level": ("该单位不填本表", "The form is not this place's"),
    "unknown-period": ("报告期看不懂", "The period cannot be read"),
    "wrong-period": ("报告期类型不对", "The period is of another kind"),
    "not-due": ("该期不填本表", "The form is not due in this period"),
    "not-asked": ("本期不填报的项目", "A figure that the period does not ask for"),
    "formula": ("公式没有保存结果", "A formula without a kept value"),
    "broken-cell": ("单元格显示错误", "The cell shows an error"),
    "merged-figure": ("合并单元格里的数", "A figure in a merged cell"),
    "struck-figure": ("被划掉的数", "A figure that is struck through"),
    "not-a-number": ("不是数字", "Not a number"),
    "two-numbers": ("一格里有两个数", "Two numbers in one cell"),
    "word-for-nothing": ("“无”“—”要说明是 0 还是不清楚", "A word or dash: none, or not known?"),
    "percent": ("百分数填在数量列", "A percentage where an amount is asked"),
    "not-finite": ("不是有限的数", "Not a finite number"),
    "negative": ("负数", "A negative number"),
    "below-minimum": ("小于下限", "Below the minimum"),
    "above-maximum": ("大于上限", "Above the maximum"),
    "not-whole": ("应为整数", "Not a whole number"),
    "partly-not-applicable": ("“不适用”只填了一部分", "Partly not applicable"),
    "unknown-instant": ("接收时间看不懂", "The instant of receipt cannot be read"),
    "ragged-row": ("格数与表头不符", "The row has more or fewer cells than the heading"),
    "duplicate-row": ("同一报表出现两次", "One report stands twice"),
    "reason-missing": ("更正已审核通过的报表未写原因", "An accepted report is corrected without a reason"),
    "newer-in-record": ("模板下载后系统里的数已更新", "The record changed after the template was made"),
}


class ReadFault(Exception):
    """Something that cannot be read: a code of `KINDS`, and words in English and Chinese."""

    def __init__(self, code: str, english: str, chinese: str, row: int | None = None) -> None:
        super().__init__(english)
        self.code = code
        self.english = english
        self.chinese = chinese
        self.row = row


@dataclass(frozen=True, slots=True)
class IntakeFault:
    """One fault of one file: the sheet and cell as a spreadsheet names them, and the words."""

    file: str
    sheet: str
    cell: str  # "C7", "row 7", "column C", or empty
    code: str
    english: str
    chinese: str

    @property
    def place(self) -> str:
        """Where it stands, e.g. ``packaging.xlsx[填报] C7``."""
        sheet = f"[{self.sheet}]" if self.sheet else ""
        return f"{self.file}{sheet} {self.cell}".strip()


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """The faults of one kind: heading, number, and some of them."""

    code: str
    title_zh: str
    title_en: str
    total: int
    examples: tuple[IntakeFault, ...]


def grouped(faults: Iterable[IntakeFault]) -> tuple[FaultGroup, ...]:
    """Group faults by kind in the order in which the kinds first appear."""
    by_code: dict[str, list[IntakeFault]] = {}
    for fault in faults:
        by_code.setdefault(fault.code, []).append(fault)
    return tuple(
        FaultGroup(
            code,
            *KINDS.get(code, ("系统未接收", "Not taken by the record")),
            len(some),
            tuple(some[:EXAMPLES]),
        )
        for code, some in by_code.items()
    )
