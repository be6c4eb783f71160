"""The days of a year: when work lies, and from which day a cause acts."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.periods import Period
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.moving import moved
from agri.synthetic.schools.tenders.constants import LAW
from agri.synthetic.world.streams import NamedStreams

DAYS = 365
MONTH_OF_DAY = np.concatenate([np.full(Period(2019, m).last_day.day, m) for m in range(1, 13)])
INTO_MONTHS = (MONTH_OF_DAY[:, None] == np.arange(1, 13)).astype(np.float64)  # (day, month)
_NUMBERS = np.arange(1, DAYS + 1, dtype=np.float64)
_HARVESTS = ("wheat_harvest", "maize_harvest", "straw_summer", "straw_autumn")
_SUMMER, _AUTUMN = 109.0, 226.0  # days that part the seasons


def days_since(causes: Causes, kind: CauseKind, count: float = DAYS) -> NDArray[np.bool_]:
    """Return the days from the first of a cause's month on, at most some; none where it is not."""
    since = causes.begun.get(kind, 13) <= MONTH_OF_DAY
    return np.asarray(since & (since.cumsum() <= count))


@dataclass(frozen=True)
class SeasonDays:
    """When the work of one year lies, for every township."""

    axes: Axes
    streams: NamedStreams
    year: int
    causes: Causes

    @cached_property
    def late(self) -> Floats:
        """Days by which spring, summer and autumn come late, shape (township, season)."""
        random = self.streams("tenders", "seasons", self.year)
        city, county, place = LAW.season_days
        counties = random.logistic(0, county, (len(self.axes.counties), 3))
        places = random.logistic(0, place, (len(self.axes.townships), 3))
        return np.asarray(
            (random.logistic(0, city, 3) + counties[self.axes.county_index] + places).clip(-21, 21)
        )

    def offered(self, name: str) -> Floats:
        """Return what part of a year's work each day offers, shape (township, day); rows sum to 1."""
        found = np.zeros((len(self.axes.townships), DAYS))
        for first, full, until, last, weight in LAW.calendar[name]:
            season = int(full > _SUMMER) + int(full > _AUTUMN)
            day = _NUMBERS - self.late[:, season, None]
            shape = np.interp(day, (first, full, until, last), (0, 1, 1, 0))
            found += weight * shape / np.maximum(shape.sum(axis=1, keepdims=True), 1e-9)
        found /= found.sum(axis=1, keepdims=True)
        for kind, by in (
            (CauseKind.EARLY_SEASON, -LAW.season_moves),
            (CauseKind.LATE_SEASON, LAW.season_moves),
            (CauseKind.WET_HARVEST, LAW.wet_days),
        ):
            if kind in self.causes and (kind != CauseKind.WET_HARVEST or name in _HARVESTS):
                since = int(days_since(self.causes, kind).argmax())
                found = moved(found, np.full(len(found), by), since)
        return np.asarray(found)
