"""What earlier forecasts taught: how far engine and rules were off, and how far each is to be believed.

The numbers are measured on invented years (演示数据 / synthetic) of schools that no part of the engine was
tuned on; `agri.hindcast.learn` writes them. Months between those that were looked from are interpolated. An
indicator without numbers of its own takes those of its kind.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from agri.definitions.plan import Indicator
from agri.indicators.snapshot import Floats
from agri.terms import Basis, Level

ENGINE = "engine"
ENGINE_ERRORS = "engine_errors"  # the engine's median with its own past errors around it
FILE = Path(__file__).with_name("lessons.json")


@dataclass(frozen=True)
class Lesson:
    """What is believed of one indicator on one basis, at one level, from one month.

    ======= ==================================================================================== ========
    Field   Meaning                                                                              Unit
    ======= ==================================================================================== ========
    weights part of the pool → how far it is believed; sum 1                                     fraction
    errors  part → quantiles of what came − what it said, mirrored, an odd number, (level,)      fraction
    width   factor on the pool's distances from its median                                       1
    shifts  engine or rule → added to what it said: a bias that all schools share; else none     fraction
    ======= ==================================================================================== ========
    """

    weights: Mapping[str, float]
    errors: Mapping[str, Floats]
    width: float
    shifts: Mapping[str, float] = field(default_factory=dict)

    def shift(self, part: str) -> float:
        """Return what is added to what a part says; around the engine's median stands the engine's own."""
        return self.shifts.get(ENGINE if part == ENGINE_ERRORS else part, 0.0)


@dataclass(frozen=True)
class Lessons:
    """All lessons: (basis, indicator or kind, level) → month → lesson."""

    name: str
    by_cell: Mapping[tuple[str, str, str], Mapping[int, Lesson]]

    def lesson(self, indicator: Indicator, basis: Basis, level: Level, month: int) -> Lesson | None:
        """Return the lesson of a month, of the indicator or else of its kind; None where nothing fits."""
        for code in (indicator.code, kind_name(indicator)):
            found = self.by_cell.get((str(basis), code, str(level)))
            if found:
                return _at(found, month)
        return None

    def has_own(self, indicator: Indicator, basis: Basis, level: Level) -> bool:
        """Say whether there is a lesson of the indicator itself."""
        return (str(basis), indicator.code, str(level)) in self.by_cell


def kind_name(indicator: Indicator) -> str:
    """Return under which name the indicators of a kind are pooled."""
    return f"kind {indicator.making.kind}"


def _at(lessons: Mapping[int, Lesson], month: int) -> Lesson:
    months = sorted(lessons)
    before = max((m for m in months if m <= month), default=months[0])
    after = min((m for m in months if m >= month), default=months[-1])
    if before == after:
        return lessons[before]
    low, high, share = lessons[before], lessons[after], (month - before) / (after - before)
    parts = [part for part in low.errors if part in high.errors] + [ENGINE]
    weights = {
        part: (1 - share) * low.weights.get(part, 0.0) + share * high.weights.get(part, 0.0) for part in parts
    }
    total = sum(weights.values()) or 1.0
    return Lesson(
        {part: weight / total for part, weight in weights.items()},
        {
            part: (1 - share) * low.errors[part] + share * high.errors[part]
            for part in parts
            if part != ENGINE
        },
        (1 - share) * low.width + share * high.width,
        {
            part: (1 - share) * low.shift(part) + share * high.shift(part)
            for part in {**low.shifts, **high.shifts}
        },
    )


@lru_cache(maxsize=1)
def shipped() -> Lessons:
    """Return the lessons that come with the program."""
    return read_lessons(json.loads(FILE.read_text(encoding="utf-8")))


def read_lessons(document: Mapping[str, Any]) -> Lessons:
    """Read what `write_lessons` wrote."""
    return Lessons(
        document["name"],
        {
            (basis, code, level): {
                int(month): Lesson(
                    one["weights"],
                    {part: _mirrored(errors) for part, errors in one["errors"].items()},
                    float(one["width"]),
                    one.get("shifts", {}),
                )
                for month, one in months.items()
            }
            for basis, by_code in document["lessons"].items()
            for code, by_level in by_code.items()
            for level, months in by_level.items()
        },
    )


def _mirrored(above: list[float]) -> Floats:
    """Return quantiles of errors from those above the median: they are mirrored, and their median is none."""
    upper = np.array(above, dtype=np.float64)
    return np.concatenate([-upper[::-1], [0.0], upper])


def write_lessons(lessons: Lessons, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return lessons as JSON values, with what they rest on."""
    cells: dict[str, Any] = {}
    for (basis, code, level), months in lessons.by_cell.items():
        cells.setdefault(basis, {}).setdefault(code, {})[level] = {
            str(month): {
                "weights": {part: round(weight, 4) for part, weight in one.weights.items() if weight > 0},
                "errors": {
                    part: [round(float(error), 5) for error in errors[len(errors) // 2 + 1 :]]
                    for part, errors in one.errors.items()
                    if one.weights.get(part, 0.0) > 0
                },
                "width": round(one.width, 4),
                "shifts": {
                    part: round(by, 5)
                    for part, by in one.shifts.items()
                    if part == ENGINE or one.weights.get(part, 0.0) > 0
                },
            }
            for month, one in sorted(months.items())
        }
    return {"name": lessons.name, **about, "lessons": cells}
