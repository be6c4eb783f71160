"""Clerks of water user associations: who reports for whom, how, and what the norm book says."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Floats, Positions
from agri.synthetic.schools.rivers.basin import Basin
from agri.synthetic.schools.rivers.constants import LAW
from agri.synthetic.schools.rivers.truth import RiverYear

MEASURES, BY_NORM, ASKS_COMPANIES = range(3)


@dataclass(frozen=True)
class Clerks:
    """The clerks of one world; each has places that follow each other along a canal."""

    basin: Basin

    @cached_property
    def _turns(self) -> tuple[Positions, Positions]:
        """Each township's clerk, and after how many others of the clerk's places it has its turn."""
        random, basin = self.basin.streams("rivers", "clerks"), self.basin
        clerk, turn = np.zeros((2, len(basin.river)), dtype=np.intp)
        fewest, most = LAW.clerks.places
        found = 0
        for canal in range(basin.canals):
            rows = np.flatnonzero(basin.canal == canal)
            rows = rows[np.argsort(basin.down_canal[rows])]
            while len(rows):
                many = int(random.integers(fewest, most + 1))
                # A clerk with a single place is not paid for: the last one takes it too.
                many = len(rows) if len(rows) - many < fewest - 1 else many
                clerk[rows[:many]], turn[rows[:many]] = found, np.arange(many)
                rows, found = rows[many:], found + 1
        return clerk, turn

    @property
    def of_place(self) -> Positions:
        """The clerk of each township, shape (township,)."""
        return self._turns[0]

    @property
    def turn(self) -> Positions:
        """After how many others a township has its turn, shape (township,)."""
        return self._turns[1]

    @property
    def count(self) -> int:
        """How many clerks there are."""
        return int(self.of_place.max()) + 1

    @cached_property
    def kind(self) -> Positions:
        """How each clerk comes to figures, shape (clerk,)."""
        random = self.basin.streams("rivers", "kinds of clerks")
        return random.choice(3, p=LAW.clerks.kinds, size=self.count)

    @cached_property
    def by_norm(self) -> Positions:
        """Which townships are reported by area and norm, positions."""
        return np.flatnonzero(self.kind[self.of_place] == BY_NORM)

    @cached_property
    def inflating(self) -> Floats:
        """1 for clerks who inflate where somebody does, else 0, shape (clerk,); at least one."""
        random = self.basin.streams("rivers", "inflating")
        found = random.random(self.count) < LAW.inflating_share
        found[random.integers(self.count)] = True
        return np.asarray(found, dtype=np.float64)

    def leans(self, years: Mapping[int, RiverYear]) -> Floats:
        """Return the log by which achievements lean by how figures come about, (township, month).

        Companies tell of their own land, so that whoever asks them leans as far as land is in trust.
        """
        kind = self.kind[self.of_place]
        of_kind = np.array(LAW.clerks.leans)[kind]
        found = []
        for _, one in sorted(years.items()):
            in_trust = 3 * one.city.trust.share(one.year)
            found.append(np.where(kind == ASKS_COMPANIES, in_trust, 1.0) * of_kind)
        return np.asarray(np.repeat(np.stack(found, axis=1), 12, axis=1))

    def norms(self, years: Mapping[int, RiverYear]) -> dict[str, dict[int, Floats]]:
        """Return by how much the book's figure of a mu lies beside a place's own, (township,).

        Parameters
        ----------
        years : mapping
            The years of the record; the book of a year holds the middle of the canal's places a year before.

        Returns
        -------
        dict
            Beginning of an element's name → year → factor.
        """
        found: dict[str, dict[int, Floats]] = {"fertilizer.": {}, "pest_control.pesticide": {}, "film.": {}}
        canal, first = self.basin.canal, min(years)
        for year, one in years.items():
            random = self.basin.streams("rivers", "norm book", year)
            before = years.get(year - 1, one)
            aged = (LAW.dose_yearly[0], LAW.product_yearly[0], 0.0)
            levels = [(each.dose_level, each.product_level, each.film_kg_per_mu) for each in (one, before)]
            for name, own, book, yearly in zip(found, *levels, aged, strict=True):
                whole = np.bincount(canal, np.log(book), self.basin.canals) / np.bincount(canal)
                whole = whole + random.normal(0, LAW.clerks.norm_sd, self.basin.canals)
                # Of the first year's book nothing is left but what usually changes in a year.
                off = whole[canal] - np.log(own) - (yearly if year == first else 0.0)
                found[name][year] = np.asarray(np.exp(off))
        return found


def coarsely(values: Floats) -> Floats:
    """Round to two digits, as one does who multiplies by a norm."""
    size = np.floor(np.log10(np.maximum(np.abs(np.nan_to_num(values)), 1e-9)))
    unit = 10.0 ** np.maximum(size - 1, -1)
    return np.asarray(np.round(values / unit) * unit)
