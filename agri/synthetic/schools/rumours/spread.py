"""How practices spread and fade: users win neighbours over, disappointed ones put neighbours off."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats, Positions
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.rumours.calendar import DAYS, MONTH_OF_DAY, days_since, holidays
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.schools.rumours.graph import Neighbourhood
from agri.synthetic.schools.rumours.heads import EARLIER, Heads

PRACTICES = tuple(LAW.practices)
WEEKS = 52
_MONTH_OF_WEEK = MONTH_OF_DAY[np.arange(WEEKS) * 7 + 3] - 1
_SCARED = ("unified", "film", "packaging")  # practices that a breakdown brings into disrepute


@dataclass(frozen=True)
class Talk:
    """Shares of land on which practices are used, week by week, from some years before the record on.

    Whoever does not use a practice is open to it or disappointed by it. What is heard works beyond
    a threshold; disappointment is heard as well, and is forgotten in time.
    """

    neighbours: Neighbourhood
    heads: Heads
    causes: Causes

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.neighbours.axes

    def _law(self, name: str) -> Floats:
        return np.array([[getattr(law, name)] for law in LAW.practices.values()])

    @cached_property
    def level(self) -> Floats:
        """Share at which a practice of this world would rest, shape (practice, 1)."""
        random, level = self.neighbours.streams("rumours", "level"), self._law("level")
        odds = np.log(level / (1 - level)) + random.normal(0, 1, level.shape) * self._law("worlds")
        return np.asarray(1 / (1 + np.exp(-odds)))

    @cached_property
    def liking(self) -> Floats:
        """How readily places take a practice up, (practice, township): counties pay, neighbours are alike."""
        random, axes = self.neighbours.streams("rumours", "liking"), self.axes
        county, place = LAW.liking
        shape = (len(PRACTICES), len(axes.townships))
        counties = random.normal(0, county, (len(PRACTICES), len(axes.counties)))[:, axes.county_index]
        return np.exp(counties + self.neighbours.alike(random.normal(0, place, shape[::-1])).T)

    @cached_property
    def weekly(self) -> dict[int, Floats]:
        """Share of land on which a practice is used, year → (practice, township, week)."""
        heeds, level = self.neighbours.heeds.T, self.level
        sour, forgets, hurts = self._law("sour"), self._law("forgets"), self._law("hurts")
        bad = sour * (1 - level)
        # Rates are such that a place like its neighbours rests at the level.
        leaves = forgets * bad / level - hurts * bad
        wins = forgets * sour / (1 - sour)
        own, threshold = self._law("own"), self._law("threshold") * level
        persuades = (1 - own) * wins * (1 + threshold**2 / level**2)
        odds = np.log(level / (1 - level)) + np.log(self.liking)
        used = 1 / (1 + np.exp(-odds))
        soured = sour * (1 - used)
        found = {}
        for year in range(self.axes.plan.year - 1 - EARLIER, self.axes.plan.year + 1):
            moods, events = self._moods(year), self._events(year)
            zeal = np.exp(LAW.zeal_wins * self.heads.of_year(self.heads.zeal, year))
            weeks = []
            for week in range(WEEKS):
                talk = moods[2][week] / WEEKS
                heard, put_off = used @ heeds, soured @ heeds
                told = heard**2 / (heard**2 + threshold**2)
                ready = self.liking * zeal[:, _MONTH_OF_WEEK[week]] * moods[0]
                won = (own * wins + persuades * told) * ready * talk
                lost = (leaves + hurts * put_off) * moods[1] * talk
                sites, scares = events[:, :, :, week]
                lost = np.minimum(lost + scares, 1.0)
                fresh = np.minimum(won, 1.0) * (1 - used - soured)
                turned, forgotten = lost * used, forgets / WEEKS * soured
                shown = sites * (1 - used - soured - fresh + forgotten)
                used = used + fresh + shown - turned
                soured = soured + turned - forgotten
                weeks.append(used)
            found[year] = np.stack(weeks, axis=2)
        return found

    def _moods(self, year: int) -> tuple[Floats, Floats, Floats]:
        """Return what a year adds to winning and losing, (practice, 1), and how much is talked, (week,)."""
        random = self.neighbours.streams("rumours", "moods", year)
        won, lost = (np.exp(random.laplace(0, scale, (len(PRACTICES), 1))) for scale in LAW.moods)
        week = np.arange(WEEKS) * 7
        # At home for the festival, people talk; in a standstill there are no market days.
        talk = 1 + LAW.feast_talk * holidays(year)[week]
        causes = self._causes(year)
        silent = days_since(causes, CauseKind.STANDSTILL, LAW.standstill[1])[week]
        return won, lost, np.asarray(np.where(silent, LAW.silence, talk))

    def _causes(self, year: int) -> Causes:
        return self.causes if year == self.axes.plan.year else NO_CAUSES

    def _events(self, year: int) -> Floats:
        """Return what praise and demonstrations win and scares lose, (2, practice, township, week)."""
        random, axes = self.neighbours.streams("rumours", "events", year), self.axes
        found = np.zeros((2, len(PRACTICES), len(axes.townships), WEEKS))
        for kind, (starts, least, most) in enumerate((LAW.praise, LAW.scares)):
            for practice in range(len(PRACTICES)):
                for _ in range(random.poisson(starts)):
                    reached = self._told_on(random)
                    effect = random.uniform(least, most, len(reached)) * (reached < WEEKS)
                    at = np.arange(len(reached)), np.minimum(reached, WEEKS - 1)
                    found[kind, practice][at] = np.maximum(found[kind, practice][at], effect)
        for county in range(len(axes.counties)):
            places = np.flatnonzero(axes.county_index == county)
            likely = self.neighbours.renown[places] / self.neighbours.renown[places].sum()
            for _ in range(random.poisson(LAW.sites[0])):
                shown, place = random.integers(len(PRACTICES)), random.choice(places, p=likely)
                found[0, shown, place, random.integers(WEEKS)] = random.uniform(*LAW.sites[1:])
        since = self._causes(year).begun.get(CauseKind.TREND_BREAK, 13) <= MONTH_OF_DAY[np.arange(WEEKS) * 7]
        found[1] += LAW.trend_break[0] * (since & (since.cumsum() <= LAW.trend_weeks))
        return found

    def _told_on(self, random: np.random.Generator) -> Positions:
        """Return the week in which a story that starts somewhere reaches each place, `WEEKS` where never.

        Who heard it last tells it on once; most stories die near by, a few go through the whole city.
        """
        heeds = self.neighbours.heeds
        reached = np.full(len(heeds), WEEKS, dtype=np.intp)
        week, place = int(random.integers(WEEKS)), int(random.integers(len(heeds)))
        reached[place] = week
        while week + 1 < WEEKS and (reached == week).any():
            hears = 1 - np.exp(-LAW.passed_on * heeds[:, reached == week].sum(axis=1))
            new = (random.random(len(heeds)) < hears) & (reached == WEEKS)
            week += 1
            reached[new] = week
        return reached

    @cached_property
    def breaks_at(self) -> Floats:
        """How much a breakdown is felt, (township,): around a market town, where its ties reach."""
        towns = np.argsort(-self.neighbours.renown)[: LAW.broken_towns]
        at = np.zeros(len(self.axes.townships))
        at[towns] = 1.0
        heard = at
        for _ in range(3):
            heard = np.maximum(heard, (self.neighbours.heeds @ heard).clip(0, 1))
        return np.asarray(heard / heard.max())

    def share(self, practice: str, year: int) -> Floats:
        """Return the share of land on which a practice is used, (township, day): talk, heads, causes."""
        at, causes = PRACTICES.index(practice), self._causes(year)
        used = self.weekly[year][at].clip(0.001, 0.999)
        odds = np.log(used / (1 - used))[:, np.minimum(np.arange(DAYS) // 7, WEEKS - 1)]
        odds = odds + self.heads.of_year(self.heads.zeal, year)[:, MONTH_OF_DAY - 1]
        odds = odds + LAW.pushed * days_since(causes, CauseKind.HONEST_PUSH)
        paid = self.neighbours.streams("rumours", "paid", practice).random(len(self.axes.counties))
        policy = (paid < LAW.policy[0])[self.axes.county_index, None]
        odds = odds + LAW.policy[1] * policy * days_since(causes, CauseKind.POLICY)
        if practice in _SCARED:
            down = LAW.broken[0] * (1 + self.breaks_at)[:, None]
            odds = odds - down * days_since(causes, CauseKind.BREAKDOWN, LAW.broken[1])
        if practice in ("returned", "off_field", "film"):
            odds = odds - LAW.wet[0] * days_since(causes, CauseKind.WET_HARVEST, LAW.wet[1])
        odds = odds - LAW.standstill[0] * days_since(causes, CauseKind.STANDSTILL, LAW.standstill[1])
        return np.asarray(1 / (1 + np.exp(-odds)))
