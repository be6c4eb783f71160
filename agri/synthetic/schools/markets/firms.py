"""Companies: where they are, how much they can do, what they ask for it, and whom they serve when."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.markets.calendar import HALVES, halves_since
from agri.synthetic.schools.markets.constants import LAW, Market
from agri.synthetic.schools.markets.country import RingLand

_BOUGHT = ("unified", "film", "returned", "off_field", "packaging")  # what machines or buyers do
_PAID = ("unified", "green", "film", "returned", "off_field")  # what a subsidy pays for
_WET = ("returned", "off_field", "film")


def draw_prices(country: RingLand, years: tuple[int, ...]) -> Mapping[str, Mapping[int, Floats]]:
    """Return log prices beside their trend, market or goods → year → (half,): they come back and jump."""
    found = {}
    for name in (*LAW.markets, "fertilizer", "pesticide"):
        random = country.streams("markets", "prices", name)
        price, walk = 0.0, []
        chance, size = LAW.price_jump
        for _ in range(HALVES * (len(years) + 1)):
            jump = random.normal(0, size) * (random.random() < chance)
            price = LAW.price_back * price + random.normal(0, LAW.price_sd) + jump
            walk.append(price)
        found[name] = {
            year: np.array(walk[HALVES * (i + 1) : HALVES * (i + 2)]) for i, year in enumerate(years)
        }
    return found


@dataclass(frozen=True)
class Trade:
    """The companies of one market, and their customers.

    ========= ========================= ==================================================
    Field     Shape                     Meaning
    ========= ========================= ==================================================
    quota     year → number             subsidised work, of what an ordinary year asks
    custom    year → (township, firm)   how strongly a company draws a place
    outside   (township,)               what draws it to do without companies
    opens     year → (firm, half)       1 while a company is open
    capacity  year → (firm, half)       of what it does in an ordinary year's busiest time
    odds      year → (township, half)   what the year adds to custom, log odds
    ========= ========================= ==================================================
    """

    law: Market
    quota: Mapping[int, float]
    custom: Mapping[int, Floats]
    outside: Floats
    opens: Mapping[int, Floats]
    capacity: Mapping[int, Floats]
    odds: Mapping[int, Floats]

    def serve(self, year: int, asked: Floats, waits: Floats | None = None) -> tuple[Floats, Floats]:
        """Return what companies do, (township, half), and what waits at the end of the year, (township,).

        Parameters
        ----------
        asked : array, shape (township, half)
            Work that comes up.
        waits : array, shape (township,), optional
            What was left from the year before.
        """
        custom, busiest = self.custom[year], self._busiest(year, asked)
        left = np.zeros(len(asked)) if waits is None else waits
        done, spent = np.zeros_like(asked), 0.0
        quota = self.quota[year] * self.law.share * float(asked.sum())
        for half in range(HALVES):
            dear = self.law.dear * (spent > quota)
            pull = custom * self.opens[year][:, half] * np.exp(self.odds[year][:, half] - dear)[:, None]
            share = pull / (pull.sum(axis=1) + self.outside)[:, None]
            demand = (asked[:, half] + left)[:, None] * share
            most = busiest * self.capacity[year][:, half]
            served = demand * np.minimum(1.0, most / np.maximum(demand.sum(axis=0), 1e-9))
            done[:, half] = served.sum(axis=1)
            # Whom a company leaves waiting may go to another that has room.
            room = most - served.sum(axis=0)
            second = pull * (room > 1e-9 * most)
            again = (demand - served).sum(axis=1) / np.maximum(second.sum(axis=1) + self.outside, 1e-9)
            demand = again[:, None] * second
            served = demand * np.minimum(1.0, np.maximum(room, 0.0) / np.maximum(demand.sum(axis=0), 1e-9))
            done[:, half] += served.sum(axis=1)
            spent += float(done[:, half].sum())
            left = (asked[:, half] + left - done[:, half]) * self.law.waits
        return done, left

    def usual(self, year: int) -> Floats:
        """Return the share of work that companies win of each place if nothing happens, (township,)."""
        pull = self.custom[year].sum(axis=1)
        return np.asarray(pull / (pull + self.outside))

    def _busiest(self, year: int, asked: Floats) -> Floats:
        """Return what each company would do in the busiest half-month of an ordinary year, (firm,)."""
        first = self.custom[min(self.custom)]
        share = first / (first.sum(axis=1) + self.outside)[:, None]
        return np.asarray((share.T @ asked).max(axis=1))


def draw_trades(
    country: RingLand,
    years: tuple[int, ...],
    prices: Mapping[str, Mapping[int, Floats]],
    causes: Causes,
) -> dict[str, Trade]:
    """Draw the companies of all markets; causes act in the last year."""
    return {name: _trade(name, country, years, prices[name], causes) for name in LAW.markets}


def _trade(
    name: str, country: RingLand, years: tuple[int, ...], price: Mapping[int, Floats], causes: Causes
) -> Trade:
    law, axes = LAW.markets[name], country.axes
    random = country.streams("markets", "companies", name)
    count, firms = len(axes.townships), max(3, round(law.firms * len(axes.counties)))
    at = country.position_km[random.integers(count, size=firms)] + random.normal(0, LAW.firm_km, (firms, 2))
    size = random.gamma(LAW.firm_shape, 1 / LAW.firm_shape, firms) + 0.137
    far = np.linalg.norm(country.position_km[:, None] - at, axis=2)
    draws = size * np.exp(-far / law.reach_km)
    level = np.log(law.share / (1 - law.share)) + random.normal(0, law.worlds)
    usual = np.exp(np.log(draws.sum(axis=1)).mean())
    # Remote places have fewer to choose from, so less of their work is done by companies.
    outside = usual * np.exp(-level + random.normal(0, LAW.place, count))
    custom, quota, opens, capacity, odds = {}, {}, {}, {}, {}
    grown, is_open = np.zeros(firms), np.ones(firms)
    for year in years:
        own = country.streams("markets", "companies", name, year)
        at_work = causes if year == years[-1] else NO_CAUSES
        asks = own.normal(0, LAW.firm_price, firms)
        even = np.square(LAW.firm_elastic * LAW.firm_price) / 2
        custom[year] = draws * np.exp(LAW.firm_elastic * asks - even)
        quota[year] = law.quota * float(np.exp(own.normal(0, LAW.quota_log)))
        grown = grown + own.normal(*LAW.firm_grows, firms)
        opens[year], is_open = _open(own, is_open)
        noise = np.exp(own.normal(0, LAW.fleets, (firms, HALVES)))
        capacity[year] = law.slack * np.exp(grown)[:, None] * noise * _hired(name, at_work, size, own)
        odds[year] = (
            own.normal(0, law.years)
            + law.elastic * price[year]
            + own.normal(0, LAW.customers, (count, HALVES))
            + _wanted(name, at_work)
        )
    return Trade(law, quota, custom, outside, opens, capacity, odds)


def _open(random: np.random.Generator, is_open: Floats) -> tuple[Floats, Floats]:
    """Return which companies are open when, and which still are at the year's end."""
    firms = len(is_open)
    fails = np.where(random.random((firms, HALVES)) < LAW.fails, 1, 0).cumsum(axis=1) == 0
    # A place in the market that has become free is taken again, now or in mid-year.
    again = random.integers(0, HALVES, firms)
    enters = (random.random(firms) < LAW.enters) | (is_open == 0)
    opened = np.where(enters[:, None], np.arange(HALVES) >= again[:, None], True)
    found = (fails & opened).astype(np.float64)
    return found, found[:, -1]


