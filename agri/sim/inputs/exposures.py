"""What each line's work is done on, by its kind of exposure: areas, harvests, film, and other lines.

Exposures come for this year and for last year, since last year's reports over last year's exposure say what
is usual. Lines that lean on others come after those; `expected_amounts` goes by the order of the file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np

from agri.definitions.crops.seasons import PlantedSeason, seasons_of
from agri.definitions.lines import Exposure, ExposureKind, Line, LineRole, first_autumn_month
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.sim.inputs.layout import Layout

MONTHS = 12
_FILM_KEY, _DEGRADABLE_KEY = "film_last_autumn_kg", "film_last_autumn_degradable_kg"

Pair = tuple[Floats, Floats]  # an exposure of this year and of last year, each (township,)
MonthlyPair = tuple[Floats, Floats]  # the same by month, each (township, month)


@dataclass(frozen=True)
class Exposures:
    """The exposures of a package's lines; `year_of` and `fitted` read lines that were expected before."""

    snapshot: Snapshot
    plan: Plan
    layout: Layout
    year_of: Callable[[str], Pair]
    fitted: Callable[[str], MonthlyPair]

    def by_group(self, line: Line) -> tuple[Pair, ...] | None:
        """Return the exposure of each of the line's groups of months; None where every month has its own."""
        kind, of = line.exposure.kind, line.exposure
        if kind in {ExposureKind.SPRAYING, ExposureKind.LINE}:
            return None
        if kind in {ExposureKind.SEASON_AREA, ExposureKind.FORMULA_AREA, ExposureKind.YIELD}:
            return tuple(self._of_season(line, group) for group in line.groups)
        if kind == ExposureKind.FILM_DUE:
            return self._film_due(line)
        if kind == ExposureKind.STRAW:
            return self._straw(line)
        whole = self._whole(of)
        return (whole,) if len(line.groups) == 1 else tuple(_scale(whole, 1.0) for _ in line.groups)

    def by_month(self, line: Line) -> MonthlyPair:
        """Return the exposure of a line whose months have each their own, shape (township, month)."""
        if line.exposure.kind == ExposureKind.LINE:
            return self.fitted(line.exposure.of)
        return self._spraying(line)

    def baseline(self, key: str) -> Pair:
        """Return this and last year's baseline, 0 where unknown; this year's stands in for last year's."""
        pick = self.layout.at_townships
        now = np.nan_to_num(pick(self.snapshot.baseline(key, self.plan.year)))
        last = pick(self.snapshot.baseline(key, self.plan.year - 1))
        return now, np.where(np.isnan(last), now, last)

    def area(self, season: PlantedSeason) -> Pair:
        """Return a season's planted area; what was sown this autumn of last year is known by now."""
        if season.crop.is_harvested_next_year and not season.sown:
            sown_last = PlantedSeason(season.crop, -1)
            return self.baseline(season.area_key)[0], self.baseline(sown_last.area_key)[0]
        return self.baseline(season.area_key)

    def _whole(self, exposure: Exposure) -> Pair:
        """Return an exposure that does not depend on months or seasons."""
        calendar = self.plan.calendar
        match exposure.kind:
            case ExposureKind.OTHER_AREA:
                return self._sum([self.baseline(f"{code}_mu") for code in self.plan.other_crops])
            case ExposureKind.HARVESTED_AREA:
                harvested = [season for season in self.plan.seasons if season.is_harvested_in_year]
                return self._sum([self.area(season) for season in harvested])
            case ExposureKind.PLANTED_AREA:
                grown = [one for one in seasons_of(calendar.crops.values()) if one.is_harvested_in_year]
                return self._sum([self.area(season) for season in grown])
            case ExposureKind.BASELINE:
                return self.baseline(exposure.of)
            case ExposureKind.YEAR_OF:
                return _scale(self.year_of(exposure.of), self.plan.coefficients[exposure.times])
            case _:
                return self._film_laid()

    def _of_season(self, line: Line, group: tuple[int, ...]) -> Pair:
        crop = self.plan.calendar.crops[line.crop or ""]
        season = PlantedSeason(crop, crop.season_of(group[0]))
        area = self.area(season)
        if line.exposure.kind == ExposureKind.YIELD:
            yields = _scale(self.baseline(f"{crop.code}_yield_kg_per_mu"), 1e-3)
            return area[0] * yields[0], area[1] * yields[1]
        if line.exposure.kind == ExposureKind.FORMULA_AREA and season.sown:
            # What autumn reached stands for 1 - late of its season; the spring after adds in proportion.
            late = sum(
                campaign.formula
                for campaign in self.plan.calendar.of_kind("fertilize")
                if campaign.crop == crop.code and crop.season_of(campaign.first[0]) == season.sown
            )
            return _scale(area, late / (1 - late) if late < 1 else 1.0)
        return area

    def _film_laid(self) -> Pair:
        kg_per_mu = self.plan.coefficients["film.kg_per_mu"]
        before = first_autumn_month(self.plan.calendar)
        laid = [
            _scale(self.baseline(f"{campaign.crop}_mu"), campaign.share * kg_per_mu)
            for campaign in self.plan.calendar.of_kind("lay_film")
            if campaign.first[0] < before
        ]
        return self._sum(laid)

    def _film_due(self, line: Line) -> tuple[Pair, ...]:
        """Film of last autumn and of this spring, each by the campaigns that pick it up; gross."""
        calendar = self.plan.calendar
        gross = 1 / (1 - self.plan.coefficients["film.impurity"])  # weighed with soil and water
        autumn = self._sum([self.baseline(_FILM_KEY), _scale(self.baseline(_DEGRADABLE_KEY), -1)])
        laid = self.plan.lines.of(LineRole.FILM_LAID)
        spring = self.year_of(laid.code) if laid is not None else self._sum([])
        found = []
        for due, is_autumn in ((_scale(autumn, gross), True), (_scale(spring, gross), False)):
            weights = [
                sum(
                    campaign.share
                    for campaign in calendar.of_kind("pick_film")
                    if calendar.crops[campaign.crop].is_harvested_next_year == is_autumn
                    and campaign.last[0] in group
                )
                for group in line.groups
            ]
            if not sum(weights):  # nobody says when: with the first or the last months
                at = 0 if is_autumn else len(weights) - 1
                weights = [float(i == at) for i in range(len(weights))]
            total = sum(weights)
            found.append([_scale(due, weight / total) for weight in weights])
        return tuple(self._sum([autumn, spring]) for autumn, spring in zip(*found, strict=True))

    def _straw(self, line: Line) -> tuple[Pair, ...]:
        """Return the collectable straw of the harvests that each group of months follows."""
        outputs = self.plan.lines.with_role(LineRole.OUTPUT)
        ratio = self.plan.coefficients
        return tuple(
            self._sum(
                [
                    _scale(self.year_of(one.code), ratio[f"straw.{one.crop}.collectable_ratio"])
                    for one in outputs
                    if one.months[0] in group
                ]
            )
            for group in line.groups
        )

    def _spraying(self, line: Line) -> MonthlyPair:
        """Area-times by month that the calendar leads one to expect, shape (township, month) each."""
        year = self.plan.year
        totals = [np.zeros((len(self.layout.townships), MONTHS)) for _ in range(2)]
        for campaign in self.plan.calendar.of_kind("spray"):
            crop = self.plan.calendar.crops[campaign.crop]
            share = month_shares(campaign.window(year))
            for month in np.flatnonzero(share):
                key = PlantedSeason(crop, crop.season_of(int(month) + 1)).area_key
                for total, area in zip(totals, self.baseline(key), strict=True):
                    total[:, month] += area * campaign.share * share[month]
        columns = [month - 1 for month in line.months]  # the form asks in all of them
        for total in totals:
            total[:, columns] += 0.01 * total.sum(axis=1, keepdims=True)
        return totals[0], totals[1]

    def _sum(self, pairs: list[Pair]) -> Pair:
        if not pairs:
            nothing = np.zeros(len(self.layout.townships))
            return nothing, nothing
        return reduce(lambda a, b: (a[0] + b[0], a[1] + b[1]), pairs)


def _scale(pair: Pair, factor: float) -> Pair:
    return pair[0] * factor, pair[1] * factor


def month_shares(window: tuple[date, date]) -> Floats:
    """Return the share of a window's days that falls in each month, shape (12,)."""
    first, last = window
    share = np.zeros(MONTHS)
    for month in range(first.month, last.month + 1):
        period = Period(first.year, month)
        share[month - 1] = (min(last, period.last_day) - max(first, period.first_day)).days + 1
    return np.asarray(share / share.sum())
