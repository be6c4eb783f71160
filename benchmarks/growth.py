"""Growth of fertilizer, pesticide and film in 31 provinces: the engine's prior against simple rules.

`AGRI_YEARBOOK` names a CSV file with the columns ``province,year,indicator,value,unit`` (the rural
statistical yearbook's series). It is no part of the project: without it nothing is measured. Each February
the growth of the year before is known, that of the year is not: one year ahead, the prior says a distribution
and the rules say theirs.

The parameters stand in the package's ``simulation.toml`` (``growth.*``). They were fitted on the years to
2018 (`fit` does so, and its result is printed); the years from 2019 on were not seen. Film has no such prior:
its fit does not hold on the years that it has not seen.
"""

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.scoring import half_of_last_growth
from agri.sim.belief.tails import t_scales
from benchmarks.figure import Figure

Values = NDArray[np.float64]

YEARS = range(2010, 2024)
UNSEEN = 2019  # from here on no figure went into the engine's prior
NATION = "全国"
SERIES = {"fertilizer": "fert_total_pure", "pesticide": "pesticide", "film_laid": "mulch_use"}
KEPT = ("fertilizer", "pesticide")  # strands whose prior the package has
COVERED = (0.5, 0.8, 0.9)
WITHIN = 5.0  # points that a coverage may be off
POINTS = 100.0
_LEVELS = (np.arange(199) + 0.5) / 199  # at which a distribution is compared with what came
_SHAPES = (1.5, 2.0, 3.0, 4.0, 6.0, 10.0)
_STEPS = 200


@dataclass(frozen=True)
class Growths:
    """Growth of last year and of this one, each province and year, fractions, and the year."""

    last: Values
    now: Values
    years: Values

    def where(self, chosen: NDArray[np.bool_]) -> "Growths":
        """Return some of them."""
        return Growths(self.last[chosen], self.now[chosen], self.years[chosen])


@dataclass(frozen=True)
class Regression:
    """Growth = intercept + weight × last year's + scale × Student's t."""

    intercept: float
    weight: float
    scale: float
    df: float

    def quantiles(self, last: Values) -> Values:
        """Return what is said of each growth, shape (growth, level)."""
        return (self.intercept + self.weight * last)[:, None] + self.scale * _t_quantiles(self.df)


def figures() -> Iterator[Figure]:
    """How well the prior of growth covers what came, and how near it is, beside two rules with intervals."""
    path = os.environ.get("AGRI_YEARBOOK")
    if path is None:
        return
    plan = read_plan(seed_root() / "zhengzhou", 2019)
    for strand, indicator in SERIES.items():
        every = read_growths(Path(path), indicator)
        seen, unseen = every.where(every.years < UNSEEN), every.where(every.years >= UNSEEN)
        fitted = fit(seen)
        said = prior_of(plan, strand) or fitted
        note = f"{strand}, to {UNSEEN - 1}"
        yield Figure("fitted intercept", POINTS * fitted.intercept, "%", note=note)
        yield Figure("fitted weight of last growth", fitted.weight, "1", note=note)
        yield Figure("fitted scale", POINTS * fitted.scale, "%", note=note)
        yield Figure("fitted degrees of freedom", fitted.df, "1", note=note)
        for years, some in (("all years", every), (f"from {UNSEEN}, not seen", unseen)):
            note = f"{strand}, {len(some.now)} province-years, {years}"
            quantiles, is_asked = said.quantiles(some.last), some is every and strand in KEPT
            for share, covered in zip(COVERED, coverage(quantiles, some.now), strict=True):
                off = POINTS * abs(covered - share)
                yield Figure(f"{share:.0%} intervals cover", POINTS * covered, "%", note=note)
                asked = WITHIN if is_asked else None
                yield Figure(
                    f"{share:.0%} intervals, off by", off, "points", asked, at_least=False, note=note
                )
            by_rule = {name: crps(q, some.now) for name, q in rules(plan, strand, seen, some).items()}
            for name, score in by_rule.items():
                yield Figure(f"CRPS of {name}", POINTS * score, "points", note=note)
            asked = POINTS * min(by_rule.values()) if is_asked else None
            score = POINTS * crps(quantiles, some.now)
            yield Figure("CRPS of the prior", score, "points", asked, at_least=False, note=note)
            for name, said_by_rule in points(some.last).items():
                off = POINTS * float(np.abs(some.now - said_by_rule).mean())
                yield Figure(f"mean error, {name}", off, "points", note=note)


