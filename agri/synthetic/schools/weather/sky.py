"""Heat and rain of every day at every place: autoregressive in time, a random field over the land."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.weather.constants import LAW
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class Ground2D:
    """Where places lie, and fields over them whose likeness falls off with distance, not with borders."""

    position_km: Floats  # (township, 2)
    features: Floats  # (township, feature)

    @classmethod
    def draw(cls, axes: Axes, random: np.random.Generator) -> "Ground2D":
        """Draw middles of counties over the city, and townships around them."""
        middle = random.uniform(0, LAW.across_km, (len(axes.counties), 2))
        own = random.normal(0, LAW.county_km, (len(axes.townships), 2))
        position = middle[axes.county_index] + own
        # Frequencies of an exponential correlation: heavy-tailed.
        reach = np.sqrt(random.chisquare(1.0, (1, LAW.features)) + 1e-3)
        waves = random.normal(0, 1, (2, LAW.features)) / reach / LAW.length_km
        phase = random.uniform(0, 2 * np.pi, LAW.features)
        return cls(position, np.sqrt(2 / LAW.features) * np.cos(position @ waves + phase))

    def field(self, random: np.random.Generator) -> Floats:
        """Return one field, about standard normal, shape (township,)."""
        return np.asarray(self.features @ random.normal(0, 1, self.features.shape[1]))

    def fields(self, weights: Floats) -> Floats:
        """Return fields from weights of shape (day, feature), shape (day, township)."""
        return np.asarray(weights @ self.features.T)


@dataclass(frozen=True)
class Sky:
    """Daily weather from September 1 two years before the plan year to its end.

    ======== ================ ============================================
    Field    Shape            Meaning
    ======== ================ ============================================
    first    a date           the first day
    heat     (day, township)  °C
    damp     (day, township)  the rain's hidden scale, standard normal
    rain_mm  (day, township)  mm
    ======== ================ ============================================
    """

    first: date
    heat: Floats
    damp: Floats
    rain_mm: Floats

    def day(self, year: int, of_year: int) -> int:
        """Return the position of a year's day; January 1 is its day 1."""
        return (date(year, 1, 1) - self.first).days + of_year - 1

    def month_ends(self, year: int) -> Floats:
        """Return the position after each month's last day, shape (month,)."""
        nexts = [date(year, month, 1) for month in range(2, 13)] + [date(year + 1, 1, 1)]
        return np.array([(day - self.first).days for day in nexts], dtype=np.float64)

    @cached_property
    def workable(self) -> Floats:
        """Return how many workable days have passed before each day, shape (day + 1, township)."""
        soaked = np.zeros_like(self.rain_mm, dtype=np.bool_)
        soaked[1:] = self.rain_mm[:-1] > LAW.soaked_mm
        can_work = (self.rain_mm <= LAW.soft_mm) & ~soaked
        found = np.zeros((len(can_work) + 1, can_work.shape[1]))
        # A little gets done on any day, so that no work waits for ever.
        found[1:] = np.cumsum(np.where(can_work, 1.0, 0.07), axis=0)
        return found

    def dampness(self, year: int, first: int, last: int) -> Floats:
        """Return how damp the days of a year were beside an ordinary year, in standard deviations."""
        days = self.damp[self.day(year, first) : self.day(year, last)]
        carried = LAW.rain_carried
        scale = np.sqrt(len(days) * (1 - carried) / (1 + carried))
        return np.asarray(np.clip(days.mean(axis=0) * scale, -3.5, 3.5), dtype=np.float64)


def draw_sky(axes: Axes, land: Ground2D, streams: NamedStreams, causes: Causes) -> Sky:
    """Draw the weather; causes of the plan year move it where they begin."""
    year = axes.plan.year
    first = date(year - 2, 9, 1)
    days = (date(year, 12, 31) - first).days + 1
    random = streams("weather", "sky")
    quick = _carried(random, days, LAW.heat_carried) * LAW.heat_sd
    slow = _carried(random, days, LAW.slow_carried) * LAW.slow_sd
    heat = land.fields(quick + slow) + _climate(first, days)[:, None]
    damp = land.fields(_carried(random, days, LAW.rain_carried))
    _move(heat, damp, year, first, causes)
    month = np.array([date.fromordinal(first.toordinal() + day).month for day in range(days)])
    # A day is wet where the hidden scale passes the month's mark.
    mark = _normal_mark(1 - np.array(LAW.wet_share))[month - 1][:, None]
    amount = LAW.rain_mm * np.exp(LAW.rain_scatter * random.standard_t(5, damp.shape))
    rain = np.where(damp > mark, amount, 0.0)
    return Sky(first, heat, damp, rain)


def _carried(random: np.random.Generator, days: int, carried: float) -> Floats:
    """Return an autoregression of each feature's weight, standard normal at any day, (day, feature)."""
    steps = random.normal(0, np.sqrt(1 - carried**2), (days, LAW.features))
    found = np.empty_like(steps)
    now = random.normal(0, 1, LAW.features)
    for day in range(days):
        now = carried * now + steps[day]
        found[day] = now
    return found


def _climate(first: date, days: int) -> Floats:
    of_year = np.array([date.fromordinal(first.toordinal() + day).timetuple().tm_yday for day in range(days)])
    return np.asarray(climate(of_year))


def climate(of_year: Floats) -> Floats:
    """Return the heat of an ordinary year by day of the year, °C."""
    return np.asarray(
        LAW.mean_heat - LAW.heat_swing * np.cos(2 * np.pi * (of_year - LAW.coldest_day) / 365.25)
    )


def _move(heat: Floats, damp: Floats, year: int, first: date, causes: Causes) -> None:
    def days(kind: CauseKind, long: int) -> slice:
        begins = (date(year, causes.begun[kind], 1) - first).days
        return slice(begins, begins + long)

    if CauseKind.DROUGHT in causes:
        damp[days(CauseKind.DROUGHT, LAW.dry_days)] += LAW.dry_shift
    if CauseKind.WET_HARVEST in causes:
        damp[days(CauseKind.WET_HARVEST, LAW.wet_days)] += LAW.wet_shift
    for kind, sign in ((CauseKind.EARLY_SEASON, 1), (CauseKind.LATE_SEASON, -1)):
        if kind in causes:
            begins = causes.begun[kind]
            # What cools late brings the autumn's work late: in autumn the sign turns.
            turned = sign if begins < 8 else -sign
            heat[days(kind, LAW.warm_days)] += turned * LAW.warm_shift


def _normal_mark(share: Floats) -> Floats:
    """Return where a standard normal has a share below it, by bisection on its logistic likeness."""
    low, high = np.full(share.shape, -6.0), np.full(share.shape, 6.0)
    for _ in range(40):
        middle = (low + high) / 2
        is_low = 0.5 * (1 + np.tanh(np.sqrt(2 / np.pi) * (middle + 0.044715 * middle**3))) < share
        low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
    return np.asarray((low + high) / 2)
