"""Families of over-reporting: their strands, and where each stands in the vectors of the Gaussian tree."""

from dataclasses import dataclass

from agri.definitions.lines import Lines


@dataclass(frozen=True, slots=True)
class Family:
    """Where the strands of an over-reporting family stand in the tree's vectors."""

    code: str
    strands: tuple[str, ...]
    months: tuple[tuple[int, ...], ...]  # of each strand

    @property
    def own(self) -> int:
        """Length of x: one performance a strand, then over-reporting."""
        return len(self.strands) + 1

    @property
    def size(self) -> int:
        """Length of z: x, then a shock for each strand and month."""
        return self.own + sum(len(months) for months in self.months)

    def shock(self, strand: str, month: int) -> int:
        """Position of a strand's shock of a month in z."""
        i = self.strands.index(strand)
        return self.own + sum(len(months) for months in self.months[:i]) + self.months[i].index(month)


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
