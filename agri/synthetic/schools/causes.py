"""What may happen in an invented year that did not happen the year before, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

PLAIN = "plain"


class CauseKind(StrEnum):
    """Kinds of causes; a world in which none of them is at work is plain."""

    EARLY_SEASON = "early_season"
    LATE_SEASON = "late_season"
    DROUGHT = "drought"
    WET_HARVEST = "wet_harvest"
    BREAKDOWN = "breakdown"
    HONEST_PUSH = "honest_push"
    FALSIFIED_PUSH = "falsified_push"
    COPYING = "copying"
    INFLATION = "inflation"
    MISSING_NOT_AT_RANDOM = "missing_not_at_random"
    POLICY = "policy"
    STANDSTILL = "standstill"
    TREND_BREAK = "trend_break"


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a cause is in a year, and between which months it begins, both included."""

    probability: float
    first: int
    last: int


@dataclass(frozen=True)
class Causes:
    """The causes at work in a plan year: cause → the month in which it begins."""

    begun: Mapping[CauseKind, int]

    def __contains__(self, kind: object) -> bool:
        return kind in self.begun

    def since(self, kind: CauseKind) -> NDArray[np.float64]:
        """Return 1 for the months in which a cause is at work, else 0, shape (month,)."""
        begins = self.begun.get(kind, 13)
        return (np.arange(1, 13) >= begins).astype(np.float64)

    @property
    def names(self) -> tuple[str, ...]:
        """The causes by name, or `PLAIN`."""
        return tuple(sorted(kind.value for kind in self.begun)) or (PLAIN,)

    @property
    def begins(self) -> int | None:
        """The month in which the first of them begins; None in a plain year."""
        return min(self.begun.values(), default=None)


NO_CAUSES = Causes({})


def draw_causes(random: np.random.Generator, chances: Mapping[CauseKind, Chance]) -> Causes:
    """Draw each cause by its own probability; of a late and an early season only one can be."""
    begun: dict[CauseKind, int] = {}
    for kind, chance in chances.items():
        comes, month = random.random(), int(random.integers(chance.first, chance.last + 1))
        if comes < chance.probability:
            begun[kind] = month
    if CauseKind.EARLY_SEASON in begun and CauseKind.LATE_SEASON in begun:
        del begun[CauseKind.EARLY_SEASON]
    return Causes(begun)
