"""The figures of one snapshot, computed once and cut into a document for each place."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from agri.definitions.places import OrgUnit
from agri.definitions.plan import Indicator, Plan
from agri.definitions.reading import Title
from agri.indicators.companions import CompanionFigure, companions
from agri.indicators.completeness import INDICATOR_FORMS, ReportCounts, reports_behind
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.plan.driver import Situation, driver
from agri.plan.fan import passed_shares
from agri.plan.outlook import probability_word
from agri.plan.path import planned_path
from agri.plan.progress import Progress, last_due_month, progress_to_date, ratios_to_date
from agri.services.store.single_flight_cache import Kept
from agri.terms import Level

METHOD = "agri-indicators 2"
MOST_KEPT = 6

Document = dict[str, Any]
Lines = Mapping[tuple[str, str, str], Mapping[str, Any]]  # a projection's lines by indicator, place, basis


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """Where every indicator stood at the end of a month, and where the plan wanted it; by org unit."""

    period: Period
    values: Mapping[str, Floats] | None  # None where no report was due yet
    paths: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the assessments of one snapshot are cut from; arrays are by org unit."""

    snapshot: Snapshot
    plan: Plan
    last: Period
    progress: Mapping[str, Progress]
    months: tuple[MonthEnd, ...]
    companions: tuple[CompanionFigure, ...]
    reports: ReportCounts


_kept: Kept[tuple[str, str, int], Figures] = Kept(MOST_KEPT)


def figures_of(snapshot: Snapshot, plan: Plan) -> Figures:
    """Return the figures of a snapshot; equal content is computed once."""
    key = (snapshot.id, plan.code, plan.year)
    return _kept.get(key, lambda: _compute(snapshot, plan))


def _compute(snapshot: Snapshot, plan: Plan) -> Figures:
    last = last_due_month(snapshot, plan)
    return Figures(
        snapshot=snapshot,
        plan=plan,
        last=last,
        progress=progress_to_date(snapshot, plan),
        months=tuple(_month(snapshot, plan, month, last) for month in Period(plan.year).months()),
        companions=companions(snapshot, plan, last),
        reports=reports_behind(snapshot, plan, last),
    )


def _month(snapshot: Snapshot, plan: Plan, month: Period, last: Period) -> MonthEnd:
    values = None
    if month <= last:
        ratios = ratios_to_date(snapshot, plan, month)
        values = {code: ratio.value for code, ratio in ratios.items()}
    return MonthEnd(month, values, planned_path(snapshot, plan, month.last_day))


def assessment_rows(figures: Figures, place: OrgUnit, lines: Lines | None) -> list[Document]:
    """Return one row per indicator for a place, those with a target first."""
    plan = figures.plan
    ordered = (*plan.targets, *(i for i in plan.indicators.values() if i.target is None))
    return [_row(figures, indicator, place, lines) for indicator in ordered]


def _row(figures: Figures, indicator: Indicator, place: OrgUnit, lines: Lines | None) -> Document:
    row = figures.snapshot.places.index[place.code]
    progress = figures.progress[indicator.code]
    target = indicator.target if place.level != Level.TOWNSHIP else None
    outlook = None if lines is None else _outlook(lines, indicator.code, place.code)
    series = _series(figures, indicator.code, row)
    checked = _spot_checks(figures, indicator.code, place)
    beside = [one for one in figures.companions if one.indicator == indicator.code]
    return {
        "indicator": indicator.code,
        "title": _words(indicator.title),
        "unit": "fraction",
        "target": None if target is None else target.value,
        "comparator": None if target is None else target.comparator.value,
        "clause": indicator.clause,
        "season_year": indicator.season_rule.value,
        "is_reference": target is not None and place.level == Level.COUNTY,
        "is_estimated": indicator.is_estimated,
        "note": None if indicator.note is None else _words(indicator.note),
        "progress": _progress(progress, row),
        "companions": [
            {"code": c.code, "title": _words(c.title), "unit": c.unit, "value": _number(c.values[row])}
            for c in beside
        ],
        "outlook": outlook,
        "driver": _driver(progress, row, series, outlook, beside, spot_checks=checked),
        "series": _with_fan(series, outlook),
    }


def _series(figures: Figures, indicator: str, row: int) -> list[Document]:
    return [
        {
            "period": str(month.period),
            "value": None if month.values is None else _number(month.values[indicator][row]),
            "path": _number(month.paths[indicator][row]),
        }
        for month in figures.months
    ]


