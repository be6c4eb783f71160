"""How the school of tenders tells: what is seen, certificates with their lots, and what audits strike off."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.array_record import NEVER, Days, ToldVersion
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.telling import FAMILIES, Flags, TrueCells, days, later, rounded, within_wholes
from agri.synthetic.schools.tenders.acceptance import Certificates
from agri.synthetic.schools.tenders.constants import LAW
from agri.synthetic.world.streams import NamedStreams

_PRAISED = ("coverage", "recovery")


@dataclass(frozen=True)
class FiledLots:
    """What places file of all years of a world."""

    certificates: Certificates
    causes: Causes

    @property
    def frame(self) -> TrueCells:
        """The true cells."""
        return self.certificates.frame

    @property
    def streams(self) -> NamedStreams:
        """Randomness by name."""
        return self.certificates.streams

    @cached_property
    def covered(self) -> Floats:
        """The true work that each report speaks of, whenever it was done."""
        seen, accepted, _ = self.certificates.told
        return seen + accepted

    def since(self, kind: CauseKind) -> Floats:
        """Return 1 for the months of all years in which a cause is at work."""
        before = np.zeros(12 * (len(self.frame.years) - 1))
        return np.concatenate([before, self.causes.since(kind)])

    @cached_property
    def ordered(self) -> Floats:
        """Log by which achievements are told larger because somebody orders it, (county, month)."""
        random, counties = self.streams("tenders", "inflating"), len(self.frame.axes.counties)
        inflating = random.random(counties) < LAW.inflating_share
        if not inflating.any():
            inflating[random.integers(counties)] = True
        rising = LAW.inflates * inflating[:, None] * self.since(CauseKind.INFLATION)
        return np.asarray(rising + LAW.falsified * self.since(CauseKind.FALSIFIED_PUSH))

    @cached_property
    def leaning(self) -> dict[str, Floats]:
        """log(said / true) of what is seen, by family, (org_unit, month)."""
        frame, axes, found = self.frame, self.frame.axes, {}
        random, counties = self.streams("tenders", "leaning"), len(axes.counties)
        for family in FAMILIES:
            kept = 0.187 if family == "field" else 1.0
            of_year = np.repeat(random.normal(0, LAW.leaning_years, len(frame.years)), 12)
            county = LAW.leaning[family] + kept * random.laplace(0, LAW.leaning_county, (counties, 1))
            county = county + kept * of_year
            place = kept * random.normal(0, LAW.leaning_place, len(axes.townships))
            if family in _PRAISED:
                county = county + self.ordered
            found[family] = frame.of_units(county[axes.county_index] + place[:, None], county)
        return found

    @cached_property
    def parts(self) -> tuple[Floats, Floats]:
        """What is filed of what is seen, and of certificates, (org_unit, element, month)."""
        frame, random = self.frame, self.streams("tenders", "told")
        seen, _, written = (cells.copy() for cells in self.certificates.told)
        by_order = frame.of_units(self.ordered[frame.axes.county_index], self.ordered)
        for i, family in enumerate(frame.families):
            if family is not None:
                sd = LAW.cell * (0.187 if family == "field" else 1.0)
                seen[:, i] *= np.exp(self.leaning[family] + random.normal(0, sd, seen[:, i].shape))
                if family in _PRAISED:
                    # Certificates are countersigned: they lean by order only, not by habit.
                    written[:, i] *= np.exp(by_order)
        copies = np.flatnonzero(self.streams("tenders", "copying").random(seen.shape[0]) < LAW.copying_share)
        columns = frame.elements_of(*(family for family in FAMILIES if family != "field"))
        for cells in (seen, written):
            for month in np.flatnonzero(self.since(CauseKind.COPYING)).tolist():
                now, then = (cells[np.ix_(copies, columns)][:, :, m] for m in (month, month - 12))
                cells[copies[:, None], columns, month] = np.where(np.isnan(now) | np.isnan(then), now, then)
        return seen, written

    @property
    def told(self) -> Floats:
        """First versions of all cells, before the trials are put in; NaN where nothing is due."""
        seen, written = self.parts
        return filed(self.frame, seen + written)


def filed(frame: TrueCells, told: Floats) -> Floats:
    """Round as files do; no part passes its whole, before or after."""
    return within_wholes(frame, rounded(frame, within_wholes(frame, told), LAW.large))


def versions(files: FiledLots, told: Floats) -> tuple[ToldVersion, ...]:
    """Return first reports, those that a county had again, and what audits strike off whole lots."""
    frame, random = files.frame, files.streams("tenders", "report days")
    units, forms, months = frame.reports.shape
    axes = frame.axes
    office = random.uniform(*LAW.delay_first, (len(axes.counties), months))
    delay = frame.of_units(office[axes.county_index], office)[:, None]
    delay = delay + random.exponential(LAW.delay_sheet, (units, forms, months))
    waits = _waiting(files)
    delay = delay + LAW.delay_paper * waits
    unwilling = waits & (files.since(CauseKind.MISSING_NOT_AT_RANDOM) > 0)
    stays_away = random.random(delay.shape) < np.where(unwilling, LAW.unwilling, LAW.missing)
    received = days(frame, np.where(stays_away, np.nan, delay))
    first = ToldVersion(told, received, _decided(received, random))
    again = later(
        received,
        np.where(
            random.random(delay.shape) < LAW.returned_share,
            random.uniform(*LAW.returned_days, delay.shape),
            np.nan,
        ),
    )
    changed = told * np.exp(random.normal(0, LAW.cell, told.shape))
    fixed = [i for i, family in enumerate(frame.families) if family in (None, "field")]
    changed[:, fixed] = told[:, fixed]
    second = ToldVersion(filed(frame, changed), again, _decided(again, random))
    return (first, second, _audited(files, changed, again, received, random))


def _waiting(files: FiledLots) -> Flags:
    """Return which reports of townships wait for a paper: contractors worked and nothing is accepted yet."""
    frame = files.frame
    seen, _, written = files.certificates.told
    found = np.zeros(frame.reports.shape, dtype=np.bool_)
    for name in files.certificates.elements:
        column = frame.axes.element_index[name]
        short = np.nan_to_num(frame.true[:, column] - seen[:, column])
        found[:, frame.axes.form_of_element[column]] |= (short > 0) & (written[:, column] < 0.5 * short)
    return found


def _audited(
    files: FiledLots, changed: Floats, again: Days, received: Days, random: np.random.Generator
) -> ToldVersion:
    """Return what audits make of reports: whole lots lose a part, in every month of their acceptance."""
    frame = files.frame
    units, forms, months = frame.reports.shape
    share, mean, scatter = LAW.struck
    found = changed.copy()
    struck = np.zeros((units, forms, months), dtype=np.bool_)
    came = np.full((units, forms, months), NEVER, dtype=np.int64)
    _, written = files.parts
    for i, year in enumerate(frame.years):
        at = slice(12 * i, 12 * i + 12)
        for name in files.certificates.elements:
            lots = files.certificates.works[year][name][0].lots
            own = files.streams("tenders", "audit", year, lots.code)
            hit = (own.random(len(lots.wanted)) < share)[lots.lot_of]
            off = 1 - np.exp(-np.abs(own.normal(mean, scatter, len(lots.wanted))))[lots.lot_of]
            after = own.uniform(*LAW.audit_days, len(lots.wanted))[lots.lot_of]
            column, rows = frame.axes.element_index[name], frame.axes.rows
            form = frame.axes.form_of_element[column]
            there = np.nan_to_num(written[rows, column, at]) > 0
            gone = np.where(hit[:, None], off[:, None] * written[rows, column, at], 0.0)
            found[rows, column, at] = np.maximum(found[rows, column, at] - gone, 0.0)
            is_struck = there & hit[:, None]
            struck[rows, form, at] |= is_struck
            on = frame.month_ends[at] + np.round(after).astype(np.int64)[:, None]
            came[rows, form, at] = np.where(is_struck, on, came[rows, form, at])
    before = np.where(again < NEVER, again, received)
    came = np.where(struck & (before < NEVER), np.maximum(came, before + 3), NEVER)
    return ToldVersion(filed(frame, found), came, _decided(came, random))


def _decided(received: Days, random: np.random.Generator) -> Days:
    return later(received, random.exponential(LAW.decision_days, received.shape))
