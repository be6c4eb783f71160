"""How people write units, known and unknown: behind a heading, in parentheses, in a line such as 单位：吨."""

import re

from agri.files.sheets.texts import key_of, plain
from agri.units import entry_units

_NAMES: dict[str, tuple[str, ...]] = {
    "mu": ("亩", "mu", "亩次"),
    "ha": ("公顷", "ha", "hectare", "hectares", "hm2"),
    "wan_mu": ("万亩", "万亩次", "wanmu"),
    "kg": ("公斤", "千克", "kg", "kgs", "kilogram"),
    "t": ("吨", "t", "ton", "tons", "tonne", "tonnes", "公吨"),
    "jin": ("斤", "市斤", "jin"),
    "count": ("个", "count", "份", "只", "件", "点", "台", "张", "次", "处", "户", "套", "头", "袋", "人次"),
    "fraction": ("小数(0—1)", "小数", "fraction", "%", "百分比"),
}
_UNIT_OF = {key_of(name): unit for unit, names in _NAMES.items() for name in names}
_MANY = "[十百千万亿]*"
_MEASURE = (
    f"(?:{_MANY}(?:亩|公顷|顷|公斤|千克|毫克|市?斤|市?担|吨|克|两|毫升|公升|升|立方米?|平方公里|平方米?|方|公里|千米|米|"
    "袋|瓶|桶|箱|包|捆|车|卷|头|只|羽|个|件|份|张|台|套|点|处|户|人|元|次|批次|人次)次?|"
    f"{_MANY}(?:wan)?(?:kgs?|mt|tons?|tonnes?|t|mg|g|ha|hm2|mu|ml|l|m2|m3|km2)|[百千万亿]+|[%‰])"
)
# 公斤/亩, 吨/月, 亩均: an amount for each mu, month or household, and no sum.
_RATE = (
    f"(?:{_MEASURE})?(?:/|每|·)(?:{_MEASURE}|[年月季日天茬])|"
    "(?:每|单位)?(?:亩|户|人|公顷|面积|月|日|年)(?:平?均|单?产)[用施投]?[量入]?|平均[数值量]?|均值|单产"
)
_IS_MEASURE = re.compile(f"(?:{_MEASURE}|{_RATE})")
_MEASURES_ALONE = re.compile("[百千万亩顷斤克吨担/均]|kg|^t$|ha$|hm2|mu$|tons?", re.IGNORECASE)
_SPACE_OR_MASS = re.compile("亩|顷|平方|m2$|ha$|mu$|斤|千克|吨|克|担|kgs?$|^t$|g$|tons?$|tonnes?$")

# Behind a heading without parentheses; shorter words may be the end of another word.
_AT_END = re.compile(r"(.*?[^\s/,;:、_|-])(?:\s*[/,;:、_|-]\s*|\s+|(?=单位))(\S.*)", re.DOTALL)
_OPEN = re.compile(r"(.+?)\s*[(\[【〔]([^)\]】〕]+)")  # the closing one was forgotten
_JOINED = re.compile(
    rf"(.+?)({_MANY}(?:亩次?|公顷|公斤|千克|市斤|吨)|(?<=[\u4e00-\u9fff])(?:kg|t|ha|hm2|mu))", re.IGNORECASE
)
PARENTHESES = re.compile(r"[(（\[【〔{<《]([^()（）\[\]【】〔〕{}<>《》]*)[)）\]】〕}>》]")
_LABEL = re.compile(
    r"(?:计量|数量|重量|面积)?单\s*位\s*(?:均?[为是]|[:=])?\s*|units?\s*[:=]\s*|[按以]", re.IGNORECASE
)
_UNIT_LABEL = re.compile("(?:计量|数量|重量)单位:?|单位:|units?:", re.IGNORECASE)
_BEHIND_UNIT = re.compile("(?:为单位|计算?|填报?|计量)$")
_AND = re.compile(r"[、,;和及或与\s]+")
_LINE = re.compile(
    r"(?:(?:(?:计量|数量|重量|面积|数据|以上)单\s*位|(?<![一-鿿])单\s*位|\bunits?\b)\s*|单位(?=均?[为是]))"
    r"(?P<sign>[:(=]|均?[为是])?\s*"
    r"(?P<unit>[^\s:。,;()]+(?:[,;、][^\s:。,;()]+)*)|"
    r"(?:均?[按以用]|均[为是])\s*(?P<way>[^\s均按以用为,。;()]{1,4}?)\s*(?:计|为单位|填|统计|上报|折算|汇总|[,。;)]|$)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    "[镇乡县区市局站所村办处心会组章名码称]$|盖章|负责"
)  # 单位： is followed by the office as well
_LONGEST_UNIT = 3  # characters of a unit that nobody knows


def split_unit(heading: str) -> tuple[str, str]:
    """Return a heading in half width without the unit that ends it, and the unit; empty where none does.

    >>> split_unit("回收量/吨"), split_unit("回收量吨"), split_unit("回收量,单位:吨"), split_unit("回收量")
    (('回收量', '吨'), ('回收量', '吨'), ('回收量', '吨'), ('回收量', ''))
    """
    for pattern in (_AT_END, _OPEN, _JOINED):
        found = pattern.fullmatch(heading.strip())
        if found is not None and (unit := bare_unit(found[2])):
            return found[1], unit
    return heading, ""