def _with_fan(series: list[Document], outlook: Document | None) -> list[Document]:
    """Spread the reported year end over the months from the last one with a value; null before it."""
    known = [i for i, point in enumerate(series) if point["value"] is not None]
    ends = {} if outlook is None else outlook["reported"]
    if ends.get("q50") is None or not known or known[-1] + 1 == len(series):
        return [{**point, "fan": None} for point in series]
    first = known[-1]
    start = series[first]["value"]
    paths = [math.nan if point["path"] is None else point["path"] for point in series[first:]]
    shares = passed_shares(paths, range(len(paths)))
    fans = [
        {name: start + passed * (ends[name] - start) for name in ("q05", "q25", "q50", "q75", "q95")}
        for passed in shares
    ]
    return [{**point, "fan": fans[i - first] if i >= first else None} for i, point in enumerate(series)]


def _driver(
    progress: Progress,
    row: int,
    series: list[Document],
    outlook: Document | None,
    beside: list[CompanionFigure],
    *,
    spot_checks: int,
) -> Document | None:
    ahead = [
        (month, after["path"] - before["path"])
        for month, (before, after) in enumerate(pairwise(series), start=2)
        if after["value"] is None and None not in (before["path"], after["path"])
    ]
    ends: Document = {"reported": {}, "true": {}} if outlook is None else outlook
    low, high = ends["reported"].get("q05"), ends["reported"].get("q95")
    chances = ends["reported"].get("probability"), ends["true"].get("probability")
    words = driver(
        Situation(
            indicator=progress.indicator.code,
            path_ahead=ahead,
            reported=ends["reported"].get("q50"),
            true=ends["true"].get("q50"),
            chances=None if None in chances else chances,
            width=None if low is None or high is None else high - low,
            silent=int(progress.expected[row] - progress.reports[row]),
            spot_checks=spot_checks,
            companions={one.code: _number(one.values[row]) for one in beside},
        )
    )
    return None if words is None else _words(words)


def _spot_checks(figures: Figures, indicator: str, place: OrgUnit) -> int:
    """Count the spot checks in a place that look at what an indicator is made of."""
    forms = INDICATOR_FORMS[indicator]
    return sum(
        check.org_unit.startswith(place.code) and check.data_element.split(".")[0] in forms
        for check in figures.snapshot.spot_checks
    )


def _progress(progress: Progress, row: int) -> Document:
    word = progress.word(row)
    denominator = progress.ratio.denominator[row]
    return {
        "value": _number(progress.ratio.value[row]),
        "numerator": _number(progress.ratio.numerator[row]),
        "denominator": _number(denominator) if denominator != 0 else None,
        "path": _number(progress.path[row]),
        "word": None if word is None else word.value,
        "reports": int(progress.reports[row]),
        "expected": int(progress.expected[row]),
    }


def _outlook(lines: Lines, indicator: str, org_unit: str) -> Document | None:
    found = {basis: lines.get((indicator, org_unit, basis)) for basis in ("reported", "true")}
    if any(line is None or line["year_end"] is None for line in found.values()):
        return None
    return {
        basis: {
            **line["year_end"],
            "probability": line["probability"],
            "word": None if line["probability"] is None else _words(probability_word(line["probability"])),
        }
        for basis, line in found.items()
        if line is not None
    }


def evidence(figures: Figures, place: OrgUnit) -> Document:
    """Say what a place's figures rest on, in counts and in words."""
    snapshot = figures.snapshot
    row = snapshot.places.index[place.code]
    reports = figures.reports
    expected, received = int(reports.expected[row]), int(reports.received[row])
    checks = sum(
        check.org_unit.startswith(place.code) and check.period.year == figures.plan.year
        for check in snapshot.spot_checks
    )
    pending, missing = int(reports.pending[row]), int(reports.missing[row])
    return {
        "expected": expected,
        "received": received,
        "missing": missing,
        "pending": pending,
        "spot_checks": checks,
        "through": str(figures.last),
        "text": {
            "zh": f"截至{figures.last}，应报 {expected} 份，已审核 {received} 份，待审 {pending} 份，"
            f"未报 {missing} 份，抽查 {checks} 处",
            "en": f"to {figures.last}: {received} of {expected} reports accepted, {pending} pending, "
            f"{missing} missing, {checks} spot checks",
        },
    }


def _words(title: Title) -> Document:
    return {"zh": title.zh, "en": title.en}


def _number(value: np.floating) -> float | None:
    return None if np.isnan(value) else float(value)
