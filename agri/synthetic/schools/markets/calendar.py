"""The half-months of a year, when work is asked for in them, and how years and causes move it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.markets.constants import LAW
from agri.synthetic.schools.moving import moved
from agri.synthetic.world.streams import NamedStreams

HALVES = 24
INTO_MONTHS = np.repeat(np.eye(12), 2, axis=0)  # (half, month)
_MONTH = np.arange(HALVES) // 2 + 1
_HARVESTS = ("wheat_harvest", "maize_harvest", "straw_summer", "straw_autumn")


def halves_since(causes: Causes, kind: CauseKind, count: int = HALVES) -> NDArray[np.bool_]:
    """Return the half-months from the beginning of a cause on, at most some; none where it is not."""
    since = causes.begun.get(kind, 13) <= _MONTH
    return np.asarray(since & (since.cumsum() <= count))


@dataclass(frozen=True)
class AskedHalves:
    """When work is asked for in one year, in every township."""

    axes: Axes
    streams: NamedStreams
    year: int
    causes: Causes

    @cached_property
    def late(self) -> Floats:
        """Half-months by which spring, summer and autumn come late, shape (township, season)."""
        random = self.streams("markets", "seasons", self.year)
        city, county = LAW.season_halves
        counties = random.normal(0, county, (len(self.axes.counties), 3))
        return np.asarray(random.normal(0, city, 3) + counties[self.axes.county_index])

    def asked(self, name: str) -> Floats:
        """Return what part of a year's work each half-month asks for, (township, half); rows sum to 1."""
        weights = np.zeros(HALVES)
        for half, share in LAW.calendar[name].items():
            weights[half - 1] = share
        weights /= weights.sum()
        middle = float(weights @ np.arange(HALVES))
        season = int(middle > 8) + int(middle > 15)
        found = moved(weights[None, :], self.late[:, season])
        begun = self.causes.begun
        for kind, by in (
            (CauseKind.EARLY_SEASON, -LAW.season_moves),
            (CauseKind.LATE_SEASON, LAW.season_moves),
            (CauseKind.WET_HARVEST, LAW.wait_wet),
        ):
            if kind in begun and (kind != CauseKind.WET_HARVEST or name in _HARVESTS):
                found = moved(found, np.full(len(found), by), 2 * (begun[kind] - 1))
        return found
