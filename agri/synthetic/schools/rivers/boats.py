"""Boats and trucks that collect along a canal: nothing for weeks, then what has gathered in the sheds."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.rivers.basin import Basin
from agri.synthetic.schools.rivers.constants import LAW
from agri.synthetic.schools.rivers.turns import TURN_DAYS, TURNS, WaterTurns, turns_since
from agri.synthetic.schools.telling import Flags

MATERIALS = ("film", "packaging")


@dataclass(frozen=True)
class CollectingRounds:
    """The rounds of one year."""

    basin: Basin
    turns: WaterTurns

    @property
    def causes(self) -> Causes:
        """What is at work this year."""
        return self.turns.causes

    @cached_property
    def interval(self) -> Floats:
        """Days between two rounds, as canals keep them, shape (canal,)."""
        return self.basin.streams("rivers", "intervals").uniform(*LAW.boats.interval, self.basin.canals)

    @cached_property
    def stops(self) -> Flags:
        """Which canals' boats break down where services do, shape (canal,)."""
        found = self.basin.streams("rivers", "boats").random(self.basin.canals) < LAW.broken[0]
        found[0] = True
        return np.asarray(found)

    def visits(self, material: str) -> Flags:
        """Return in which turns a canal's boat comes for a material, shape (canal, turn)."""
        random = self.turns.random("rounds", material)
        first, *lasts = LAW.boats.laid_up
        last = lasts[MATERIALS.index(material)]
        found = np.zeros((self.basin.canals, TURNS), np.bool_)
        for canal, interval in enumerate(self.interval):
            strays = random.normal(0, LAW.boats.strays, 16)
            day = first + random.uniform(0, 1) * interval
            for stray in strays:
                if day <= last:
                    found[canal, int(day // TURN_DAYS)] = True
                day += interval * max(1 + stray, 0.4)
            # Before boats are laid up there is a last round, which nobody misses.
            found[canal, int(last // TURN_DAYS) - canal % 3] = True
        still = turns_since(self.causes, CauseKind.STANDSTILL, LAW.standstill[2])
        broken = turns_since(self.causes, CauseKind.BREAKDOWN, LAW.broken[1])
        return found & ~still & ~(broken & self.stops[:, None])

    def collected(
        self, material: str, brought: Floats, usual: Floats, stock: Floats
    ) -> tuple[Floats, Floats]:
        """Return what boats take, (township, turn), and what lies in sheds in the end, (township,).

        Parameters
        ----------
        brought : array, shape (township, turn)
            What comes to the sheds, kg.
        usual : array, shape (township,)
            What a usual year brings, kg: boats are as large as their canal's part of it asks.
        stock : array, shape (township,)
            What lies in sheds when the year begins, kg.
        """
        at = MATERIALS.index(material)
        hold = LAW.boats.hold[at] * np.bincount(self.basin.canal, usual, self.basin.canals)
        visits, found = self.visits(material), np.zeros_like(brought)
        along = [np.flatnonzero(self.basin.canal == canal) for canal in range(self.basin.canals)]
        along = [rows[np.argsort(self.basin.down_canal[rows])] for rows in along]
        swept = np.ones_like(brought)
        for flood in self.turns.floods:
            swept[:, flood.first] *= 1 - LAW.floods.lost[1] * self.turns.covered(flood)
        waits = stock.copy()
        for turn in range(TURNS):
            waits = LAW.boats.stays[at] * (waits * swept[:, turn] + brought[:, turn])
            for canal in np.flatnonzero(visits[:, turn]):
                # What the hold has no room for stays with those who live down the canal.
                rows = along[canal]
                before = waits[rows].cumsum() - waits[rows]
                taken = np.clip(hold[canal] - before, 0, waits[rows])
                found[rows, turn] = taken
                waits[rows] -= taken
        return found, waits
