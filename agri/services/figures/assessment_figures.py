"""The figures of one snapshot, computed once and cut for each place."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from agri.definitions.declared import IndicatorKind
from agri.definitions.places import OrgUnit
from agri.definitions.plan import Indicator, Plan
from agri.definitions.reading import Title
from agri.definitions.value_units import POINTS
from agri.indicators.companions import CompanionFigure, companions
from agri.indicators.completeness import ReportCounts, forms_of, reports_behind, reports_beside
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.sums import Cells
from agri.indicators.territory import on_todays_ground
from agri.periods import Period
from agri.plan.assessment import (
    AssessedIndicator,
    AssessmentEvidence,
    CompanionValue,
    FanQuantiles,
    IndicatorOutlook,
    MonthPoint,
    ProgressToDate,
    ReferenceShown,
    ReportsBeside,
    YearEndOutlook,
)
from agri.plan.driver import Situation, driver
from agri.plan.fan import passed_shares
from agri.plan.path import planned_path
from agri.plan.progress import Progress, last_due_month, progress_to_date, ratios_to_date
from agri.plan.second_books import BookQuarter, second_books
from agri.plan.since_last_month import MonthSteps
from agri.services.figures.shown_causes import steps_shown
from agri.services.store.single_flight_cache import SingleFlightCache
from agri.sim.inputs.known_amounts import carried_amounts
from agri.terms import Level

METHOD = "agri-indicators 3"
MOST_KEPT = 6
_PART_DIGITS = 4  # of a fraction: what is shown of a growth, hundredths of a per cent

Outlooks = Mapping[tuple[str, str], IndicatorOutlook]  # by indicator and place


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
    passed: Mapping[str, Floats]  # share of the way to the year's end, by indicator: (org_unit, month)
    companions: tuple[CompanionFigure, ...]
    reports: ReportCounts
    beside: Mapping[str, ReportCounts]
    books: tuple[BookQuarter, ...]


_kept: SingleFlightCache[tuple[str, str, int], Figures] = SingleFlightCache(MOST_KEPT)


def figures_of(snapshot: Snapshot, plan: Plan) -> Figures:
    """Return the figures of a snapshot; equal content is computed once."""
    key = (snapshot.id, plan.code, plan.year)
    return _kept.get(key, lambda: _compute(snapshot, plan))


def township_figures_of(snapshot: Snapshot, plan: Plan) -> Figures:
    """Return the figures of townships as they are today: an heir has the months of those that it came from.

    Counties and the city are the same either way; without heirs so are the townships.
    """
    if not snapshot.heirs:
        return figures_of(snapshot, plan)
    key = (f"{snapshot.id} on today's ground", plan.code, plan.year)
    return _kept.get(key, lambda: _compute(on_todays_ground(snapshot), plan))


def _compute(snapshot: Snapshot, plan: Plan) -> Figures:
    last = last_due_month(snapshot, plan)
    cells = Cells(snapshot, plan)
    progress = progress_to_date(snapshot, plan, cells=cells)
    return Figures(
        snapshot=snapshot,
        plan=plan,
        last=last,
        progress=progress,
        months=tuple(_month(cells, month, last, progress) for month in Period(plan.year).months()),
        passed={
            code: passed_shares(snapshot, plan, indicator, last)
            for code, indicator in plan.indicators.items()
        },
        companions=companions(snapshot, plan, last),
        reports=reports_behind(snapshot, plan, last),
        beside=reports_beside(snapshot, plan, last),
        books=second_books(snapshot, plan, last),
    )


def _month(cells: Cells, month: Period, last: Period, progress: Mapping[str, Progress]) -> MonthEnd:
    snapshot, plan = cells.snapshot, cells.plan
    values = None
    if month == last:
        values = {code: one.ratio.value for code, one in progress.items()}
    elif month < last:
        ratios = ratios_to_date(snapshot, plan, month, cells)
        values = {code: ratio.value for code, ratio in ratios.items()}
    return MonthEnd(month, values, planned_path(snapshot, plan, month.last_day))


def assess_indicators(
    figures: Figures, place: OrgUnit, outlooks: Outlooks, steps: Mapping[str, MonthSteps] | None = None
) -> tuple[AssessedIndicator, ...]:
    """Assess every indicator of a place, those with a target first; `steps` are those since last month."""
    plan = figures.plan
    row = figures.snapshot.places.index[place.code]
    ordered = (*plan.targets, *(i for i in plan.indicators.values() if i.target is None))
    return tuple(
        replace(
            _assess(figures, indicator, place, outlooks.get((indicator.code, place.code))),
            since_last_month=None
            if steps is None
            else steps_shown(steps[indicator.code], figures.last.previous(), row),
        )
        for indicator in ordered
    )


def _assess(
    figures: Figures, indicator: Indicator, place: OrgUnit, outlook: IndicatorOutlook | None
) -> AssessedIndicator:
    row = figures.snapshot.places.index[place.code]
    progress = figures.progress[indicator.code]
    target = indicator.target if place.level != Level.TOWNSHIP else None
    other = indicator.making.reference
    has_reference = place.level != Level.TOWNSHIP
    series = _series(figures, indicator.code, row)
    return AssessedIndicator(
        indicator=indicator.code,
        title=indicator.title,
        unit=indicator.making.value_unit,
        target=None if target is None else target.value,
        comparator=None if target is None else target.comparator,
        clause=indicator.clause,
        season_year=indicator.season_rule,
        is_reference=target is not None and place.level == Level.COUNTY,
        is_estimated=indicator.is_estimated,
        note=indicator.note,
        progress=_progress(progress, row),
        companions=_adding_up(_beside(figures, indicator.code, row)),
        outlook=outlook,
        driver=driver(situation_of(figures, indicator, place, outlook)),
        series=_with_fan(series, outlook, figures.passed[indicator.code][row]),
        kind=indicator.making.kind,
        is_process=indicator.is_process,
        is_pilot=place.code in indicator.making.pilots,
        reference=ReferenceShown(other.title, other.value, other.source) if other and has_reference else None,
        counted_in=indicator.making.counted_in,
    )


def _beside(figures: Figures, indicator: str, row: int) -> tuple[CompanionValue, ...]:
    return tuple(
        CompanionValue(one.code, one.title, one.unit, _number(one.values[row]))
        for one in figures.companions
        if one.indicator == indicator
    )


def _adding_up(shown: tuple[CompanionValue, ...]) -> tuple[CompanionValue, ...]:
    """Round parts to hundredths of a point so that they add up as shown; the largest takes what is left."""
    groups: dict[str, list[CompanionValue]] = {}
    for one in shown:
        if one.unit == POINTS and one.value is not None:
            groups.setdefault(one.code.rpartition(".")[0], []).append(one)
    rounded: dict[str, float] = {}
    for parts in groups.values():
        exact = {one.code: one.value or 0.0 for one in parts}
        told = {code: round(value, _PART_DIGITS) for code, value in exact.items()}
        left = round(sum(exact.values()), _PART_DIGITS) - sum(told.values())
        largest = max(exact, key=lambda code: abs(exact[code]))
        told[largest] = round(told[largest] + left, _PART_DIGITS)
        rounded |= told
    return tuple(replace(one, value=rounded.get(one.code, one.value)) for one in shown)


def _series(figures: Figures, indicator: str, row: int) -> tuple[MonthPoint, ...]:
    return tuple(
        MonthPoint(
            month.period,
            None if month.values is None else _number(month.values[indicator][row]),
            _number(month.paths[indicator][row]),
        )
        for month in figures.months
    )


def _with_fan(
    series: tuple[MonthPoint, ...], outlook: IndicatorOutlook | None, passed: Floats
) -> tuple[MonthPoint, ...]:
    """Spread the reported year end over the months that can still move it; none once it is decided."""
    ends = None if outlook is None else _quantiles(outlook.reported)
    known = [point.value for point, share in zip(series, passed, strict=True) if share == 0]
    start = known[0] if known else None
    if ends is None or start is None:
        return series
    return tuple(
        point
        if np.isnan(share)
        else replace(point, fan=FanQuantiles(*(start + float(share) * (end - start) for end in ends)))
        for point, share in zip(series, passed, strict=True)
    )


def _quantiles(end: YearEndOutlook) -> tuple[float, ...] | None:
    found = (end.q05, end.q25, end.q50, end.q75, end.q95)
    known = tuple(value for value in found if value is not None)
    return known if len(known) == len(found) else None


def situation_of(
    figures: Figures, indicator: Indicator, place: OrgUnit, outlook: IndicatorOutlook | None
) -> Situation:
    """Return what the sentence on an indicator of a place is chosen from."""
    row = figures.snapshot.places.index[place.code]
    progress = figures.progress[indicator.code]
    series = _series(figures, indicator.code, row)
    ahead = [
        (month, after.path - before.path)
        for month, (before, after) in enumerate(pairwise(series), start=2)
        if after.value is None and before.path is not None and after.path is not None
    ]
    reported, true = (None, None) if outlook is None else (outlook.reported, outlook.true)
    chances = [None if end is None else end.probability for end in (reported, true)]
    known = [chance for chance in chances if chance is not None]
    ends = None if reported is None else _quantiles(reported)
    return Situation(
        is_growth=progress.indicator.making.kind == IndicatorKind.GROWTH,
        is_carried=bool(carried_amounts(figures.plan, indicator)),
        path_ahead=ahead,
        reported=None if reported is None else reported.q50,
        true=None if true is None else true.q50,
        true_upper=None if true is None else true.q75,
        chances=(known[0], known[1]) if len(known) == len(chances) else None,
        width=None if ends is None else ends[-1] - ends[0],
        silent=int(progress.expected[row] - progress.reports[row]),
        checked_over=_checked_over(figures, indicator.code, place),
        assumed_over=_assumed_over(figures.plan, indicator),
        companions={one.code: one.value for one in _beside(figures, indicator.code, row)},
        unit=progress.indicator.making.value_unit,
        counted_in=progress.indicator.making.counted_in,
    )


def _checked_over(figures: Figures, indicator: str, place: OrgUnit) -> float | None:
    """Return by how much the spot checks in a place of what an indicator is made of found too much reported.

    The mean of their ratios, less one; None without any check of two amounts.
    """
    forms = forms_of(figures.plan, indicator)
    ratios = [
        check.reported / check.verified
        for check in figures.snapshot.spot_checks
        if check.org_unit.startswith(place.code)
        and check.data_element.split(".")[0] in forms
        and check.reported
        and check.verified > 0
    ]
    return float(np.exp(np.mean(np.log(ratios)))) - 1 if ratios else None


def _assumed_over(plan: Plan, indicator: Indicator) -> float:
    """Return the over-reporting that the plan assumes of an indicator before any spot check."""
    belief = plan.over_reporting.get(indicator.family)
    return 0.0 if belief is None else math.expm1(belief.mean)


def _progress(progress: Progress, row: int) -> ProgressToDate:
    denominator = progress.ratio.denominator[row]
    return ProgressToDate(
        value=_number(progress.ratio.value[row]),
        numerator=_number(progress.ratio.numerator[row]),
        denominator=_number(denominator) if denominator != 0 else None,
        path=_number(progress.path[row]),
        word=progress.word(row),
        reports=int(progress.reports[row]),
        expected=int(progress.expected[row]),
        matched_path=_number(progress.reporters.path[row]),
        share_in=_number(progress.reporters.share_in[row]),
        needed=progress.indicator.making.completeness,
        counted=int(progress.reporters.counted[row]),
        asked=int(progress.reporters.asked[row]),
    )


def evidence(figures: Figures, place: OrgUnit) -> AssessmentEvidence:
    """Say what a place's figures rest on, in counts and in words."""
    snapshot, reports = figures.snapshot, figures.reports
    row = snapshot.places.index[place.code]
    expected, received, missing, pending = _counts(reports, row)
    checks = sum(
        check.org_unit.startswith(place.code) and check.period.year == figures.plan.year
        for check in snapshot.spot_checks
    )
    text = Title(
        f"截至{figures.last}，应报 {expected} 份，已审核 {received} 份，待审 {pending} 份，"
        f"未报 {missing} 份，抽查 {checks} 处",
        f"to {figures.last}: {received} of {expected} reports accepted, {pending} pending, "
        f"{missing} missing, {checks} spot checks",
    )
    titles = {form.code: form.title for form in figures.plan.forms}
    beside = tuple(
        ReportsBeside(form, titles[form], *counts)
        for form, own in figures.beside.items()
        if (counts := _counts(own, row))[0]
    )
    return AssessmentEvidence(expected, received, missing, pending, checks, figures.last, text, beside)


def _counts(reports: ReportCounts, row: int) -> tuple[int, int, int, int]:
    """Return how many reports of a place were expected, accepted, are missing, are pending."""
    kinds = (reports.expected, reports.received, reports.missing, reports.pending)
    expected, received, missing, pending = (int(kind[row]) for kind in kinds)
    return expected, received, missing, pending


def _number(value: np.floating) -> float | None:
    return None if np.isnan(value) else float(value)
