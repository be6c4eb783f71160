"""A second book beside the reports: what dealers sold in a county, against what its townships say they used.

It shows and asks; no figure is changed by it. Stocks are bought ahead of the field, so whole quarters are
held against each other, and a gap is told only where nearly all of both books is in.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from agri.definitions.declared import SecondBook, spread
from agri.definitions.plan import Plan
from agri.indicators.quantities import sum_up
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.terms import CellState, Level

ENOUGH = 0.8  # share of the reports of use that must be in before a gap is told

_TOLD = (CellState.GIVEN, CellState.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class BookQuarter:
    """One book of one quarter; every array has shape (org_unit,), NaN where unknown.

    ======== ============================================================================== =============
    Field    Meaning                                                                        Unit
    ======== ============================================================================== =============
    sold     what the second book says, known only where all its months are                 of the book
    used     what the reports of the same counties that are in come to                      of the book
    share_in reports of use that are in                                                     fraction
    gap      sold over used, less one; unknown with too few reports of use in               fraction
    ======== ============================================================================== =============
    """

    book: SecondBook
    quarter: Period
    sold: Floats
    used: Floats
    share_in: Floats
    gap: Floats


def second_books(snapshot: Snapshot, plan: Plan, through: Period) -> tuple[BookQuarter, ...]:
    """Hold every declared second book against the reports, by whole quarters up to a month.

    Counties stand by themselves; the city holds the counties of which both books are known.
    """
    return tuple(
        _quarter(snapshot, plan, book, quarter)
        for book in plan.second_books
        for quarter in _quarters(snapshot, through)
    )


def _quarters(snapshot: Snapshot, through: Period) -> Iterator[Period]:
    known = set(snapshot.periods)
    for year in sorted({period.year for period in snapshot.periods}):
        for number in (1, 2, 3, 4):
            quarter = Period(year, quarter=number)
            months = set(quarter.months())
            if months <= known and max(months) <= through:
                yield quarter


def _quarter(snapshot: Snapshot, plan: Plan, book: SecondBook, quarter: Period) -> BookQuarter:
    places = snapshot.places
    months = [snapshot.period_index[month] for month in quarter.months()]
    crops = (*plan.main_crops, *book.others)
    sold_cells, sold_state = _cells(snapshot, spread(book.sold, crops), months)
    used_cells, used_state = _cells(snapshot, spread(book.used, crops), months)
    is_county = np.array([unit.level == Level.COUNTY for unit in places.units])
    knows = is_county & np.isin(sold_state, _TOLD).all(axis=(0, 2))
    own_sold = np.where(knows, np.nansum(sold_cells, axis=(0, 2)), 0.0)
    due = (used_state != CellState.NOT_DUE).sum(axis=(0, 2)).astype(np.float64)
    told = np.isin(used_state, _TOLD).sum(axis=(0, 2)).astype(np.float64)
    due, told, used = (sum_up(one, places) for one in (due, told, np.nansum(used_cells, axis=(0, 2))))
    due, told, used = (np.where(knows, one, 0.0) for one in (due, told, used))
    sold, used, due, told, count = (
        sum_up(one, places) for one in (own_sold, used, due, told, knows.astype(np.float64))
    )
    is_known = count > 0
    share_in = np.divide(told, due, out=np.full_like(due, np.nan), where=due > 0)
    is_enough = is_known & (used > 0) & (np.nan_to_num(share_in) >= ENOUGH)
    return BookQuarter(
        book,
        quarter,
        np.where(is_known, sold, np.nan),
        np.where(is_known, used, np.nan),
        np.where(is_known, share_in, np.nan),
        np.where(is_enough, np.divide(sold, used, out=np.zeros_like(sold), where=used > 0) - 1, np.nan),
    )


def _cells(snapshot: Snapshot, names: tuple[str, ...], months: list[int]) -> tuple[Floats, np.ndarray]:
    """Return values and states of some elements in some months, (element, org_unit, month)."""
    return (
        np.stack([snapshot.of(name)[:, months] for name in names]),
        np.stack([snapshot.states_of(name)[:, months] for name in names]),
    )
