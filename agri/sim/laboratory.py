"""Soil testing: samples queue for the county's laboratory; fertilizer does not wait for their formulas."""

from collections.abc import Generator

import numpy as np
import simpy

from agri.sim.days import Phase, Stretch
from agri.sim.streams import Floats32
from agri.sim.work import Block


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

    The laboratory runs from January 1 whatever day the engine starts on: its queue is part of the as-of
    state.
    """

    def __init__(self, block: Block) -> None:
        self._block = block
        setup = block.setup
        self._windows = [
            (campaign, block.year.window(campaign)) for campaign in setup.plan.calendar.of_kind("sample")
        ]
        self._windows.sort(key=lambda pair: pair[1].first)
        area = {
            crop: setup.layout.membership @ setup.expected[f"sown_{crop}"].exposure.sum(axis=1)
            for crop in setup.plan.main_crops
        }
        weight = np.array([area[campaign.crop] * campaign.share for campaign, _ in self._windows])
        total = weight.sum(axis=0)
        planned = np.nan_to_num(setup.samples)
        self.planned = (weight / np.where(total > 0, total, 1) * planned)[:, :, None].astype(np.float32)
        count = len(self._windows)
        self.taken = np.zeros((count, *block.county_shape), dtype=np.float32)
        self.analysed = np.zeros((count, *block.county_shape), dtype=np.float32)
        self._ready = np.zeros((setup.year.length, count, *block.county_shape), dtype=np.float32)

    def arrive(self, day: int) -> None:
        """Bring in the samples of a dry day, those of wet days with the next dry one."""
        for i, (_, window) in enumerate(self._windows):
            if day in window:
                progress = np.float32((day - window.first + 1) / len(window))
                due = self.planned[i] * progress
                is_out = self._block.dry(day) | (day == window.last)
                np.maximum(self.taken[i], due * is_out, out=self.taken[i])

    def capacity(self, day: int) -> Floats32:
        """What the laboratory can analyse on a day, shape (county, 1); nothing on a weekend."""
        if not self._block.year.is_workday(day):
            return np.zeros((len(self._block.layout.counties), 1), dtype=np.float32)
        return self._block.resource("laboratory_samples_per_day", day)

    def run(self) -> Generator[simpy.Event, None, None]:
        """Each day samples come in and the laboratory serves the queue in order of age."""
        block = self._block
        for day in range(block.year.length):
            yield block.at(day + Phase.LABORATORY)
            self.arrive(day)
            left = self.capacity(day) * np.ones(block.county_shape, dtype=np.float32)
            for i in range(len(self._windows)):
                served = np.minimum(left, self.taken[i] - self.analysed[i])
                self.analysed[i] += served
                left -= served
            self._ready[day] = self.analysed / np.maximum(self.planned, np.float32(1e-6))

    def ready(self, crop: str, fertilizing: Stretch, days: Stretch) -> Floats32:
        """Return the mean share of fields with a usable formula over some days, (county, replication).

        Parameters
        ----------
        crop : str
            Whose samples count: those of the last window that opened before the fertilizer went out.
        fertilizing : Stretch
            The campaign.
        days : Stretch
            Its days to average over.
        """
        block = self._block
        before = [
            i for i, (c, w) in enumerate(self._windows) if c.crop == crop and w.first <= fertilizing.first
        ]
        old = np.float32(block.setup.parameter("soil.old_formula_share"))
        if not before:
            return np.ones(block.county_shape, dtype=np.float32)
        delay = int(block.setup.parameter("soil.card_days"))
        first, last = max(days.first - delay, 0), max(days.last - delay, 0)
        share = self._ready[first : last + 1, before[-1]].mean(axis=0, dtype=np.float32)
        known = self.planned[before[-1]] > 0
        return np.where(known, old + (1 - old) * share, 1).astype(np.float32)
