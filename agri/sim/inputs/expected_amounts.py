"""What calendar and last year lead one to expect of every line, township and month: the anchor of learning.

Each expectation is an exposure (area, kilograms, tonnes: from baselines, calendar and last year's split
among months) times a level (a share or an intensity: last year's, shrunk from township to county to city).
It is the expectation of the *true* amount at performance zero: the prior mean of over-reporting is taken off.
A gap is imputed by performance × this expectation, never by zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.lines import Line, LineRole
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.sim.inputs.blank_parts import LAST, NOW, Parts, put_in
from agri.sim.inputs.exposures import MONTHS, Exposures, MonthlyPair, Pair
from agri.sim.inputs.first_year import level_beforehand, split_beforehand
from agri.sim.inputs.layout import Layout
from agri.sim.inputs.season_shift import (
    LEAST_PART,
    Group,
    SeasonShift,
    Shifts,
    floored,
    likeliest_shift,
    shift_sd,
)
from agri.sim.inputs.season_timing import retimed, split_of, wild
from agri.sim.inputs.unit_slips import LineCells, find_slips
from agri.terms import CellState

_FAR = 6.0  # a month this many times off what is expected tells of its timing in any line
_NEAREST = 1.5  # and none less than this
_WILD = 30.0  # last year's rate this many times off the city's middle one does not set the level
_FAR_SDS = 4.0  # in between, so many standard deviations of what places and months may differ by
_ENOUGH = 0.1  # of a month's expected work: with less told it does not speak of the city's timing
_OTHER_SD = 0.03  # of a month's sum, for what no spread here stands for; log [assumed]
_SPREADS = ("city_sd", "county_sd", "township_sd", "month_city_sd", "month_county_sd", "noise_sd")
_TOP, _BOTTOM = 0.97, 0.005  # a share's level stays off the ends, where a logit has no meaning


@dataclass(frozen=True)
class Expectation:
    """One line of the plan year as expected, and as reported so far.

    ========== ==================== ==========================================================
    Field      Shape                Meaning
    ========== ==================== ==========================================================
    exposure   (township, month)    what the level applies to, in the line's unit; more where the record's
                                    share of it is beyond the highest level
    level      (township, month)    true share (0–1) or intensity at performance zero
    value      (township, month)    reported this year, parts left blank put in, 0 where not given
    told       (township, month)    reported this year as the record has it, 0 where not given
    given      (township, month)    whether this year's cell is given
    is_slip    (township, month)    given, but a slip of unit or too small a part: imputed for `true`
    fitted     (township, month)    this year's report where it is no slip, or else exposure × level
    last       (township, month)    reported last year, parts left blank put in, NaN where not given
    last_told  (township, month)    reported last year as the record has it, NaN where not given
    last_fitted (township, month)   last year's report where it is no slip, or else what it would have been
    is_thin    (year, township, month) given, but too small a part of last year's or this year's whole
    shifts     season → SeasonShift where its work lies among its months, and how it moves
    is_learnt  —                    False: no report of last year, the level is a default
    is_known   —                    False: no report of either year and no default says what the level is
    far        —                    a cell so far off tells of its month's timing, not of performance; log
    ========== ==================== ==========================================================
    """

    line: Line
    exposure: Floats
    level: Floats
    value: Floats
    told: Floats
    given: NDArray[np.bool_]
    is_slip: NDArray[np.bool_]
    last: Floats
    last_told: Floats
    last_fitted: Floats
    is_thin: NDArray[np.bool_]
    shifts: Shifts
    is_learnt: bool
    is_known: bool
    far: float

    @cached_property
    def expected(self) -> Floats:
        """True amount at performance zero, shape (township, month)."""
        return self.exposure * self.level

    @property
    def fitted(self) -> Floats:
        """The report of this year that is no slip, or else the expectation, shape (township, month)."""
        return np.where(self.given & ~self.is_slip, self.value, self.expected)


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
    exposures = Exposures(snapshot, plan, layout, book.year_of, book.fitted)
    for line in plan.lines:
        by_group = exposures.by_group(line)
        if by_group is None:
            book.add_monthly(line, *exposures.by_month(line))
        else:
            book.add(line, by_group)
    return book.lines


class _Book:
    """Collects expectations line by line; later lines lean on earlier ones."""

    def __init__(self, snapshot: Snapshot, plan: Plan, layout: Layout) -> None:
        self._snapshot, self._plan, self._layout = snapshot, plan, layout
        self.lines: dict[str, Expectation] = {}
        self._parts: dict[str, Parts] = {}

    def year_of(self, code: str) -> Pair:
        """A line's total of this year and of last year."""
        line = self.lines[code]
        return line.fitted.sum(axis=1), line.last_fitted.sum(axis=1)

    def fitted(self, code: str) -> MonthlyPair:
        """A line's amounts of this year and of last year by month."""
        line = self.lines[code]
        return line.fitted, line.last_fitted

    def add(self, line: Line, exposures: tuple[Pair, ...]) -> None:
        """Add a line whose months share the exposure of their group."""
        now = np.zeros((len(self._layout.townships), MONTHS))
        last = np.zeros_like(now)
        parts = self._parts_of(line)
        reported = parts.sum_sound(LAST)
        parameter = self._plan.parameters
        noise, shock = (parameter[f"strand.{line.strand}.{name}"] for name in ("noise_sd", "month_county_sd"))
        scatter = float(np.hypot(noise, shock))
        # Shocks of a share are stated as logits, which move more than its logarithm.
        scale = 1 - parameter[f"level.{line.code}"] if line.is_share else 1.0
        shared_sd = scale * float(np.hypot(shock, parameter[f"strand.{line.strand}.month_city_sd"]))
        told = parts.sum_sound(NOW)
        for group, (exposure, exposure_last) in zip(line.groups, exposures, strict=True):
            columns = [month - 1 for month in group]
            share = split_of(reported[:, columns], exposure_last, scatter)
            is_first = not np.isfinite(reported).any()
            if is_first and (by := split_beforehand(self._plan, line, group)) is not None:
                share = np.tile(by, (len(share), 1))
            last[:, columns] = exposure_last[:, None] * share
            share = retimed(
                told[:, columns],
                share,
                exposure,
                county_of=self._layout.county_of,
                noise_sd=noise,
                shared_sd=shared_sd,
            )
            if group in line.seasons:
                both = np.concatenate([reported[:, columns], told[:, columns]])
                share = floored(share, np.asarray(np.isfinite(both).any(axis=0)))
            now[:, columns] = exposure[:, None] * share
        self.add_monthly(line, now, last)

    def add_monthly(self, line: Line, exposure: Floats, exposure_last: Floats) -> None:
        """Add a line with an exposure of every month, shape (township, month)."""
        mask = np.zeros(MONTHS, dtype=np.bool_)
        mask[[month - 1 for month in line.months]] = True
        exposure, exposure_last = exposure * mask, exposure_last * mask
        parts = self._parts_of(line)
        reported, last_told, now, told = (
            np.where(mask, cells, np.nan)
            for cells in (
                parts.sum_whole(LAST),
                parts.sum_told(LAST),
                parts.sum_whole(NOW),
                parts.sum_told(NOW),
            )
        )
        is_wild = wild(reported, exposure_last, _WILD) | parts.is_thin[LAST]
        sound = np.where(is_wild, np.nan, reported)
        usual = self._level(
            line, sound, exposure_last, of_counties=True
        )  # a slip must not set its own measure
        was_slip = self._slips(parts, LAST, reported, exposure_last * usual)
        level = self._level(line, np.where(was_slip, np.nan, reported), exposure_last)
        prior = self._plan.over_reporting[line.family]
        true_level = level * np.exp(-prior.mean)
        if line.is_share:
            # A record nearer to the whole, or beyond it, has more exposure than is known, and not less work.
            exposure = exposure * np.maximum(true_level / _TOP, 1)
            true_level = np.clip(true_level, _BOTTOM, _TOP)
        as_told = exposure * true_level * np.exp(prior.mean)
        is_slip = self._slips(parts, NOW, now, as_told)
        shifts = self._shifts(line, np.where(is_slip, np.nan, now), as_told)
        for group, shift in shifts.items():
            _move(exposure, group, shift)
        if shifts:
            is_slip = self._slips(parts, NOW, now, exposure * true_level * np.exp(prior.mean))
        self.lines[line.code] = Expectation(
            line=line,
            exposure=exposure,
            level=true_level,
            value=np.nan_to_num(now),
            told=np.nan_to_num(told),
            given=~np.isnan(now),
            is_slip=is_slip,
            last=reported,
            last_told=last_told,
            last_fitted=np.where(np.isnan(reported) | was_slip, exposure_last * level, reported),
            is_thin=parts.is_thin,
            shifts=shifts,
            is_learnt=bool(np.isfinite(reported).any()),
            is_known=self._is_known(line, exposure, np.isfinite(sound) | np.isfinite(now)),
            far=self._far(line),
        )

    def _shifts(self, line: Line, told: Floats, as_told: Floats) -> Shifts:
        """Return how the line's seasons lie this year; arrays (township, month), NaN where not told."""
        parameter, strand = self._plan.parameters, line.strand
        scale = 1 - parameter[f"level.{line.code}"] if line.is_share else 1.0  # of a logit's log
        city, county, noise = (
            parameter[f"strand.{strand}.{name}"] for name in ("month_city_sd", "month_county_sd", "noise_sd")
        )
        shared = scale * float(np.hypot(city, county / np.sqrt(len(self._layout.counties))))
        of_year = float(
            np.hypot(scale * parameter[f"strand.{strand}.city_sd"], self._plan.over_reporting[line.family].sd)
        )
        stated = {f"season.{name}": value for name, value in parameter.under("season").items()}
        city_shift_sd = shift_sd(stated, "city")
        found = {}
        for group in line.seasons:
            columns = [month - 1 for month in group]
            due = as_told[:, columns]
            if due.sum() <= 0:
                continue
            split = due.sum(axis=0) / due.sum()
            given = np.isfinite(told[:, columns]) & (due > 0)
            got, asked = np.where(given, told[:, columns], 0).sum(axis=0), (given * due).sum(axis=0)
            is_enough = asked > _ENOUGH * due.sum(axis=0)
            least = LEAST_PART * due.sum() / len(group)
            log_ratio = np.where(is_enough, np.log((got + least) / (asked + least)), np.nan)
            thin = 1 + 1 / (MONTHS * np.maximum(split, LEAST_PART))  # small months scatter more
            sd = np.sqrt(shared**2 + noise**2 * thin / np.maximum(given.sum(axis=0), 1) + _OTHER_SD**2)
            found[group] = likeliest_shift(
                split, log_ratio, sd, performance_sd=of_year, shift_sd=city_shift_sd
            )
        return found

    def _slips(self, parts: Parts, year: int, told: Floats, as_told: Floats) -> NDArray[np.bool_]:
        """Mark a year's slips of unit and cells of which too small a part is known, shape (township, month).

        Parameters
        ----------
        told, as_told : array, shape (township, month)
            What is told, NaN where nothing is, and what would be told without slips.
        """
        line = parts.line
        scale = 1 - self._plan.parameters[f"level.{line.code}"] if line.is_share else 1.0  # of a logit's log
        spread = scale * self._spread(line)
        is_thin = parts.is_thin[year] & np.isfinite(told)
        told = np.where(is_thin, np.nan, told)
        cells = LineCells(line, parts.of_line(year), told, as_told, self._layout.county_of, spread)
        return np.asarray(find_slips(cells) | is_thin)

    def _far(self, line: Line) -> float:
        """Return how far off its expectation a cell must lie to tell of timing, not of performance; log."""
        return min(max(_FAR_SDS * self._spread(line), float(np.log(_NEAREST))), float(np.log(_FAR)))

    def _spread(self, line: Line) -> float:
        """Return by how much the cells of a line may differ from what is expected of them, log."""
        parameter = self._plan.parameters
        spreads = [f"level_spread.{line.strand}.{name}" for name in ("county_sd", "township_sd")]
        spreads += [f"strand.{line.strand}.{name}" for name in _SPREADS]
        return float(np.sqrt(sum(parameter[name] ** 2 for name in spreads)))

    def _parts_of(self, line: Line) -> Parts:
        """Both years' cells of a line's elements, and what was left blank among them."""
        if line.code not in self._parts:
            snapshot, rows = self._snapshot, self._layout.township_at
            months = [snapshot.months_of(year) for year in (self._plan.year - 1, self._plan.year)]
            told = np.stack([[snapshot.of(name)[rows][:, at] for name in line.names] for at in months])
            states = np.stack(
                [[snapshot.states_of(name)[rows][:, at] for name in line.names] for at in months]
            )
            told = np.where(states == CellState.NOT_APPLICABLE, 0.0, told)  # none is an answer
            self._parts[line.code] = put_in(line, told, states == CellState.BLANK)
        return self._parts[line.code]

    def _level(self, line: Line, reported: Floats, exposure: Floats, *, of_counties: bool = False) -> Floats:
        """Reported level, (township, month): city by season, shrunk deviations of county and township.

        With `of_counties` the townships stay at their county's.
        """
        usual = self._usual(line, exposure)
        counted = np.isfinite(reported) & (exposure > 0)
        if not counted.any():
            return level_beforehand(self._snapshot, self._plan, self._layout, line, (exposure, usual))
        level = np.full(reported.shape, usual)
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
        months, own = counted.sum(axis=1), 0.0 if of_counties else 1.0
        shrunk = self._shrink(line.strand, deviation, months, scale, own_weight=own)[:, None]
        if line.is_share:
            bounded = np.clip(level, _BOTTOM, _TOP)
            level = np.asarray(1 / (1 + np.exp(-_logit(bounded) - shrunk)))
        else:
            level = np.asarray(level * np.exp(shrunk))
        # Shrinking logarithms lowers their exponentials' mean: the city keeps what it reported.
        return np.asarray(level * (got.sum() / (base * level).sum()))

    def _usual(self, line: Line, exposure: Floats) -> float:
        """Return the level that is assumed where last year says nothing.

        Of an amount that nothing at all is known of it is what this year's reports come to so far.
        """
        parameters, name = self._plan.parameters, f"level.{line.code}"
        if name in parameters.by_name:
            return parameters[name]
        told = self._parts_of(line).sum_sound(NOW)
        counted = np.isfinite(told) & (exposure > 0)
        base = float(exposure[counted].sum())
        return float(told[counted].sum()) / base if base > 0 else 0.0

    def _is_known(self, line: Line, exposure: Floats, told: NDArray[np.bool_]) -> bool:
        """Say whether anything tells the level; without it what rests on the line would be none for certain.

        An area that nobody reports stands by what was known of it beforehand, whatever its level.
        """
        if f"level.{line.code}" in self._plan.parameters.by_name or line.role == LineRole.SOWN:
            return True
        months = [month - 1 for month in line.months]
        return bool(told[:, months].any() or not exposure[:, months].sum() > 0)

    def _shrink(
        self,
        strand: str,
        deviation: Floats,
        months: NDArray[np.intp],
        scale: Floats,
        *,
        own_weight: float,
    ) -> Floats:
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
        own = own_weight * between_townships / variance
        return np.asarray(np.where(known, centre + own * (filled - centre), centre))


def _move(exposure: Floats, group: Group, shift: SeasonShift) -> None:
    """Move a season's exposure among its months, in place; every township keeps its sum."""
    columns = [month - 1 for month in group]
    own = exposure[:, columns]
    moved = own * np.exp(shift.matrix @ shift.at)
    whole = moved.sum(axis=1, keepdims=True)
    exposure[:, columns] = np.divide(moved * own.sum(axis=1, keepdims=True), whole, out=own, where=whole > 0)


def _logit(share: Floats) -> Floats:
    return np.asarray(np.log(share / (1 - share)))
