"""How the school of regimes tells: states colour what is said, when it comes and what is corrected."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.array_record import ToldVersion
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.regimes.chain import CAMPAIGN, EXHAUSTED, IDLE
from agri.synthetic.schools.regimes.constants import LAW
from agri.synthetic.schools.regimes.efforts import Efforts
from agri.synthetic.schools.regimes.seasons import INTO_MONTHS
from agri.synthetic.schools.telling import FAMILIES, Flags, TrueCells, days, later, rounded, within_wholes
from agri.synthetic.world.streams import NamedStreams

_PRAISED = ("coverage", "recovery")


@dataclass(frozen=True)
class Telling:
    """What places say of all years of a world."""

    frame: TrueCells
    efforts: Efforts
    causes: Causes
    streams: NamedStreams

    def since(self, kind: CauseKind) -> Floats:
        """Return 1 for the months of all years in which a cause is at work."""
        before = np.zeros(12 * (len(self.frame.years) - 1))
        return np.concatenate([before, self.causes.since(kind)])

    def in_state(self, state: int) -> Floats:
        """Return how much of each month the tasks of a township are in a state, (township, month)."""
        of_years = [
            (self.efforts.states[year] == state).mean(axis=2).T @ INTO_MONTHS / INTO_MONTHS.sum(axis=0)
            for year in self.frame.years
        ]
        return np.concatenate(of_years, axis=1)

    def over_places(self, townships: Floats) -> Floats:
        """Spread figures of townships over all places, of counties their mean."""
        axes = self.frame.axes
        members = np.maximum(np.bincount(axes.county_index, minlength=len(axes.counties)), 1)
        means = axes.by_county(townships) / members.reshape(-1, *[1] * (townships.ndim - 1))
        return self.frame.of_units(townships, means)

    @cached_property
    def leaning(self) -> dict[str, Floats]:
        """log(said / true) by family, (org_unit, month)."""
        axes, frame = self.frame.axes, self.frame
        random, counties, count = self.streams("regimes", "leaning"), len(axes.counties), len(axes.townships)
        months = frame.true.shape[2]
        campaign, found = self.over_places(self.in_state(CAMPAIGN)), {}
        inflating = random.random(counties) < LAW.inflating_share
        if not inflating.any():
            inflating[random.integers(counties)] = True
        blown_up = inflating[axes.county_index, None] * self.since(CauseKind.INFLATION) * LAW.inflates
        for family in FAMILIES:
            of_year = np.repeat(random.normal(0, LAW.leaning_years, len(frame.years)), 12)
            county = random.normal(0, LAW.leaning_county, counties)[axes.county_index]
            place = random.normal(0, LAW.leaning_place, count)
            month = random.normal(0, LAW.county_month, (counties, months))[axes.county_index]
            kept = 0.217 if family == "field" else 1.0
            townships = LAW.leaning[family] + kept * ((county + place)[:, None] + of_year + month)
            if family in _PRAISED:
                townships = townships + blown_up
            found[family] = self.over_places(townships)
            if family in _PRAISED:
                found[family] = found[family] + LAW.pride * campaign
                found[family] = found[family] + LAW.falsified * self.since(CauseKind.FALSIFIED_PUSH)
        return found

    @cached_property
    def told(self) -> Floats:
        """First versions of all cells, before the trials are put in; NaN where nothing is due."""
        frame, random = self.frame, self.streams("regimes", "told")
        told = frame.true.copy()
        for i, family in enumerate(frame.families):
            if family is not None:
                cell = random.normal(0, LAW.cell * (0.3 if family == "field" else 1.0), told[:, i].shape)
                told[:, i] *= np.exp(self.leaning[family] + cell)
        self._tell_again(told)
        return rounded(frame, within_wholes(frame, told), LAW.large)

    def _tell_again(self, told: Floats) -> None:
        """Let tired places, and places that copy, tell last month's figures again, in place."""
        frame, random = self.frame, self.streams("regimes", "again")
        units, months = told.shape[0], told.shape[2]
        tired = self.over_places(self.in_state(EXHAUSTED))
        drawn = random.random((units, months))
        copies = np.asarray(random.random(units) < LAW.copying_share)
        copying = copies[:, None] & (self.since(CauseKind.COPYING) > 0)
        again = np.asarray((drawn < LAW.again * tired) | copying)
        columns = frame.elements_of(*(family for family in FAMILIES if family != "field"))
        for month in range(1, months):
            if month % 12:
                before, now = told[:, columns, month - 1], told[:, columns, month]
                can = again[:, month, None] & (before < LAW.copied_within * now)
                can &= now < LAW.copied_within * before
                told[:, columns, month] = np.where(can, before, now)

    def blanks_and_slips(self, told: Floats) -> tuple[Floats, Flags]:
        """Return what is first written, with wrong units and blanks, and where units are wrong."""
        random, frame = self.streams("regimes", "slips"), self.frame
        asked = np.isfinite(told) & (told > 0)
        asked[:, [i for i, family in enumerate(frame.families) if family is None]] = False
        asked[frame.axes.county_rows] = False  # a county reads over what it writes
        slips = asked & (random.random(told.shape) < LAW.slip)
        factors = random.choice(LAW.slip_factors, told.shape)
        blank = asked & (random.random(told.shape) < LAW.blank)
        written = rounded(frame, np.where(slips, told * factors, told), LAW.large)
        return np.where(blank, np.nan, within_wholes(frame, written)), slips


