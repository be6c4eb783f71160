"""How the school of rivers tells: clerks for their places in turn, and meetings that put half-years right."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.array_record import NEVER, ToldVersion
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.rivers.clerks import Clerks, coarsely
from agri.synthetic.schools.rivers.constants import LAW
from agri.synthetic.schools.rivers.truth import RiverYear
from agri.synthetic.schools.telling import (
    FAMILIES,
    Flags,
    TrueCells,
    day_of,
    days,
    later,
    rounded,
    within_wholes,
)
from agri.synthetic.world.streams import NamedStreams

_PRAISED = ("coverage", "recovery")


@dataclass(frozen=True)
class ClerkReports:
    """What clerks say of all years of a world."""

    frame: TrueCells
    clerks: Clerks
    years: Mapping[int, RiverYear]
    causes: Causes

    @property
    def streams(self) -> NamedStreams:
        """Randomness by name."""
        return self.clerks.basin.streams

    def since(self, kind: CauseKind) -> Floats:
        """Return 1 for the months of all years in which a cause is at work."""
        before = np.zeros(12 * (len(self.frame.years) - 1))
        return np.concatenate([before, self.causes.since(kind)])

    @cached_property
    def leaning(self) -> dict[str, Floats]:
        """log(said / true) by family, (org_unit, month)."""
        frame, clerks, found = self.frame, self.clerks, {}
        random, counties = self.streams("rivers", "leaning"), len(frame.axes.counties)
        falsified = LAW.falsified * self.since(CauseKind.FALSIFIED_PUSH)
        inflated = LAW.inflates * clerks.inflating[clerks.of_place][:, None]
        for family in FAMILIES:
            kept = LAW.field_part if family == "field" else 1.0
            of_year = np.repeat(random.normal(0, LAW.leaning_years, len(frame.years)), 12)
            county = LAW.leaning[family] + kept * of_year + np.zeros((counties, len(of_year)))
            place = random.normal(0, LAW.clerks.clerk, clerks.count)
            place = place[clerks.of_place] + random.normal(0, LAW.clerks.place, len(clerks.of_place))
            if family in _PRAISED:
                county = county + falsified
            townships = county[frame.axes.county_index] + kept * place[:, None]
            if family in _PRAISED:
                townships = townships + clerks.leans(self.years)
                townships = townships + inflated * self.since(CauseKind.INFLATION)
            found[family] = frame.of_units(townships, county)
        return found

    @cached_property
    def told(self) -> Floats:
        """First versions of all cells, before the trials are put in; NaN where nothing is due."""
        frame, random, told = self.frame, self.streams("rivers", "told"), self.frame.true.copy()
        for i, family in enumerate(frame.families):
            if family is not None:
                sd = LAW.cell * (LAW.field_part if family == "field" else 1.0)
                told[:, i] *= np.exp(self.leaning[family] + random.normal(0, sd, told[:, i].shape))
        self._by_norm(told)
        self._copy(told)
        return filed(frame, told)

    def _by_norm(self, told: Floats) -> None:
        """Let clerks who go by the norm book tell area times norm instead of what was used, in place."""
        frame, places = self.frame, self.clerks.by_norm
        rows = frame.axes.rows[places]
        for start, of_year in self.clerks.norms(self.years).items():
            for name, column in frame.axes.element_index.items():
                if not name.startswith(start) or frame.families[column] != "amount":
                    continue
                for year, factor in of_year.items():
                    months = frame.months_of(year)
                    normed = told[rows, column, months] * factor[places][:, None]
                    told[rows, column, months] = coarsely(normed)

    def _copy(self, told: Floats) -> None:
        """Let clerks who copy tell the month's figures of last year, in place."""
        frame, clerks = self.frame, self.clerks
        copies = self.streams("rivers", "copying").random(clerks.count) < LAW.copying_share
        copies[self.streams("rivers", "copyist").integers(clerks.count)] = True
        rows = frame.axes.rows[copies[clerks.of_place]]
        columns = frame.elements_of(*(family for family in FAMILIES if family != "field"))
        for month in np.flatnonzero(self.since(CauseKind.COPYING)).tolist():
            now, then = (told[np.ix_(rows, columns)][:, :, m] for m in (month, month - 12))
            told[rows[:, None], columns, month] = np.where(np.isnan(now) | np.isnan(then), now, then)


