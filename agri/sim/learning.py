"""Learn performance and over-reporting of every township from reports and spot checks, family by family.

A report observes performance + over-reporting, a spot check over-reporting alone; a missing report observes
nothing. Observations are the month's own amounts, so their errors are not the running sums of each other. The
anchor of the expectation is last year's *reports*: as far as over-reporting persists (`bias.persistence`), it
is in the anchor already, which the prior covariance of performance and over-reporting says.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.sim.expectation import MONTHS, Expectation
from agri.sim.layout import Layout
from agri.sim.lines import LINES, STRANDS
from agri.sim.streams import Draws, Floats32
from agri.sim.tree import Information, TreePosterior, TreePrior, infer
from agri.terms import Drawn

SUSPECT_RATIO = 6.0  # reported / expected beyond this (or its inverse) is a slip of unit, not a performance


@dataclass(frozen=True, slots=True)
class Family:
    """Where the strands of an over-reporting family stand in the tree's vectors."""

    code: str
    strands: tuple[str, ...]
    months: tuple[tuple[int, ...], ...]  # of each strand

    @property
    def own(self) -> int:
        """Length of x: one performance a strand, then over-reporting."""
        return len(self.strands) + 1

    @property
    def size(self) -> int:
        """Length of z: x, then a shock for each strand and month."""
        return self.own + sum(len(months) for months in self.months)

    def shock(self, strand: str, month: int) -> int:
        """Position of a strand's shock of a month in z."""
        i = self.strands.index(strand)
        return self.own + sum(len(months) for months in self.months[:i]) + self.months[i].index(month)


def families() -> tuple[Family, ...]:
    """List the families of over-reporting with their strands and months."""
    found = []
    for code in dict.fromkeys(STRANDS.values()):
        strands = tuple(strand for strand, family in STRANDS.items() if family == code)
        months = tuple(
            tuple(sorted({m for line in LINES.values() if line.strand == strand for m in line.months}))
            for strand in strands
        )
        found.append(Family(code, strands, months))
    return tuple(found)


@dataclass(frozen=True)
class Performance:
    """One joint draw per replication of what drives the year.

    ============= ================================== ===========================================
    Field         Shape                              Meaning
    ============= ================================== ===========================================
    offset        strand → (township, replication)   performance: logit offset of a share, log of an amount
    shock         (strand, month) → (county, replication) what a county's month shares, same scale
    bias          family → (township, replication)   log(reported / true) of an amount
    ============= ================================== ===========================================
    """

    offset: Mapping[str, Floats32]
    shock: Mapping[tuple[str, int], Floats32]
    bias: Mapping[str, Floats32]


@dataclass(frozen=True)
class Learnt:
    """The posterior of every family, and what it rests on.

    ============== ======================== ==========================================================
    Field          Shape                    Meaning
    ============== ======================== ==========================================================
    posteriors     family → TreePosterior
    is_suspect     line → (township, month) given cells that are no performance: imputed for `true`
    reports        —                        cells that informed the posterior
    random_checks  family → count           spot checks that inform city and county
    targeted_checks family → count          spot checks that inform their township alone
    ============== ======================== ==========================================================
    """

    families: tuple[Family, ...]
    posteriors: Mapping[str, TreePosterior]
    is_suspect: Mapping[str, NDArray[np.bool_]]
    reports: int
    random_checks: Mapping[str, int]
    targeted_checks: Mapping[str, int]

    def sample(self, draws: Draws) -> Performance:
        """Draw performances, shocks and over-reporting jointly, one draw a replication."""
        return self._unpack({f.code: self.posteriors[f.code].sample(draws, f.code) for f in self.families})

    def mean(self, layout: Layout, replications: int) -> Performance:
        """Return the posterior mean, repeated for a number of replications."""
        columns = np.ones(replications)
        return self._unpack(
            {
                f.code: tuple(
                    (part * columns).astype(np.float32) for part in self.posteriors[f.code].mean(layout)
                )
                for f in self.families
            }
        )

    def _unpack(self, drawn: Mapping[str, tuple[Floats32, ...]]) -> Performance:
        offset, shock, bias = {}, {}, {}
        for family in self.families:
            x, z = drawn[family.code]
            for i, strand in enumerate(family.strands):
                offset[strand] = x[i]
                for month in family.months[i]:
                    shock[strand, month] = z[family.shock(strand, month)]
            bias[family.code] = x[family.own - 1]
        return Performance(offset, shock, bias)


def learn(snapshot: Snapshot, plan: Plan, layout: Layout, expected: Mapping[str, Expectation]) -> Learnt:
    """Condition every family's tree on the plan year's reports and spot checks."""
    posteriors, suspects = {}, {}
    random, targeted = {}, {}
    reports = 0
    for family in families():
        lines = [e for e in expected.values() if e.line.family == family.code]
        township = len(layout.townships)
        seen = Information(
            precision=np.zeros((township, family.size, family.size)),
            vector=np.zeros((township, family.size)),
            local_precision=np.zeros((township, family.own, family.own)),
            local_vector=np.zeros((township, family.own)),
        )
        for line in lines:
            suspects[line.line.code] = _observe(seen, family, line, plan)
            reports += int((line.given & (line.expected > 0)).sum())
        random[family.code], targeted[family.code] = _check(seen, family, snapshot, plan, layout)
        posteriors[family.code] = infer(prior_of(family, plan, lines), seen, layout)
    return Learnt(families(), posteriors, suspects, reports, random, targeted)