def versions(telling: Telling, told: Floats) -> tuple[ToldVersion, ...]:
    """Return first reports and corrections, with the days on which they come and count."""
    frame, random = telling.frame, telling.streams("regimes", "report days")
    shape = frame.reports.shape
    first, slips = telling.blanks_and_slips(told)
    tired = telling.over_places(telling.in_state(EXHAUSTED))[:, None]
    idle = telling.over_places(telling.in_state(IDLE))[:, None]
    delay = np.exp(random.normal(LAW.delay_log, LAW.delay_scatter, shape)) + LAW.delay_tired * tired
    share, least, most = LAW.straggler
    delay = np.where(random.random(shape) < share, random.uniform(least, most, shape), delay)
    stays_away = random.random(shape) < LAW.missing + LAW.missing_idle * idle
    stays_away |= _unwilling(telling, random)
    received = days(frame, np.where(stays_away, np.nan, np.maximum(delay, 1.0)))
    decision = random.exponential(LAW.decision_days, shape)
    long_share, long_days = LAW.decision_long
    decision += np.where(random.random(shape) < long_share, random.exponential(long_days, shape), 0.0)
    second, is_corrected = _corrected(telling, told, first, slips, random)
    after = np.where(is_corrected, random.uniform(*LAW.corrected_days, shape), np.nan)
    again = later(received, after)
    return (
        ToldVersion(first, received, later(received, decision)),
        ToldVersion(second, again, later(again, random.exponential(LAW.decision_days, shape))),
    )


def _unwilling(telling: Telling, random: np.random.Generator) -> Flags:
    """Return which reports stay away because little was done, once they do not stay away at random."""
    frame = telling.frame
    usual = telling.over_places(telling.in_state(CAMPAIGN) - telling.in_state(IDLE))
    is_low = usual < np.median(usual[frame.axes.rows])
    drawn = random.random(frame.reports.shape) < LAW.unwilling
    at_work = telling.since(CauseKind.MISSING_NOT_AT_RANDOM) > 0
    return np.asarray(drawn & is_low[:, None] & at_work)


def _corrected(
    telling: Telling, told: Floats, first: Floats, slips: Flags, random: np.random.Generator
) -> tuple[Floats, Flags]:
    """Return second versions and which reports have one: inspected down, completed up, units put right."""
    frame = telling.frame
    shape, second = frame.reports.shape, np.where(np.isnan(first), told, first)
    drawn = random.random(shape)
    down_share, down, down_sd = LAW.inspected_down
    up_share, up, up_sd = LAW.completed_up
    goes_down, goes_up = drawn < down_share, drawn > 1 - up_share
    found = np.zeros(shape, dtype=np.bool_)
    moved = frozenset((*frame.elements_of("coverage", "recovery", "amount", "sprayer").tolist(),))
    for form in range(shape[1]):
        columns = np.flatnonzero(frame.axes.form_of_element == form)
        has_slip = slips[:, columns].any(axis=1) & (random.random((shape[0], shape[2])) < LAW.slip_found)
        found[:, form] = goes_down[:, form] | goes_up[:, form] | has_slip
        change = np.where(goes_down[:, form], random.normal(down, down_sd, has_slip.shape), 0.0)
        change = change + np.where(goes_up[:, form], random.normal(up, up_sd, has_slip.shape), 0.0)
        for column in columns:
            right = np.where(has_slip, told[:, column], second[:, column])
            second[:, column] = right * np.exp(change) if column in moved else right
    found &= frame.reports
    return rounded(frame, within_wholes(frame, second), LAW.large), found
