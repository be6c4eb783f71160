"""Learn from scored forecasts how far to believe the engine and each rule, and how wide to be.

A school that is scored is left out of what is learnt for it; so is what becomes of a width.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agri.indicators.snapshot import Floats
from agri.plan.rules.simple_rules import POOLED, RULES, STRAIGHT_LINE, TREND
from agri.scoring.forecast_rows import LEVELS, ForecastRows
from agri.sim.combine.experience import pool_of, widened
from agri.sim.combine.lessons import ENGINE, ENGINE_ERRORS, Lesson
from agri.sim.combine.pool import best_weights, pooled_quantiles

# A straight line and a trend through few months are held against the engine, and never believed.
BELIEVED = tuple(rule for rule in RULES if rule not in {STRAIGHT_LINE, TREND, POOLED})
PARTS = (ENGINE, ENGINE_ERRORS, *BELIEVED)
_PRIOR_ENGINE = 0.5  # of the belief before anything is learnt; the other parts share the rest
COVERED = 0.9  # by the interval whose width is learnt
_ENOUGH_FOR = 0.75  # of the left out is a width to be enough
_LEAST_UNITS = 8  # with fewer a part has no errors of its own
_MOST_UNITS = 500  # looked at for weights; more move none
_SHRUNK_BY = 40  # units' worth of what is believed before
_WIDTHS = (0.6, 3.0)


@dataclass(frozen=True)
class Units:
    """Forecast units of one indicator, basis, level and month, with the median of every part."""

    rows: ForecastRows

    @property
    def medians(self) -> Floats:
        """What each part but the engine itself says, shape (unit, part)."""
        middle = self.rows.engine[:, len(LEVELS) // 2]
        return np.column_stack([middle, self.rows.rules]).astype(np.float64)

    @property
    def off(self) -> Floats:
        """What came − what each of them said, shape (unit, part)."""
        return np.asarray(self.rows.observed[:, None] - self.medians)


def learn(
    rows: ForecastRows, *, apart: str = "school", believed: Mapping[str, float] | None = None
) -> Lesson | None:
    """Learn from the units of one indicator, basis, level and month; None where there are too few.

    Parameters
    ----------
    rows : ForecastRows
        The units.
    apart : str
        The key whose values are left out in turn: schools, or worlds where there is one school.
    believed : mapping, optional
        Part → what is believed of it before; by default half for the engine, the rest shared by the others.
    """
    if len(rows.observed) < _LEAST_UNITS:
        return None
    errors = _errors(rows)
    weights = _weights(rows, apart, believed)
    return Lesson(weights, errors, _width(rows, apart, weights))


def _width(rows: ForecastRows, apart: str, weights: dict[str, float]) -> float:
    """Return the width that is enough for three quarters of the left out: each of them speaks alike.

    A school of another author is as likely to be like the harder ones as like the easier ones, and a mean of
    widths is drawn down by schools that resemble the engine's assumptions.

    Where the left out are too few to ask, that of all together.
    """
    quantiles, column = _left_out(rows, apart, weights), rows.key[apart]
    masks = [column == value for value in np.unique(column)]
    if min(int(mask.sum()) for mask in masks) < _LEAST_UNITS:
        return conformal_width(quantiles, rows.observed)
    asked = [conformal_width(quantiles[mask], rows.observed[mask]) for mask in masks]
    return float(np.quantile(asked, _ENOUGH_FOR))


def conformal_width(quantiles: Floats, observed: Floats) -> float:
    """Return the factor on distances from the median that makes the 90 % intervals cover 90 %.

    Parameters
    ----------
    quantiles : array, shape (unit, level)
        At `LEVELS`.
    observed : array, shape (unit,)
        What came, same unit.
    """
    middle = quantiles[:, len(LEVELS) // 2]
    low, high = (_at(quantiles, level) for level in ((1 - COVERED) / 2, (1 + COVERED) / 2))
    half = np.where(observed > middle, high - middle, middle - low)
    score = np.abs(observed - middle) / np.maximum(half, 1e-9)
    level = min(COVERED * (1 + 1 / len(score)), 1.0)
    return float(np.clip(np.quantile(score, level), *_WIDTHS))


def combined_quantiles(rows: ForecastRows, lesson: Lesson) -> Floats:
    """Return the pool's quantiles of every unit at `LEVELS`, widened as learnt; shape (unit, level)."""
    found = np.empty(rows.engine.shape)
    for i in range(len(rows.observed)):
        said = dict(zip(RULES, rows.rules[i].astype(np.float64).tolist(), strict=True))
        pooled = pooled_quantiles(pool_of(rows.engine[i].astype(np.float64), said, lesson), LEVELS)
        found[i] = widened(pooled, float(pooled[len(LEVELS) // 2]), lesson.width)
    return found


def _errors(rows: ForecastRows) -> dict[str, Floats]:
    """Return quantiles of every part's errors at `LEVELS`, mirrored: a bias may not carry over to a city."""
    off = Units(rows).off
    return {
        name: np.quantile(np.concatenate([own, -own])[np.tile(np.isfinite(own), 2)], LEVELS)
        for name, own in zip((ENGINE_ERRORS, *RULES), off.T, strict=True)
        if np.isfinite(own).sum() >= _LEAST_UNITS
    }


def _folds(rows: ForecastRows, apart: str) -> Iterator[tuple[ForecastRows, ForecastRows]]:
    """Yield (the others, the left out) for every value of a key."""
    column = rows.key[apart]
    for value in np.unique(column):
        yield rows.where(column != value), rows.where(column == value)


def _weights(rows: ForecastRows, apart: str, believed: Mapping[str, float] | None) -> dict[str, float]:
    names: Sequence[str] = PARTS
    distance, between, count = np.zeros(len(names)), np.zeros((len(names), len(names))), 0
    usable = set(names)
    for others, left_out in _folds(rows, apart):
        errors = _errors(others)
        usable &= {ENGINE, *errors}
        kept = left_out.where(_some(len(left_out.observed)))
        samples = np.stack([_samples(kept, name, errors) for name in names])  # (part, unit, sample)
        for i, end in enumerate(kept.observed):
            own = samples[:, i, :]
            distance += np.abs(own - end).mean(axis=1)
            between += np.abs(own[:, None, :, None] - own[None, :, None, :]).mean(axis=(2, 3))
            count += 1
    has_said = np.array([name in usable for name in names])
    has_said &= np.isfinite(distance)
    at = np.nonzero(has_said)[0].tolist()
    best = best_weights(distance[at] / count, between[np.ix_(at, at)] / count)
    share = count / (count + _SHRUNK_BY)
    prior = _prior([names[i] for i in at], believed)
    blended = share * best + (1 - share) * prior
    return {names[i]: float(weight) for i, weight in zip(at, blended, strict=True)}


def _prior(names: Sequence[str], believed: Mapping[str, float] | None) -> Floats:
    others = (1 - _PRIOR_ENGINE) / max(len(names) - 1, 1)
    plain = {name: _PRIOR_ENGINE if name == ENGINE else others for name in names}
    known = np.array([(believed or plain).get(name, 0.0) for name in names])
    return known / known.sum() if known.sum() > 0 else np.array(list(plain.values()))


def _samples(rows: ForecastRows, name: str, errors: dict[str, Floats]) -> Floats:
    """Return a part's equally likely values, (unit, sample); NaN where it says nothing."""
    if name == ENGINE:
        return rows.engine.astype(np.float64)
    column = 0 if name == ENGINE_ERRORS else 1 + RULES.index(name)
    if name not in errors:
        return np.full(rows.engine.shape, np.nan)
    return np.asarray(Units(rows).medians[:, column, None] + errors[name])


def _left_out(rows: ForecastRows, apart: str, weights: dict[str, float]) -> Floats:
    """Return the pool's quantiles of every unit, with errors learnt from the others; (unit, level)."""
    column = rows.key[apart]
    found = np.empty(rows.engine.shape)
    for value in np.unique(column):
        lesson = Lesson(weights, _errors(rows.where(column != value)), 1.0)
        mask = column == value
        found[mask] = combined_quantiles(rows.where(mask), lesson)
    return found


def _some(count: int) -> np.ndarray:
    """Mark at most so many units, evenly spread."""
    mask = np.zeros(count, dtype=np.bool_)
    mask[np.linspace(0, count - 1, min(count, _MOST_UNITS)).astype(np.intp)] = True
    return mask


def _at(quantiles: Floats, level: float) -> Floats:
    return np.array([np.interp(level, LEVELS, row) for row in quantiles])
