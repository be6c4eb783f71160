"""What reports and spot checks tell the tree: a given cell observes performance + over-reporting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.lines import Line
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.sim.belief.families import Family, Season
from agri.sim.belief.gaussian_tree import Information, TreePrior
from agri.sim.inputs.expected_amounts import Expectation
from agri.sim.inputs.exposures import MONTHS
from agri.sim.inputs.layout import Layout
from agri.sim.inputs.season_timing import NEARLY_WHOLE
from agri.terms import Drawn

_AT, _WEIGHT = np.polynomial.hermite_e.hermegauss(9)  # the quadrature over what is believed of a share
_WEIGHT /= _WEIGHT.sum()
_NOTHING = 1e-200  # small enough to stand for none, and a report divided by it is still a number
SUSPECT_RATIO = 6.0  # a spot check that finds so many times less or more found a slip of unit


def nothing_seen(family: Family, townships: int) -> Information:
    """Return the information of a family that no report has told anything yet."""
    return Information(
        precision=np.zeros((townships, family.size, family.size)),
        vector=np.zeros((townships, family.size)),
        local_precision=np.zeros((townships, family.own, family.own)),
        local_vector=np.zeros((townships, family.own)),
    )


def _is_telling(line: Expectation) -> NDArray[np.bool_]:
    """Tell which given cells carry enough of their year to speak of performance, shape (township, month)."""
    year = line.expected.sum(axis=1, keepdims=True)
    return np.asarray(line.given & ~line.is_slip & (line.expected > 0.02 * year) & (year > 0))


@dataclass(frozen=True, slots=True)
class Told:
    """What the telling cells of one line and month say, whatever the spreads are; one row a cell.

    ========= ======= ==========================================================
    Field     Shape   Meaning
    ========= ======= ==========================================================
    line, month —     what is told of
    rows      (cell,) townships
    log_ratio (cell,) log(reported / expected)
    thin      (cell,) how much more than others a small month scatters, variance
    level     (cell,) share or intensity at performance zero
    season    —       that the month belongs to, None: its work does not move
    slopes    (boundary,) how log_ratio moves with the shifts of the season
    ========= ======= ==========================================================
    """

    line: Line
    month: int
    rows: NDArray[np.intp]
    log_ratio: Floats
    thin: Floats
    level: Floats
    season: Season | None
    slopes: Floats


def told_by(line: Expectation) -> tuple[Told, ...]:
    """Read a line's given cells, month by month; months without a telling cell are left out."""
    year = line.expected.sum(axis=1)
    floor = 0.01 * year  # keeps the logarithm of an honest zero finite
    is_telling = _is_telling(line)
    found = []
    log_ratios, months_in_one = _log_ratios(line, floor[:, None])
    is_telling &= np.abs(log_ratios) < line.far
    for month in line.line.months:
        rows = np.flatnonzero(is_telling[:, month - 1])
        expected, log_ratio = line.expected[rows, month - 1], log_ratios[rows, month - 1]
        if rows.size:
            thin = months_in_one[rows, month - 1] * (1 + year[rows] / (MONTHS * expected)) - 1
            season, slopes = _season_of(line, month)
            level = line.level[rows, month - 1]
            found.append(Told(line.line, month, rows, log_ratio, thin, level, season, slopes))
    return tuple(found)


def _season_of(line: Expectation, month: int) -> tuple[Season | None, Floats]:
    """Return the season that a month belongs to, and how the month answers to its shifts."""
    for group, shift in line.shifts.items():
        if month in group:
            return (line.line.code, group), shift.slopes[group.index(month)]
    return None, np.zeros(0)


def _log_ratios(line: Expectation, floor: Floats) -> tuple[Floats, Floats]:
    """Return log(reported / expected) of each cell, and how many cells share one observation.

    Where a month is so far off that only its timing explains it, and its season is told to the end, the
    season is one observation: the sum says what was done, whichever month it was told for.
    """
    is_sound = line.given & ~line.is_slip
    value, expected = np.where(is_sound, line.value, 0), np.where(is_sound, line.expected, 0)
    floor = np.maximum(floor, _NOTHING)  # of a place that expects nothing
    log_ratios = np.log((value + floor) / (expected + floor))
    months_in_one = np.ones_like(log_ratios)
    for group in line.line.groups:
        columns = [month - 1 for month in group]
        told, due = expected[:, columns].sum(axis=1), line.expected[:, columns].sum(axis=1)
        count = (expected[:, columns] > 0).sum(axis=1)
        is_off = (np.abs(log_ratios[:, columns]) >= line.far).any(axis=1)
        rows = np.flatnonzero((told >= NEARLY_WHOLE * due) & is_off & (count > 1))
        at = np.ix_(rows, np.array(columns))
        season = (value[at].sum(axis=1) + floor[rows, 0]) / (told[rows] + floor[rows, 0])
        log_ratios[at] = np.log(season)[:, None]
        months_in_one[at] = count[rows, None]
    return log_ratios, months_in_one


def observe(
    seen: Information,
    family: Family,
    reports: Sequence[Told],
    parameters: Mapping[str, float],
    prior: TreePrior,
) -> float:
    """Add what a family's cells tell to the information.

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
    constant, spread, at_b = 0.0, prior.spread, family.own - 1
    for told in reports:
        strand, rows = told.line.strand, told.rows
        noise = parameters[f"strand.{strand}.noise_sd"] ** 2 + 1e-8  # no scatter is no singularity
        at_a, at_u = family.strands.index(strand), family.shock(strand, told.month)
        slope: Floats = np.ones(len(rows))
        middle: Floats = np.zeros(len(rows))
        if told.line.is_share:
            mean, sd = prior.mean[at_a] + prior.mean[at_u], np.hypot(spread[at_a], spread[at_u])
            slope, middle = _as_line(told.level, mean, sd)
        y = told.log_ratio - middle + noise / 2
        weight = 1 / (noise * (1 + told.thin))
        moves = np.stack([slope, np.ones(len(rows)), slope], axis=1)  # (cell, element of z)
        at = np.array([at_a, at_b, at_u])
        if told.season is not None and told.season in family.seasons:
            moves = np.concatenate([moves, np.tile(told.slopes, (len(rows), 1))], axis=1)
            at = np.append(at, np.arange(family.size)[family.shift(told.season)])
        weighted = weight[:, None] * moves
        seen.vector[rows[:, None], at] += weighted * y[:, None]
        seen.precision[rows[:, None, None], at[:, None], at] += weighted[:, :, None] * moves[:, None, :]
        constant += 0.5 * float((np.log(weight) - weight * y**2).sum())
    return constant


def _as_line(level: Floats, mean: float, sd: float) -> tuple[Floats, Floats]:
    """Make log(share / level) linear in its logit offset: slope and constant, by cell.

    The line of least squares over N(mean, sd²); its slope is the mean slope (Stein's lemma).
    """
    offset = mean + sd * _AT
    share = level[:, None] / (level[:, None] + (1 - level[:, None]) * np.exp(-offset))
    slope = (1 - share) @ _WEIGHT
    return slope, np.log(share / level[:, None]) @ _WEIGHT - slope * mean


def check(
    seen: Information, family: Family, snapshot: Snapshot, plan: Plan, layout: Layout
) -> tuple[int, int]:
    """Add spot checks: random ones speak for county and city, targeted ones for their township alone."""
    # Boom and drone stand in two lines; a check of them tells of the mix, whose line comes later.
    owners = {element: line.family for line in plan.lines for element in line.names}
    elements = {element for element, owner in owners.items() if owner == family.code}
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
