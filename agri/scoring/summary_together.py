"""Average what was said of all targets at once, and of counties, over worlds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from agri.scoring.hindcast import Scored
from agri.scoring.joint import CountyScored, JointScored
from agri.scoring.summary import FROM_JUNE


@dataclass(frozen=True)
class Scores:
    """All scores of some forecasts: of single indicators, of all targets together, of counties."""

    units: list[Scored] = field(default_factory=list)
    joint: list[JointScored] = field(default_factory=list)
    counties: list[CountyScored] = field(default_factory=list)

    def add(self, other: "Scores") -> None:
        """Take in others'."""
        self.units.extend(other.units)
        self.joint.extend(other.joint)
        self.counties.extend(other.counties)


@dataclass(frozen=True, slots=True)
class JointLine:
    """Mean scores of all targets at once, one kind of worlds and basis; fields as of `JointScored`."""

    kind: str
    basis: str
    units: int
    said: float
    came: float
    brier: float
    energy: float
    apart: float


@dataclass(frozen=True, slots=True)
class CountyLine:
    """Share of counties inside their central intervals, one kind of worlds and basis."""

    kind: str
    basis: str
    counties: int
    coverage: tuple[float, ...]


def joint_lines(scored: Iterable[JointScored], first: int = FROM_JUNE) -> list[JointLine]:
    """Average from a month on: a row for each kind and basis."""
    groups: dict[tuple[str, str], list[JointScored]] = defaultdict(list)
    for one in scored:
        if one.month >= first:
            groups[one.kind, one.basis].append(one)
    return [
        JointLine(
            kind,
            basis,
            len(own),
            _mean([one.probability for one in own]),
            _mean([float(one.is_met) for one in own]),
            _mean([one.brier for one in own]),
            _mean([one.energy for one in own]),
            _mean([one.apart for one in own]),
        )
        for (kind, basis), own in groups.items()
    ]


def county_lines(scored: Iterable[CountyScored], first: int = FROM_JUNE) -> list[CountyLine]:
    """Add up from a month on: a row for each kind and basis."""
    groups: dict[tuple[str, str], list[CountyScored]] = defaultdict(list)
    for one in scored:
        if one.month >= first:
            groups[one.kind, one.basis].append(one)
    found = []
    for (kind, basis), own in groups.items():
        counties = sum(one.counties for one in own)
        inside = np.array([one.inside for one in own]).sum(axis=0)
        found.append(CountyLine(kind, basis, counties, tuple(float(count) / counties for count in inside)))
    return found


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))
