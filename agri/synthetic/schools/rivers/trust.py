"""Land in trusteeship: blocks go to companies for some years, several at once, and come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.rivers.basin import Basin
from agri.synthetic.schools.rivers.constants import LAW
from agri.synthetic.schools.telling import Flags

_BEFORE = 9  # years of history, so that contracts of all ages are there when the record begins


@dataclass(frozen=True)
class TrustedLand:
    """Blocks of every township, who holds them, and what each company's package holds."""

    basin: Basin

    @property
    def _years(self) -> range:
        return range(self.basin.axes.plan.year - _BEFORE, self.basin.axes.plan.year + 2)

    @cached_property
    def size(self) -> Floats:
        """Shares of a township's land, shape (township, block)."""
        blocks, law = LAW.trust.blocks
        return self.basin.streams("rivers", "blocks").dirichlet(np.full(blocks, law), len(self.basin.river))

    @property
    def companies(self) -> int:
        """Companies of all canals."""
        return len(LAW.trust.companies) * self.basin.canals

    @cached_property
    def company(self) -> Floats:
        """The company that asks for each block: one of its canal, shape (township, block)."""
        random, many = self.basin.streams("rivers", "companies"), len(LAW.trust.companies)
        # Most blocks of a place are asked for by the same company.
        of_place = random.choice(many, p=LAW.trust.companies, size=(len(self.basin.river), 1))
        other = random.choice(many, p=LAW.trust.companies, size=self.size.shape)
        own = np.where(random.random(self.size.shape) < 0.8, of_place, other)
        return np.asarray(many * self.basin.canal[:, None] + own)

    @cached_property
    def held(self) -> Mapping[int, Flags]:
        """Year → which blocks are in trust from the autumn before to its harvest, (township, block)."""
        random, law, shape = self.basin.streams("rivers", "contracts"), LAW.trust, self.size.shape
        left, found = np.zeros(shape, np.int64), {}
        for year in self._years:
            campaigns = random.random(self.companies) < law.campaign
            fails = random.random(self.companies) < law.broken[1]
            place_gives = random.random((shape[0], 1)) < law.wins[0]
            gives = campaigns[self.company] & place_gives & (random.random(shape) < law.wins[1])
            gives = gives | (random.random(shape) < law.alone)
            lasts = random.integers(law.years[0], law.years[1] + 1, shape)
            renews = (left == 1) & (random.random(shape) < law.renewed)
            broken = (random.random(shape) < law.broken[0]) | fails[self.company]
            ends = (left <= 1) & ~renews
            left = np.where(ends, 0, left - 1)
            left = np.where(renews | ((left == 0) & gives), lasts, left)
            left = np.where(broken, 0, left)
            found[year] = left > 0
        return found

    @cached_property
    def packages(self) -> Mapping[str, Mapping[int, Flags]]:
        """Practice → year → which companies do it, (company,)."""
        found: dict[str, dict[int, Flags]] = {}
        for name, law in LAW.practices.items():
            random = self.basin.streams("rivers", "packages", name)
            holds = random.random(self.companies) < law.package
            found[name] = {}
            for year in self._years:
                # What is switched is drawn anew, so that as many companies hold it as ever.
                anew = random.random(self.companies) < law.package
                holds = np.where(random.random(self.companies) < LAW.trust.switched, anew, holds)
                found[name][year] = holds
        return found

    @cached_property
    def breaking(self) -> Flags:
        """Which companies break off where contracts break down in mid-year, (company,)."""
        random = self.basin.streams("rivers", "breaking")
        return random.random(self.companies) < LAW.broken[0]

    def share(self, year: int, practice: str | None = None, *, broken: bool = False) -> Floats:
        """Return the share of land in trust, where a practice is in the package, shape (township,)."""
        held = self.held[year]
        if practice is not None:
            held = held & self.packages[practice][year][self.company]
        if broken:
            held = held & ~self.breaking[self.company]
        return np.asarray((self.size * held).sum(axis=1))
