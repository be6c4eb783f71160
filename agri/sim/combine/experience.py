"""What simple rules and earlier forecasts say beside the engine, for one snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agri.definitions.plan import Indicator, Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.plan.progress import last_due_month
from agri.plan.rules.simple_rules import Forecasts, simple_rules
from agri.sim.combine.lessons import ENGINE, ENGINE_ERRORS, Lesson, Lessons, shipped
from agri.sim.combine.limits import within_limits
from agri.sim.combine.pool import Part, pooled_quantiles
from agri.sim.inputs.streams import Floats32
from agri.sim.run.projection import Belief
from agri.terms import Basis


@dataclass(frozen=True, slots=True)
class NamedPart(Part):
    """One part of a pool and who says it."""

    name: str


@dataclass(frozen=True)
class Experience:
    """What the rules say of a snapshot, and the lessons of the month it is looked from."""

    snapshot: Snapshot
    lessons: Lessons
    month: int
    rules: Forecasts
    plan: Plan

    @classmethod
    def of(cls, snapshot: Snapshot, plan: Plan, lessons: Lessons | None = None) -> "Experience":
        """Let the rules speak; `lessons` are other lessons than those that come with the program."""
        month = last_due_month(snapshot, plan)
        is_begun = month.year == plan.year
        return cls(
            snapshot,
            lessons or shipped(),
            month.last_day.month if is_begun else 1,
            simple_rules(snapshot, plan, month, with_trend=False) if is_begun else {},
            plan,
        )

    def moves(self, indicator: Indicator, basis: Basis, place: str, drawn: Floats32) -> Floats32:
        """Return what takes each draw of one place to the pool's quantile of its rank; 0 without a lesson.

        Parameters
        ----------
        drawn : array, shape (replication,)
            The engine's draws of the base scenario, fraction.
        """
        found = self._pool(indicator, basis, place, drawn)
        if found is None:
            return np.zeros_like(drawn)
        parts, lesson = found
        count = len(drawn)
        rank = np.empty(count)
        rank[np.argsort(drawn, kind="stable")] = (np.arange(count) + 0.5) / count
        pooled = pooled_quantiles(parts, np.append(rank, 0.5))
        wanted = widened(pooled[:-1], float(pooled[-1]), lesson.width)
        wanted = within_limits(wanted, drawn, indicator, basis, self.plan)
        return np.asarray(wanted - drawn, dtype=np.float32)

    def belief(self, indicator: Indicator, basis: Basis, place: str, drawn: Floats32) -> Belief | None:
        """Say how a place's year end is put together; None of the engine alone."""
        found = self._pool(indicator, basis, place, drawn)
        if found is None:
            return None
        parts, lesson = found
        is_own = self.lessons.has_own(indicator, basis, self.snapshot.places[place].level)
        weights = {part.name: part.weight for part in parts}
        shift = sum(weight * lesson.shift(part) for part, weight in weights.items())
        return Belief(indicator.code, basis, weights, lesson.width, shift, is_own)

    def _pool(
        self, indicator: Indicator, basis: Basis, place: str, drawn: Floats32
    ) -> tuple[list[NamedPart], Lesson] | None:
        lesson = self.lessons.lesson(indicator, basis, self.snapshot.places[place].level, self.month)
        if indicator.is_process or lesson is None or not np.isfinite(drawn).all():
            return None
        if np.ptp(drawn) == 0:  # nothing is left to come: the record itself stands
            return None
        at = self.snapshot.places.index[place]
        said = {name: float(forecast[at]) for name, forecast in self.rules.get(indicator.code, {}).items()}
        return pool_of(drawn.astype(np.float64), said, lesson), lesson


def pool_of(engine: Floats, said: Mapping[str, float], lesson: Lesson) -> list[NamedPart]:
    """Return the parts that have something to say, their weights adding up to 1.

    Parameters
    ----------
    engine : array, shape (replication,)
        The engine's draws, fraction.
    said : mapping
        Rule → forecast, fraction; NaN where it says nothing.
    lesson : Lesson
        What is believed of them.
    """
    spoken = {**said, ENGINE_ERRORS: float(np.median(engine))}
    parts = [(ENGINE, engine + lesson.shift(ENGINE), lesson.weights.get(ENGINE, 0.0))]
    parts += [
        (name, spoken[name] + lesson.shift(name) + errors, lesson.weights.get(name, 0.0))
        for name, errors in lesson.errors.items()
        if np.isfinite(spoken.get(name, np.nan))
    ]
    total = sum(weight for _, _, weight in parts)
    if total <= 0:
        return [NamedPart(engine, 1.0, ENGINE)]
    return [NamedPart(samples, weight / total, name) for name, samples, weight in parts if weight > 0]


def widened(quantiles: Floats, middle: float, width: float) -> Floats:
    """Return values moved away from, or towards, a middle by a factor."""
    return np.asarray(middle + width * (quantiles - middle))