def bare_unit(text: object) -> str:
    """Return the unit or units that a text names and nothing beside; empty where it is none.

    >>> bare_unit("计量单位：吨"), bare_unit("吨、公斤"), bare_unit("公斤/亩"), bare_unit("配方施肥")
    ('吨', '吨、公斤', '公斤/亩', '')
    """
    bare = plain(str(text)).strip("()[]【】〔〕 :。")
    label = _LABEL.match(bare)
    if label is not None:
        bare = _BEHIND_UNIT.sub("", bare[label.end() :]).strip("()[]【】〔〕 :。")
        if label[0].strip()[-1:] in ":=" and 0 < len(bare) <= _LONGEST_UNIT and not _PLACE.search(bare):
            return bare
    named = [one for one in _AND.split(bare) if one]
    if not named or not all(map(is_measure, named)):
        return ""
    same = {unit_of(one) for one in re.split("[/、,;]", bare)}  # 公斤/千克 is one unit in two words
    return re.split("[/、,;]", bare)[0] if len(same) == 1 and None not in same else bare


def labels_units(text: object) -> bool:
    """Say whether a cell announces the unit that stands in the next: 计量单位, or 单位：."""
    return isinstance(text, str) and bool(_UNIT_LABEL.fullmatch("".join(plain(text).split())))


def in_parentheses(cell: object) -> list[str]:
    """Return what stands in the parentheses of a heading or title, part by part.

    >>> in_parentheses("小麦氮肥（尿素等单质，折纯）（吨）")
    ['尿素等单质', '折纯', '吨']
    """
    inside = PARENTHESES.findall(plain(str(cell or "")))
    return [
        part
        for one in inside
        for part in ([one] if bare_unit(one) else re.split("[,;、]", one))
        if part.strip()
    ]


def units_in(cell: object) -> list[str]:
    """Return the units of a heading: in parentheses, behind it, in a line of its own."""
    text = plain(str(cell or ""))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bare = [split_unit(line)[1] or (bare_unit(line) if i else "") for i, line in enumerate(lines)]
    return [unit for unit in (*map(bare_unit, in_parentheses(text)), *bare) if unit]


def without_units(text: str) -> str:
    """Return a heading in half width without the parentheses that hold a unit and nothing else.

    >>> without_units("小麦氮肥当季利用率（配方施肥）（%）")
    '小麦氮肥当季利用率(配方施肥)'
    """
    return PARENTHESES.sub(lambda found: "" if bare_unit(found[1]) else found[0], plain(text))


def units_in_title(text: str) -> list[str]:
    """Return the units that a title, note or line such as 单位：吨 names for all that stands by it.

    >>> units_in_title("填报单位：中牟县　　计量单位：亩、吨"), units_in_title("统计表（吨）")
    (['亩', '吨'], ['吨'])
    """
    written = plain(text)
    whole = bare_unit(written)
    found = [whole] if whole else [unit for unit in map(bare_unit, in_parentheses(written)) if unit]
    if "单位" not in "".join(written.split()):  # bottles and bags are what a table is about as well
        found = [unit for unit in found if _MEASURES_ALONE.search(unit) or written.endswith(f"表({unit})")]
    for match in _LINE.finditer("" if whole else written):
        named = match["unit"] or match["way"]
        unit = bare_unit(named)
        is_unknown = match["sign"] and len(named) <= _LONGEST_UNIT and not _PLACE.search(named)
        found += [unit or named] if unit or is_unknown else []
    return list(dict.fromkeys(one for unit in found for one in _AND.split(unit) if one))


def measures_space_or_mass(written: object) -> bool:
    """Say whether a unit is one of areas or weights, known or not."""
    return bool(_SPACE_OR_MASS.search(key_of(written)))


def unit_of(written: object) -> str | None:
    """Return the unit that a text names; None where it is none.

    >>> unit_of("千克")
    'kg'
    """
    return _UNIT_OF.get(key_of(written))


def unit_word(unit: str) -> str:
    """Return the Chinese word of a unit that we write first."""
    return _NAMES.get(unit, (unit,))[0]


def measure_apart(written: object, unit: str) -> bool:
    """Say whether a text names an area where a weight is asked, or the reverse.

    >>> measure_apart("亩", "kg"), measure_apart("吨", "kg"), measure_apart("袋", "kg")
    (True, False, False)
    """
    areas, weights = set(entry_units("mu")), set(entry_units("kg"))
    named = unit_of(written)
    return (named in areas and unit in weights) or (named in weights and unit in areas)


def is_measure(written: object) -> bool:
    """Say whether a text looks like a unit, known or not.

    >>> is_measure("百吨"), is_measure("中牟县")
    (True, False)
    """
    return unit_of(written) is not None or bool(_IS_MEASURE.fullmatch(key_of(written)))
