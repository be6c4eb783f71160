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
from agri.sim.tree import Information
from agri.terms import Drawn

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
    at: Floats,
) -> float:
    """Add a line's given cells to the information.

    Parameters
    ----------
    at : array, shape (n, township)
        Where a share is linearised.

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
    for month in line.line.months:
        column = month - 1
        if not is_telling[:, column].any():
            continue
        value, expected, exposure = line.value[:, column], line.expected[:, column], line.exposure[:, column]
        at_u = family.shock(strand, month)
        moved = at[at_a] + at[at_u]
        if line.line.is_share:
            level = line.level[:, column]
            share = level / (level + (1 - level) * np.exp(-moved))
            slope, expected_there = 1 - share, exposure * share
        else:
            slope, expected_there = np.ones(len(value)), expected * np.exp(moved)
        with np.errstate(divide="ignore", invalid="ignore"):
            off = np.abs(np.log((value + floor) / (expected + floor)))
            seen_log = np.log((value + floor) / (expected_there + floor)) + slope * moved
        rows = np.flatnonzero(is_telling[:, column] & (off < line.far))
        if not rows.size:
            continue
        thin = year[rows] / (MONTHS * expected[rows])  # small months scatter more
        weight = 1 / (noise * (1 + thin))
        y = seen_log[rows] + (0 if line.line.is_share else noise / 2)
        slopes = ((at_a, slope[rows]), (at_b, 1.0), (at_u, slope[rows]))
        for i, h_i in slopes:
            seen.vector[rows, i] += weight * h_i * y
            for j, h_j in slopes:
                seen.precision[rows, i, j] += weight * h_i * h_j
        constant += 0.5 * float((np.log(weight) - weight * y**2).sum())
    return constant


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
