"""How the school of markets tells: from the books, padded or not, audited by quarter, settled at the end."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.array_record import NEVER, Days, ToldVersion
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.markets.books import BY_QUARTER, CompanyBooks
from agri.synthetic.schools.markets.constants import LAW
from agri.synthetic.schools.telling import FAMILIES, Flags, TrueCells, days, later, rounded, within_wholes
from agri.synthetic.world.streams import NamedStreams

_PADDED = ("coverage", "recovery")


@dataclass(frozen=True)
class BookedReports:
    """What places say of all years of a world."""

    frame: TrueCells
    causes: Causes
    streams: NamedStreams

    @cached_property
    def books(self) -> CompanyBooks:
        """The companies' books."""
        return CompanyBooks(self.frame, self.streams)

    @cached_property
    def covered(self) -> Floats:
        """The true work that each report speaks of, whenever it was done."""
        frame = self.frame
        services = frame.elements_of("coverage", "recovery", "sprayer").tolist()
        found = self.books.told(frame.true, services)
        self.books.bought(found, frame.elements_of("amount").tolist())
        return found

    def since(self, kind: CauseKind) -> Floats:
        """Return 1 for the months of all years in which a cause is at work."""
        before = np.zeros(12 * (len(self.frame.years) - 1))
        return np.concatenate([before, self.causes.since(kind)])

    @cached_property
    def _leanings(self) -> dict[str, Floats]:
        """log(said / true) by family, (org_unit, month)."""
        axes, frame, found = self.frame.axes, self.frame, {}
        random, counties = self.streams("markets", "leaning"), len(axes.counties)
        pads = random.random(counties) < LAW.books.padded
        inflating = random.random(counties) < LAW.inflating_share
        if not inflating.any():
            inflating[random.integers(counties)] = True
        rising = LAW.inflates * self.since(CauseKind.INFLATION) * inflating[:, None]
        for family in FAMILIES:
            of_year = np.repeat(random.normal(0, LAW.leaning_years, len(frame.years)), 12)
            padding = pads * random.gamma(1.3, LAW.books.padding / 1.3, counties)
            place = random.normal(0, LAW.leaning_place, len(axes.townships))
            if family == "field":
                place, of_year = 0.193 * place, 0.193 * of_year
            county = np.zeros((counties, frame.true.shape[2])) + LAW.leaning[family] + of_year
            if family in _PADDED:
                county = county + padding[:, None] + rising
                county = county + LAW.falsified * self.since(CauseKind.FALSIFIED_PUSH)
            found[family] = frame.of_units(county[axes.county_index] + place[:, None], county)
        return found

    @cached_property
    def told(self) -> Floats:
        """First versions of all cells, before the trials are put in; NaN where nothing is due."""
        frame, random = self.frame, self.streams("markets", "told")
        told = self.covered.copy()
        for i, family in enumerate(frame.families):
            if family is not None:
                sd = LAW.field_cell if family == "field" else LAW.cell
                told[:, i] *= np.exp(self._leanings[family] + random.normal(0, sd, told[:, i].shape))
        self._copy(told)
        return rounded(frame, within_wholes(frame, told), LAW.large)

    def _copy(self, told: Floats) -> None:
        """Let places that copy tell the figures of the same month of last year, in place."""
        frame, random = self.frame, self.streams("markets", "copying")
        copies = np.flatnonzero(random.random(told.shape[0]) < LAW.copying_share)
        columns = frame.elements_of(*(family for family in FAMILIES if family != "field"))
        for month in np.flatnonzero(self.since(CauseKind.COPYING)).tolist():
            now, then = (told[np.ix_(copies, columns)][:, :, m] for m in (month, month - 12))
            copied = then * np.exp(random.normal(0, LAW.copied_sd, then.shape))
            can = ~np.isnan(now) & ~np.isnan(then)
            told[copies[:, None], columns, month] = np.where(can, copied, now)


