"""Families of over-reporting: their strands, and where each stands in the vectors of the Gaussian tree."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agri.definitions.lines import Lines

Season = tuple[str, tuple[int, ...]]  # a line, and the months of one of its seasons


@dataclass(frozen=True, slots=True)
class Family:
    """Where the strands of an over-reporting family stand in the tree's vectors."""

    code: str
    strands: tuple[str, ...]
    months: tuple[tuple[int, ...], ...]  # of each strand
    seasons: tuple[Season, ...] = ()  # that may come early or late

    @property
    def own(self) -> int:
        """Length of x: one performance a strand, then over-reporting."""
        return len(self.strands) + 1

    @property
    def size(self) -> int:
        """Length of z: x, a shock for each strand and month, a shift for each boundary within a season."""
        return self._first_shift + sum(map(_boundaries, self.seasons))

    @property
    def _first_shift(self) -> int:
        return self.own + sum(len(months) for months in self.months)

    def shock(self, strand: str, month: int) -> int:
        """Position of a strand's shock of a month in z."""
        i = self.strands.index(strand)
        return self.own + sum(len(months) for months in self.months[:i]) + self.months[i].index(month)

    def shift(self, season: Season) -> slice:
        """Positions of a season's shifts in z."""
        before = self.seasons[: self.seasons.index(season)]
        first = self._first_shift + sum(map(_boundaries, before))
        return slice(first, first + _boundaries(season))

    def with_seasons(self, seasons: Iterable[Season]) -> "Family":
        """Return the family with seasons that may come early or late."""
        return replace(self, seasons=tuple(seasons))


def _boundaries(season: Season) -> int:
    return len(season[1]) - 1


def families(lines: Lines) -> tuple[Family, ...]:
    """List the families of over-reporting with their strands and months."""
    found = []
    for code in dict.fromkeys(lines.strands.values()):
        strands = tuple(strand for strand, family in lines.strands.items() if family == code)
        months = tuple(
            tuple(sorted({m for line in lines if line.strand == strand for m in line.months}))
            for strand in strands
        )
        found.append(Family(code, strands, months))
    return tuple(found)
