"""What holds the middle of a pool back, where every school in turn is left out of what is learnt.

A pool can say nothing that none of its parts says. Its distance from the ends is put beside that of a rule
from which the bias that the schools share is taken off as well, of the engine alone, and of two that nobody
can have beforehand: the engine without the error that it makes on average there, and the mixture
of all parts that would have been best in that very school.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from agri.indicators.snapshot import Floats
from agri.plan.rules.simple_rules import RULES
from agri.scoring.forecast_rows import LEVELS, ForecastRows
from agri.scoring.learning import BELIEVED, combined_quantiles, learn
from agri.scoring.shared_bias import medians, shared_bias

_LEAST_UNITS = 4  # of a school; with fewer nothing is best by more than luck
_ENGINE = 0  # column of the engine's median among what is said
_WAYS = ("pool", "moved_rule", "engine", "without_bias", "mixture")  # as in `Ceiling`
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
    moved_rule      the best rule, what it is off by alike in all other schools added  fraction
    engine          the engine alone                                                   fraction
    without_bias    the engine without its mean error in that school, known afterwards fraction
    best_mixture    the mixture that was best in that school, known afterwards         fraction
    =============== ================================================================== ========
    """

    indicator: str
    miss: float
    rival_miss: float
    pool: float
    moved_rule: float
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
            columns = _always_said(of_month)
            if len(own.observed) >= _LEAST_UNITS and len(columns) > 1 and (lesson := learn(others)):
                pooled = combined_quantiles(own, lesson)[:, len(LEVELS) // 2]
                misses.append(_misses(own, others, columns, pooled))
    if not misses:
        return None
    mean = {name: float(np.concatenate([one[name] for one in misses]).mean()) for name in misses[0]}
    gains = (1 - mean[name] / mean["rule"] for name in _WAYS)
    return Ceiling(code, mean["pool"], mean["rule"], *gains)


def _always_said(rows: ForecastRows) -> list[int]:
    """Return the columns of `medians` of the engine, first, and of every believed rule that always speaks."""
    said = medians(rows)
    columns = [_ENGINE, *(1 + RULES.index(rule) for rule in BELIEVED)]
    return [column for column in columns if np.isfinite(said[:, column]).all()]


def _misses(
    own: ForecastRows, others: ForecastRows, columns: list[int], pooled: Floats
) -> Mapping[str, Floats]:
    """Return every way's distances from the ends of the left out, (unit,) each."""
    said = medians(own)[:, columns]
    engine = own.observed - said[:, _ENGINE]
    rules, rules_elsewhere = said[:, 1:], medians(others)[:, columns[1:]]
    biases = shared_bias(others)[columns[1:]]
    return {
        "rule": np.abs(own.observed - rules[:, _nearest(rules_elsewhere, others.observed)]),
        "pool": np.abs(own.observed - pooled),
        "moved_rule": np.abs(
            own.observed - (rules + biases)[:, _nearest(rules_elsewhere + biases, others.observed)]
        ),
        "engine": np.abs(engine),
        "without_bias": np.abs(engine - np.median(engine)),
        "mixture": np.abs(own.observed - said @ _best_mixture(said, own.observed)),
    }


def _nearest(said: Floats, ends: Floats) -> int:
    """Return the column of (unit, rule) with the smallest mean distance from the ends."""
    return int(np.argmin(np.abs(ends[:, None] - said).mean(axis=0)))


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