def versions(accounts: BookedReports, told: Floats) -> tuple[ToldVersion, ...]:
    """Return first reports, what audits by quarter make of some, and what is settled after the year."""
    frame, random = accounts.frame, accounts.streams("markets", "report days")
    shape, axes = frame.reports.shape, frame.axes
    counties = len(axes.counties)
    posting = random.uniform(*LAW.delay_first, counties)[:, None] + np.zeros(shape[2])
    slow = np.repeat(accounts.books.kinds == BY_QUARTER, 12, axis=1)
    posting = posting + LAW.delay_quarter * slow
    delay = frame.of_units(posting[axes.county_index], posting)[:, None]
    delay = delay + random.exponential(LAW.delay_mean, shape)
    received = days(frame, np.where(_stays_away(accounts, random), np.nan, delay))
    first = ToldVersion(told, received, later(received, random.exponential(LAW.decision_days, shape)))
    audited = _audited(accounts, first, random)
    return (first, audited, _settled(accounts, audited, received, random))


def _stays_away(accounts: BookedReports, random: np.random.Generator) -> Flags:
    """Return which reports never come: where companies hold little of the work more of them."""
    frame, held = accounts.frame, accounts.books.held
    lonely = frame.of_units(1 - held, np.zeros(len(frame.axes.counties)))[:, None, None]
    found = random.random(frame.reports.shape) < LAW.missing + LAW.orphaned * lonely**2
    few = lonely > np.median(1 - held)
    at_work = accounts.since(CauseKind.MISSING_NOT_AT_RANDOM) > 0
    return np.asarray(found | (few & at_work & (random.random(found.shape) < LAW.unwilling)))


def _audited(accounts: BookedReports, first: ToldVersion, random: np.random.Generator) -> ToldVersion:
    """Return what audits after each quarter make of some reports: credit notes and late bills."""
    frame, shape = accounts.frame, accounts.frame.reports.shape
    share, after, days_sd = LAW.audited
    is_audited = (random.random(shape) < share) & frame.reports
    change = np.where(is_audited, random.normal(*LAW.credit, shape), 0.0)
    ends = frame.month_ends[np.arange(shape[2]) // 3 * 3 + 2]
    came = ends + np.round(random.normal(after, days_sd, shape)).astype(np.int64)
    came = np.maximum(came, first.received_on + 3)
    received = np.where(is_audited & (first.received_on < NEVER), came, NEVER)
    values = _changed(accounts, np.asarray(first.values, dtype=np.float64), change)
    return ToldVersion(values, received, later(received, random.exponential(LAW.decision_days, shape)))


def _settled(
    accounts: BookedReports, audited: ToldVersion, first_came: Days, random: np.random.Generator
) -> ToldVersion:
    """Return what some places settle for the whole year once it is over."""
    frame, shape = accounts.frame, accounts.frame.reports.shape
    share, after = LAW.settled
    years = len(frame.years)
    settles = np.repeat(random.random((shape[0], years)) < share, 12, axis=1)[:, None] & frame.reports
    mean, sd = LAW.settlement
    of_year = np.repeat(random.normal(mean, sd, (shape[0], years)), 12, axis=1)[:, None]
    change = np.where(settles, of_year, 0.0)
    ends = np.repeat(frame.month_ends[11::12], 12) + round(after)
    before = np.where(audited.received_on < NEVER, audited.received_on, first_came)
    received = np.where(settles & (before < ends), ends, NEVER)
    values = _changed(accounts, np.asarray(audited.values, dtype=np.float64), change)
    return ToldVersion(values, received, later(received, random.exponential(LAW.decision_days, shape)))


def _changed(accounts: BookedReports, values: Floats, change: Floats) -> Floats:
    """Return services changed by logs of shape (org_unit, form, month)."""
    frame, found = accounts.frame, values.copy()
    for column in frame.elements_of("coverage", "recovery").tolist():
        found[:, column] *= np.exp(change[:, frame.axes.form_of_element[column]])
    return rounded(frame, within_wholes(frame, found), LAW.large)
