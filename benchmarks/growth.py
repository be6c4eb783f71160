"""Growth of fertilizer in 31 provinces and years: how far simple rules are off, and what spread is believed.

`AGRI_YEARBOOK` names a CSV file with the columns ``province,year,indicator,value,unit`` and the indicator
``fert_total_pure`` (tonnes of pure fertilizer; 中国农村统计年鉴). It is no part of the project: without it
nothing is measured.
"""

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.scoring import half_of_last_growth
from benchmarks.figure import Figure

YEARS = range(2011, 2022)
NATION = "全国"
CENTRAL_90 = 1.645  # standard deviations
UNSEEN = 2019  # from here on no figure went into the engine's prior


def figures() -> Iterator[Figure]:
    """Mean errors of three rules over all province-years, and the share inside the engine's own prior."""
    path = os.environ.get("AGRI_YEARBOOK")
    if path is None:
        return
    last, now, years = _growths(Path(path))
    points = 100.0
    note = f"{len(now)} province-years, {YEARS[0] + 1} to {YEARS[-1]}"
    rules = {"half of last growth": half_of_last_growth(last), "last growth": last, "no growth": 0 * last}
    for name, said in rules.items():
        yield Figure(f"mean error, {name}", points * float(np.abs(now - said).mean()), "points", note=note)
    size = np.abs(now)
    yield Figure("growth either way, median", points * float(np.median(size)), "%")
    yield Figure("growth either way, 95 %", points * float(np.quantile(size, 0.95)), "%")
    plan = read_plan(seed_root() / "zhengzhou", 2019)
    believed = plan.parameters["strand.fertilizer.city_sd"]
    is_inside = np.abs(np.log1p(now)) <= CENTRAL_90 * believed
    for which, note in (
        (years < UNSEEN, f"to {UNSEEN - 1}: the prior's spread was set by them"),
        (years >= UNSEEN, f"from {UNSEEN}: not seen when it was set"),
    ):
        yield Figure(
            "province-years inside the prior's 90 %", points * float(is_inside[which].mean()), "%", note=note
        )


def _growths(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read last year's and this year's growth of each province-year, fractions, and its year."""
    tonnes: dict[str, dict[int, float]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["indicator"] == "fert_total_pure" and row["province"] != NATION:
                tonnes[row["province"]][int(row["year"])] = float(row["value"])
    found = [
        (known[year] / known[year - 1] - 1, known[year + 1] / known[year] - 1, year + 1)
        for known in tonnes.values()
        for year in YEARS[:-1]
        if {year - 1, year, year + 1} <= known.keys()
    ]
    last, now, years = np.array(found).T
    return last, now, years
