"""Learn from scored forecasts how far to believe the engine and each rule, and how wide to be.

A school that is scored is left out of what is learnt for it; so is what becomes of a width. A bias that all
schools share is taken off what a part says (`shared_bias`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from agri.indicators.snapshot import Floats
from agri.plan.rules.simple_rules import POOLED, RULES, STRAIGHT_LINE, TREND
from agri.scoring.forecast_rows import LEVELS, ForecastRows
from agri.scoring.shared_bias import medians, shared_bias
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

_OfParts = Callable[[ForecastRows], Lesson]  # what is learnt of the parts alone


def learn(
    rows: ForecastRows, *, believed: Mapping[str, float] | None = None, is_of_kind: bool = False
) -> Lesson | None:
    """Learn from the units of one indicator, basis, level and month; None where there are too few.

    Parameters
    ----------
    rows : ForecastRows
        The units. Schools are left out in turn.
    believed : mapping, optional
        Part → what is believed of it before; by default half for the engine, the rest shared by the others.
    is_of_kind : bool
        They stand for all indicators of their kind: one's bias is none of another's, and is not taken off.
    """
    if len(rows.observed) < _LEAST_UNITS:
        return None
    of_parts = partial(_of_parts, is_of_kind=is_of_kind)
    weights = _weights(rows, of_parts, believed)
    return replace(of_parts(rows), weights=weights, width=_width(rows, of_parts, weights))


def _width(rows: ForecastRows, of_parts: _OfParts, weights: dict[str, float]) -> float:
    """Return the width that is enough for three quarters of the left out: each of them speaks alike.

    A school of another author is as likely to be like the harder ones as like the easier ones, and a mean of
    widths is drawn down by schools that resemble the engine's assumptions.

    Where the left out are too few to ask, that of all together.
    """
    quantiles, column = _left_out(rows, of_parts, weights), rows.key["school"]
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


def _of_parts(rows: ForecastRows, *, is_of_kind: bool) -> Lesson:
    """Return what is learnt of the parts alone: shared biases, and quantiles of other errors at `LEVELS`.

    The errors are mirrored: a bias that is not shared may not carry over to a city.
    """
    names = (ENGINE, *RULES)
    shifts = np.zeros(len(names)) if is_of_kind else shared_bias(rows)
    off = rows.observed[:, None] - medians(rows) - shifts
    errors = {
        name: np.quantile(np.concatenate([own, -own])[np.tile(np.isfinite(own), 2)], LEVELS)
        for name, own in zip((ENGINE_ERRORS, *RULES), off.T, strict=True)
        if np.isfinite(own).sum() >= _LEAST_UNITS
    }
    return Lesson({}, errors, 1.0, {n: float(by) for n, by in zip(names, shifts, strict=True) if by})


def _folds(rows: ForecastRows) -> Iterator[tuple[ForecastRows, ForecastRows]]:
    """Yield (the others, the left out) for every school."""
    column = rows.key["school"]
    for value in np.unique(column):
        yield rows.where(column != value), rows.where(column == value)


def _weights(
    rows: ForecastRows, of_parts: _OfParts, believed: Mapping[str, float] | None
) -> dict[str, float]:
    names: Sequence[str] = PARTS
    distance, between, count = np.zeros(len(names)), np.zeros((len(names), len(names))), 0
    usable = set(names)
    for others, left_out in _folds(rows):
        known = of_parts(others)
        usable &= {ENGINE, *known.errors}
        kept = left_out.where(_some(len(left_out.observed)))
        samples = np.stack([_samples(kept, name, known) for name in names])  # (part, unit, sample)
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


def _samples(rows: ForecastRows, name: str, known: Lesson) -> Floats:
    """Return a part's equally likely values, (unit, sample); NaN where it says nothing."""
    if name == ENGINE:
        return np.asarray(rows.engine.astype(np.float64) + known.shift(ENGINE))
    if name not in known.errors:
        return np.full(rows.engine.shape, np.nan)
    column = 0 if name == ENGINE_ERRORS else 1 + RULES.index(name)
    return np.asarray(medians(rows)[:, column, None] + known.shift(name) + known.errors[name])


def _left_out(rows: ForecastRows, of_parts: _OfParts, weights: dict[str, float]) -> Floats:
    """Return the pool's quantiles of every unit, with errors learnt from the others; (unit, level)."""
    column = rows.key["school"]
    found = np.empty(rows.engine.shape)
    for value in np.unique(column):
        lesson = replace(of_parts(rows.where(column != value)), weights=weights)
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
