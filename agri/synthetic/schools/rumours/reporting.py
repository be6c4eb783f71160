"""How the school of rumours tells: as neighbours do, when reminded, and otherwise under a new head."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.array_record import NEVER, Days, ToldVersion
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.schools.rumours.graph import Neighbourhood
from agri.synthetic.schools.rumours.heads import Heads
from agri.synthetic.schools.rumours.hearsay import PRAISED, Hearsay
from agri.synthetic.schools.telling import FAMILIES, Flags, TrueCells, days, later, rounded, within_wholes
from agri.synthetic.world.streams import NamedStreams

_FEASTS = (0, 8)  # months that end at or before a feast, from 0


@dataclass(frozen=True)
class HeardReports:
    """What places file of all years of a world."""

    frame: TrueCells
    neighbours: Neighbourhood
    heads: Heads
    causes: Causes

    @property
    def streams(self) -> NamedStreams:
        """Randomness by name."""
        return self.neighbours.streams

    def since(self, kind: CauseKind) -> Floats:
        """Return 1 for the months of all years in which a cause is at work."""
        before = np.zeros(12 * (len(self.frame.years) - 1))
        return np.concatenate([before, self.causes.since(kind)])

    @cached_property
    def padding(self) -> Floats:
        """log(said / true) that heads of townships add to achievements, (township, month)."""
        return np.concatenate(
            [self.heads.of_year(self.heads.padding, year) for year in self.frame.years], axis=1
        )

    @cached_property
    def leaning(self) -> dict[str, Floats]:
        """log(said / true) of what an office would write of itself, by family, (org_unit, month)."""
        frame, axes, found = self.frame, self.frame.axes, {}
        random, counties = self.streams("rumours", "leaning"), len(axes.counties)
        inflating = random.random(counties) < LAW.inflating_share
        if not inflating.any():
            inflating[random.integers(counties)] = True
        rising = LAW.inflates * inflating[:, None] * self.since(CauseKind.INFLATION)
        rising = rising + LAW.falsified * self.since(CauseKind.FALSIFIED_PUSH)
        for family in FAMILIES:
            kept = LAW.field_exact if family == "field" else 1.0
            of_year = np.repeat(random.normal(0, LAW.leaning_years, len(frame.years)), 12)
            county = LAW.leaning[family] + kept * random.normal(0, LAW.leaning_county, (counties, 1))
            county = county + kept * of_year
            place = kept * self.neighbours.alike(random.laplace(0, LAW.leaning_place, len(axes.townships)), 1)
            townships = county[axes.county_index] + place[:, None]
            if family in PRAISED:
                county, townships = county + rising, townships + rising[axes.county_index] + self.padding
            found[family] = frame.of_units(townships, county)
        return found

    @cached_property
    def delay(self) -> Floats:
        """Days after which an office could report, of a mixture of two log-normal laws, (org_unit, month)."""
        law, random = LAW.delays, self.streams("rumours", "delays")
        shape = (self.frame.true.shape[0], self.frame.true.shape[2])
        slow = random.random(shape) < law.slow_share
        quick_days, slow_days = (
            median * np.exp(random.normal(0, log, shape)) for median, log in (law.quick, law.slow)
        )
        feast = np.isin(np.arange(shape[1]) % 12, _FEASTS)
        return np.asarray(np.where(slow, slow_days, quick_days).clip(0, 97) + law.feast * feast)

    @cached_property
    def reminded(self) -> Floats:
        """Days until those who wait are reminded, NaN where nobody does; 0 of others, (org_unit, month)."""
        law, random, shape = LAW.delays, self.streams("rumours", "reminders"), self.delay.shape
        waits = random.random((shape[0], 1)) < law.waits
        waits[self.frame.axes.county_rows] = False
        on = random.uniform(*law.reminder, shape)
        return np.where(waits, np.where(random.random(shape) < law.reminded, on, np.nan), 0.0)

    @cached_property
    def _asked(self) -> tuple[Floats, Floats]:
        """What is written after asking, (org_unit, element, month), and who stands low, (township, month)."""
        frame, random, axes = self.frame, self.streams("rumours", "told"), self.frame.axes
        own = frame.true.copy()
        for i, family in enumerate(frame.families):
            if family is not None:
                sd = LAW.cell * (LAW.field_exact if family == "field" else 1.0)
                own[:, i] *= np.exp(self.leaning[family] + random.normal(0, sd, own[:, i].shape))
        comes = (np.nan_to_num(self.reminded, nan=91.0) + self.delay)[axes.rows]
        order = np.argsort(np.argsort(comes, axis=0), axis=0)
        # Of those that copy, half write what a neighbour wrote, the others last year's figure.
        draw = self.streams("rumours", "copying").random(len(axes.rows))
        copies = draw < LAW.copying_share
        heard = (draw < LAW.copying_share / 2)[:, None] * self.since(CauseKind.COPYING)
        hearsay = Hearsay(frame, self.neighbours, order, heard)
        told, low = hearsay.told(own[axes.rows])
        stays = np.flatnonzero(copies & (draw >= LAW.copying_share / 2))
        for month in np.flatnonzero(self.since(CauseKind.COPYING)).tolist():
            now, then = (told[np.ix_(stays, hearsay.columns)][:, :, m] for m in (month, month - 12))
            told[stays[:, None], hearsay.columns, month] = np.where(np.isnan(now) | np.isnan(then), now, then)
        own[axes.rows] = told
        return own, low

    @cached_property
    def low(self) -> Floats:
        """How low townships stand in their county's table, (township, month)."""
        return self._asked[1]

    @property
    def told(self) -> Floats:
        """What is meant to be told, before the trials are put in; NaN where nothing is due."""
        return filed(self.frame, self._asked[0].copy())


