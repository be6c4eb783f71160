"""Stretches of three days, and the turns of water: what waits for water moves with the round."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.periods import Period
from agri.synthetic.schools.axes import Floats, Positions
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.moving import moved
from agri.synthetic.schools.rivers.basin import Basin
from agri.synthetic.schools.rivers.constants import LAW

DAYS, TURN_DAYS = 365, 3
TURNS = 122
_MONTH_OF_DAY = np.concatenate([np.full(Period(2019, m).last_day.day, m) for m in range(1, 13)])
_OF_TURN = np.eye(TURNS).repeat(TURN_DAYS, axis=0)[:DAYS]  # (day, turn)
_DAYS_IN = _OF_TURN.T @ (_MONTH_OF_DAY[:, None] == np.arange(1, 13))
INTO_MONTHS = _DAYS_IN / _DAYS_IN.sum(axis=1, keepdims=True)  # (turn, month)
MONTH_OF_TURN = _MONTH_OF_DAY[::TURN_DAYS]  # of a turn's first day
_MIDDLES = TURN_DAYS * np.arange(TURNS) + 2.0
_HARVESTS = ("wheat_harvest", "maize_harvest", "straw_summer", "straw_autumn", "peanut_pick_up")
_SUMMER, _AUTUMN = 136.3, 229.3  # days that part the seasons
NO_ROUND = 10 * TURNS  # a turn that does not come


def turns_since(causes: Causes, kind: CauseKind, days: float = DAYS) -> NDArray[np.bool_]:
    """Return the turns from the beginning of a cause on, for some days at most; none where it is not."""
    since = causes.begun.get(kind, 13) <= MONTH_OF_TURN
    return np.asarray(since & (since.cumsum() <= days / TURN_DAYS))


@dataclass(frozen=True)
class RiverFlood:
    """One flood of a river: turns from the first to before the last, and the lowland under water."""

    river: int
    first: int
    last: int
    severe: float


@dataclass(frozen=True)
class WaterTurns:
    """When work lies in one year, for every township."""

    basin: Basin
    year: int
    causes: Causes
    _offered: dict[str, Floats] = field(default_factory=dict, compare=False, repr=False)

    def random(self, *name: str) -> np.random.Generator:
        """Return this year's generator of a name."""
        return self.basin.streams("rivers", *name, self.year)

    @cached_property
    def late(self) -> Floats:
        """Days by which spring, summer and autumn come late, shape (township, season)."""
        random, basin = self.random("seasons"), self.basin
        city, river, place = LAW.season_days
        late = random.normal(0, city, 3) + random.normal(0, river, (LAW.rivers, 3))[basin.river]
        return np.asarray((late + random.normal(0, place, (len(basin.river), 3))).clip(-19, 19))

    @cached_property
    def arrivals(self) -> Positions:
        """The turn in which each round of water reaches a place, shape (township, round); or `NO_ROUND`."""
        random, basin, law = self.random("water"), self.basin, LAW.water
        city, river, canal = law.opens
        rounds, places = len(law.rounds), len(basin.river)
        opens = np.array(law.rounds) + random.normal(0, city, rounds)
        opens = opens + random.normal(0, river, (LAW.rivers, rounds))[basin.river]
        opens = opens + random.normal(0, canal, (basin.canals, rounds))[basin.canal]
        travel = random.uniform(*law.travel, (basin.canals, rounds))[basin.canal]
        none, short = law.skipped
        missing = (random.random((LAW.rivers, rounds)) < none)[basin.river]
        dry = random.random((places, rounds))
        # In a drought gates open later, and less of the water comes to a canal's tail.
        begins = self.causes.begun.get(CauseKind.DROUGHT, 13)
        since = opens >= TURN_DAYS * int((begins > MONTH_OF_TURN).sum())
        opens = opens + LAW.drought["turns"] * since
        down = basin.down_canal[:, None]
        missing = missing | (dry < short * (1 + since) * down**2)
        found = np.floor((opens + travel * down) / TURN_DAYS).astype(np.intp)
        return np.where(missing, NO_ROUND, np.clip(found, 0, TURNS - 1))

    @cached_property
    def released(self) -> Positions:
        """The turn in which work is done that comes up in one and waits for water, (township, turn)."""
        ahead = np.full((len(self.basin.river), TURNS), NO_ROUND)
        now = np.arange(TURNS)
        for comes in self.arrivals.T:
            ahead = np.where(comes[:, None] >= now, np.minimum(ahead, comes[:, None]), ahead)
        waits = now + round(LAW.water.patience / TURN_DAYS)
        return np.asarray(np.minimum(np.minimum(ahead, waits), TURNS - 1))

    @cached_property
    def watered(self) -> Floats:
        """Share of the year's rounds that reached a place, shape (township,)."""
        return np.asarray((self.arrivals < NO_ROUND).mean(axis=1))

    @cached_property
    def floods(self) -> tuple[RiverFlood, ...]:
        """Floods of the year: of some rivers in summer, and of all in a wet harvest."""
        random, law = self.random("floods"), LAW.floods
        found = []
        for river in range(LAW.rivers):
            comes, first = random.random() < law.chance, random.uniform(*law.comes)
            lasts, severe = random.uniform(*law.lasts), random.beta(*law.severe)
            begins = round(first / TURN_DAYS)
            if comes:
                found.append(RiverFlood(river, begins, begins + round(lasts / TURN_DAYS), float(severe)))
        if CauseKind.WET_HARVEST in self.causes:
            begins = int(turns_since(self.causes, CauseKind.WET_HARVEST).argmax()) + 2
            wet = self.random("wet harvest")
            for river in range(LAW.rivers):
                last = begins + round(wet.uniform(*law.lasts) / TURN_DAYS)
                found.append(RiverFlood(river, begins, last, float(wet.beta(*law.severe))))
        return tuple(found)

    def covered(self, flood: RiverFlood) -> Floats:
        """Return the share of each township's land that a flood covers, shape (township,)."""
        return np.asarray(flood.severe * self.basin.lowland * (self.basin.river == flood.river))

    @cached_property
    def left(self) -> Floats:
        """Share of services that floods leave, (township, turn)."""
        found = np.ones((len(self.basin.river), TURNS))
        after = round(LAW.floods.after / TURN_DAYS)
        for flood in self.floods:
            found[:, flood.first : flood.last + after] *= (
                1 - LAW.floods.lost[0] * self.covered(flood)[:, None]
            )
        return found

    def offered(self, name: str) -> Floats:
        """Return what part of a year's work each turn offers, shape (township, turn); rows sum to 1."""
        if name not in self._offered:
            self._offered[name] = self._with_causes(name, self._out_of_floods(self._by_water(name)))
        return self._offered[name]

    def _by_water(self, name: str) -> Floats:
        found = np.zeros((len(self.basin.river), TURNS))
        for middle, width, weight in LAW.calendar[name]:
            season = int(middle > _SUMMER) + int(middle > _AUTUMN)
            far = (_MIDDLES - middle - self.late[:, season, None]) / width
            shape = np.where(np.abs(far) < 1, 1 + np.cos(np.pi * far), 0.0)
            found += weight * shape / np.maximum(shape.sum(axis=1, keepdims=True), 1e-9)
        found /= found.sum(axis=1, keepdims=True)
        waits = (self.basin.irrigated * LAW.water.thirst.get(name, 0.0))[:, None] * found
        if not waits.any():
            return found
        watered, rows = np.zeros_like(found), np.arange(len(found))
        for turn in range(TURNS):
            to = self.released[:, turn]
            for after, share in enumerate((0.5, 0.3, 0.2)):
                np.add.at(watered, (rows, np.minimum(to + after, TURNS - 1)), share * waits[:, turn])
        return np.asarray(found - waits + watered)

    def _out_of_floods(self, found: Floats) -> Floats:
        """Move what comes up under water to when it has gone."""
        for flood in self.floods:
            stuck = found[:, flood.first : flood.last] * self.covered(flood)[:, None]
            found[:, flood.first : flood.last] -= stuck
            found[:, flood.last] += stuck.sum(axis=1)
        return found

    def _with_causes(self, name: str, found: Floats) -> Floats:
        for kind, days in (
            (CauseKind.EARLY_SEASON, -LAW.season_moves),
            (CauseKind.LATE_SEASON, LAW.season_moves),
            (CauseKind.WET_HARVEST, LAW.wet_days),
        ):
            if kind in self.causes and (kind != CauseKind.WET_HARVEST or name in _HARVESTS):
                since = int(turns_since(self.causes, kind).argmax())
                found = moved(found, np.full(len(found), days / TURN_DAYS), since)
        return found