def points(last: Values) -> dict[str, Values]:
    """Return what three rules say without an interval."""
    return {"half of last growth": half_of_last_growth(last), "last growth": last, "no growth": 0 * last}


def rules(plan: Plan, strand: str, seen: Growths, some: Growths) -> dict[str, Values]:
    """Return what two rules say: half of last growth with its errors, and no growth with a normal's width."""
    errors = seen.now - half_of_last_growth(seen.last)
    errors = np.quantile(np.concatenate([errors, -errors]), _LEVELS)
    sd = plan.parameters[f"strand.{strand}.city_sd"]
    return {
        "half of last growth with its errors": half_of_last_growth(some.last)[:, None] + errors,
        "no growth, normal": np.broadcast_to(sd * _normal_quantiles(), (len(some.now), len(_LEVELS))),
    }


def prior_of(plan: Plan, strand: str) -> Regression | None:
    """Read the package's prior of a strand's growth."""
    found = plan.parameters.under(f"growth.{strand}")
    return Regression(found["intercept"], found["weight"], found["scale"], found["df"]) if found else None


def fit(known: Growths) -> Regression:
    """Fit by the greatest likelihood: weighted least squares for each number of degrees of freedom."""
    best, found = -np.inf, Regression(0.0, 0.0, 1.0, _SHAPES[0])
    sides = np.stack([np.ones_like(known.last), known.last], axis=1)
    for df in _SHAPES:
        weight, scale = np.ones_like(known.now), float(known.now.std())
        for _ in range(_STEPS):
            line = np.linalg.solve(sides.T @ (weight[:, None] * sides), sides.T @ (weight * known.now))
            rest = known.now - sides @ line
            scale = float(np.sqrt((weight * rest**2).mean()))
            weight = (df + 1) / (df + (rest / scale) ** 2)
        likelihood = float(
            np.sum(_log_density((known.now - sides @ line) / scale, df)) - len(rest) * np.log(scale)
        )
        if likelihood > best:
            best, found = likelihood, Regression(float(line[0]), float(line[1]), scale, df)
    return found


def coverage(quantiles: Values, came: Values) -> tuple[float, ...]:
    """Return which share of what came lies inside each central interval."""
    found = []
    for share in COVERED:
        low, high = (
            np.array([np.interp(level, _LEVELS, row) for row in quantiles])
            for level in ((1 - share) / 2, (1 + share) / 2)
        )
        found.append(float(((low <= came) & (came <= high)).mean()))
    return tuple(found)


def crps(quantiles: Values, came: Values) -> float:
    """Return the mean continuous ranked probability score: twice the mean quantile loss."""
    off = came[:, None] - quantiles
    return float(2 * np.maximum(_LEVELS * off, (_LEVELS - 1) * off).mean())


def read_growths(path: Path, indicator: str) -> Growths:
    """Read last year's and this year's growth of each province-year."""
    amounts: dict[str, dict[int, float]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["indicator"] == indicator and row["province"] != NATION and float(row["value"] or 0) > 0:
                amounts[row["province"]][int(row["year"])] = float(row["value"])
    found = [
        (known[year - 1] / known[year - 2] - 1, known[year] / known[year - 1] - 1, year)
        for known in amounts.values()
        for year in YEARS[2:]
        if {year - 2, year - 1, year} <= known.keys()
    ]
    last, now, years = np.array(found).T
    return Growths(last, now, years)


def _normal_quantiles() -> Values:
    return _t_quantiles(np.inf)


def _t_quantiles(df: float) -> Values:
    """Return the quantiles of the engine's mixture of normals for Student's t."""
    factors, weights = t_scales(df)
    at = np.linspace(-40, 40, 40_001)
    density = sum(
        weight * np.exp(-0.5 * at**2 / factor) / np.sqrt(factor)
        for factor, weight in zip(factors, weights, strict=True)
    )
    below = np.cumsum(density)
    return np.asarray(np.interp(_LEVELS, below / below[-1], at))


def _log_density(off: Values, df: float) -> Values:
    from math import lgamma

    constant = lgamma((df + 1) / 2) - lgamma(df / 2) - 0.5 * np.log(df * np.pi)
    return np.asarray(constant - (df + 1) / 2 * np.log1p(off**2 / df))