def filed(frame: TrueCells, told: Floats) -> Floats:
    """Round as offices do; no part passes its whole, before or after."""
    return within_wholes(frame, rounded(frame, within_wholes(frame, told), LAW.large))


def versions(files: HeardReports, told: Floats) -> tuple[ToldVersion, ...]:
    """Return first reports, what is put right in them, and what new heads write off."""
    frame, random = files.frame, files.streams("rumours", "report days")
    shape = frame.reports.shape
    mistaken = _mistaken(files, random)
    delay = (files.delay + files.reminded)[:, None] + random.exponential(LAW.delays.sheet, shape)
    received = days(frame, np.where(_stays_away(files, random), np.nan, delay))
    first = ToldVersion(_to_date(files, told, mistaken), received, _decided(received, random))
    chance, fewest, most = LAW.hearing.seen
    noticed = mistaken & (random.random(shape) < chance)
    share, soon, late = LAW.corrected
    changed = (random.random(shape) < share) & ~mistaken
    after = np.where(noticed, random.uniform(fewest, most, shape), np.nan)
    after = np.where(changed, random.uniform(soon, late, shape), after)
    again = later(received, after)
    better = told * np.exp(random.normal(0, LAW.cell, told.shape) * changed[:, frame.axes.form_of_element])
    fixed = [i for i, family in enumerate(frame.families) if family in (None, "field")]
    better[:, fixed] = told[:, fixed]
    second = ToldVersion(filed(frame, better), again, _decided(again, random))
    return (first, second, _written_off(files, second, received, random))


def _mistaken(files: HeardReports, random: np.random.Generator) -> Flags:
    """Return which sheets of townships are filled in as of the year to date: of one month each."""
    frame = files.frame
    units, forms, months = frame.reports.shape
    found = np.zeros((units, forms, months), dtype=np.bool_)
    for year in frame.years:
        at = frame.months_of(year)
        drawn = random.random((units, forms, 12)) * frame.reports[:, :, at]
        errs = random.random((units, forms, 1)) < LAW.hearing.whole
        found[:, :, at] = errs & (drawn == drawn.max(axis=2, keepdims=True)) & (drawn > 0)
    found[frame.axes.county_rows] = False
    return found


def _to_date(files: HeardReports, told: Floats, mistaken: Flags) -> Floats:
    """Return figures, those of the mistaken sheets added up from the year's beginning on."""
    frame, found = files.frame, told.copy()
    for year in frame.years:
        at = frame.months_of(year)
        sums = np.nan_to_num(told[:, :, at]).cumsum(axis=2)
        is_sum = mistaken[:, frame.axes.form_of_element, at] & ~np.isnan(told[:, :, at])
        found[:, :, at] = np.where(is_sum, sums, told[:, :, at])
    return filed(frame, found)


def _stays_away(files: HeardReports, random: np.random.Generator) -> Flags:
    """Return which reports never come: lost, not reminded of, or unwillingly told."""
    frame = files.frame
    shape = frame.reports.shape
    found = random.random(shape) < LAW.missing
    low = frame.of_units(files.low, np.zeros((len(frame.axes.counties), shape[2])))[:, None]
    hides = (low > 0) & (files.since(CauseKind.MISSING_NOT_AT_RANDOM) > 0)
    return np.asarray(found | (hides & (random.random(shape) < LAW.unwilling)))


def _written_off(
    files: HeardReports, second: ToldVersion, received: Days, random: np.random.Generator
) -> ToldVersion:
    """Return what new heads make of the year's figures so far: their predecessors' padding goes."""
    frame, axes = files.frame, files.frame.axes
    units, _, months = frame.reports.shape
    part, soon, late = LAW.written_off
    off = np.zeros((len(axes.rows), months))
    came = np.full((units, months), NEVER, dtype=np.int64)
    for i, year in enumerate(frame.years):
        new = files.heads.of_year(files.heads.comes, year)
        for place, month in np.argwhere(new > 0):
            earlier = slice(12 * i, 12 * i + int(month))
            off[place, earlier] = part * files.padding[place, earlier]
            on = frame.month_ends[12 * i + month] + round(random.uniform(soon, late))
            came[axes.rows[place], earlier] = np.where(off[place, earlier] > 0, on, NEVER)
    values = np.asarray(second.values, dtype=np.float64).copy()
    factor = np.exp(-off)
    for column in frame.elements_of(*PRAISED).tolist():
        values[axes.rows, column] *= factor
    before = np.where(second.received_on < NEVER, second.received_on, received)
    comes = np.where((came[:, None] < NEVER) & (before < NEVER) & frame.reports, came[:, None], NEVER)
    comes = np.where(comes < NEVER, np.maximum(comes, before + 2), NEVER)
    return ToldVersion(filed(frame, values), comes, _decided(comes, random))


def _decided(received: Days, random: np.random.Generator) -> Days:
    return later(received, random.exponential(LAW.decision_days, received.shape))
