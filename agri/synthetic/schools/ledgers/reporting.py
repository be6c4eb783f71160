"""How books are told: some as they stand, some leaning, a unit wrong now and then, revised up and down."""

import numpy as np

from agri.synthetic.schools.array_record import NEVER, ToldVersion
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.ledgers.constants import LAW
from agri.synthetic.schools.telling import FAMILIES, TrueCells, days, later, rounded, within_wholes
from agri.synthetic.world.streams import NamedStreams
from agri.terms import Level

_SERVICES = ("coverage", "recovery")


def told_values(
    cells: TrueCells, books: Floats, streams: NamedStreams, causes: Causes
) -> tuple[Floats, Floats]:
    """Return what is told at first, slips and all, and the same with what somebody finds put right."""
    axes = cells.axes
    random = streams("ledgers", "told")
    told = books.copy()
    leans = random.random(len(axes.townships)) >= LAW.honest_share
    further = random.gamma(LAW.leaning_shape, 1 / LAW.leaning_shape, len(leans)) / (1 - LAW.honest_share)
    for family in FAMILIES:
        columns = cells.elements_of(family)
        kept = LAW.leaning[family] * leans * further
        leaning = cells.of_units(kept, np.full(len(axes.counties), LAW.leaning[family]))
        shape = (len(told), len(columns), told.shape[2])
        scatter = LAW.cell_scatter * np.clip(random.standard_t(3, shape), -5, 5)
        told[:, columns] *= np.exp(leaning[:, None, None] + scatter)
    _falsify(cells, told, streams, causes)
    _copy(cells, told, streams, causes)
    right = within_wholes(cells, rounded(cells, within_wholes(cells, told), LAW.large))
    return _with_slips(cells, right, streams)


def _falsify(cells: TrueCells, told: Floats, streams: NamedStreams, causes: Causes) -> None:
    """Let some townships add to their services: at the year's end all over the city, or in one county."""
    axes, months = cells.axes, cells.months_of(cells.axes.plan.year)
    random = streams("ledgers", "falsified")
    columns = cells.elements_of(*_SERVICES)
    count = len(axes.townships)
    adds = random.uniform(*LAW.falsified, count) * (random.random(count) < 0.67)
    factor = 1 + adds[:, None] * causes.since(CauseKind.FALSIFIED_PUSH)
    largest = np.argsort(-np.bincount(axes.county_index), kind="stable")[:3]
    is_there = axes.county_index == int(random.choice(largest))
    more = random.uniform(*LAW.inflation) * causes.since(CauseKind.INFLATION)
    factor = factor * (1 + is_there[:, None] * more)
    whole = np.ones((len(told), 12))
    whole[axes.rows] = factor
    told[:, columns, months] *= whole[:, None, :]


def _copy(cells: TrueCells, told: Floats, streams: NamedStreams, causes: Causes) -> None:
    """Let some townships tell the middle of their last two months instead of a month's own books."""
    axes = cells.axes
    random = streams("ledgers", "copying")
    copies = random.random(len(axes.townships)) < LAW.copying_share
    start, since = cells.months_of(axes.plan.year).start, causes.since(CauseKind.COPYING)
    for month in range(2, 12):
        here = axes.rows[copies & (random.random(len(copies)) < 0.61 * since[month])]
        now = told[here, :, start + month]
        usual = (told[here, :, start + month - 1] + told[here, :, start + month - 2]) / 2
        told[here, :, start + month] = np.where(np.isnan(now) | np.isnan(usual), now, usual)


