"""The known frauds and slips, by family."""

from agri.definitions.reading import Title
from agri.synthetic.plants import (
    blanks,
    bounds,
    cliffs,
    copies,
    digits,
    evidence,
    inflation,
    sizes,
    totals,
    unit_errors,
)
from agri.synthetic.plants.kind import HARD_GOAL, SLIPS_GOAL, Plant, PlantedAt, PlantKind
from agri.terms import PlantFamily

_COUNTY, _TOWNSHIPS = PlantedAt.COUNTY, PlantedAt.TOWNSHIPS_OF_COUNTY
_WHOLE = PlantedAt.COUNTY_AND_TOWNSHIPS


def _slip(code: str, zh: str, en: str, family: PlantFamily, plant: Plant, *strengths: float) -> PlantKind:
    return PlantKind(code, Title(zh, en), family, plant, strengths or (1.0,), goal=SLIPS_GOAL)


def _fraud(
    code: str,
    zh: str,
    en: str,
    family: PlantFamily,
    plant: Plant,
    *strengths: float,
    at: PlantedAt = PlantedAt.TOWNSHIP,
    asked_in: tuple[str, ...] = (),
    goal_at: float | None = None,
) -> PlantKind:
    goal = HARD_GOAL if goal_at is not None else None
    return PlantKind(code, Title(zh, en), family, plant, strengths or (1.0,), goal, goal_at, at, asked_in)


_S, _U, _C, _D = PlantFamily.SIZE, PlantFamily.UNITS, PlantFamily.COPIES, PlantFamily.DIGITS
_L, _I, _B = PlantFamily.CLIFF, PlantFamily.INFLATION, PlantFamily.BOUNDS
_N, _P, _E = PlantFamily.BLANKS, PlantFamily.PARTS, PlantFamily.EVIDENCE

