"""The days of a year: when work lies, feasts on which nobody works, from which day a cause acts."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.periods import Period
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.moving import moved
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.schools.rumours.graph import Neighbourhood

DAYS = 365
MONTH_OF_DAY = np.concatenate([np.full(Period(2019, m).last_day.day, m) for m in range(1, 13)])
INTO_MONTHS = (MONTH_OF_DAY[:, None] == np.arange(1, 13)).astype(np.float64)  # (day, month)
_NUMBERS = np.arange(1, DAYS + 1, dtype=np.float64)
_HARVESTS = ("wheat_harvest", "maize_harvest", "straw_summer", "straw_autumn")
_SUMMER, _AUTUMN = 116, 221  # days that part the seasons
# Days of the year of nineteen Spring Festivals from 2001 on; the moon comes back to them, to a day.
_FESTIVALS = (24, 43, 32, 22, 40, 29, 49, 38, 26, 45, 34, 23, 41, 31, 50, 39, 28, 47, 36)


def days_since(causes: Causes, kind: CauseKind, count: float = DAYS) -> NDArray[np.bool_]:
    """Return the days from the first of a cause's month on, at most some; none where it is not."""
    since = causes.begun.get(kind, 13) <= MONTH_OF_DAY
    return np.asarray(since & (since.cumsum() <= count))


def holidays(year: int) -> NDArray[np.bool_]:
    """Return the days of Spring Festival and its week, Qingming, May Day and the National Day's week."""
    found = np.zeros(DAYS, dtype=np.bool_)
    spring = _FESTIVALS[(year - 2001) % len(_FESTIVALS)]
    for first, last in ((spring - 2, spring + 9), (94, 96), (121, 123), (274, 280)):
        found[first - 1 : last] = True
    return found


@dataclass(frozen=True)
class FeastDays:
    """When the work of one year lies, for every township."""

    neighbours: Neighbourhood
    year: int
    causes: Causes
    found: dict[str, Floats] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def late(self) -> Floats:
        """Days by which spring, summer and autumn come late, (township, season): who sees it done begins."""
        random = self.neighbours.streams("rumours", "seasons", self.year)
        city, place = LAW.season_days
        count = len(self.neighbours.axes.townships)
        places = self.neighbours.alike(random.normal(0, place, (count, 3)), 3)
        return np.asarray(random.triangular(-city, 0, city, 3) + places)

    def offered(self, name: str) -> Floats:
        """Return what part of a year's work each day offers, shape (township, day); rows sum to 1."""
        if name not in self.found:
            self.found[name] = self._offered(name)
        return self.found[name]

    def _offered(self, name: str) -> Floats:
        found = np.zeros((len(self.late), DAYS))
        works = 1 - LAW.feast * holidays(self.year)
        for first, last, lean, weight in LAW.calendar[name]:
            middle = first + lean * (last - first)
            season = int(middle > _SUMMER) + int(middle > _AUTUMN)
            at = ((_NUMBERS - self.late[:, season, None] - first) / (last - first)).clip(0, 1)
            shape = (at**lean * (1 - at) ** (1 - lean)) ** LAW.peaked * works
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
