"""Lots: a county's programme let to contractors, from the budget's approval to the last acceptance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats, Positions
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.tenders.calendar import DAYS, MONTH_OF_DAY, days_since
from agri.synthetic.schools.tenders.constants import LAW
from agri.synthetic.world.streams import NamedStreams

_NUMBERS = np.arange(1, DAYS + 1)
_MOST = 0.983  # of a day's work that is ever done by contractors
_AUTUMN = 8  # the month, from 0, from which on work may be accepted in the next year
_LAST_CHECK, _LAST_PAPER = 333.0, 357.0  # days of the year


@dataclass(frozen=True)
class LetWork:
    """The lots of one programme in one year.

    ========= =============== ==========================================================
    Field     Shape           Meaning
    ========= =============== ==========================================================
    code      ()              the programme
    lot_of    (township,)     each township's lot
    county    (lot,)          who let it
    firm      (lot,)          who does it
    wanted    (lot,)          share of the year's work that was let
    starts    (lot,)          day on which work begins
    rate      (lot, day)      share of a day's work that is done
    certified (lot, month)    month in which a month's work is accepted; 13 and more next year
    lenient   (lot,)          whether acceptance writes what was let
    ========= =============== ==========================================================
    """

    code: str
    lot_of: Positions
    county: Positions
    firm: Positions
    wanted: Floats
    starts: Floats
    rate: Floats
    certified: Positions
    lenient: Floats


@dataclass(frozen=True)
class Tendering:
    """Who bids for a city's lots, and what counties let, year after year; causes act in the plan year."""

    axes: Axes
    streams: NamedStreams
    causes: Causes
    _kept: dict[str, Positions] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def popular(self) -> Floats:
        """How often each contractor wins, rows sum to 1, shape (firm,)."""
        weight = (np.arange(LAW.procurement.firms) + 1.0) ** -LAW.procurement.popular
        return np.asarray(weight / weight.sum())

    @cached_property
    def strength(self) -> Floats:
        """What each contractor can do beside others, shape (firm,)."""
        log = self.streams("tenders", "firms").normal(0, LAW.procurement.strength, LAW.procurement.firms)
        return np.asarray(np.exp(log))

    def let(self, name: str, year: int, usual: Floats, before: Mapping[int, Floats] | None = None) -> LetWork:
        """Let a programme's work of a year.

        Parameters
        ----------
        usual : array, shape (township, day)
            The work that a year without causes offers.
        before : mapping, optional
            Year → share of what was let that was done, (county,).
        """
        law, how, axes = LAW.programmes[name], LAW.procurement, self.axes
        random, counties = self.streams("tenders", "lots", name, year), len(axes.counties)
        many = 1 + random.poisson(law.lots, counties)
        many = np.minimum(many, np.bincount(axes.county_index, minlength=counties))
        county = np.repeat(np.arange(counties), many)
        wanted = law.let * np.exp(random.normal(0, how.budget, counties))
        wanted = wanted * np.where(random.random(counties) < how.new, 2.0, 1.0)
        wanted = wanted * (random.random(counties) >= how.cut)
        if before is not None and year - 1 in before:
            wanted = wanted * np.clip(before[year - 1], 0.4, 1.0) ** how.spent
        lot_of = self._blocks(random, county, counties)
        firm = self._firms(name, random, county)
        starts = self._starts(random, law.runs, county)
        of_lot = wanted[county] * self._cut_up(random, county)
        whole = np.zeros((len(county), DAYS))
        np.add.at(whole, lot_of, usual)
        ahead = whole[:, ::-1].cumsum(axis=1)[:, ::-1] / np.maximum(whole.sum(axis=1, keepdims=True), 1e-9)
        at = np.clip(starts.astype(np.intp) - 1, 0, DAYS - 1)
        left = ahead[np.arange(len(county)), at]
        load = np.bincount(firm, minlength=how.firms)[firm]
        most = np.minimum(
            law.most * np.minimum(self.strength[firm] * (4.7 / (2.3 + load)) ** 0.5, 1.127), _MOST
        )
        pace = np.minimum(most, of_lot / np.maximum(left, 0.021))
        rate = pace[:, None] * (starts[:, None] <= _NUMBERS)
        rush, faster = how.rush
        behind = (pace < of_lot / np.maximum(left, 0.021))[:, None] & (rush <= _NUMBERS)
        rate = rate * np.where(behind, faster, 1.0)
        if year == axes.plan.year:
            rate = self._caused(rate, name, firm, county, random)
        return LetWork(
            name,
            lot_of,
            county,
            firm,
            of_lot,
            starts,
            np.minimum(rate, _MOST),
            self._certified(random, starts),
            (random.random(len(county)) < LAW.as_let[0]).astype(np.float64),
        )

    def _blocks(self, random: np.random.Generator, county: Positions, counties: int) -> Positions:
        """Cut each county's townships, in their order, into as many blocks as it has lots."""
        found = np.zeros(len(self.axes.townships), dtype=np.intp)
        for one in range(counties):
            places, lots = np.flatnonzero(self.axes.county_index == one), np.flatnonzero(county == one)
            cuts = np.sort(random.choice(np.arange(1, len(places)), len(lots) - 1, replace=False))
            found[places] = lots[np.searchsorted(cuts, np.arange(len(places)), "right")]
        return found

    def _cut_up(self, random: np.random.Generator, county: Positions) -> Floats:
        """Return how much denser a lot is than its county's average, (lot,)."""
        drawn = random.gamma(LAW.procurement.size, 1 / LAW.procurement.size, len(county))
        mean = np.bincount(county, drawn) / np.bincount(county)
        return np.asarray(0.5 + 0.5 * drawn / mean[county])

    def _firms(self, name: str, random: np.random.Generator, county: Positions) -> Positions:
        """Return who wins each lot: those who had a county's work of this kind often keep it."""
        counties = len(self.axes.counties)
        if name not in self._kept:
            self._kept[name] = random.choice(LAW.procurement.firms, counties, p=self.popular)
        won = random.choice(LAW.procurement.firms, len(county), p=self.popular)
        keeps = random.random(len(county)) < LAW.procurement.kept
        firm = np.where(keeps, self._kept[name][county], won)
        last = self._kept[name].copy()
        last[county] = firm
        self._kept[name] = last
        return firm

    def _starts(self, random: np.random.Generator, runs: float, county: Positions) -> Floats:
        """Return the day on which each lot's work begins: 1 where a contract runs on."""
        how, count = LAW.procurement, len(county)
        earliest, scale, shape = how.approved
        approved = earliest + scale * random.gamma(shape, 1.0, len(self.axes.counties))
        awarded = approved[county] + random.uniform(*how.notice, count)
        least, more = how.again
        failed = random.random(count) < how.fails
        awarded = awarded + np.where(failed, least + random.exponential(more, count), 0.0)
        starts = awarded + random.exponential(how.begins, count)
        return np.where(random.random(count) < runs, 1.0, np.minimum(np.round(starts), DAYS))

    def _caused(
        self, rate: Floats, name: str, firm: Positions, county: Positions, random: np.random.Generator
    ) -> Floats:
        """Return what causes make of the rates of the plan year."""
        causes = self.causes
        left, wet_days = LAW.wet
        if LAW.programmes[name].machines:
            rate = rate * np.where(days_since(causes, CauseKind.WET_HARVEST, wet_days), left, 1.0)
        rate = rate * np.where(days_since(causes, CauseKind.HONEST_PUSH), LAW.pushed[1], 1.0)
        rate = rate * np.where(days_since(causes, CauseKind.TREND_BREAK), LAW.trend_break[0], 1.0)
        rate = rate * ~days_since(causes, CauseKind.STANDSTILL, LAW.standstill[1])
        # The contractor with most lots is barred, and with him whoever he was in league with.
        barred = (firm == np.bincount(firm).argmax()) | (firm % 5 == 1)
        rate = rate * ~(barred[:, None] & days_since(causes, CauseKind.BREAKDOWN, LAW.broken_days))
        share, _ = LAW.policy
        chosen = random.random(len(self.axes.counties)) < share
        new = LAW.programmes[name].let * chosen[county][:, None] * days_since(causes, CauseKind.POLICY)
        return np.asarray(rate + (1 - rate) * new)

    def _certified(self, random: np.random.Generator, starts: Floats) -> Positions:
        """Return in which month a month's work of each lot is accepted, (lot, month)."""
        how, found = LAW.procurement, np.zeros((len(starts), 12), dtype=np.intp)
        ends = np.array([np.flatnonzero(m == MONTH_OF_DAY)[-1] + 1 for m in range(1, 13)])
        for lot, start in enumerate(starts):
            many = int(random.integers(how.checks[0], how.checks[1] + 1))
            first = min(start, _LAST_CHECK - 30)
            checks = first + (_LAST_CHECK - first) * (np.arange(many) + 1) / many
            papers = checks + random.exponential(how.paper, many)
            if random.random() < how.year_end:
                papers = np.minimum(papers, _LAST_PAPER)
            for month in range(12):
                after = np.flatnonzero(checks >= ends[month] - 9)
                day = papers[after[0]] if len(after) else papers[-1] + 21
                # What was done by summer is paid in part before the year is over, and so accepted.
                day = min(day, _LAST_CHECK) if month < _AUTUMN else day
                day = max(day, float(ends[month]))
                found[lot, month] = 13 if day > DAYS else MONTH_OF_DAY[int(day) - 1]
        return found
