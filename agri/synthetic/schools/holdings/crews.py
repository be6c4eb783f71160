"""Crews of a county: work waits for them, they break down, and who waits too long gives up."""

from dataclasses import dataclass

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.holdings.constants import LAW
from agri.synthetic.world.streams import NamedStreams

DECADES = 36


@dataclass(frozen=True)
class HiredCrews:
    """One kind of crew in all counties over a year of decades.

    `room` is what they could do in each decade, shape (county, decade).
    """

    axes: Axes
    room: Floats
    patience: float

    @classmethod
    def for_work(
        cls, axes: Axes, streams: NamedStreams, kind: str, year: int, *, usual: Floats, causes: Causes
    ) -> "HiredCrews":
        """Draw crews for work that asks `usual` of them, shape (township, decade)."""
        random = streams("holdings", "crews", kind, year)
        busiest = axes.by_county(usual).max(axis=1) * LAW.crews_slack
        room = np.repeat(busiest[:, None], DECADES, axis=1)
        broken = np.full(room.shape, LAW.idle_share)
        if year == axes.plan.year:
            since = np.repeat(causes.since(CauseKind.BREAKDOWN), 3)
            broken = np.where(since > 0, LAW.broken_share, broken)
            begins = causes.begun.get(CauseKind.WET_HARVEST)
            if begins is not None and kind == "returned":
                wet = slice(3 * begins - 3, 3 * begins + 3)
                room[:, wet] *= 1 - LAW.wet_loss
        idle = random.random(room.shape) < broken
        return cls(axes, np.where(idle, room * (1 - LAW.idle_loss), room), LAW.patience[kind])

    def done(self, asked: Floats) -> Floats:
        """Return what gets done of asked work, shape (township, decade); a county's turns are pro rata."""
        waiting = np.zeros(len(asked))
        found = np.zeros_like(asked)
        for decade in range(asked.shape[1]):
            waiting = waiting + asked[:, decade]
            queue = self.axes.by_county(waiting)
            served = np.minimum(1.0, self.room[:, decade] / np.maximum(queue, 1e-9))
            found[:, decade] = waiting * served[self.axes.county_index]
            waiting = (waiting - found[:, decade]) * self.patience
        return found


def by_month(decades: Floats) -> Floats:
    """Add decades up to months, (…, 36) to (…, 12)."""
    return np.asarray(decades.reshape(*decades.shape[:-1], 12, 3).sum(axis=-1))
