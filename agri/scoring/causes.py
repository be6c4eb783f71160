"""Count how often each kind of sentence on causes is false, by sentences and by worlds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agri.plan.driver import Cause

MOST_FALSE = 1 / 20  # of what is said: a kind that is false more often is not to be said


@dataclass(frozen=True, slots=True)
class SaidCause:
    """One sentence said in an invented world; `is_false` is None where it claims nothing of the truth."""

    cause: Cause
    world: int
    day: date
    org_unit: str
    indicator: str
    is_false: bool | None


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One kind of sentence: how often, and in how many worlds, it was said, and was false.

    `worst` names the indicator of which it was false most often, and of how many times it was said of it.
    """

    cause: Cause
    said: int
    worlds: int
    is_judged: bool
    false: int
    false_worlds: int
    worst: str

    @property
    def share(self) -> float:
        """The share of what was said that is false."""
        return self.false / self.said

    @property
    def is_missed(self) -> bool:
        """Whether it is false too often to be said."""
        return self.share > MOST_FALSE


def cause_lines(said: Sequence[SaidCause]) -> list[CauseLine]:
    """Return a line for each kind that was said, what is false most often first, what claims nothing last."""
    lines = []
    for cause in Cause:
        own = [one for one in said if one.cause == cause]
        wrong = [one for one in own if one.is_false]
        if own:
            lines.append(
                CauseLine(
                    cause,
                    len(own),
                    len({one.world for one in own}),
                    any(one.is_false is not None for one in own),
                    len(wrong),
                    len({one.world for one in wrong}),
                    _worst(own),
                )
            )
    return sorted(lines, key=lambda line: (not line.is_judged, -line.share))


def _worst(said: Sequence[SaidCause]) -> str:
    wrong = Counter(one.indicator for one in said if one.is_false)
    if not wrong:
        return "—"
    [(indicator, count)] = wrong.most_common(1)
    return f"`{indicator}`: {count} of {sum(one.indicator == indicator for one in said)}"
