"""Pesticide packaging as a chain: on the farm, at the station, on the truck to harmless disposal.

Of the empties that a month's treatments leave, farmers mean to bring back a part; the rest is thrown away.
What they mean to bring comes to the station bit by bit, as far as the station has room; some of what is kept
for long is given up. Trucks empty the stations on their rounds. What came to a station is recovered.

All that the farms of a county keep shares its fate, so the rounds are the county's, and what came back goes
to the townships by their part of it: of what was kept when the month began, and of the month's own empties.
"""

from collections.abc import Generator, Iterator

import numpy as np
import simpy

from agri.definitions.lines import Line, LineRole
from agri.errors import BalanceError
from agri.sim.inputs.days import Phase, Stretch
from agri.sim.inputs.streams import Floats32
from agri.sim.processes.block import Block

CHAIN = "packaging"  # the name that the calibration knows the chain by
STATIONS, TRUCKS = "packaging_stations", "collection_trucks"
_TINY = np.float32(1e-6)
# Of the empties of a place, at most so much is brought back in the usual year: where the record shows more,
# they weigh more there than the coefficient says, and the same part of heavier empties comes back.
_MOST_BROUGHT = 0.7


class PackagingChain:
    """The empties of one block.

    ============================= ==================================================== ====
    Parameter                     Meaning                                              Unit
    ============================= ==================================================== ====
    packaging.return_per_day      part of what is kept that is brought in a day        1/day
    packaging.given_up_per_day    part of it that is thrown away after all             1/day
    packaging.nearness            power of the number of stations that return follows  —
    packaging.station_kg          room of one station                                  kg
    packaging.truck_kg            what one truck takes on a round                      kg
    packaging.days_between_rounds of the trucks                                        day
    ============================= ==================================================== ====

    `sprayed` holds the pesticide of the months that are over, kg, shape (township, replication); a month is
    taken out when its empties are. Where the baseline knows no stations or trucks, they do not limit.
    """

    def __init__(self, block: Block, line: Line, sprayed: dict[int, Floats32]) -> None:
        self._block, self._line, self._sprayed = block, line, sprayed
        level = block.setup.expected[line.code].level
        self._heavier = np.maximum(level / _MOST_BROUGHT, 1).astype(np.float32)  # (township, month)
        self.station = np.zeros(block.county_shape, dtype=np.float32)
        self.collected = np.zeros(block.county_shape, dtype=np.float32)
        self.kept = self._kept_before()
        self._due = float(self.kept.sum(dtype=np.float64))
        self._thrown_away = self._given_up = 0.0

    def run(self) -> Generator[simpy.Event, None, None]:
        """Make a month's rounds when its treatments are known: nothing else waits for the trucks."""
        block = self._block
        for month in self._line.months:
            if month >= block.year.first_month:
                yield block.at(block.year.month(month).last + Phase.TRUCKS)
                self._close(month)

    def _close(self, month: int) -> None:
        """Bring a month's empties to the stations and book what came."""
        block, layout = self._block, self._block.layout
        generated = self._sprayed.pop(month, block.zeros()) * self._kg_per_kg(month)
        fresh = self._meant(month, generated)
        total = float(generated.sum(dtype=np.float64))
        self._due += total
        self._thrown_away += total - float(fresh.sum(dtype=np.float64))
        amounts = np.empty((2, *block.county_shape), dtype=np.float32)
        layout.to_counties(self.kept, amounts[0])
        layout.to_counties(fresh, amounts[1])
        left, came = self._bring(block.year.month(month), amounts)

        def of_townships(parts: Floats32) -> Floats32:
            old, new = (np.take(part, layout.county_of, axis=0) for part in parts)
            return np.asarray(old * self.kept + new * fresh)

        recovered = of_townships(came)
        self.kept = of_townships(left)
        block.served(CHAIN, recovered)
        if block.is_trial:
            block.aim(CHAIN, block.amount(self._line.code, month))
        else:
            corrected = block.corrected(CHAIN, recovered, block.amount(self._line.code, month))
            block.accounts.post(self._line.code, month, corrected)

    def _bring(self, days: Stretch, amounts: Floats32) -> tuple[Floats32, Floats32]:
        """Work the legs of a month between two truck rounds.

        Parameters
        ----------
        days : Stretch
            The month; its empties come up evenly over it.
        amounts : array, shape (2, county, replication)
            What was kept when it began, and the month's own empties that are meant to be brought, kg.

        Returns
        -------
        left, came : array, shape (2, county, replication)
            Which part of either is still kept at the end, and which part came to a station.
        """
        p = self._block.setup.parameter
        give_up = np.float32(p("packaging.given_up_per_day"))
        left, came = np.zeros_like(amounts), np.zeros_like(amounts)
        left[0] = 1
        for leg in self._legs(days):
            bring = self._brought_per_day(leg.first)
            rate = bring + give_up
            leaving = 1 - np.exp(-rate * len(leg))
            grown = np.float32(len(leg) / len(days))
            gone = left * leaving
            gone[1] += grown - leaving / (rate * len(days))
            left -= gone
            left[1] += grown
            gone_kg = (gone * amounts).sum(axis=0)
            self._given_up += float((gone_kg * (give_up / rate)).sum(dtype=np.float64))
            wanted = gone_kg * (bring / rate)
            taken = np.minimum(wanted, np.maximum(self._room(leg.first) - self.station, 0))
            gone *= bring / rate
            came_now = gone * (taken / np.maximum(wanted, _TINY))
            came += came_now
            left += gone - came_now  # where there is no room it stays on the farm
            self.station += taken
            if self._is_round(leg.last):
                load = np.minimum(self.station, self._load(leg.last))
                self.station -= load
                self.collected += load
        return np.maximum(left, 0), came

    def _legs(self, days: Stretch) -> Iterator[Stretch]:
        """Cut a month after every truck round."""
        first = days.first
        for day in range(days.first, days.last + 1):
            if self._is_round(day) or day == days.last:
                yield Stretch(first, day)
                first = day + 1

    def _is_round(self, day: int) -> bool:
        interval = int(self._block.setup.parameter("packaging.days_between_rounds"))
        return day % interval == interval - 1

    def _brought_per_day(self, day: int) -> Floats32:
        """Part of what is kept that is brought in a day: the nearer the station, the more; (county, 1)."""
        block = self._block
        p = block.setup.parameter
        usual = np.nan_to_num(block.setup.resources[STATIONS])[:, None].astype(np.float32)
        now = block.resource(STATIONS, day)
        nearer = np.where(usual > 0, now / np.maximum(usual, _TINY), 1) ** np.float32(p("packaging.nearness"))
        pace = block.calibration.pace[CHAIN]
        return np.asarray(np.float32(p("packaging.return_per_day")) * pace * nearer, dtype=np.float32)

    def _room(self, day: int) -> Floats32:
        return self._limit(STATIONS, "packaging.station_kg", day)

    def _load(self, day: int) -> Floats32:
        return self._limit(TRUCKS, "packaging.truck_kg", day)

    def _limit(self, resource: str, each: str, day: int) -> Floats32:
        """What all of a county's stations or trucks hold, kg, shape (county, 1)."""
        is_known = np.nan_to_num(self._block.setup.resources[resource])[:, None] > 0
        held = self._block.resource(resource, day) * np.float32(self._block.setup.parameter(each))
        return np.where(is_known, held, np.float32(np.inf))

    def _kg_per_kg(self, month: int) -> Floats32:
        """Empties of a kilogram of pesticide as the record shows them, kg, shape (township, 1)."""
        stated = np.float32(self._block.setup.plan.coefficients["packaging.kg_per_kg_pesticide"])
        return np.asarray(stated * self._heavier[:, month - 1, None])

    def _meant(self, month: int, generated: Floats32) -> Floats32:
        """What farmers mean to bring of a month's empties, kg, shape (township, replication)."""
        block = self._block
        part = block.drawn(self._line.code, month)
        level = block.setup.expected[self._line.code].level[:, month - 1, None].astype(np.float32)
        part *= level / self._heavier[:, month - 1, None]
        part *= np.take(block.calibration.participation[CHAIN], block.layout.county_of, axis=0)
        np.minimum(part, 1, out=part)
        part *= generated
        return part

    def _kept_before(self) -> Floats32:
        """What farms still keep when the engine starts, of the year's empties so far; stations are empty."""
        block, year = self._block, self._block.year
        kept = block.zeros()
        give_up = np.float32(block.setup.parameter("packaging.given_up_per_day"))
        rate = np.take(self._brought_per_day(year.start) + give_up, block.layout.county_of, axis=0)
        source = block.lines.of(LineRole.PESTICIDE)
        if source is None:
            return kept
        pesticide = block.setup.expected[source.code].fitted
        for month in self._line.months:
            if month < year.first_month:
                days = np.float32(len(year.month(month)))
                stay = np.exp(-rate * days)
                generated = (pesticide[:, month - 1, None] * self._kg_per_kg(month)).astype(np.float32)
                kept *= stay
                kept += self._meant(month, generated) * ((1 - stay) / (rate * days))
        return kept

    def check_balance(self) -> None:
        """Hold the chain to its law: packages = farm + station + collected.

        Raises
        ------
        BalanceError
            More than float32 rounding is missing.
        """
        kept, station, collected = (
            float(part.sum(dtype=np.float64)) for part in (self.kept, self.station, self.collected)
        )
        farm = kept + self._thrown_away + self._given_up
        if abs(self._due - farm - station - collected) > 1e-3 * max(self._due, 1.0):
            raise BalanceError(
                f"packaging: generated {self._due:g}, on farms {farm:g}, at stations {station:g}, "
                f"collected {collected:g}"
            )
