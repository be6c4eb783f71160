"""What holds the middle of a pool back, where every school in turn is left out of what is learnt.

A pool can say nothing that none of its parts says. Its distance from the ends is put beside that of the
engine alone and of two that nobody can have beforehand: the engine without the error that it makes on average
in that very school, and the mixture of all parts that would have been best there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from agri.indicators.snapshot import Floats
from agri.plan.rules.simple_rules import RULES
from agri.scoring.forecast_rows import LEVELS, ForecastRows
from agri.scoring.learning import BELIEVED, Units, combined_quantiles, learn

_LEAST_UNITS = 4  # of a school; with fewer nothing is best by more than luck
_ENGINE = 0  # column of the engine's median among what is said
_STEPS, _RATE = 400, 0.5  # of the search for a mixture


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Gains of medians over the rule that was best in other schools; 1 − miss ÷ rule's miss.

    =============== ================================================================== ========
    Field           Meaning                                                            Unit
    =============== ================================================================== ========
    indicator       its code; `all` is the mean of the others                          —
    miss            mean distance of the pool's median from the end                    fraction
    rival_miss      the same of the rule                                               fraction
    pool            what is had: weights and errors learnt from the other schools      fraction
    engine          the engine alone                                                   fraction
    without_bias    the engine without its mean error in that school, known afterwards fraction
    best_mixture    the mixture that was best in that school, known afterwards         fraction
    =============== ================================================================== ========
    """

    indicator: str
    miss: float
    rival_miss: float
    pool: float
    engine: float
    without_bias: float
    best_mixture: float


def ceilings(rows: ForecastRows) -> list[Ceiling]:
    """Leave every school out in turn; one row for each indicator, and one for the mean of them all.

    Parameters
    ----------
    rows : ForecastRows
        Of one basis and level.
    """
    found = [_ceiling(str(code), rows.of(indicator=str(code))) for code in np.unique(rows.key["indicator"])]
    known = [one for one in found if one is not None]
    if len(known) > 1:
        figures = [field.name for field in fields(Ceiling)[1:]]
        means = (float(np.mean([getattr(one, name) for one in known])) for name in figures)
        known.append(Ceiling("all", *means))
    return known


def _ceiling(code: str, rows: ForecastRows) -> Ceiling | None:
    misses: list[Mapping[str, Floats]] = []
    for month in np.unique(rows.key["month"]).tolist():
        of_month = rows.of(month=month)
        for school in np.unique(of_month.key["school"]):
            is_left_out = of_month.key["school"] == school
            others, own = of_month.where(~is_left_out), of_month.where(is_left_out)
            said = _said(of_month)
            if len(own.observed) >= _LEAST_UNITS and said.shape[1] > 1 and (lesson := learn(others)):
                pooled = combined_quantiles(own, lesson)[:, len(LEVELS) // 2]
                misses.append(_misses(said[is_left_out], said[~is_left_out], pooled, own, others))
    if not misses:
        return None
    mean = {name: float(np.concatenate([one[name] for one in misses]).mean()) for name in misses[0]}
    gains = (1 - mean[name] / mean["rule"] for name in ("pool", "engine", "without_bias", "mixture"))
    return Ceiling(code, mean["pool"], mean["rule"], *gains)


def _said(rows: ForecastRows) -> Floats:
    """Return the medians of the engine and of every believed rule that always speaks, shape (unit, part)."""
    medians = Units(rows).medians
    columns = [_ENGINE, *(1 + RULES.index(rule) for rule in BELIEVED)]
    return medians[:, [column for column in columns if np.isfinite(medians[:, column]).all()]]


def _misses(
    own_said: Floats, others_said: Floats, pooled: Floats, own: ForecastRows, others: ForecastRows
) -> Mapping[str, Floats]:
    """Return every way's distances from the ends of the left out, (unit,) each."""
    engine = own.observed - own_said[:, _ENGINE]
    elsewhere = np.abs(others.observed[:, None] - others_said[:, 1:]).mean(axis=0)
    rule = own_said[:, 1 + int(np.argmin(elsewhere))]
    return {
        "rule": np.abs(own.observed - rule),
        "pool": np.abs(own.observed - pooled),
        "engine": np.abs(engine),
        "without_bias": np.abs(engine - np.median(engine)),
        "mixture": np.abs(own.observed - own_said @ _best_mixture(own_said, own.observed)),
    }


def _best_mixture(said: Floats, ends: Floats) -> Floats:
    """Return weights, 0 or more with sum 1, whose mixture is as near to the ends as any; shape (part,)."""
    weights = np.full(said.shape[1], 1 / said.shape[1])
    scale = float(np.abs(ends[:, None] - said).mean()) or 1.0
    for step in range(_STEPS):
        side = np.tanh((said @ weights - ends) / (0.2 * scale))  # a sign with a rounded corner
        slope = (side[:, None] * said).mean(axis=0) / scale
        weights = weights * np.exp(-_RATE * (slope - slope.mean()) / np.sqrt(1 + step / 20))
        weights /= weights.sum()
    return weights
