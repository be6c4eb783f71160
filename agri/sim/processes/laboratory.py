"""Soil testing: samples queue for the county's laboratory; fertilizer does not wait for their formulas."""

from collections.abc import Generator

import numpy as np
import simpy

from agri.definitions.lines import LineRole
from agri.indicators.snapshot import Floats
from agri.sim.inputs.days import Phase, Stretch
from agri.sim.inputs.streams import Floats32
from agri.sim.processes.block import Block

_FORM, _TAKEN = "soil_testing", "samples_taken"
_MOST, _LEAST = 1.5, 0.5  # bounds of last year's samples over the planned ones
_ENOUGH = 0.2  # part of a county's townships whose reports must be there to speak for it


class SoilLaboratory:
    """One county's queue of soil samples, all replications at once, in order of age.

    =========================== ================================================= ===========
    Parameter                   Meaning                                           Unit
    =========================== ================================================= ===========
    laboratory_samples_per_day  what the laboratory analyses on a workday         samples/day
    samples_planned             samples of the year, shared out among the windows samples
    soil.card_days              from the analysis to the card in the farmer's hand day
    soil.old_formula_share      farmers who, without a new card, use the old one  fraction
    =========================== ================================================= ===========

    The laboratory runs from January 1 whatever day the engine starts on, for its queue is part of the as-of
    state. This year's reported samples do not set the queue: tried on the record of 2018, that made the
    projected coverage worse (see docs/model.md).
    """

    def __init__(self, block: Block) -> None:
        self._block = block
        setup, year = block.setup, block.year
        campaigns = sorted(setup.plan.calendar.of_kind("sample"), key=lambda c: year.window(c).first)
        self._crops = [campaign.crop for campaign in campaigns]
        self._windows = [year.window(campaign) for campaign in campaigns]
        area = {crop: setup.layout.membership @ self._sown(crop) for crop in setup.plan.main_crops}
        none = np.zeros(len(setup.layout.counties))
        weight = np.array([area.get(campaign.crop, none) * campaign.share for campaign in campaigns])
        weight = weight.reshape(len(campaigns), len(none))
        total = weight.sum(axis=0)
        realism = self._realism()
        planned = np.nan_to_num(setup.samples) * np.nan_to_num(realism, nan=1.0)
        self.planned = (weight / np.where(total > 0, total, 1) * planned)[:, :, None].astype(np.float32)
        shape = (len(self._windows), *block.county_shape)
        self.taken, self.analysed = (np.zeros(shape, dtype=np.float32) for _ in range(2))
        self._asked = self._questions()
        self._sums = {key: np.zeros(block.county_shape, dtype=np.float32) for key in self._asked}

    def _sown(self, crop: str) -> Floats:
        """Area of a main crop that is sown in the year, shape (township,)."""
        setup = self._block.setup
        line = setup.plan.lines.of(LineRole.SOWN, crop)
        if line is None:
            return np.zeros(len(setup.layout.townships))
        return np.asarray(setup.expected[line.code].exposure.sum(axis=1))

    def _reports(self, name: str, year: int) -> tuple[Floats, Floats]:
        """A county's samples by month, and which part of its townships' reports that sum rests on."""
        setup, layout = self._block.setup, self._block.layout
        months = setup.snapshot.months_of(year)
        cells = setup.snapshot.of(f"{_FORM}.{name}")[layout.township_at][:, months]
        weight = self._sown(setup.plan.main_crops[0]) + 1.0
        known = layout.membership @ (np.isfinite(cells) * weight[:, None])
        part = known / np.maximum(layout.membership @ weight, 1e-9)[:, None]
        return layout.membership @ np.nan_to_num(cells), part

    def _realism(self) -> Floats:
        """Samples taken last year over those planned, shape (county,); NaN where last year is silent."""
        setup = self._block.setup
        form = setup.plan.forms.by_code.get(_FORM)
        if form is None or _TAKEN not in form.element_of:
            return np.full(len(setup.layout.counties), np.nan)
        sums, part = self._reports(_TAKEN, setup.plan.year - 1)
        columns = [month - 1 for month in form.section_of[_TAKEN].months]
        weight = part[:, columns].mean(axis=1)
        planned = np.nan_to_num(setup.samples) * weight
        taken = sums[:, columns].sum(axis=1)
        is_known = (planned > 0) & (weight > _ENOUGH) & (taken > 0)
        ratio = np.divide(taken, planned, out=np.full(len(taken), np.nan), where=is_known)
        return np.asarray(np.clip(ratio, _LEAST, _MOST))

    def _questions(self) -> dict[tuple[str, int], tuple[int, Stretch]]:
        """Which window's samples a month's formulas rest on, and the days on which they must be analysed.

        Those of the last window that opened before the fertilizer went out; the days are the campaign's
        within the month, less what a card takes to reach the farmer.
        """
        block, year = self._block, self._block.year
        delay = int(block.setup.parameter("soil.card_days"))
        found = {}
        for line in block.lines.with_role(LineRole.FORMULA):
            crop = line.crop or ""
            for month in line.months:
                if month < year.first_month:
                    continue
                days = opened = year.month(month)
                for campaign in block.setup.plan.calendar.of_kind("fertilize"):
                    window = year.window(campaign)
                    inside = Stretch(max(window.first, days.first), min(window.last, days.last))
                    if campaign.crop == crop and len(inside):
                        days, opened = inside, window
                        break
                before = [
                    i
                    for i, window in enumerate(self._windows)
                    if self._crops[i] == crop and window.first <= opened.first
                ]
                if before:
                    first = max(days.first - delay, 0)
                    found[crop, month] = (before[-1], Stretch(first, max(days.last - delay, 0)))
        return found

    def arrive(self, day: int) -> None:
        """Bring in the samples of a dry day, those of wet days with the next dry one."""
        for i, window in enumerate(self._windows):
            if day in window:
                progress = np.float32((day - window.first + 1) / len(window))
                due = self.planned[i] * progress
                is_out = self._block.dry(day) | (day == window.last)
                np.maximum(self.taken[i], due * is_out, out=self.taken[i])

    def capacity(self, day: int) -> Floats32:
        """What the laboratory can analyse on a workday, shape (county, 1)."""
        return self._block.resource("laboratory_samples_per_day", day)

    def run(self) -> Generator[simpy.Event, None, None]:
        """Each day samples come in and the laboratory serves the queue in order of age."""
        block = self._block
        first = min((window.first for window in self._windows), default=block.year.length)
        for day in range(min(first, block.year.start), block.year.length):
            yield block.at(day + Phase.LABORATORY)
            self.arrive(day)
            if block.year.is_workday(day):
                self._analyse(day)
            for key, (i, days) in self._asked.items():
                if day in days:
                    self._sums[key] += self.analysed[i]

    def _analyse(self, day: int) -> None:
        """Serve the queue of a workday, oldest window first."""
        left: Floats32 = self.capacity(day)
        for i, window in enumerate(self._windows):
            if window.first > day:
                break
            served = self.taken[i] - self.analysed[i]
            np.minimum(served, left, out=served)
            self.analysed[i] += served
            left = left - served

    def ready(self, crop: str, month: int) -> Floats32:
        """Return the mean share of fields with a usable formula in a month, shape (county, replication).

        A window's samples count against those planned; 1 where nothing was planned.
        """
        block = self._block
        if (crop, month) not in self._asked:
            return np.ones(block.county_shape, dtype=np.float32)
        i, days = self._asked[crop, month]
        old = np.float32(block.setup.parameter("soil.old_formula_share"))
        share = self._sums[crop, month] / (np.maximum(self.planned[i], np.float32(1e-6)) * len(days))
        return np.where(self.planned[i] > 0, old + (1 - old) * np.minimum(share, 1), 1).astype(np.float32)
