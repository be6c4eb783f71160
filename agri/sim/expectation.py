"""What calendar and last year lead one to expect of every line, township and month: the anchor of learning.

Each expectation is an exposure (area, kilograms, tonnes: from baselines, calendar and last year's split
among months) times a level (a share or an intensity: last year's, shrunk from township to county to city).
It is the expectation of the *true* amount at performance zero: the prior mean of over-reporting is taken off.
A gap is imputed by performance × this expectation, never by zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.sim.layout import Layout
from agri.sim.lines import LINES, Line

MONTHS = 12
_FAR = 6.0  # a month this many times off what is expected is a slip in any line
_NEAREST_SLIP = 1.5  # and none less than this; compound told by its product's mass is 1.7 times off
_FAR_SDS = 4.0  # in between, so many standard deviations of what places and months may differ by
_SPREADS = ("city_sd", "county_sd", "township_sd", "month_city_sd", "month_county_sd", "noise_sd")
_TOP, _BOTTOM = 0.97, 0.005  # a share's level stays off the ends, where a logit has no meaning


@dataclass(frozen=True)
class Expectation:
    """One line of the plan year as expected, and as reported so far.

    ========== ==================== ==========================================================
    Field      Shape                Meaning
    ========== ==================== ==========================================================
    exposure   (township, month)    what the level applies to, in the line's unit
    level      (township, month)    true share (0–1) or intensity at performance zero
    value      (township, month)    reported this year, 0 where not given
    given      (township, month)    whether this year's cell is given
    fitted     (township, month)    this year's report, or else exposure × level
    last       (township, month)    reported last year, NaN where not given
    last_fitted (township, month)   last year's report, or else what it would have been
    is_learnt  —                    False: no report of last year, the level is a default
    ========== ==================== ==========================================================
    """

    line: Line
    exposure: Floats
    level: Floats
    value: Floats
    given: NDArray[np.bool_]
    last: Floats
    last_fitted: Floats
    is_learnt: bool
    far: float

    @cached_property
    def expected(self) -> Floats:
        """True amount at performance zero, shape (township, month)."""
        return self.exposure * self.level

    @property
    def fitted(self) -> Floats:
        """The report of this year, or else the expectation, shape (township, month)."""
        return np.where(self.given, self.value, self.expected)


def expect(snapshot: Snapshot, plan: Plan, layout: Layout) -> Mapping[str, Expectation]:
    """Build the expectation of every line.

    Parameters
    ----------
    snapshot : Snapshot
        Last year's and this year's accepted cells, and the baselines.
    plan : Plan
        Calendar, coefficients, parameters (defaults and shrinkage) and the prior of over-reporting.
    layout : Layout
        The rows.
    """
    book = _Book(snapshot, plan, layout)
    area = book.baseline
    wheat_last, maize = area("wheat_last_autumn_mu"), area("maize_mu")
    wheat = (area("wheat_mu")[0], wheat_last[0])  # what was sown last autumn is known by now
    other = _add(area("garlic_mu"), area("peanut_mu"), area("vegetable_mu"), area("other_mu"))
    harvested = _add(wheat_last, maize)
    coefficient = plan.coefficients

    book.add("sown_wheat", (wheat,))
    book.add("sown_maize", (maize,))
    book.add("fertilizer_wheat", (wheat_last, wheat))
    book.add("fertilizer_maize", (maize,))
    book.add("fertilizer_other", (other,))
    spring = plan.calendar.campaigns["wheat_topdressing"].formula
    # What autumn reached stands for 1 - spring of its season; the spring after adds the rest in proportion.
    book.add("formula_wheat", (_scale(wheat_last, spring / (1 - spring)), wheat))
    book.add("formula_maize", (maize,))
    book.add_monthly("treated", *book.spraying())
    treated = book["treated"]
    for code in ("unified", "modern", "pesticide"):
        book.add_monthly(code, treated.fitted, treated.last_fitted)
    book.add("green", (harvested,))
    laid = plan.calendar.campaigns["peanut_film"].share * coefficient["film.kg_per_mu"]
    book.add("film_laid", (_scale(area("peanut_mu"), laid),))
    autumn = _add(area("film_last_autumn_kg"), _scale(area("film_last_autumn_degradable_kg"), -1))
    gross = 1 / (1 - coefficient["film.impurity"])  # recovered film is weighed with soil and water
    book.add("film_recovered", (_scale(autumn, gross), _scale(book.year_of("film_laid"), gross)))
    per_kg = coefficient["packaging.kg_per_kg_pesticide"]
    book.add("packaging", (_scale(book.year_of("pesticide"), per_kg),))
    for crop, sown in (("wheat", wheat_last), ("maize", maize)):
        yields = _scale(area(f"{crop}_yield_kg_per_mu"), 1e-3)
        book.add(f"output_{crop}", ((sown[0] * yields[0], sown[1] * yields[1]),))
        book.add(f"returned_{crop}", (sown,))
    straw = tuple(
        _scale(book.year_of(f"output_{crop}"), coefficient[f"straw.{crop}.collectable_ratio"])
        for crop in ("wheat", "maize")
    )
    book.add("straw_used", straw)
    return book.lines


Pair = tuple[Floats, Floats]  # an exposure of this year and of last year, each (township,)


def _add(*pairs: Pair) -> Pair:
    return sum(pair[0] for pair in pairs) + np.zeros(1), sum(pair[1] for pair in pairs) + np.zeros(1)


def _scale(pair: Pair, factor: float) -> Pair:
    return pair[0] * factor, pair[1] * factor


class _Book:
    """Collects expectations line by line; later lines lean on earlier ones."""

    def __init__(self, snapshot: Snapshot, plan: Plan, layout: Layout) -> None:
        self._snapshot, self._plan, self._layout = snapshot, plan, layout
        self.lines: dict[str, Expectation] = {}

    def __getitem__(self, code: str) -> Expectation:
        return self.lines[code]

    def baseline(self, key: str) -> Pair:
        """Return this and last year's baseline, 0 where unknown; this year's stands in for last year's."""
        pick = self._layout.at_townships
        now = np.nan_to_num(pick(self._snapshot.baseline(key, self._plan.year)))
        last = pick(self._snapshot.baseline(key, self._plan.year - 1))
        return now, np.where(np.isnan(last), now, last)

    def year_of(self, code: str) -> Pair:
        """A line's total of this year and of last year."""
        line = self.lines[code]
        return line.fitted.sum(axis=1), line.last_fitted.sum(axis=1)

    def spraying(self) -> Pair:
        """Area-times by month that the calendar leads one to expect, shape (township, month) each."""
        year = self._plan.year
        totals = [np.zeros((len(self._layout.townships), MONTHS)) for _ in range(2)]
        for campaign in self._plan.calendar.of_kind("spray"):
            crop = self._plan.calendar.crops[campaign.crop]
            share = month_shares(campaign.window(year))
            for month in np.flatnonzero(share):
                is_last = crop.is_harvested_next_year and month + 1 < crop.first_month
                key = f"{crop.code}_last_autumn_mu" if is_last else f"{crop.code}_mu"
                for total, area in zip(totals, self.baseline(key), strict=True):
                    total[:, month] += area * campaign.share * share[month]
        first, last = 2, 10  # March to November: the form asks in all of them
        for total in totals:
            total[:, first : last + 1] += 0.01 * total.sum(axis=1, keepdims=True)
        return totals[0], totals[1]

    def add(self, code: str, exposures: tuple[Pair, ...]) -> None:
        """Add a line whose months share the exposure of their group."""
        line = LINES[code]
        now = np.zeros((len(self._layout.townships), MONTHS))
        last = np.zeros_like(now)
        reported = self._cells(line, self._plan.year - 1)
        parameter = self._plan.parameters
        noise, shock = (parameter[f"strand.{line.strand}.{name}"] for name in ("noise_sd", "month_county_sd"))
        scatter = float(np.hypot(noise, shock))
        for group, (exposure, exposure_last) in zip(line.groups, exposures, strict=True):
            columns = [month - 1 for month in group]
            share = _split(reported[:, columns], exposure_last, scatter)
            now[:, columns] = exposure[:, None] * share
            last[:, columns] = exposure_last[:, None] * share
        self.add_monthly(code, now, last)

    def add_monthly(self, code: str, exposure: Floats, exposure_last: Floats) -> None:
        """Add a line with an exposure of every month, shape (township, month)."""
        line = LINES[code]
        mask = np.zeros(MONTHS, dtype=np.bool_)
        mask[[month - 1 for month in line.months]] = True
        exposure, exposure_last = exposure * mask, exposure_last * mask
        reported = np.where(mask, self._cells(line, self._plan.year - 1), np.nan)
        now = np.where(mask, self._cells(line, self._plan.year), np.nan)
        level = self._level(line, reported, exposure_last)
        with np.errstate(divide="ignore", invalid="ignore"):
            off = np.log(reported / (exposure_last * level))
        is_slip = np.abs(off) > self._far(line)
        if is_slip.any():
            level = self._level(line, np.where(is_slip, np.nan, reported), exposure_last)
        prior = self._plan.over_reporting[line.family]
        true_level = level * np.exp(-prior.mean)
        if line.is_share:
            true_level = np.clip(true_level, _BOTTOM, _TOP)
        self.lines[code] = Expectation(
            line=line,
            exposure=exposure,
            level=true_level,
            value=np.nan_to_num(now),
            given=~np.isnan(now),
            last=reported,
            last_fitted=np.where(np.isnan(reported) | is_slip, exposure_last * level, reported),
            is_learnt=bool(np.isfinite(reported).any()),
            far=self._far(line),
        )

    def _far(self, line: Line) -> float:
        """Return how far off its expectation a cell must lie to be a slip, not a performance; log."""
        parameter = self._plan.parameters
        spreads = [f"level_spread.{line.strand}.{name}" for name in ("county_sd", "township_sd")]
        spreads += [f"strand.{line.strand}.{name}" for name in _SPREADS]
        spread = float(np.sqrt(sum(parameter[name] ** 2 for name in spreads)))
        return min(max(_FAR_SDS * spread, float(np.log(_NEAREST_SLIP))), float(np.log(_FAR)))

    def _cells(self, line: Line, year: int) -> Floats:
        """Reported sums of a line's elements, shape (township, month); NaN where none is given."""
        months = self._snapshot.months_of(year)
        rows = self._layout.township_at

        def stack(elements: tuple[str, ...]) -> Floats:
            return np.stack([self._snapshot.of(f"{line.form}.{e}")[rows][:, months] for e in elements])

        cells = stack(line.elements)
        total = np.nan_to_num(cells).sum(axis=0)
        if line.minus:
            total = total - np.nan_to_num(stack(line.minus)).sum(axis=0)
        return np.where(np.isnan(cells).all(axis=0), np.nan, total)

    def _level(self, line: Line, reported: Floats, exposure: Floats) -> Floats:
        """Reported level, (township, month): city by season, shrunk deviations of county and township."""
        level = np.full(reported.shape, self._plan.parameters[f"level.{line.code}"])
        counted = np.isfinite(reported) & (exposure > 0)
        if not counted.any():
            return level
        got, base = np.where(counted, reported, 0), np.where(counted, exposure, 0)
        for group in line.groups:
            columns = [month - 1 for month in group]
            total = base[:, columns].sum()
            if total > 0:
                level[:, columns] = got[:, columns].sum() / total
        expected = (base * level).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(expected > 0, got.sum(axis=1) / expected, np.nan)
        ratio = np.clip(ratio, 0.1, 10)
        if line.is_share:
            mean = np.clip((base * level).sum(axis=1) / np.maximum(base.sum(axis=1), 1e-9), _BOTTOM, _TOP)
            deviation = _logit(np.clip(ratio * mean, _BOTTOM, _TOP)) - _logit(mean)
            scale = 1 / (1 - mean)  # a logit moves more than the logarithm that the noise is stated in
        else:
            deviation, scale = np.log(ratio), np.ones(len(ratio))
        shrunk = self._shrink(line.strand, deviation, counted.sum(axis=1), scale)[:, None]
        if line.is_share:
            bounded = np.clip(level, _BOTTOM, _TOP)
            level = np.asarray(1 / (1 + np.exp(-_logit(bounded) - shrunk)))
        else:
            level = np.asarray(level * np.exp(shrunk))
        # Shrinking logarithms lowers their exponentials' mean: the city keeps what it reported.
        return np.asarray(level * (got.sum() / (base * level).sum()))

    def _shrink(self, strand: str, deviation: Floats, months: NDArray[np.intp], scale: Floats) -> Floats:
        """Shrink township deviations to their county's and counties' to the city's, shape (township,)."""
        parameters, layout = self._plan.parameters, self._layout
        tiny = 1e-12  # so that a spread of zero can be asked for
        between_counties = parameters[f"level_spread.{strand}.county_sd"] ** 2 + tiny
        between_townships = parameters[f"level_spread.{strand}.township_sd"] ** 2 + tiny
        noise = (parameters[f"strand.{strand}.noise_sd"] * scale) ** 2
        known = np.isfinite(deviation)
        variance = between_townships + noise / np.maximum(months, 1)
        weight = np.where(known, 1 / variance, 0)
        filled = np.where(known, deviation, 0)
        county_weight = layout.membership @ weight
        county = (layout.membership @ (weight * filled)) / (county_weight + 1 / between_counties)
        centre = county[layout.county_of]
        own = between_townships / variance
        return np.asarray(np.where(known, centre + own * (filled - centre), centre))


