"""The weeks of a year, and what each of them offers: seasons come early or late by city, county, place."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.periods import Period
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.moving import moved
from agri.synthetic.schools.regimes.constants import LAW
from agri.synthetic.world.streams import NamedStreams

WEEKS = 52
MIDDLES = 7.0 * np.arange(WEEKS) + 4.0
_SPRING, _SUMMER = 110.0, 230.0  # days that part the three seasons of a year
_HARVESTS = ("wheat_harvest", "maize_harvest", "straw_summer", "straw_autumn", "peanut_pick_up")


def first_day(month: int) -> int:
    """Return the day of an ordinary year on which a month begins, from 1."""
    return sum(Period(2019, m).last_day.day for m in range(1, month)) + 1


def _months_of_weeks() -> Floats:
    found = np.zeros((WEEKS, 12))
    for day in range(365):
        week = min(day // 7, WEEKS - 1)
        month = next(m for m in range(12, 0, -1) if day + 1 >= first_day(m))
        found[week, month - 1] += 1.0
    return np.asarray(found / found.sum(axis=1, keepdims=True))


INTO_MONTHS = _months_of_weeks()  # (week, month), shares of a week's days
STARTS_IN = np.array([next(m for m in range(12, 0, -1) if 7 * w + 1 >= first_day(m)) for w in range(WEEKS)])


def weeks_since(causes: Causes, kind: CauseKind) -> NDArray[np.bool_]:
    """Return the weeks that begin in or after the month in which a cause does; none where it is not."""
    return np.asarray(causes.begun.get(kind, 13) <= STARTS_IN)


@dataclass(frozen=True)
class OfferedWeeks:
    """When the work of one year lies, for every township."""

    axes: Axes
    streams: NamedStreams
    year: int
    causes: Causes

    @cached_property
    def shifts(self) -> Floats:
        """Days by which spring, summer and autumn come late, shape (township, season)."""
        random = self.streams("regimes", "seasons", self.year)
        city, county, place = LAW.season_days
        count, counties = len(self.axes.townships), len(self.axes.counties)
        return np.asarray(
            city * random.standard_t(LAW.season_tail, 3).clip(-4, 4)
            + random.normal(0, county, (counties, 3))[self.axes.county_index]
            + random.normal(0, place, (count, 3))
        )

    def usual(self, name: str) -> Floats:
        """Return what part of a year's work each week would offer without causes; rows sum to 1."""
        found = np.zeros((len(self.axes.townships), WEEKS))
        for day, width, share in LAW.calendar[name]:
            season = int(day > _SPRING) + int(day > _SUMMER)
            center = day + self.shifts[:, season, None]
            weight = np.exp(-0.5 * ((MIDDLES - center) / width) ** 2) + 1e-12
            found += share * weight / weight.sum(axis=1, keepdims=True)
        return np.asarray(found / found.sum(axis=1, keepdims=True))

    def offered(self, name: str) -> Floats:
        """Return what part of a year's work each week offers, shape (township, week); rows sum to 1."""
        return self.with_causes(name, self.usual(name))

    def with_causes(self, name: str, weeks: Floats) -> Floats:
        """Move a season's weeks as this year's causes do; what lies before they begin stays."""
        for kind, days in (
            (CauseKind.EARLY_SEASON, -LAW.season_moves),
            (CauseKind.LATE_SEASON, LAW.season_moves),
            (CauseKind.WET_HARVEST, LAW.wet_days),
        ):
            if kind in self.causes and (kind != CauseKind.WET_HARVEST or name in _HARVESTS):
                first = int(weeks_since(self.causes, kind).argmax())
                weeks = moved(weeks, np.full(len(weeks), days / 7), first)
        return weeks
