"""Figures and days as an office writes them in Chinese."""

import re
from datetime import date

from agri.definitions.reading import Title
from agri.definitions.value_units import FRACTION, amount_words, scaled, unit_words
from agri.plan.outlook import FIRST_WORDS
from agri.terms import Comparator, ProgressWord, TaskState

NONE = "—"
_QUARTERS = "一二三四"
_COMPARATORS = {
    Comparator.AT_LEAST: "不低于",
    Comparator.AT_MOST: "不高于",
    Comparator.BELOW: "低于",
}
PROGRESS = {
    ProgressWord.AHEAD: "快于序时进度",
    ProgressWord.ON_PATH: "基本持平",
    ProgressWord.BEHIND: "慢于序时进度",
}
STANDING = {
    TaskState.DONE: "已完成",
    TaskState.OVERDUE: "逾期未完成",
    TaskState.DUE_SOON: "即将到期",
    TaskState.OPEN: "推进中",
    TaskState.STANDING: "长期任务",
    TaskState.BLOCKED: "受阻",
}
_MOST_NAMED = 4  # who reads more than three names looks into the table
_HAN = r"[\u4e00-\u9fff（）《》“”、。〔〕]"
_BRACKETS = re.compile(rf"\(([^()]*[\u4e00-\u9fff][^()]*)\)|(?<={_HAN})\(([^()]*)\)")
_MARKS = re.compile(rf"(?<={_HAN})[,:;]|[,:;](?={_HAN})")
_WIDE = {",": "，", ":": "：", ";": "；"}
_DEPENDS = "取决于系数"


def day_words(day: date) -> str:
    """Write a day.

    >>> day_words(date(2019, 9, 8))
    '2019年9月8日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def quarter_words(month: int) -> str:
    """Write the quarter that a month lies in.

    >>> quarter_words(9)
    '三'
    """
    return _QUARTERS[(month - 1) // 3]


def figure(value: float | None, unit: str) -> str:
    """Write an indicator's value with its unit.

    >>> figure(0.42208, "fraction"), figure(None, "kg/mu"), figure(24.256, "kg/mu")
    ('42.21%', '—', '24.26公斤/亩')
    """
    if value is None:
        return NONE
    return f"{amount_words(value, unit)}{unit_words(unit).zh}".replace("-0.00%", "0.00%")


def aim(value: float | None, comparator: Comparator | None, unit: str) -> str:
    """Write a target as the plan words it, without digits that it does not have.

    >>> aim(0.393, Comparator.AT_LEAST, "fraction")
    '不低于39.3%'
    """
    if value is None or comparator is None:
        return NONE
    shown = f"{round(100 * value, 6):g}%" if unit == FRACTION else f"{value:g}{unit_words(unit).zh}"
    return f"{_COMPARATORS.get(comparator, str(comparator))}{shown}"


def change(before: float | None, now: float | None, unit: str) -> str:
    """Write how far a value moved.

    >>> change(0.40, 0.42, "fraction"), change(0.4, 0.4, "fraction"), change(None, 0.4, "fraction")
    ('上升2.00个百分点', '持平', '—')
    """
    if before is None or now is None:
        return NONE
    moved = _shown(now, unit) - _shown(before, unit)  # of the figures as they stand beside it
    size = amount_words(abs(moved) / scaled(1, unit), unit)
    if float(size.replace(",", "")) == 0:
        return "持平"
    name = "个百分点" if unit == FRACTION else unit_words(unit).zh
    return f"{'上升' if moved > 0 else '下降'}{size}{name}"


def _shown(value: float, unit: str) -> float:
    return float(amount_words(value, unit).replace(",", ""))


def arrived(late: float | None, corrected: float | None, unit: str) -> str:
    """Say what of a month's change is no work of the month: reports that came late, and corrections.

    >>> arrived(0.017, -0.001, "fraction"), arrived(0.00001, None, "fraction")
    ('（其中迟到补报+1.70、更正-0.10）', '')
    """
    parts = [
        f"{name}{'+' if _shown(step, unit) > 0 else ''}{amount_words(step, unit)}"
        for name, step in (("迟到补报", late), ("更正", corrected))
        if step is not None and _shown(step, unit) != 0
    ]
    return f"（其中{'、'.join(parts)}）" if parts else ""


def outlook(probability: float | None, word: Title | None) -> str:
    """Write the chance of a target at the year's end.

    >>> outlook(0.519, Title("尚难判断", "undecided")), outlook(0.65, Title("有望达标", "likely"))
    ('尚难判断（52%）', '有可能达标（65%）')
    """
    if probability is None or word is None:
        return NONE
    if word.zh.startswith(_DEPENDS):
        # A share would say more than the coefficients do.
        return word.zh.replace(" %", "%").replace("–", "～")
    if probability >= 0.995 or probability < 0.005:
        share = "99%以上" if probability > 0.5 else "不足1%"
    else:
        share = f"{100 * probability:.0f}%"
    return f"{FIRST_WORDS.get(word.zh, word.zh)}（{share}）"


def as_printed(text: str) -> str:
    """Write a plan's text with the marks of a Chinese letter; what stands between numbers or letters stays.

    >>> as_printed("完成治理,经2,000亩(市)验收:三(五)4"), as_printed("N (kg), 1:2")
    ('完成治理，经2,000亩（市）验收：三（五）4', 'N (kg), 1:2')
    """
    text = _BRACKETS.sub(lambda found: f"（{found[1] or found[2]}）", text)
    return _MARKS.sub(lambda found: _WIDE[found[0]], text)


def lacking(names: list[str], everybody: list[str]) -> str:
    """Name those who lack something; where nearly all do, those who do not.

    >>> lacking(["甲", "乙", "丙", "丁"], ["甲", "乙", "丙", "丁", "戊"])
    '除戊外的各县（市）区'
    >>> lacking(["甲"], ["甲", "乙"]), lacking([], ["甲"])
    ('甲', '')
    """
    others = [name for name in everybody if name not in names]
    if len(names) < _MOST_NAMED or len(others) >= len(names):
        return listing(names)
    return f"除{listing(others)}外的各县（市）区" if others else "各县（市）区"


def listing(names: list[str]) -> str:
    """Join names as a sentence does.

    >>> listing(["中牟县", "登封市"])
    '中牟县、登封市'
    """
    return "、".join(names)
