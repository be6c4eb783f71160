"""What a baseline would do for the projection, measured: which lines and indicators rest on it, and how wide.

A key reaches an indicator in three ways: an amount of the indicator names it, it is what a line of the
indicator's elements is done on, or it is what the process of such a line has at hand. In the first two cases
the indicator cannot be projected without it; in the last its pace has no limit. How wide an indicator's
outlook is follows from the declared spreads of its lines, see `_width`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import hypot
from statistics import fmean

from agri.definitions.crops.seasons import PlantedSeason, seasons_of
from agri.definitions.declared import Amount, spread
from agri.definitions.lines import ExposureKind, Line, LineRole
from agri.definitions.plan import Indicator, Plan

# What the process of a role has at hand: keys of counties.
AT_HAND = {
    LineRole.FORMULA: ("laboratory_samples_per_day", "samples_planned"),
    LineRole.UNIFIED: ("spraying_teams",),
    LineRole.GREEN: ("extension_staff",),
    LineRole.FILM_RECOVERED: ("film_pickers",),
    LineRole.PACKAGING: ("packaging_stations", "collection_trucks"),
    LineRole.STRAW_USED: ("balers",),
}
# Counties' own reports, which no line describes: what is produced, and what can be used in a month.
_MANURE = {"manure_produced_t": True, "manure_outlet_t_per_month": False}  # True: nothing without it
_PLACE = ("city_sd", "county_sd", "township_sd")
_WHOLE = 1.0
_AREA = "_mu"


@dataclass(frozen=True, slots=True)
class Touched:
    """An indicator that rests on a key.

    ========= ==========================================================================
    Field     Meaning
    ========= ==========================================================================
    indicator the indicator
    part      how much of it hangs on the key: 1, or its part where several add up
    is_needed True: it cannot be projected without; False: its pace has no limit
    width     sd of the outlook of one place, relative to the value
    ========= ==========================================================================
    """

    indicator: Indicator
    part: float
    is_needed: bool
    width: float

    @property
    def effect(self) -> float:
        """In whole indicators: one that cannot be projected counts once, and each with its width."""
        return self.part * ((_WHOLE if self.is_needed else 0.0) + self.width)


class GapEffects:
    """Which indicators rest on which baseline keys of a plan.

    `known` holds what the package knows of each key, summed: where the areas that add up to an exposure are
    all known of some places, each counts with its part of their sum; else all count alike.
    """

    def __init__(self, plan: Plan, known: Mapping[str, float]) -> None:
        self.plan, self._known = plan, known
        named = tuple(one for one in plan.indicators.values() if not one.is_process)
        self.indicators = named or tuple(plan.indicators.values())

    def touched(self, key: str) -> tuple[Touched, ...]:
        """Return the indicators that rest on a key, those on which it does most first."""
        found = [one for indicator in self.indicators if (one := self._touched(key, indicator)) is not None]
        return tuple(sorted(found, key=lambda one: -one.effect))

    def _touched(self, key: str, indicator: Indicator) -> Touched | None:
        lines = self._lines_of(indicator)
        named = [keys for amount in self._amounts_of(indicator) if key in (keys := self._named(amount))]
        by_role: dict[str, list[float]] = {}
        for line in lines:
            by_role.setdefault(line.role or line.code, []).append(self._by_line[line.code].get(key, 0.0))
        width = max(map(self._width, lines), default=0.0)
        part = max([*map(fmean, by_role.values()), *(1 / len(keys) for keys in named)], default=0.0)
        if part > 0:
            return Touched(indicator, part, True, width)
        at_hand = [line for line in lines if line.role is not None and key in AT_HAND.get(line.role, ())]
        if at_hand:
            return Touched(indicator, _WHOLE, False, max(map(self._width, at_hand)))
        if key in _MANURE and any(name.startswith("manure.") for name in self._elements_of(indicator)):
            return Touched(indicator, _WHOLE, _MANURE[key], self._county_width)
        return None

    def _amounts_of(self, indicator: Indicator) -> tuple[Amount, ...]:
        terms = (*indicator.making.numerator, *indicator.making.denominator)
        return tuple(self.plan.amounts[term.amount] for term in terms)

    def _elements_of(self, indicator: Indicator) -> frozenset[str]:
        main = self.plan.main_crops
        return frozenset(name for amount in self._amounts_of(indicator) for name in amount.names(main))

    def _lines_of(self, indicator: Indicator) -> tuple[Line, ...]:
        elements = self._elements_of(indicator)
        return tuple(line for line in self.plan.lines if elements & set(line.names))

    def _named(self, amount: Amount) -> tuple[str, ...]:
        """Return the keys that an amount itself names."""
        own = (amount.known, amount.times, amount.unreported, amount.last_autumn, amount.last_autumn_minus)
        names = tuple(name for name in (*own, amount.baseline) if name)
        return spread(names, amount.each_crop(self.plan.main_crops))

    @cached_property
    def _by_line(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for line in self.plan.lines:
            found[line.code] = self._shared(self._exposure_keys(line, found))
        return found

    def _exposure_keys(self, line: Line, before: dict[str, dict[str, float]]) -> Iterator[tuple[str, float]]:
        """Yield the keys that a line's exposure adds up from, each with its weight among them."""
        crops = self.plan.calendar.crops
        match line.exposure.kind:
            case ExposureKind.SEASON_AREA | ExposureKind.FORMULA_AREA | ExposureKind.YIELD:
                crop = crops[line.crop or ""]
                for season in {crop.season_of(group[0]) for group in line.groups}:
                    yield PlantedSeason(crop, season).area_key, 1.0
                if line.exposure.kind == ExposureKind.YIELD:
                    yield f"{crop.code}_yield_kg_per_mu", float(len(line.groups))
            case ExposureKind.OTHER_AREA:
                yield from ((f"{code}_mu", 1.0) for code in self.plan.other_crops)
            case ExposureKind.HARVESTED_AREA | ExposureKind.PLANTED_AREA:
                is_main = line.exposure.kind == ExposureKind.HARVESTED_AREA
                grown = self.plan.seasons if is_main else seasons_of(crops.values())
                yield from ((one.area_key, 1.0) for one in grown if one.is_harvested_in_year)
            case ExposureKind.BASELINE:
                yield line.exposure.of, 1.0
            case ExposureKind.LINE | ExposureKind.YEAR_OF:
                yield from before.get(line.exposure.of, {}).items()
            case ExposureKind.SPRAYING:
                yield from self._sprayed()
            case ExposureKind.FILM_LAID:
                laid = self.plan.calendar.of_kind("lay_film")
                yield from ((f"{campaign.crop}_mu", campaign.share) for campaign in laid)
            case ExposureKind.FILM_DUE:
                yield from (("film_last_autumn_kg", 1.0), ("film_last_autumn_degradable_kg", 1.0))
                yield from self._of_role(LineRole.FILM_LAID, before)
            case ExposureKind.STRAW:
                yield from self._of_role(LineRole.OUTPUT, before)

    def _sprayed(self) -> Iterator[tuple[str, float]]:
        for campaign in self.plan.calendar.of_kind("spray"):
            crop = self.plan.calendar.crops[campaign.crop]
            yield PlantedSeason(crop, crop.season_of(campaign.first[0])).area_key, campaign.share

    def _of_role(self, role: LineRole, before: dict[str, dict[str, float]]) -> Iterator[tuple[str, float]]:
        for line in self.plan.lines.with_role(role):
            yield from before.get(line.code, {}).items()

    def _width(self, line: Line) -> float:
        """Return the sd of one place's performance relative to its level.

        A log offset is relative already; a logit offset of sd s moves a share p by p (1 - p) s.
        """
        own = self.plan.parameters
        sd = hypot(*(own[f"strand.{line.strand}.{part}"] for part in _PLACE))
        return sd * (1 - own[f"level.{line.code}"]) if line.is_share else sd

    @cached_property
    def _county_width(self) -> float:
        """What counties' own reports, served by no line, are known to."""
        own = self.plan.parameters
        return hypot(own["manure.city_sd"], own["manure.county_sd"])

    def _shared(self, keys: Iterator[tuple[str, float]]) -> dict[str, float]:
        """Return the part of each key in an exposure."""
        total: dict[str, float] = {}
        for key, weight in keys:
            total[key] = total.get(key, 0.0) + weight
        if all(self._known.get(key) and key.endswith(_AREA) for key in total):
            total = {key: weight * self._known[key] for key, weight in total.items()}
        whole = sum(total.values())
        return {key: weight / whole for key, weight in total.items() if whole}
