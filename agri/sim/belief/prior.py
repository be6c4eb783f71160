"""What is believed of performance and over-reporting before any report of the plan year."""

from collections.abc import Mapping, Sequence

import numpy as np

from agri.definitions.plan import OverReporting
from agri.indicators.snapshot import Floats
from agri.sim.belief.families import Family
from agri.sim.belief.gaussian_tree import TreePrior
from agri.sim.belief.tails import t_scales
from agri.sim.inputs.expected_amounts import Expectation
from agri.sim.inputs.season_shift import shift_sd

_LEAST_SHARE = 0.005
_DF = 4.0  # degrees of freedom of how a city's year differs, where no series says it [assumed]


def prior_of(
    family: Family, bias: OverReporting, lines: Sequence[Expectation], parameters: Mapping[str, float]
) -> TreePrior:
    """Build the prior of a family: strands and over-reporting at each level, shocks by month.

    The variance of over-reporting is split among the levels by `bias.*_share`; performance is measured
    against a reported anchor, hence minus its persistent part.
    """
    persistence = parameters["bias.persistence"]
    own = family.own
    turn = np.eye(own)
    extra, trend = np.zeros(own - 1), np.zeros(own - 1)
    for i, strand in enumerate(family.strands):
        own_lines = [line for line in lines if line.line.strand == strand]
        scale = np.mean([_log_to_link(line) for line in own_lines])
        is_learnt = all(line.is_learnt for line in own_lines)
        turn[i, -1] = -persistence * scale if is_learnt else 0
        extra[i] = 0 if is_learnt else parameters["bias.unknown_level_sd"]
        trend[i] = scale * trend_of(strand, parameters) if is_learnt else 0
    mean = np.zeros(family.size)
    mean[own - 1] = bias.mean
    mean[: own - 1] = trend
    for strand, months in zip(family.strands, family.months, strict=True):
        variance = sum(parameters[f"strand.{strand}.month_{level}_sd"] ** 2 for level in ("city", "county"))
        shift = kept_mean([line for line in lines if line.line.strand == strand], variance)
        for month in months:
            mean[family.shock(strand, month)] = shift
    by_code = {line.line.code: line for line in lines}
    for code, group in family.seasons:  # shifts are counted from the likeliest one
        mean[family.shift((code, group))] = -by_code[code].shifts[group].at
    covariances = {}
    for level in ("city", "county", "township"):
        sd = np.array([_sd_of(s, level, parameters) for s in family.strands])
        of_bias = parameters[f"bias.{level}_share"] * bias.sd**2
        covariance = np.zeros((family.size, family.size))
        covariance[:own, :own] = _turned(np.hypot(sd, extra) if level == "city" else sd, of_bias, turn)
        if level != "township":
            for strand, months in zip(family.strands, family.months, strict=True):
                for month in months:
                    at = family.shock(strand, month)
                    covariance[at, at] = max(parameters[f"strand.{strand}.month_{level}_sd"] ** 2, 1e-10)
            for season in family.seasons:
                shifts = np.arange(family.size)[family.shift(season)]
                covariance[shifts, shifts] = max(shift_sd(parameters, level) ** 2, 1e-10)
        covariances[level] = covariance
    city = covariances["city"]
    sd = np.array([_sd_of(s, "city", parameters) for s in family.strands])
    mixture = []
    for factor, weight in zip(*t_scales(_df_of(family, parameters)), strict=True):
        wider = city.copy()
        of_bias = parameters["bias.city_share"] * bias.sd**2
        wider[:own, :own] = _turned(np.hypot(sd * np.sqrt(factor), extra), of_bias, turn)
        mixture.append((float(weight), wider))
    return TreePrior(mean, city, covariances["county"], covariances["township"][:own, :own], tuple(mixture))


def _turned(sd: Floats, of_bias: float, turn: Floats) -> Floats:
    """Return the covariance of performances and over-reporting, of which the anchor holds a part."""
    variance = np.append(sd**2, of_bias)
    return np.asarray(turn @ np.diag(np.maximum(variance, 1e-10)) @ turn.T)


def trend_of(strand: str, parameters: Mapping[str, float]) -> float:
    """Return by how much a strand is expected to rise, log: by the published series where there is one.

    Growth follows last year's: intercept + weight × last, see seed_data/SOURCES.md#growth-regression.
    """
    if f"growth.{strand}.intercept" not in parameters:
        return parameters[f"strand.{strand}.trend"]
    intercept, weight, last = (
        parameters[f"growth.{strand}.{name}"] for name in ("intercept", "weight", "last")
    )
    return float(np.log1p(intercept + weight * last))


def _sd_of(strand: str, level: str, parameters: Mapping[str, float]) -> float:
    """Return how far performances stand apart at a level; the city's from year to year by the series."""
    if level == "city" and f"growth.{strand}.scale" in parameters:
        return parameters[f"growth.{strand}.scale"]
    return parameters[f"strand.{strand}.{level}_sd"]


def _df_of(family: Family, parameters: Mapping[str, float]) -> float:
    """Return the degrees of freedom of a city's year: the fewest of the family's published series."""
    found = [parameters[name] for s in family.strands if (name := f"growth.{s}.df") in parameters]
    return min(found, default=_DF)


def kept_mean(lines: Sequence[Expectation], variance: float) -> float:
    """Return the middle of a shock of some lines: so far off zero that amounts keep their mean over it.

    An amount is the exponential of its shock, a share the logistic function of it, whose mean is that of a
    probit to within a hundredth.
    """
    if not any(line.line.is_share for line in lines):
        return -variance / 2
    share = float(np.clip(np.mean([_share(line) for line in lines]), _LEAST_SHARE, 1 - _LEAST_SHARE))
    return float(np.log(share / (1 - share)) * (np.sqrt(1 + np.pi / 8 * variance) - 1))


def _log_to_link(line: Expectation) -> float:
    """How much a line's link moves when its amount moves by a small log ratio: 1 / (1 − share), or 1."""
    return 1 / (1 - min(_share(line), 0.97)) if line.line.is_share else 1.0


def _share(line: Expectation) -> float:
    """Return a line's expected share of its exposure over the year."""
    exposure = float(line.exposure.sum())
    return float(line.expected.sum()) / exposure if exposure > 0 else 0.5
