"""What reports and spot checks tell the tree: a given cell observes performance + over-reporting."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.sim.expectation import MONTHS, Expectation
from agri.sim.families import Family
from agri.sim.layout import Layout
from agri.sim.lines import LINES
from agri.sim.tree import Information, TreePrior
from agri.terms import Drawn

_NODES = 9  # of the quadrature over what is believed of a share
SUSPECT_RATIO = 6.0  # a spot check that finds so many times less or more found a slip of unit

# Boom and drone stand in two lines; a check of them tells of the mix, whose line comes later.
_OWNERS = {
    f"{line.form}.{element}": line.family
    for line in LINES.values()
    for element in (*line.elements, *line.minus)
}


def nothing_seen(family: Family, townships: int) -> Information:
    """Return the information of a family that no report has told anything yet."""
    return Information(
        precision=np.zeros((townships, family.size, family.size)),
        vector=np.zeros((townships, family.size)),
        local_precision=np.zeros((townships, family.own, family.own)),
        local_vector=np.zeros((townships, family.own)),
    )


def is_suspect(line: Expectation) -> NDArray[np.bool_]:
    """Tell which given cells are slips, not performance, shape (township, month)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.log(line.value / line.expected)
    return np.asarray(_is_telling(line) & (line.value > 0) & (np.abs(off) > line.far))


def _is_telling(line: Expectation) -> NDArray[np.bool_]:
    """Tell which given cells carry enough of their year to speak of performance, shape (township, month)."""
    year = line.expected.sum(axis=1, keepdims=True)
    return np.asarray(line.given & (line.expected > 0.02 * year) & (year > 0))


def observe(
    seen: Information,
    family: Family,
    line: Expectation,
    parameters: Mapping[str, float],
    prior: TreePrior,
) -> float:
    """Add a line's given cells to the information.

    Parameters
    ----------
    prior : TreePrior
        Over what a share is made linear: the line that is best on average before any report. A line through
        what the reports show would follow their luck: a high share then speaks of over-reporting, a low one
        of performance, and all places together of over-reporting that is not there.

    Returns
    -------
    float
        What the observations' own scatter adds to the log evidence: Σ log N(y; 0, σ²) but for the 2π.
    """
    strand, own = line.line.strand, family.own
    noise = parameters[f"strand.{strand}.noise_sd"] ** 2 + 1e-8  # a report without scatter is no singularity
    year = line.expected.sum(axis=1)
    floor = 0.01 * year  # keeps the logarithm of an honest zero finite
    is_telling = _is_telling(line)
    constant = 0.0
    at_a, at_b = family.strands.index(strand), own - 1
    spread = prior.spread
    for month in line.line.months:
        column = month - 1
        if not is_telling[:, column].any():
            continue
        value, expected = line.value[:, column], line.expected[:, column]
        at_u = family.shock(strand, month)
        if line.line.is_share:
            mean, sd = prior.mean[at_a] + prior.mean[at_u], np.hypot(spread[at_a], spread[at_u])
            slope, constant_log = _as_line(line.level[:, column], mean, sd)
        else:
            slope, constant_log = np.ones(len(value)), np.zeros(len(value))
        with np.errstate(divide="ignore", invalid="ignore"):
            seen_log = np.log((value + floor) / (expected + floor))
            off = np.abs(seen_log)
            seen_log = seen_log - constant_log
        rows = np.flatnonzero(is_telling[:, column] & (off < line.far))
        if not rows.size:
            continue
        thin = year[rows] / (MONTHS * expected[rows])  # small months scatter more
        weight = 1 / (noise * (1 + thin))
        y = seen_log[rows] + noise / 2
        slopes = ((at_a, slope[rows]), (at_b, 1.0), (at_u, slope[rows]))
        for i, h_i in slopes:
            seen.vector[rows, i] += weight * h_i * y
            for j, h_j in slopes:
                seen.precision[rows, i, j] += weight * h_i * h_j
        constant += 0.5 * float((np.log(weight) - weight * y**2).sum())
    return constant


def _as_line(level: Floats, mean: float, sd: float) -> tuple[Floats, Floats]:
    """Make log(share / level) linear in its logit offset: slope and constant, by township.

    The line of least squares over N(mean, sd²); its slope is the mean slope (Stein's lemma).
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    weights = weights / weights.sum()
    offset = mean + sd * nodes
    share = level[:, None] / (level[:, None] + (1 - level[:, None]) * np.exp(-offset))
    slope = (1 - share) @ weights
    return slope, np.log(share / level[:, None]) @ weights - slope * mean


def check(
    seen: Information, family: Family, snapshot: Snapshot, plan: Plan, layout: Layout
) -> tuple[int, int]:
    """Add spot checks: random ones speak for county and city, targeted ones for their township alone."""
    elements = {element for element, owner in _OWNERS.items() if owner == family.code}
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