FRAUDS: tuple[PlantKind, ...] = (
    _slip("zero-too-many", "一个数多打一个0", "A zero too many", _S, sizes.zero_in_one_cell, 10),
    _slip("zero-too-few", "一个数少打一个0", "A zero too few", _S, sizes.zero_in_one_cell, 0.1),
    _slip("report-tenfold", "整张表扩大10倍", "A whole report ten times", _S, sizes.whole_report, 10),
    _fraud("season-inflated", "全年合计成倍", "A year's amounts multiplied", _S, sizes.whole_season, 2, 3, 5),
    _slip(
        "wan-mu-report", "整表按万亩填", "Areas of a report in 万亩", _U, unit_errors.area_in_other_unit, 1e-4
    ),
    _slip(
        "wan-mu-cell", "一个面积按万亩填", "One area in 万亩", _U, unit_errors.one_area_in_other_unit, 1e-4
    ),
    _slip("hectares", "整表按公顷填", "Areas of a report in ha", _U, unit_errors.area_in_other_unit, 1 / 15),
    _slip(
        "tonnes-for-kg", "公斤按吨填", "Kilograms in tonnes", _U, unit_errors.kilograms_in_other_unit, 1e-3
    ),
    _slip(
        "kg-for-tonnes",
        "一个吨数按公斤填",
        "One tonnage in kilograms",
        _U,
        unit_errors.tonnes_in_kilograms,
        1e3,
    ),
    _slip("jin-one-month", "一个月按斤填", "One month in 斤", _U, unit_errors.kilograms_in_other_unit, 2),
    _slip("jin-all-year", "全年按斤填", "All year in 斤", _U, unit_errors.kilograms_all_year, 2),
    _slip(
        "product-one-month", "一个月按实物量填", "Product mass, one month", _U, unit_errors.product_one_month
    ),
    _slip("product-all-year", "全年按实物量填", "Product mass, all year", _U, unit_errors.product_all_year),
    _slip(
        "compound-product", "复合肥未折纯", "Compound as product", _U, unit_errors.compound_as_product, 2.2
    ),
    _slip("copy-last-month", "照抄上月", "Last month again", _C, copies.last_month, 1, 3),
    _slip("copy-last-month-rounded", "照抄上月并取整", "Last month, rounded", _C, copies.last_month_rounded),
    _slip("copy-last-year", "照抄去年同月", "Last year's month again", _C, copies.last_year, 1, 12),
    _slip("copy-last-year-rounded", "照抄去年并取整", "Last year, rounded", _C, copies.last_year_rounded),
    _slip("copy-neighbour", "照抄邻乡", "A neighbour's report", _C, copies.neighbour),
    _slip("copy-neighbour-rounded", "照抄邻乡并取整", "A neighbour's, rounded", _C, copies.neighbour_rounded),
    _fraud(
        "last-year-scaled",
        "去年数乘系数",
        "Last year times a factor",
        _C,
        copies.last_year_scaled,
        0.98,
        1.05,
    ),
    _fraud(
        "apportioned", "全县总数分摊", "A county's total shared out", _C, copies.apportioned, at=_TOWNSHIPS
    ),
    _fraud("round-all-year", "全年取整", "Rounded all year", _D, digits.round_all_year, 100, 500),
    _fraud("favourite-digits", "偏爱6和8", "Last digits 6 and 8", _D, digits.favourite_digits, 0.5, 0.9),
    _fraud("too-smooth", "各月过于平滑", "Months too smooth", _D, digits.too_smooth, 0.03, 0.005),
    _fraud(
        "year-end-cliff", "年末骤降", "A cliff at year end", _L, cliffs.cliff, 0.2, 0.35, 0.5, goal_at=0.35
    ),
    _fraud(
        "fertilizer-cliff",
        "年末化肥骤降",
        "A cliff in fertilizer",
        _L,
        cliffs.fertilizer_cliff,
        0.2,
        0.35,
        0.5,
        goal_at=0.35,
    ),
    _fraud("big-month-cut", "用肥大月被改小", "The largest month cut", _L, cliffs.cut_month, 0.3, 0.5),
    _fraud(
        "pesticide-month-cut", "一个月农药被改小", "A pesticide month cut", _L, cliffs.one_big_correction, 0.5
    ),
    _fraud("year-end-push", "年末突击", "A push at year end", _L, cliffs.push, 1.5, 2, 3),
    _fraud("straight-line", "末四个月成直线", "Last months on a line", _L, cliffs.straight_line),
    _fraud(
        "just-above-target",
        "全县刚过目标",
        "A county just above target",
        _L,
        cliffs.above_target,
        0.02,
        at=_TOWNSHIPS,
    ),
    _fraud(
        "inflation",
        "虚报而无凭据",
        "Inflation, no evidence",
        _I,
        inflation.everything,
        0.15,
        0.3,
        0.5,
        goal_at=0.15,
    ),
    _fraud(
        "inflation-theme", "一项虚报", "One theme inflated", _I, inflation.one_theme, 0.15, 0.3, goal_at=0.15
    ),
    _fraud(
        "inflation-county",
        "全县虚报",
        "A whole county inflated",
        _I,
        inflation.whole_county,
        0.15,
        at=_TOWNSHIPS,
        goal_at=0.15,
    ),
    _fraud(
        "packaging-above",
        "包装多于农药",
        "Packaging above pesticide",
        _B,
        bounds.packaging_above_pesticide,
        1.5,
        3.57,
    ),
    _fraud(
        "straw-above",
        "秸秆多于可收集",
        "Straw above collectable",
        _B,
        bounds.straw_above_collectable,
        0.5,
        1.1,
    ),
    _fraud("unified-by-hand", "手动喷雾全算统防", "Unified by hand", _B, bounds.unified_by_hand, 0.76),
    _fraud("unified-no-machine", "统防没有机械", "Unified, no machine", _B, bounds.unified_without_machines),
    _fraud("hand-named-drone", "背负式改称无人机", "Knapsacks called drones", _B, bounds.hand_named_drone),
    _fraud(
        "harvest-above-sown",
        "收获多于播种",
        "Harvest above sowing",
        _B,
        bounds.harvested_above_sown,
        1.3,
        2.2,
    ),
    _fraud("sown-above-land", "播种多于耕地", "Sown above the land", _B, bounds.sown_above_land, 1.5, 2.5),
    _fraud("no-pesticide", "有防治无农药", "Treatment, no pesticide", _B, bounds.no_pesticide, 1, 12),
    _fraud("no-treatment", "有农药无防治", "Pesticide, no treatment", _B, bounds.no_treatment, 1, 12),
    _fraud("all-degradable", "地膜全称可降解", "All film degradable", _B, bounds.all_degradable),
    _fraud("film-above-due", "回收多于应收地膜", "Film above what is due", _B, bounds.film_above_due, 1.5, 2),
    _fraud(
        "green-november", "无作物时的绿控", "Green control, no crop", _B, bounds.green_out_of_season, 0.3, 0.8
    ),
    _fraud("green-area-times", "绿控按亩次", "Green in area-times", _B, bounds.green_above_area, 0.8, 1.3),
    _fraud(
        "blank-sprayer",
        "留空逃避统防核对",
        "Unified beside a blank",
        _N,
        blanks.unified_with_blank_sprayer,
        1.5,
        5,
    ),
    _fraud(
        "blank-harvest",
        "留空逃避还田核对",
        "Return beside a blank",
        _N,
        blanks.returned_with_blank_harvest,
        1.5,
        5,
    ),
    _fraud("blank-pesticide", "全年不填农药", "Pesticide left blank", _N, blanks.pesticide_blank),
    _fraud("blank-evidence", "凭据全部留空", "Evidence left blank", _N, evidence.blank_evidence),
    _fraud("running-total", "填成累计数", "Year to date typed", _P, totals.running_total),
    _fraud("falling-total", "累计数下降", "A total that falls", _P, totals.falling_total, 0.2),
    _fraud("compound-twice", "复合肥重复计入", "Compound counted twice", _P, totals.compound_twice, 0.5, 1),
    _fraud("analysed-above", "化验多于取样", "More analysed than taken", _P, totals.analysed_above_taken, 2),
    _fraud(
        "disposed-above",
        "处置多于回收",
        "More disposed than taken",
        _P,
        totals.disposed_above_recovered,
        1.5,
        3,
    ),
    _fraud("film-stretched", "覆膜面积被放大", "Film area stretched", _P, totals.sound_film_kept, 2),
    _fraud(
        "formula-no-evidence",
        "配方面积无凭据",
        "Formula area, no evidence",
        _E,
        evidence.formula_area_alone,
        0.85,
        0.997,
    ),
    _fraud("no-samples", "有面积无样品", "Formula area, no sample", _E, evidence.no_samples),
    _fraud(
        "no-formula-fert", "有面积无配方肥", "Formula area, no fertilizer", _E, evidence.no_formula_fertilizer
    ),
    _fraud(
        "dealers-off",
        "经销量与用量不符",
        "Dealers' sales off",
        _E,
        evidence.dealers,
        1 / 3,
        1.5,
        3,
        at=_COUNTY,
        asked_in=("fertilizer",),
    ),
    _fraud(
        "use-understated",
        "全县少报用肥",
        "A county's use understated",
        _E,
        evidence.township_use,
        0.7,
        0.5,
        at=_WHOLE,
        asked_in=("dealer_sales",),
    ),
    _fraud("output-pressed", "产量压低", "Output put too low", _E, evidence.output_pressed, 0.15, 0.25),
    _fraud("trial-polished", "试验结果拔高", "Trials polished", _E, evidence.trial_polished, 0.1, at=_COUNTY),
    _fraud("few-plots", "试验点太少", "Too few plots", _E, evidence.few_plots, 2, 1, at=_COUNTY),
)
