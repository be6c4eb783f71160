"""Every kind of fault of a city package with its weight and its words in two languages: the one table."""

from agri.definitions.crops import crop_faults
from agri.definitions.package.faults import FaultWords
from agri.definitions.sources import source_faults
from agri.terms import Weight


class FaultKind(FaultWords):
    """Every kind of fault: its weight and its words (zh, en). The code is the name in lower case.

    Words in braces are given by the fault; ``{meant}`` is what is known nearby.
    """

    FILE_MISSING = (
        Weight.STOP,
        "缺少文件；请补上，或从其他城市的定义包复制后修改",
        "the file is missing: please add it, or copy another city's and change it",
    )
    FILE_EMPTY = (Weight.STOP, "文件是空的；请填写内容", "the file is empty: please fill it in")
    NOT_UTF8 = (
        Weight.STOP,
        "不是 UTF-8 文本（{found}）；请用“UTF-8”编码另存",
        "not UTF-8 text ({found}): please save it as UTF-8",
    )
    TOML_SYNTAX = (
        Weight.STOP,
        "不是有效的 TOML：{found}；请检查引号、括号、等号，或同一个键是否写了两次",
        "not TOML: {found}; please check quotes, brackets and equal signs, or whether a key stands twice",
    )
    READER_REFUSES = (
        Weight.STOP,
        "读取程序不接受：{found}；请按提示更正",
        "the reader does not take it: {found}; please mend what it names",
    )
    KEY_MISSING = (Weight.STOP, "缺少 {key}；请补上", "{key} is missing: please add it")
    KEY_MISSPELT = (
        Weight.STOP,
        "不认识键 {found}，因此不会起作用{meant}；请改名或删去",
        "the key {found} is not known and would do nothing{meant}: please either rename or remove it",
    )
    KEY_UNKNOWN = (
        Weight.LATER,
        "不认识键 {found}，因此不会起作用；可用：{known}。请改名或删去",
        "the key {found} is not known and does nothing; known: {known}. Please either rename or remove it",
    )
    WRONG_TYPE = (
        Weight.STOP,
        "{found} 不是{expected}；请改写",
        "{found} is not {expected}: please write one",
    )
    NOT_AMONG = (
        Weight.STOP,
        "没有 {found}{meant}；可用：{known}",
        "there is no {found}{meant}; please write one of: {known}",
    )
    OUT_OF_RANGE = (
        Weight.STOP,
        "{found} 超出范围，应在 {least} 到 {most} 之间；请更正数值",
        "{found} is out of range: please write a number from {least} to {most}",
    )
    PERCENT_FOR_FRACTION = (
        Weight.STOP,
        "{found} 像是百分数，这里应写小数；请写 {meant_value}（百分之 {found}），或核对数值",
        "{found} looks like a percentage, here stands a fraction: please either write {meant_value} "
        "(for {found} %) or check the number",
    )
    FRACTION_TOO_SMALL = (
        Weight.STOP,
        "{found} 相当于 {percent} %，作为该指标的目标太小；请写小数（39.3 % 写作 0.393），或核对数值",
        "{found} means {percent} %, too little for this target: please either write the fraction "
        "(0.393 for 39.3 %) or check the number",
    )
    UNIT_PERCENT = (
        Weight.STOP,
        "单位写了 {found}；请把单位写作 fraction，数值写作小数（0.393）",
        "the unit says {found}: please write the unit fraction, and the number as one (0.393)",
    )
    WORDS_MISSING = (
        Weight.STOP,
        '缺少{language}文字；请写全 {{ zh = "…", en = "…" }}',
        'the words in {language} are missing: please write both, {{ zh = "…", en = "…" }}',
    )
    LIST_EMPTY = (
        Weight.STOP,
        "{found} 中一项也没有；请至少写一项，或删去整段",
        "{found} holds nothing: please either write at least one item or remove it all",
    )
    LIST_LENGTH = (
        Weight.STOP,
        "这里有 {found} 个数；应为一个数，或每月一个共 12 个",
        "{found} numbers stand here: please write either one, or twelve, one a month",
    )
    SUM_NOT_ONE = (
        Weight.STOP,
        "各月之和为 {found}，应为 1；请核对",
        "the months add up to {found}, not to 1: please check them",
    )
    OUTSIDE_RANGE = (
        Weight.STOP,
        "范围 {found} 应为大于 0 的低、高两个数，并包含所用的数 {other}；请核对",
        "the range {found} is to be two numbers above zero with the figure {other} between: please check",
    )
    CODE_TWICE = (
        Weight.STOP,
        "{found} 与第 {other} 行重复；请改名或删去其中一个",
        "{found} stands in line {other} already: please either rename or remove one",
    )
    CODE_ELSEWHERE = (
        Weight.STOP,
        "{found} 已在 {other} 中；请改名或删去其中一个",
        "{found} stands in {other} already: please either rename or remove one",
    )
    NOT_A_DAY = (
        Weight.STOP,
        "{found} 不是有效日期；请改写，例如 {example}",
        "{found} is no day or year of the calendar: please mend it, write it like {example}",
    )
    START_AFTER_END = (
        Weight.STOP,
        "开始 {found} 晚于结束 {other}；{way}",
        "the start {found} is after the end {other}: {way}",
    )
    SEASONS_OVERLAP = (
        Weight.STOP,
        "{found} 与 {other} 的日期重叠，同一面积会算两次；请改日期或合并",
        "{found} overlaps {other}, one area would count twice: please either move a date or join them",
    )
    SHARES_ABOVE_ONE = (
        Weight.STOP,
        "作物 {crop} 的份额之和为 {found}，超过 1；请核对各项 {key}",
        "the {key} of {crop} adds up to {found}, above 1: please check each",
    )
    YEAR_DIFFERS = (
        Weight.STOP,
        "文件名为 {other} 年，内容写的是 {found}；请改文件名或改年份",
        "the file is named for {other}, inside stands {found}: please rename it or change the year",
    )
    CITY_DIFFERS = (
        Weight.STOP,
        "方案的城市 {found} 不是 org_units.csv 中的市 {other}；请更正其一",
        "the plan's city {found} is not the city of org_units.csv ({other}): please mend either",
    )
    BASE_YEAR_MISSING = (
        Weight.STOP,
        "增长率需要上年 {found}，base_years 中没有；请补上",
        "growth compares with {found}, which base_years lacks: please add it",
    )
    BASE_YEAR_LATE = (
        Weight.STOP,
        "基期 {found} 不早于方案年度 {other}；请更正",
        "the base year {found} is not before the plan year {other}: please mend it",
    )
    RHYTHM_ORDER = (
        Weight.STOP,
        "日期顺序应为 due_day ≤ close_day ≤ dispatch_day，现在是 {found}；请更正",
        "the days must come in the order due_day, close_day, dispatch_day, here {found}: please mend them",
    )
    INDICATOR_ELEMENT = (
        Weight.STOP,
        "指标的{part}需要数据项 {found}，没有任何表含有它{meant}；请在表中补上该数据项",
        "the {part} of {indicators} needs {found}, which no form has{meant}: please add it to a form",
    )
    NEEDED_BY_PROGRAM = (
        Weight.STOP,
        "程序需要 {found}，文件中没有{meant}；请补上",
        "the program needs {found}, which is not here{meant}: please add it",
    )
    INDICATORS_BUILT_IN = (
        Weight.LATER,
        "没有 indicators.toml，指标按此前内置的口径计算；请从 seed_data/zhengzhou 复制一份，写明各指标的口径",
        "there is no indicators.toml, so indicators are made as they were built in before: please copy "
        "that of seed_data/zhengzhou and declare them",
    )
    KIND_NEEDS = (
        Weight.STOP,
        "{found} 类指标需要 {key}；请补上，或更改 kind",
        "an indicator of the kind {found} needs {key}: please either add it or change the kind",
    )
    KIND_HAS_NO = (
        Weight.STOP,
        "{found} 类指标没有 {key}；请删去，或更改 kind",
        "an indicator of the kind {found} has no {key}: please either remove it or change the kind",
    )
    NOT_COUNTED = (
        Weight.STOP,
        'counted_in 是计数的量词，这里的 value_unit 是 {found}；请删去，或写 value_unit = "count"',
        "counted_in is the measure word of a count, and value_unit is {found} here: please either remove "
        'it or write value_unit = "count"',
    )
    SEASON_RULE_IDLE = (
        Weight.STOP,
        "season_year = {found} 对该指标不起作用；可用：{known}",
        "season_year {found} would move nothing in this indicator: please write one of: {known}",
    )
    FAMILY_IDLE = (
        Weight.NOTE,
        "family = {found} 对该指标不起作用，其数据项的虚报类别由 lines.toml 定为：{known}",
        "family {found} moves nothing here: lines.toml gives this indicator's elements to {known}",
    )
    NO_SUCH_ELEMENT = (
        Weight.STOP,
        "没有数据项 {found}{meant}；请改名，或在表中补上",
        "no form has {found}{meant}: please either rename it or add it to the form",
    )
    NOT_A_TERM = (
        Weight.STOP,
        "{found} 写法不对；请写 element@span、form. 或 last_year.element@span、baseline.key 或 units.kind",
        "{found} is no term: write element@span, form. or last_year.element@span, baseline.key, units.kind",
    )
    TOTAL_UNITS = (
        Weight.STOP,
        "合计 {found} 的单位与其数据项不同；请改单位或改数据项",
        "the total {found} has another unit than its elements: please mend either",
    )
    QUARTER_MONTHS = (
        Weight.STOP,
        "季报的月份应为 3、6、9、12，不能有 {found}；请更正",
        "a quarterly form is due in months 3, 6, 9, 12, not in {found}: please mend it",
    )
    MONTH_OUTSIDE_FORM = (
        Weight.STOP,
        "月份 {found} 不在表的 months 中，永远不会要求填报；请在表中加上或删去",
        "month {found} is not among the form's months and would never be asked: please either add "
        "it there or remove it",
    )
    CROP_UNASKED = crop_faults.CROP_UNASKED
    SEASON_MONTH = crop_faults.SEASON_MONTH
    LINES_BUILT_IN = crop_faults.LINES_BUILT_IN
    ROLE_OF_CROPS = crop_faults.ROLE_OF_CROPS
    UNPROJECTED = crop_faults.UNPROJECTED
    LINE_OF_COUNTY = crop_faults.LINE_OF_COUNTY
    FALLS_BACK = crop_faults.FALLS_BACK
    NOT_CITED = source_faults.NOT_CITED
    CLAIMS_MORE = source_faults.CLAIMS_MORE
    SOURCE_TO_FILL = source_faults.SOURCE_TO_FILL
    NOT_PLANNED = (
        Weight.NOTE,
        "方案没有列入 {found}，{then}",
        "{found} is not in the plan: {then}",
    )
    COLUMN_MISSING = (
        Weight.STOP,
        "缺少列 {found}{meant}；请补上或更正表头",
        "the column {found} is missing{meant}: please either add it or mend the heading",
    )
    COLUMN_UNKNOWN = (
        Weight.STOP,
        "不认识列 {found}{meant}；请改名或删去",
        "the column {found} is not known{meant}: please either rename or remove it",
    )
    COLUMN_IGNORED = (
        Weight.LATER,
        "不认识列 {found}，不会读取；请改名或删去",
        "the column {found} is not known and not read: please either rename or remove it",
    )
    COLUMN_TWICE = (
        Weight.STOP,
        "列 {found} 有两个；请删去一个",
        "the column {found} stands twice: please remove one",
    )
    ROW_SHORT = (
        Weight.STOP,
        "本行只有 {found} 格，表头有 {other} 格；请补齐，空格也要留逗号",
        "the row has {found} cells, the heading {other}: please fill it up, commas included",
    )
    ROW_LONG = (
        Weight.STOP,
        "本行有 {found} 格，表头只有 {other} 格；请检查是否多了逗号，或给文字加引号",
        "the row has {found} cells, the heading {other}: please either remove a comma or put quotes "
        "around the text",
    )
    NO_ROWS = (Weight.STOP, "表头下没有数据行；请补上", "there is no row below the heading: please add some")
    CELL_EMPTY = (Weight.STOP, "{key} 是空的；请填写", "{key} is empty: please fill it in")
    NOT_A_NUMBER = (
        Weight.STOP,
        "{key}：{found} 不是数字；请只写数字，不知道就留空",
        "{key}: {found} is no number: please either write digits only or leave the cell empty",
    )
    THOUSANDS = (
        Weight.STOP,
        "{key}：{found} 有千分位逗号；请写 {meant_value}",
        "{key}: {found} has a thousands separator: please write {meant_value}",
    )
    FULL_WIDTH = (
        Weight.LATER,
        "{key}：{found} 是全角数字；请写半角 {meant_value}",
        "{key}: {found} is written with full-width digits: please write {meant_value}",
    )
    NEGATIVE = (
        Weight.STOP,
        "{key}：{found} 小于 0；请更正，不知道就留空",
        "{key}: {found} is below 0: please either mend it or leave the cell empty",
    )
    PARENT_MISSING = (
        Weight.STOP,
        "{code} 的上级 {found} 不在本文件中；请补上该单位或更正代码",
        "the parent {found} of {code} is not in this file: please either add it or mend the code",
    )
    CITY_COUNT = (
        Weight.STOP,
        "文件中有 {found} 个市，应恰好有一个；请更正层级",
        "{found} cities stand here, there must be one: please mend the levels",
    )
    POPULATION_SUM = (
        Weight.LATER,
        "{code} 的人口 {found}，所属乡镇合计 {other}；请核对",
        "the population of {code} is {found}, its townships add up to {other}: please check them",
    )
    AREA_ABOVE_LAND = (
        Weight.STOP,
        "{code} {year} 年同时在田的作物 {found} 亩，多于耕地 {other} 亩；请核对面积或单位",
        "crops of {code} that stand at one time in {year} take {found} mu of {other} mu of land: "
        "please check the areas or the unit",
    )
    PLACE_UNKNOWN = (
        Weight.STOP,
        "org_units.csv 中没有地区 {found}{meant}；请补上或更正",
        "org_units.csv has no place {found}{meant}: please either add it or mend the code",
    )
    PLACE_LEVEL = (
        Weight.STOP,
        "{found} 是 {other}，本文件的基数属于 {level}；请移到另一文件",
        "{found} is a {other}, the figures of this file are a {level}'s: please move the row",
    )
    BASELINE_TWICE = (
        Weight.STOP,
        "{found} 与第 {other} 行重复；请删去一行",
        "{found} stands in line {other} already: please remove one",
    )
    BASELINE_MISSING = (
        Weight.LATER,
        "{found} 没有 {year} 年的基数，相关分母未知；请补一行，数值可先留空",
        "{found} has no baselines of {year}, its denominators are unknown: add a row, even a blank one",
    )
    BASELINE_BLANK = (
        Weight.NOTE,
        "{count} 格留空，即未知，首处 {key}（{code}）",
        "{count} cells are empty and count as unknown, the first is {key} of {code}",
    )
    KEY_NOT_LISTED = (
        Weight.LATER,
        "没有列 {found}，该基数对所有单位未知；请补上这一列",
        "there is no column {found}, so it is unknown of every place: please add the column",
    )
    TASK_LEAD = (
        Weight.NOTE,
        "任务 {found} 没有牵头单位；文件若有写明请补上",
        "task {found} has no lead department: please add it if the text names one",
    )
    TASK_FIGURE = (
        Weight.STOP,
        "任务 {code} 的数值 {found} 与文字“{other}”不符；请更正其一",
        "task {code} has the value {found}, its text says {other}: please mend either",
    )
    TASK_TARGET = (
        Weight.STOP,
        "任务 {code} 写 {found}，方案中 {indicator} 的目标是 {other}；请更正其一",
        "task {code} says {found}, the plan's target of {indicator} is {other}: please mend either",
    )
    TASK_YEAR = (
        Weight.LATER,
        "任务 {code} 的期限 {found} 不在 {other} 年；请核对",
        "task {code} is due on {found}, outside {other}: please check it",
    )
    FILE_UNKNOWN = (
        Weight.NOTE,
        "程序不读取这个文件{meant}；可保留，或改名、删去",
        "the program does not read this file{meant}: it may stay, or please rename or remove it",
    )
    BYTE_MARK = (
        Weight.NOTE,
        "文件开头有字节顺序标记（BOM），可以读取",
        "the file begins with a byte order mark; it is read",
    )
    NOT_REVIEWED = (
        Weight.NOTE,
        "{count} 个假定或推算的数没有 reviewed_on；核对后请写上日期",
        "{count} assumed or derived figures have no reviewed_on: please look at them and write the day",
    )
    REVIEWED_LONG_AGO = (
        Weight.NOTE,
        "{count} 个数上次核对早于 {found}；请再核对",
        "{count} figures were last reviewed before {found}: please look at them again",
    )
    CASE_DIFFERS = (
        Weight.STOP,
        "算例 {code}：{indicator} 得 {found}，应为 {other}；请更正定义或算例",
        "case {code}: {indicator} comes to {found}, not to {other}: please mend the definitions or the case",
    )