def _hired(name: str, causes: Causes, size: Floats, random: np.random.Generator) -> Floats:
    """Return what causes leave or add of capacity, shape (firm, half)."""
    found = np.ones((len(size), HALVES))
    share, left = LAW.broken
    hit = random.random(len(size)) < share
    hit[np.argmax(size)] = True
    if name in _BOUGHT:
        found = np.where(hit[:, None] & halves_since(causes, CauseKind.BREAKDOWN), left, found)
    for kind, (_, hired), those in (
        (CauseKind.HONEST_PUSH, LAW.pushed, tuple(LAW.markets)),
        (CauseKind.POLICY, LAW.paid, _PAID),
    ):
        if name in those:
            found = found * np.where(halves_since(causes, kind), hired, 1.0)
    return np.asarray(found)


def _wanted(name: str, causes: Causes) -> Floats:
    """Return what causes add to custom, log odds, shape (half,)."""
    found = LAW.pushed[0] * halves_since(causes, CauseKind.HONEST_PUSH)
    found = found + LAW.standstill * halves_since(causes, CauseKind.STANDSTILL, LAW.standing_halves)
    found = found + LAW.trend_break[0] * halves_since(causes, CauseKind.TREND_BREAK)
    if name in _PAID:
        found = found + LAW.paid[0] * halves_since(causes, CauseKind.POLICY)
    if name in _WET:
        found = found + LAW.wet * halves_since(causes, CauseKind.WET_HARVEST, LAW.wet_halves)
    return np.asarray(found)
