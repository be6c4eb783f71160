"""What is believed of performance and over-reporting before any report of the plan year."""

from collections.abc import Mapping, Sequence

import numpy as np

from agri.definitions.plan import OverReporting
from agri.sim.belief.families import Family
from agri.sim.belief.gaussian_tree import TreePrior
from agri.sim.inputs.expected_amounts import Expectation

_LEAST_SHARE = 0.005


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
        trend[i] = scale * parameters[f"strand.{strand}.trend"] if is_learnt else 0
    mean = np.zeros(family.size)
    mean[own - 1] = bias.mean
    mean[: own - 1] = trend
    for strand, months in zip(family.strands, family.months, strict=True):
        shift = _kept_mean([line for line in lines if line.line.strand == strand], strand, parameters)
        for month in months:
            mean[family.shock(strand, month)] = shift
    covariances = {}
    for level in ("city", "county", "township"):
        sd = np.array([parameters[f"strand.{s}.{level}_sd"] for s in family.strands])
        if level == "city":
            sd = np.hypot(sd, extra)
        variance = np.append(sd**2, parameters[f"bias.{level}_share"] * bias.sd**2)
        covariance = np.zeros((family.size, family.size))
        covariance[:own, :own] = turn @ np.diag(np.maximum(variance, 1e-10)) @ turn.T
        if level != "township":
            for strand, months in zip(family.strands, family.months, strict=True):
                for month in months:
                    at = family.shock(strand, month)
                    covariance[at, at] = max(parameters[f"strand.{strand}.month_{level}_sd"] ** 2, 1e-10)
        covariances[level] = covariance
    return TreePrior(mean, covariances["city"], covariances["county"], covariances["township"][:own, :own])


def _kept_mean(lines: Sequence[Expectation], strand: str, parameters: Mapping[str, float]) -> float:
    """Return the middle of a month's shock: so far off zero that amounts keep their mean over it.

    An amount is the exponential of its shock, a share the logistic function of it, whose mean is that of a
    probit to within a hundredth.
    """
    variance = sum(parameters[f"strand.{strand}.month_{level}_sd"] ** 2 for level in ("city", "county"))
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