def filed(frame: TrueCells, told: Floats) -> Floats:
    """Round as sheets do; no part passes its whole, before or after."""
    return within_wholes(frame, rounded(frame, within_wholes(frame, told), LAW.large))


def versions(reports: ClerkReports, told: Floats) -> tuple[ToldVersion, ...]:
    """Return first reports, and what the meetings of midyear and of the year's end make of them."""
    frame, random = reports.frame, reports.streams("rivers", "report days")
    delay = _delays(reports, random)
    stays_away = random.random(delay.shape) < LAW.missing
    stays_away |= _unwilling(reports, random)
    received = days(frame, np.where(stays_away, np.nan, delay))
    first = ToldVersion(told, received, later(received, random.exponential(LAW.decision_days, delay.shape)))
    return (first, _reconciled(reports, first, random))


def _delays(reports: ClerkReports, random: np.random.Generator) -> Floats:
    """Return after how many days reports come, (org_unit, form, month); NaN where a clerk is away."""
    frame, clerks, law = reports.frame, reports.clerks, LAW.clerks
    units, forms, months = frame.reports.shape
    posting = random.uniform(*LAW.delay_first, (clerks.count, months))
    lateness, mean = law.late
    posting = posting + random.exponential(mean, posting.shape) * (random.random(posting.shape) < lateness)
    posting = np.where(random.random(posting.shape) < law.away, np.nan, posting)
    worked = random.uniform(*law.worked, clerks.count)[clerks.of_place] * clerks.turn
    offices = random.uniform(*LAW.delay_first, (len(frame.axes.counties), months))
    places = posting[clerks.of_place] + worked[:, None]
    found = frame.of_units(places, offices)[:, None]
    return np.asarray(found + random.exponential(LAW.delay_sheet, (units, forms, months)))


def _unwilling(reports: ClerkReports, random: np.random.Generator) -> Flags:
    """Return which reports are kept back: of places far down their canals, where the work lies behind."""
    frame, clerks = reports.frame, reports.clerks
    far = (clerks.basin.down_canal > 0.5)[:, None] & np.ones(frame.true.shape[2], np.bool_)
    at_work = reports.since(CauseKind.MISSING_NOT_AT_RANDOM) > 0
    kept_back = frame.of_units(far.astype(np.float64), np.zeros((len(frame.axes.counties), far.shape[1])))
    drawn = random.random(frame.reports.shape) < LAW.unwilling
    return np.asarray((kept_back[:, None] > 0) & at_work & drawn)


def _reconciled(reports: ClerkReports, first: ToldVersion, random: np.random.Generator) -> ToldVersion:
    """Return what joint meetings make of the half-year before, up or down, of all of a clerk's places."""
    frame, clerks, law = reports.frame, reports.clerks, LAW.clerks
    share, of_clerk, of_place = law.reconciled
    changed = np.asarray(first.values, dtype=np.float64).copy()
    came = np.full(first.received_on.shape, NEVER, dtype=np.int64)
    columns = frame.elements_of(*(family for family in FAMILIES if family != "field"))
    rows = frame.axes.rows
    for year in frame.years:
        start = frame.months_of(year).start
        midyear, end = day_of(year, 1, 1) + law.meets[0], day_of(year, 12, 31) + law.meets[1]
        for months, on in ((slice(start, start + 6), midyear), (slice(start + 6, start + 12), end)):
            sits = random.random(clerks.count) < share
            log = random.normal(0, of_clerk, (clerks.count, len(columns)))[clerks.of_place]
            between = random.normal(0, of_place, log.shape)
            # What one place gives its neighbours get: a clerk's places balance but for the clerk's own log.
            mean = np.zeros((clerks.count, len(columns)))
            np.add.at(mean, clerks.of_place, between)
            many = np.bincount(clerks.of_place, minlength=clerks.count)[:, None]
            log = log + between - (mean / np.maximum(many, 1))[clerks.of_place]
            log = log * sits[clerks.of_place][:, None]
            for i, column in enumerate(columns):
                changed[rows, column, months] *= np.exp(log[:, i])[:, None]
            there = frame.axes.rows[sits[clerks.of_place]]
            is_told = first.received_on[there, :, months] + 2 < on
            came[there, :, months] = np.where(is_told, on, NEVER)
    decided = later(came, random.exponential(LAW.decision_days, came.shape))
    return ToldVersion(filed(frame, changed), came, decided)