def month_shares(window: tuple[date, date]) -> Floats:
    """Return the share of a window's days that falls in each month, shape (12,)."""
    first, last = window
    share = np.zeros(MONTHS)
    for month in range(first.month, last.month + 1):
        period = Period(first.year, month)
        share[month - 1] = (min(last, period.last_day) - max(first, period.first_day)).days + 1
    return np.asarray(share / share.sum())


def _split(reported: Floats, exposure: Floats, scatter_sd: float) -> Floats:
    """Split a season among its months as last year's reports did; evenly where there are none.

    A township's own months stand apart from the city's as far as the townships differ by more than the
    scatter of single reports.

    Parameters
    ----------
    reported : array, shape (township, month of the group)
        Last year's cells, NaN where not given.
    exposure : array, shape (township,)
        Last year's exposure of the season.
    scatter_sd : float
        Scatter of a report of one month, log.

    Returns
    -------
    array, shape (township, month of the group)
        Rows add up to 1.
    """
    given = np.isfinite(reported)
    total = np.where(given, reported, 0).sum(axis=0)
    base = (given * exposure[:, None]).sum(axis=0)
    rate = np.divide(total, base, out=np.zeros(len(total)), where=base > 0).clip(0)
    if rate.sum() <= 0:
        return np.full(reported.shape, 1 / len(rate))
    city = rate / rate.sum()
    if len(rate) == 1:
        return np.ones(reported.shape)
    as_city = np.where(given, city, 0).sum(axis=1, keepdims=True)
    own = np.where(given, reported, 0).sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.log(reported / own * as_city / city)  # from what the city's split leads one to expect
    told = np.isfinite(apart) & (np.abs(apart) < np.log(_FAR))
    if not told.any():
        return np.tile(city, (len(reported), 1))
    spread = (1.48 * float(np.median(np.abs(apart[told])))) ** 2  # of a normal; a few slips do not move it
    thin = np.broadcast_to(1 + 1 / (MONTHS * np.maximum(city, 1e-3)), told.shape)  # small months scatter more
    weight = max(spread - scatter_sd**2 * float(np.median(thin[told])), 0) / max(spread, 1e-12)
    share = city * np.exp(weight * np.where(told, apart, 0))
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def _logit(share: Floats) -> Floats:
    return np.asarray(np.log(share / (1 - share)))