def prior_of(family: Family, plan: Plan, lines: list[Expectation]) -> TreePrior:
    """Build the prior of a family: strands and over-reporting at each level, shocks by month.

    The variance of over-reporting is split among the levels by `bias.*_share`; performance is measured
    against a reported anchor, hence minus its persistent part.
    """
    parameters, bias = plan.parameters, plan.over_reporting[family.code]
    persistence = parameters["bias.persistence"]
    own = family.own
    turn = np.eye(own)
    extra = np.zeros(own - 1)
    for i, strand in enumerate(family.strands):
        own_lines = [line for line in lines if line.line.strand == strand]
        scale = np.mean([_log_to_link(line) for line in own_lines])
        is_learnt = all(line.is_learnt for line in own_lines)
        turn[i, -1] = -persistence * scale if is_learnt else 0
        extra[i] = 0 if is_learnt else parameters["bias.unknown_level_sd"]
    mean = np.zeros(family.size)
    mean[own - 1] = bias.mean
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


def _log_to_link(line: Expectation) -> float:
    """How much a line's link moves when its amount moves by a small log ratio: 1 / (1 − share), or 1."""
    if not line.line.is_share:
        return 1.0
    exposure = line.exposure.sum()
    share = line.expected.sum() / exposure if exposure > 0 else 0.5
    return float(1 / (1 - min(share, 0.97)))


def _observe(seen: Information, family: Family, line: Expectation, plan: Plan) -> NDArray[np.bool_]:
    """Add a line's given cells to the information; return which of them are slips, not performance."""
    strand, own = line.line.strand, family.own
    noise = (
        plan.parameters[f"strand.{strand}.noise_sd"] ** 2 + 1e-8
    )  # a report without scatter is no singularity
    expected = line.expected
    year = expected.sum(axis=1, keepdims=True)
    floor = 0.01 * year  # keeps the logarithm of an honest zero finite
    with np.errstate(divide="ignore", invalid="ignore"):
        seen_log = np.log((line.value + floor) / (expected + floor))
        ratio = line.value / expected
        thin = np.where(expected > 0, year / (MONTHS * expected), 0)  # small months scatter more
    counted = line.given & (expected > 0.02 * year) & (year > 0)
    suspect = counted & ((ratio > SUSPECT_RATIO) | ((ratio > 0) & (ratio < 1 / SUSPECT_RATIO)))
    counted &= np.abs(seen_log) < np.log(SUSPECT_RATIO)
    at_a, at_b = family.strands.index(strand), own - 1
    for month in line.line.months:
        column = month - 1
        rows = np.flatnonzero(counted[:, column])
        if not rows.size:
            continue
        weight = 1 / (noise * (1 + thin[rows, column]))
        slope = 1 - line.level[rows, column] if line.line.is_share else np.ones(rows.size)
        y = seen_log[rows, column] + (0 if line.line.is_share else noise / 2)
        at_u = family.shock(strand, month)
        for i, h_i in ((at_a, slope), (at_b, 1.0), (at_u, slope)):
            seen.vector[rows, i] += weight * h_i * y
            for j, h_j in ((at_a, slope), (at_b, 1.0), (at_u, slope)):
                seen.precision[rows, i, j] += weight * h_i * h_j
    return np.asarray(suspect, dtype=np.bool_)


def _check(
    seen: Information, family: Family, snapshot: Snapshot, plan: Plan, layout: Layout
) -> tuple[int, int]:
    """Add spot checks: random ones speak for county and city, targeted ones for their township alone."""
    elements = {
        f"{line.form}.{element}"
        for line in LINES.values()
        if line.family == family.code
        for element in (*line.elements, *line.minus)
    }
    index = {code: i for i, code in enumerate(layout.townships)}
    weight = 1 / (plan.parameters["bias.spot_check_sd"] ** 2 + 1e-8)
    counts = {Drawn.RANDOM: 0, Drawn.TARGETED: 0}
    at = family.own - 1
    for check in snapshot.spot_checks:
        if check.data_element not in elements or check.org_unit not in index:
            continue
        if not check.reported or check.verified <= 0:
            continue  # nothing reported, or nothing there: no ratio
        y = np.log(check.reported / check.verified)
        if abs(y) > np.log(SUSPECT_RATIO):
            continue
        row = index[check.org_unit]
        counts[check.drawn] += 1
        if check.drawn == Drawn.RANDOM:
            seen.precision[row, at, at] += weight
            seen.vector[row, at] += weight * y
        else:
            seen.local_precision[row, at, at] += weight
            seen.local_vector[row, at] += weight * y
    return counts[Drawn.RANDOM], counts[Drawn.TARGETED]
