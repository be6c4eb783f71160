"""Score a projection of the past against the end of its year, beside the simple rules.

A forecast unit is world × month × indicator × basis, of the city: counties and townships of one world are not
independent of each other, worlds are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from agri.definitions.plan import Plan, Target
from agri.indicators.snapshot import Floats
from agri.scoring.scores import brier, crps, interval_coverage
from agri.sim import Projection
from agri.terms import Basis

LEVELS = (0.5, 0.8, 0.9)  # of the central intervals whose coverage is counted
DIGITS = 6  # of a fraction: draws are kept in single precision, and no form is finer

Observed = Mapping[tuple[str, Basis], float]


@dataclass(frozen=True, slots=True)
class RivalScore:
    """What a simple rule said and how far off it was, with the interval that stands around it if it has one.

    Without one its CRPS is its distance from the end, and its Brier score that of a certain forecast.
    """

    forecast: float
    crps: float
    brier: float | None


@dataclass(frozen=True, slots=True)
class Scored:
    """One forecast unit with its scores.

    =========== ============================================================== =====================
    Field       Meaning                                                        Unit
    =========== ============================================================== =====================
    kind        record, world, or the model error of the world                 —
    world       year of the record, or the world's number                      —
    month       last month that had ended and was due                          1 to 12
    observed    the year's end                                                 fraction
    mean, sd    of the draws                                                   fraction
    median      of the draws                                                   fraction
    crps        fair, lower is better                                          fraction
    rank        share of draws below the end, ties half                        0 to 1
    inside      whether the end lies in the central 50, 80, 90 % interval      —
    probability that the target would be met; None without a target            0 to 1
    is_met      whether it was; None without a target                          —
    rivals      rule → its score; a rule with nothing to go on is absent       —
    chosen      the rule to beat, chosen on other worlds; None if none spoke   —
    causes      what is at work in the year that was not the year before       —
    begins      month of the first of them; None where nothing is              1 to 12
    =========== ============================================================== =====================
    """

    kind: str
    world: int
    month: int
    indicator: str
    basis: Basis
    observed: float
    mean: float
    sd: float
    crps: float
    rank: float
    inside: tuple[bool, ...]
    probability: float | None
    is_met: bool | None
    brier: float | None
    rivals: Mapping[str, RivalScore]
    median: float = float("nan")
    chosen: str | None = None
    causes: tuple[str, ...] = ()
    begins: int | None = None


def score_projection(
    projection: Projection,
    plan: Plan,
    observed: Observed,
    rivals: Mapping[str, Mapping[str, float]],
    *,
    kind: str,
    world: int,
    month: int,
    causes: tuple[str, ...] = (),
    begins: int | None = None,
) -> Iterator[Scored]:
    """Score the city's draws of every indicator whose end is known.

    Parameters
    ----------
    projection : Projection
        Made on an earlier day.
    plan : Plan
        Its targets are the thresholds of the probabilities.
    observed : mapping
        (indicator, basis) → the year's end; what is absent or NaN is not scored.
    rivals : mapping
        Indicator → rule → forecast. The rules know reports alone and say the same for both bases.
    kind, world, month : str, int, int
        What the forecast unit is called.
    causes, begins : tuple of str, int, optional
        What is at work in the world that was not the year before, and from which month on.
    """
    at = projection.draw_places.index(plan.city)
    for code, indicator in plan.indicators.items():
        if indicator.is_process:
            continue  # nothing is held against them
        for basis in Basis:
            end = observed.get((code, basis), float("nan"))
            draws = projection.draws[code, basis][at].astype(np.float64)
            if not np.isfinite(end) or not np.isfinite(draws).all():
                continue
            end, draws = round(end, DIGITS), draws.round(DIGITS)
            target = indicator.target
            probability = float(target.is_met(draws).mean()) if target else None
            yield Scored(
                kind=kind,
                world=world,
                month=month,
                indicator=code,
                basis=basis,
                observed=end,
                mean=float(draws.mean()),
                median=float(np.median(draws)),
                sd=float(draws.std(ddof=1)),
                crps=float(crps(np.array(end), draws)),
                rank=_rank(end, draws),
                inside=tuple(bool(interval_coverage(np.array(end), draws, level)) for level in LEVELS),
                probability=probability,
                is_met=bool(target.is_met(np.array(end))) if target else None,
                brier=_brier(end, probability, target),
                rivals={
                    name: RivalScore(said, abs(said - end), _brier(end, _certain(said, target), target))
                    for name, said in rivals.get(code, {}).items()
                },
                causes=causes,
                begins=begins,
            )


def _rank(end: float, draws: Floats) -> float:
    return float((draws < end).mean() + (draws == end).mean() / 2)


def _certain(said: float, target: Target | None) -> float | None:
    return float(target.is_met(np.array(said))) if target else None


def _brier(end: float, probability: float | None, target: Target | None) -> float | None:
    if target is None or probability is None:
        return None
    return float(brier(target.is_met(np.array(end)).astype(np.float64), np.array(probability)))
