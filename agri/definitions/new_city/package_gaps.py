"""What a package leaves blank, ordered by what it would do for the projection.

A package with blanks is sound: what is unknown is said to be unknown. This list says what to fill in first.
"""

from collections import Counter
from dataclasses import dataclass

from agri.definitions.places import BaselineKey, read_baseline_keys
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import PLAN, DefinitionFiles, Title, read_rows
from agri.terms import Level

_TABLES = {Level.TOWNSHIP: "baselines-township.csv", Level.COUNTY: "baselines-county.csv"}
_TARGETS = Title(
    "目标：没有目标就没有计划路径、达标概率和措施搜索",
    "targets: without any there is no path, no probability and no search",
)
# From what moves most to what moves least; the engine needs the first for every amount that lies ahead.
_EFFECTS = (
    Title(
        "主要作物面积：覆盖率的分母、计划路径和全部后续数量",
        "areas of main crops: denominators, the path and every amount ahead",
    ),
    Title("上年数量：没有它就没有增长率", "last year's amounts: without them there is no growth"),
    Title("其他作物面积：施药、农膜等数量", "areas of other crops: amounts of spraying, film and others"),
    Title("农膜、秸秆等分母", "denominators of film, straw and others"),
    Title("作业队、站点、化验等能力：限制进度快慢", "crews, stations, laboratories: what limits the pace"),
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is blank: in how many of how many places, and what it would do."""

    name: str
    title: Title
    effect: Title
    blank: int
    places: int


def read_gaps(files: DefinitionFiles, year: int) -> tuple[Gap, ...]:
    """Return what a sound package leaves blank for a year, what matters most first."""
    plan = read_plan(files, year)
    keys = read_baseline_keys(files["baseline-keys.toml"])
    gaps: list[tuple[int, Gap]] = []
    if not plan.targets:
        count = len(plan.indicators)
        gaps.append((-1, Gap(PLAN, Title("年度目标", "targets of the year"), _TARGETS, count, count)))
    for level, name in _TABLES.items():
        if name not in files:
            continue
        rows = [row for row in read_rows(files[name]) if row["year"].strip() == str(year)]
        blank = Counter(key.code for key in keys for row in rows if not (row.get(key.code) or "").strip())
        for key in keys:
            if key.level == level and blank[key.code]:
                rank = _rank(key, plan)
                gap = Gap(key.code, key.title, _EFFECTS[rank], blank[key.code], len(rows))
                gaps.append((rank, gap))
    return tuple(gap for _, gap in sorted(gaps, key=lambda one: (one[0], -one[1].blank, one[1].name)))


def _rank(key: BaselineKey, plan: Plan) -> int:
    """Return the place of a key among `_EFFECTS`."""
    if key.level == Level.COUNTY:
        return 4
    if key.code.startswith("last_year_"):
        return 1
    if key.unit != "mu" or not key.code.endswith("_mu"):
        return 3
    return 0 if any(key.code.startswith(f"{crop}_") for crop in plan.main_crops) else 2
