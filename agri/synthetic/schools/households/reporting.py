"""How the school of households tells: from cadres' rounds, all sheets of a township on one evening."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.array_record import NEVER, ToldVersion
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.households.constants import LAW
from agri.synthetic.schools.households.rounds import Rounds, busy_months
from agri.synthetic.schools.telling import FAMILIES, Flags, TrueCells, days, later, rounded, within_wholes
from agri.synthetic.world.streams import NamedStreams

_PRAISED = ("coverage", "recovery")


@dataclass(frozen=True)
class Sheets:
    """What places say of all years of a world."""

    rounds: Rounds
    causes: Causes

    @property
    def frame(self) -> TrueCells:
        """The true cells."""
        return self.rounds.frame

    @property
    def streams(self) -> NamedStreams:
        """Randomness by name."""
        return self.rounds.villages.streams

    def since(self, kind: CauseKind) -> Floats:
        """Return 1 for the months of all years in which a cause is at work."""
        before = np.zeros(12 * (len(self.frame.years) - 1))
        return np.concatenate([before, self.causes.since(kind)])

    @cached_property
    def leaning(self) -> dict[str, Floats]:
        """log(said / true) that nobody sees, by family, (org_unit, month)."""
        frame, axes, found = self.frame, self.frame.axes, {}
        random, counties = self.streams("households", "leaning"), len(axes.counties)
        inflating = random.random(counties) < LAW.inflating_share
        if not inflating.any():
            inflating[random.integers(counties)] = True
        rising = LAW.inflates * inflating[:, None] * self.since(CauseKind.INFLATION)
        # One person fills all sheets of a place and leans in all of them alike.
        cadre = LAW.leaning_place * random.standard_t(LAW.leaning_tail, len(axes.townships)).clip(-4, 4)
        for family in FAMILIES:
            kept = 0.179 if family == "field" else 1.0
            of_year = np.repeat(random.normal(0, LAW.leaning_years, len(frame.years)), 12)
            county = np.zeros((counties, frame.true.shape[2])) + LAW.leaning[family] + kept * of_year
            if family in _PRAISED:
                county = county + rising + LAW.falsified * self.since(CauseKind.FALSIFIED_PUSH)
            sign = -1.0 if family == "amount" else 1.0
            found[family] = frame.of_units(county[axes.county_index] + sign * kept * cadre[:, None], county)
        return found

    @cached_property
    def told(self) -> Floats:
        """First versions of all cells, before the trials are put in; NaN where nothing is due."""
        frame, random = self.frame, self.streams("households", "told")
        told = self.rounds.told()
        units, forms, months = frame.reports.shape
        sheet = random.normal(0, LAW.sheet, (units, forms, months))
        for i, family in enumerate(frame.families):
            if family is not None:
                exact = 0.179 if family == "field" else 1.0
                cell = exact * sheet[:, frame.axes.form_of_element[i]]
                cell = cell + exact * random.normal(0, LAW.cell, (units, months))
                told[:, i] *= np.exp(self.leaning[family] + cell)
        self._copy(told)
        return written_down(frame, told)

    def _copy(self, told: Floats) -> None:
        """Let cadres who go no rounds any more write last year's sheets again, in place."""
        frame, random = self.frame, self.streams("households", "copying")
        stays = np.flatnonzero(random.random(told.shape[0]) < LAW.copying_share)
        columns = frame.elements_of(*(family for family in FAMILIES if family != "field"))
        for month in np.flatnonzero(self.since(CauseKind.COPYING)).tolist():
            now, then = (told[np.ix_(stays, columns)][:, :, at] for at in (month, month - 12))
            told[stays[:, None], columns, month] = np.where(np.isnan(now) | np.isnan(then), now, then)


def written_down(frame: TrueCells, told: Floats) -> Floats:
    """Round as sheets do; no part passes its whole, before or after."""
    return within_wholes(frame, rounded(frame, within_wholes(frame, told), LAW.large))


def versions(sheets: Sheets, told: Floats) -> tuple[ToldVersion, ...]:
    """Return first sheets and what recounts at midyear and after the year make of some places' sheets."""
    frame, random = sheets.frame, sheets.streams("households", "report days")
    units, forms, months = frame.reports.shape
    evening = np.repeat(random.uniform(*LAW.delay_days, (units, 1)), months, axis=1)
    evening = evening + LAW.delay_more * random.pareto(LAW.delay_tail, (units, months)).clip(0, 61)
    delay = evening[:, None] + random.exponential(0.7, (units, forms, months))
    received = days(frame, np.where(_stays_away(sheets, random), np.nan, delay))
    first = ToldVersion(
        told, received, later(received, random.exponential(LAW.decision_days, received.shape))
    )
    share, closed = LAW.recount
    halves = np.arange(months) // 6
    counted = (random.random((units, months // 6)) < share)[:, halves]
    counted[frame.axes.county_rows] = False
    again = told.copy()
    for column in sheets.rounds.columns:
        for half in range(months // 6):
            at = np.flatnonzero(halves == half)
            said, true = (np.nansum(cells[:, column][:, at], axis=1) for cells in (told, frame.true))
            gap = np.where((said > 0) & (true > 0), true / np.maximum(said, 1e-9), 1.0)
            better = told[:, column][:, at] * (gap.clip(0.31, 3.1) ** closed)[:, None]
            again[:, column, at] = np.where(counted[:, at], better, told[:, column][:, at])
    ends = frame.month_ends[6 * halves + 5] + np.round(random.uniform(*LAW.recount_days, (units, months)))
    comes = np.maximum(ends.astype(np.int64)[:, None], received + 3)
    came = np.where(counted[:, None] & (received < NEVER) & frame.reports, comes, NEVER)
    second = ToldVersion(
        written_down(frame, again),
        came,
        later(came, random.exponential(LAW.decision_days, came.shape)),
    )
    return (first, second)


def _stays_away(sheets: Sheets, random: np.random.Generator) -> Flags:
    """Return which sheets never come: all of an evening, or one that is lost."""
    frame = sheets.frame
    units, forms, months = frame.reports.shape
    busy = LAW.missing_busy * busy_months(frame.years)
    silent = random.random((units, months)) < LAW.missing + busy
    turn = sheets.rounds.turn
    slow = frame.of_units((turn > np.median(turn)).astype(np.float64), np.zeros(len(frame.axes.counties)))
    unseen = (slow[:, None] > 0) & (sheets.since(CauseKind.MISSING_NOT_AT_RANDOM) > 0)
    silent |= unseen & (random.random((units, months)) < LAW.unwilling)
    lost = random.random((units, forms, months)) < LAW.lost
    return np.asarray(silent[:, None] | lost)