def _with_slips(cells: TrueCells, right: Floats, streams: NamedStreams) -> tuple[Floats, Floats]:
    """Return cells with wrong units, and the same where a review has found those that stand out."""
    random = streams("ledgers", "slips")
    drawn = random.random(right.shape) < LAW.wrong_unit
    is_amount = np.ones(right.shape[1], dtype=np.bool_)
    for i, name in enumerate(cells.axes.element_index):
        is_amount[i] = not name.startswith(("field_trial.", "soil_testing.samples", "dealer_sales.dealers"))
    at = np.nonzero(drawn & is_amount[None, :, None] & (np.nan_to_num(right) > 0))
    factor = random.choice(np.array(LAW.unit_factors), len(at[0]))
    is_found = (factor > LAW.found_always_from) | (random.random(len(factor)) < LAW.found)
    first, second = right.copy(), right.copy()
    first[at] *= factor
    second[at] *= np.where(is_found, 1.0, factor)
    wrong = np.zeros(right.shape, dtype=np.bool_)
    wrong[at] = is_found
    found = np.where(wrong.any(axis=1, keepdims=True), 1.0, 0.0)
    return within_wholes(cells, rounded(cells, first, LAW.large)), np.where(
        found > 0, within_wholes(cells, rounded(cells, second, LAW.large)), first
    )


def versions(
    cells: TrueCells, first: Floats, second: Floats, streams: NamedStreams, causes: Causes
) -> tuple[ToldVersion, ...]:
    """Return first reports, and what was revised: slips that were found, lots added, lots struck out."""
    random = streams("ledgers", "report days")
    shape = cells.reports.shape
    is_township = np.array([unit.level == Level.TOWNSHIP for unit in cells.axes.places.units])
    thin = _thin(cells, first)
    by_cause = np.concatenate([np.zeros(12), causes.since(CauseKind.MISSING_NOT_AT_RANDOM)])
    chance = LAW.missing * np.exp((LAW.missing_idle + LAW.missing_by_cause * by_cause) * thin)
    missing = (random.random(shape) < np.minimum(chance, 0.47)) & is_township[:, None, None]
    sitting = random.weibull(LAW.delay_shape, (shape[0], 1, shape[2])) * LAW.delay_days
    delay = sitting + random.random(shape) * 1.3
    received = days(cells, np.where(missing, np.nan, delay))
    accepted = later(received, random.weibull(0.93, shape) * LAW.decision_days)
    forms = cells.axes.form_of_element
    has_slip, stands_out = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    differs = np.nan_to_num(first) != np.nan_to_num(second)
    is_far = np.nan_to_num(first) > LAW.found_always_from * np.nan_to_num(second)
    for form in range(shape[1]):
        has_slip[:, form] = differs[:, forms == form].any(axis=1)
        stands_out[:, form] = (differs & is_far)[:, forms == form].any(axis=1)
    at_years_end = np.arange(shape[2]) % 12 >= 10
    is_returned = stands_out & (at_years_end | (random.random(shape) < LAW.returned))
    accepted = np.where(is_returned, NEVER, accepted)
    draw = random.random(shape)
    up, down = draw < LAW.revised_up, draw > 1 - LAW.revised_down
    middle, scatter = LAW.revision
    far = np.exp(np.log(middle) + scatter * 7 * random.standard_normal(shape))
    far = np.minimum(far, 0.31) * (up.astype(np.float64) - down)
    revised = second.copy()
    columns = cells.elements_of(*_SERVICES, "amount")
    revised[:, columns] *= np.exp(far)[:, forms[columns]]
    within_wholes(cells, rounded(cells, revised, LAW.large))
    is_again = (has_slip | up | down) & (received < NEVER)
    after = random.integers(LAW.revision_days[0], LAW.revision_days[1] + 1, shape)
    after = np.where(stands_out, random.integers(*LAW.slip_days, shape), after)
    again = later(received, np.where(is_again, after, np.nan))
    decided = later(again, random.weibull(0.93, shape) * LAW.decision_days)
    return ToldVersion(first, received, accepted), ToldVersion(revised, again, decided)


def _thin(cells: TrueCells, told: Floats) -> Floats:
    """Return how thin a place's services of a month are beside its busiest, 0 to 1, (org_unit, 1, month)."""
    columns = cells.elements_of(*_SERVICES)
    done = np.nan_to_num(told[:, columns])
    most = np.maximum(done.max(axis=2, keepdims=True), 1e-9)
    return np.asarray(1 - (done / most).max(axis=1))[:, None, :]
