"""Village cadres' rounds: what they see on a visit, what they remember of villages that they did not see."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.households.calendar import spring_festival
from agri.synthetic.schools.households.constants import LAW
from agri.synthetic.schools.households.country import VillageHomes
from agri.synthetic.schools.telling import TrueCells

Parts = Mapping[int, Mapping[str, Floats]]  # year → beginning of an element's name → (village, month)
_HARVESTS = (6, 10)  # months in which cadres have fields of their own to reap
_SEASON_ENDS = np.repeat((4, 7, 11), (5, 3, 4))  # by month: the last month of its season
_LEAST, _MOST = 0.37, 2.3  # times what was expected, beyond which nobody believes his eyes


def busy_months(years: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return the months of all years in which cadres are kept away: festivals and harvests."""
    found = np.zeros(12 * len(years), dtype=np.bool_)
    for i, year in enumerate(years):
        found[[12 * i + month - 1 for month in _HARVESTS]] = True
        found[12 * i + int(spring_festival(year) > 31)] = True
    return found


@dataclass(frozen=True)
class Rounds:
    """Who saw which village when, and what was believed of it; months of all years in a row."""

    frame: TrueCells
    villages: VillageHomes
    parts: Parts

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """Positions of what cadres look at; the rest is known in the township."""
        families, names = self.frame.families, self.frame.axes.element_index
        return tuple(
            i
            for i, name in enumerate(names)
            if families[i] in ("coverage", "amount", "recovery", "sprayer")
            or (name.startswith("pest_control.") and families[i] is not None)
            if not name.startswith("manure.")
        )

    @cached_property
    def turn(self) -> Floats:
        """Months that a round through all villages takes, shape (township,)."""
        random = self.villages.streams("households", "turn")
        return random.uniform(*LAW.rounds.months, len(self.frame.axes.townships))

    @cached_property
    def visited(self) -> Floats:
        """How much of a month had gone by on a visit, (village, month); NaN where there was none."""
        random, (count, months) = self._random("visits"), (len(self.villages.township), self._months)
        turn = self.turn[self.villages.township]
        place = np.arange(count) % 17 / 17 + random.uniform(0, 0.06, count)
        at = (np.arange(months)[None, :] + 1) / turn[:, None] + place[:, None]
        due = np.floor(at) > np.floor(at - 1 / turn[:, None])
        kept_away = busy_months(self.frame.years) & (random.random((count, months)) < LAW.rounds.kept_away)
        return np.where(due & ~kept_away, random.uniform(0.31, 0.99, (count, months)), np.nan)

    @property
    def _months(self) -> int:
        return int(self.frame.true.shape[2])

    def _random(self, name: str) -> np.random.Generator:
        return self.villages.streams("households", "rounds", name)

    def _in_villages(self, column: int) -> Floats:
        """Return what was truly done in every village of an element, (village, month)."""
        frame, where = self.frame, self.villages.township
        name = next(name for name, i in frame.axes.element_index.items() if i == column)
        found = []
        for year in frame.years:
            parts = self.parts[year]
            part = parts[max((key for key in parts if name.startswith(key)), key=len)]
            told = (
                frame.axes.gather(name, part) if name.startswith("film.") else frame.axes.settle(name, part)
            )
            whole = self.villages.of_township(told)[where]
            by_land = np.repeat(self._land_share[:, None], 12, axis=1)
            share = np.divide(told, whole, out=by_land, where=whole > 0)
            true = np.nan_to_num(frame.true[frame.axes.rows, column, frame.months_of(year)])
            found.append(share * true[where])
        return np.concatenate(found, axis=1)

    def told(self) -> Floats:
        """Return what sheets would say by rounds alone, (org_unit, element, month); the rest as it is."""
        found, rows = self.frame.true.copy(), self.frame.axes.rows
        for column in self.columns:
            asked = ~np.isnan(self.frame.true[rows, column])
            whole = self._whole_of(column)
            said = self._by_rounds(
                self._in_villages(column), asked.any(axis=0), whole, self._random(f"eye {column}")
            )
            found[rows, column] = np.where(asked, said, np.nan)
        return found

    def _whole_of(self, column: int) -> Floats | None:
        """Return the harvest of which straw is a part, (village, month); None for other elements."""
        name = next(name for name, i in self.frame.axes.element_index.items() if i == column)
        harvested = self.frame.axes.element_index.get(name.replace("_returned_", "_harvested_"))
        if harvested is None or harvested == column:
            return None
        cells = np.nan_to_num(self.frame.true[self.frame.axes.rows, harvested])
        return np.asarray(self._land_share[:, None] * cells[self.villages.township])

    def _by_rounds(
        self, true: Floats, asked: NDArray[np.bool_], whole: Floats | None, random: np.random.Generator
    ) -> Floats:
        """Return what a township's sheet says of one element, (township, month)."""
        law, where, townships = LAW.rounds, self.villages.township, len(self.frame.axes.townships)
        count = len(where)
        before = np.exp(random.normal(0, law.memory, (count, 1))) * true[:, :12]
        said = np.zeros((townships, self._months))
        for year in range(len(self.frame.years)):
            now, book = np.zeros(count), np.zeros(count)
            believes, owed, so_far, usual = (
                np.ones(count),
                np.zeros(townships),
                np.zeros(count),
                np.zeros(count),
            )
            steps, most = np.zeros((count, 12)), law.room * before.cumsum(axis=1)[:, _SEASON_ENDS]
            for month in np.flatnonzero(asked[12 * year : 12 * year + 12]).tolist():
                at = 12 * year + month
                went, expected = self.visited[:, at], before[:, month]
                saw = ~np.isnan(went)
                part = np.nan_to_num(went)
                seen = (so_far + part * true[:, at]) * np.exp(random.normal(0, law.eye, count))
                ought = usual + part * expected
                known = saw & (ought > 0)
                ratio = np.clip(seen / np.where(known, ought, 1.0), _LEAST, _MOST)
                # What was seen elsewhere on the round is half believed of the villages in between.
                logs = np.bincount(where[known], np.log(ratio[known]), townships)
                heard = (logs / np.maximum(np.bincount(where[known], minlength=townships), 1))[where]
                believes = np.where(
                    known,
                    believes ** (1 - law.trusts) * ratio**law.trusts,
                    believes * np.exp(law.heard * heard),
                ).clip(_LEAST, _MOST)
                last = now
                more = np.where(saw, 1 - part, 1.0) * expected * believes
                now = np.where(saw, seen, now)
                now = now + np.clip(most[:, month] - now, 0, more)
                drawn = random.random(count)
                times = np.where(drawn < law.skipped, 0, np.where(drawn > 1 - law.twice, 2, 1))
                sheet = np.bincount(where, times * (now - book), townships) + owed
                book = np.where(times > 0, now, book)
                said[:, at], owed = np.maximum(sheet, 0), np.minimum(sheet, 0)
                steps[:, month] = now - last
                so_far, usual = so_far + true[:, at], usual + expected
            before = self._remembered(np.maximum(steps, 0), whole, year)
            before = before * np.exp(random.normal(0, law.memory, (count, 1)))
        return said

    def _remembered(self, believed: Floats, whole: Floats | None, year: int) -> Floats:
        """Return what is expected of the next year, (village, month): by month, or as part of a harvest."""
        own = LAW.rounds.own * believed + (1 - LAW.rounds.own) * self._by_land(believed)
        if whole is None or year + 1 == len(self.frame.years):
            return own
        now, following = (whole[:, 12 * y : 12 * y + 12] for y in (year, year + 1))
        reaped = np.maximum(now.sum(axis=1, keepdims=True), 1e-9)
        return np.asarray(np.minimum(own.sum(axis=1, keepdims=True) / reaped, 1.0) * following)

    def _by_land(self, by_village: Floats) -> Floats:
        """Return a township's amount shared out by land, (village, month)."""
        where = self.villages.township
        return self.villages.of_township(by_village)[where] * self._land_share[:, None]

    @cached_property
    def _land_share(self) -> Floats:
        """A village's share of its township's land, shape (village,)."""
        mu = self.villages.mu
        return np.asarray(mu / self.villages.of_township(mu)[self.villages.township])
