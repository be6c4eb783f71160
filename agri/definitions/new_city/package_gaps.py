"""What a package leaves blank, ordered by what it would do for the projection.

A package with blanks is sound: what is unknown is said to be unknown. This list says what to fill in first.
The order is measured: what share of the city's area the blank places have, how many indicators rest on the
figure there, and how wide their outlook is (`gap_effect`). A line says beside each figure what its place in
the order rests on.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agri.definitions.crops.seasons import seasons_of
from agri.definitions.new_city.gap_effect import GapEffects, Touched
from agri.definitions.places import BaselineKey, read_baseline_keys
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import PLAN, DefinitionFiles, Title, read_rows
from agri.terms import Level

_TABLES = {Level.TOWNSHIP: "baselines-township.csv", Level.COUNTY: "baselines-county.csv"}
_TARGETS = Title(
    "没有目标的指标就没有计划路径、达标概率和措施搜索",
    "an indicator without a target has no path, no probability and no search",
)
_NOT_READ = Title("推算不读它", "the projection does not read it")
_NOT_IN_FULL = Title("缺它就推算不全", "not projected in full without it")
_NO_LIMIT = Title("缺它进度就没有上限", "no limit to the pace without it")
_MOST_NAMED = 2  # indicators of a line; their number stands beside them
_COUNTY_DIGITS = 6

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is blank: in how many of how many places, what it would do, and how that is measured.

    `weight` is the share of the city's sown area that the blank places have; `score` the order's ground: the
    weight times the number of indicators that rest on the figure, each with the width of its outlook.
    """

    name: str
    title: Title
    effect: Title
    blank: int
    places: int
    weight: float = 1.0
    score: float = 0.0


def read_gaps(files: DefinitionFiles, year: int) -> tuple[Gap, ...]:
    """Return what a sound package leaves blank for a year, what matters most first."""
    plan = read_plan(files, year)
    keys = read_baseline_keys(files["baseline-keys.toml"])
    tables = {
        level: [row for row in read_rows(files[name]) if row["year"].strip() == str(year)]
        for level, name in _TABLES.items()
        if name in files
    }
    effects = GapEffects(plan, _sums(keys, [row for rows in tables.values() for row in rows]))
    weights = _weights(plan, tables)
    gaps = _target_gap(plan, effects)
    for key in keys:
        rows = tables.get(key.level, [])
        blank = [row["org_unit"].strip() for row in rows if _number(row, key.code) is None]
        if not blank:
            continue
        touched = effects.touched(key.code)
        whole = sum(weights[row["org_unit"].strip()] for row in rows)
        weight = sum(weights[code] for code in blank) / whole
        score = weight * sum(one.effect for one in touched)
        words = _words(weight, touched)
        gaps.append(Gap(key.code, key.title, words, len(blank), len(rows), weight, score))
    return tuple(sorted(gaps, key=lambda gap: (-round(gap.score, 9), -gap.blank, gap.name)))


def _target_gap(plan: Plan, effects: GapEffects) -> list[Gap]:
    """Return the missing targets: without any, each indicator counts whole and once more."""
    if plan.targets:
        return []
    count = len(effects.indicators)
    title = Title("年度目标", "targets of the year")
    return [Gap(PLAN, title, _TARGETS, count, count, 1.0, 2.0 * count)]


def _words(weight: float, touched: Sequence[Touched]) -> Title:
    """Say what the order rests on: the share of the area, the indicators, the width of their outlook."""
    if not touched:
        return _NOT_READ
    share = f"{weight:.1%}"
    needed = [one for one in touched if one.is_needed]
    chosen = needed or touched
    widest = max(one.width for one in chosen)
    names = chosen[:_MOST_NAMED]
    zh = "、".join(one.indicator.title.zh for one in names)
    en = ", ".join(one.indicator.title.en for one in names)
    is_more = len(chosen) > len(names)
    lack = _NOT_IN_FULL if needed else _NO_LIMIT
    count = f"{len(chosen)} indicator{'s' if len(chosen) > 1 else ''}"
    return Title(
        f"占全市面积 {share}，{len(chosen)} 项指标{lack.zh}：{zh}{'等' if is_more else ''}，"
        f"一地展望最宽 ±{widest:.0%}",
        f"{share} of the city's area; {lack.en}: {count} ({en}{', …' if is_more else ''}), "
        f"widest outlook of one place ±{widest:.0%}",
    )


def _weights(plan: Plan, tables: Mapping[Level, Sequence[Row]]) -> dict[str, float]:
    """Return each place's area of all crops; a place without any counts as the mean of the others."""
    keys = dict.fromkeys(season.area_key for season in seasons_of(plan.calendar.crops.values()))
    areas: dict[str, float] = {}
    for row in tables.get(Level.TOWNSHIP, []):
        areas[row["org_unit"].strip()] = sum(_number(row, key) or 0.0 for key in keys)
    known = [area for area in areas.values() if area > 0]
    mean = sum(known) / len(known) if known else 1.0
    weights = {code: area or mean for code, area in areas.items()}
    counties: defaultdict[str, float] = defaultdict(float)
    for code, area in weights.items():
        counties[code[:_COUNTY_DIGITS]] += area
    for row in tables.get(Level.COUNTY, []):
        code = row["org_unit"].strip()
        weights[code] = counties[code[:_COUNTY_DIGITS]] or mean
    return weights


def _sums(keys: Sequence[BaselineKey], rows: Sequence[Row]) -> dict[str, float]:
    """Return the sum of what is known of each key."""
    return {key.code: sum(_number(row, key.code) or 0.0 for row in rows) for key in keys}


def _number(row: Row, key: str) -> float | None:
    text = (row.get(key) or "").strip()
    try:
        return float(text) if text else None
    except ValueError:
        return None  # named by the check of the file
