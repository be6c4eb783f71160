"""Five-day stretches of a year: when work lies, and when festivals bring hands home."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.periods import Period
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.households.constants import LAW
from agri.synthetic.schools.moving import moved
from agri.synthetic.world.streams import NamedStreams

FIVES = 73
_MIDDLES = 5.0 * np.arange(FIVES) + 3.0
# Spring Festival as a day of the year, by the year's remainder by 19: the moon comes back to the same day.
_SPRING_FESTIVAL = (25, 43, 32, 22, 41, 29, 48, 38, 26, 45, 34, 23, 41, 31, 50, 39, 28, 47, 36)
_FIRST_YEAR = 2020  # of the table
_MID_AUTUMN_AFTER, _LEAP_MONTH, _EARLIEST_AUTUMN = 220, 30, 251
_HARVESTS = ("wheat_harvest", "maize_harvest", "straw_summer", "straw_autumn", "peanut_pick_up")
_SUMMER, _AUTUMN = 112, 228  # days that part the seasons


def _month_starts() -> list[int]:
    return [sum(Period(2019, m).last_day.day for m in range(1, month)) for month in range(1, 13)]


def _into_months() -> Floats:
    starts, found = _month_starts(), np.zeros((FIVES, 12))
    for day in range(5 * FIVES):
        found[day // 5, int(np.searchsorted(starts, day, "right")) - 1] += 1 / 5
    return found


INTO_MONTHS = _into_months()  # (five days, month)
STARTS_IN = np.searchsorted(_month_starts(), 5 * np.arange(FIVES), "right")  # month of the first day, from 1


def fives_since(causes: Causes, kind: CauseKind) -> NDArray[np.bool_]:
    """Return the stretches that begin in or after the month in which a cause does; none where it is not."""
    return np.asarray(causes.begun.get(kind, 13) <= STARTS_IN)


def spring_festival(year: int) -> int:
    """Return the day of the year of Spring Festival, within a day or two."""
    return _SPRING_FESTIVAL[(year - _FIRST_YEAR) % 19]


def mid_autumn(year: int) -> int:
    """Return the day of the year of Mid-Autumn, most often within a day or two: after a leap month later."""
    day = spring_festival(year) + _MID_AUTUMN_AFTER
    return day + _LEAP_MONTH if day <= _EARLIEST_AUTUMN else day


@dataclass(frozen=True)
class FiveDays:
    """When the work of one year lies, for every township."""

    axes: Axes
    streams: NamedStreams
    year: int
    causes: Causes

    @cached_property
    def late(self) -> Floats:
        """Days by which spring, summer and autumn come late, shape (township, season)."""
        random = self.streams("households", "seasons", self.year)
        city, county = LAW.season_days
        counties = county * random.standard_t(LAW.season_tail, (len(self.axes.counties), 3))
        return np.asarray(
            (city * random.standard_t(LAW.season_tail, 3) + counties[self.axes.county_index]).clip(-19, 19)
        )

    def offered(self, name: str) -> Floats:
        """Return what part of a year's work each stretch offers, (township, stretch); rows sum to 1."""
        found = np.zeros((len(self.axes.townships), FIVES))
        for first, last, share in LAW.calendar[name]:
            middle = (first + last) / 2
            late = self.late[:, int(middle > _SUMMER) + int(middle > _AUTUMN), None]
            along = (_MIDDLES - late - first) / (last - first)
            inside = np.where((along > 0) & (along < 1), np.sin(np.pi * along.clip(0, 1)) ** 2, 0.0)
            found += share * inside / np.maximum(inside.sum(axis=1, keepdims=True), 1e-9)
        found /= found.sum(axis=1, keepdims=True)
        for kind, days in (
            (CauseKind.EARLY_SEASON, -LAW.season_moves),
            (CauseKind.LATE_SEASON, LAW.season_moves),
            (CauseKind.WET_HARVEST, LAW.wet_days),
        ):
            if kind in self.causes and (kind != CauseKind.WET_HARVEST or name in _HARVESTS):
                since = int(fives_since(self.causes, kind).argmax())
                found = moved(found, np.full(len(found), days / 5), since)
        return np.asarray(found)

    def homecoming(self, wage: Floats) -> Floats:
        """Return which part of those away is at home, (township, stretch); `wage` is log, (township,)."""
        random, count = self.streams("households", "homecoming", self.year), len(self.axes.townships)
        harvest = np.array([(a + b) / 2 for a, b, _ in LAW.calendar["wheat_harvest"]]).mean()
        at = {
            "spring_festival": np.full(count, float(spring_festival(self.year))),
            "qingming": np.full(count, 95.0),
            "wheat_harvest": harvest + self.late[:, 1],
            "mid_autumn": np.full(count, float(mid_autumn(self.year))),
            "national_day": np.full(count, 275.0),
        }
        found = np.zeros((count, FIVES))
        for name, (share, before, after) in LAW.homecoming.items():
            comes = share * np.exp(LAW.stays * wage + random.normal(0, LAW.homesick, count))
            there = np.clip((_MIDDLES - at[name][:, None] + before) / 5 + 0.5, 0, 1)
            there *= np.clip((at[name][:, None] + after - _MIDDLES) / 5 + 0.5, 0, 1)
            found = np.maximum(found, comes[:, None] * there)
        return np.asarray(np.minimum(found, 0.97))
