"""How a township tells what its holdings did: some are counted, others guessed, some heard too late."""

import numpy as np

from agri.synthetic.schools.array_record import NEVER, ToldVersion
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.holdings.constants import LAW
from agri.synthetic.schools.telling import FAMILIES, TrueCells, days, later, rounded, within_wholes
from agri.synthetic.world.streams import NamedStreams
from agri.terms import Level


def told_values(cells: TrueCells, streams: NamedStreams, causes: Causes) -> tuple[Floats, Floats]:
    """Return what is told at first, and what is told once every holding was heard."""
    axes, shape = cells.axes, cells.true.shape
    random = streams("holdings", "told")
    concentration = LAW.guessed_concentration
    guessed = random.beta(LAW.guessed * concentration, (1 - LAW.guessed) * concentration, len(axes.townships))
    of_units = cells.of_units(guessed, np.full(len(axes.counties), 0.117))[:, None, None]
    told = cells.true.copy()
    for family in FAMILIES:
        columns = cells.elements_of(family)
        own = random.gamma(LAW.guess_shape, 1 / LAW.guess_shape, (shape[0], 1, 1)) ** 0.5
        month = random.gamma(4 * LAW.guess_shape, 0.25 / LAW.guess_shape, (shape[0], len(columns), shape[2]))
        guess = (1 + LAW.leaning[family]) * own / own.mean() * month
        if family in {"field", "sprayer"}:
            guess = guess**0.37
        told[:, columns] *= 1 - of_units + of_units * guess
    whole = within_wholes(cells, rounded(cells, within_wholes(cells, told.copy()), LAW.large))
    late = LAW.heard_late * LAW.heard_concentration
    heard = 1 - random.beta(late, LAW.heard_concentration - late, (shape[0], 1, shape[2]))
    exact = [i for i, family in enumerate(cells.families) if family is None]
    first = told * np.where(np.isin(np.arange(shape[1]), exact)[None, :, None], 1.0, heard)
    first = within_wholes(cells, rounded(cells, first, LAW.large))
    _copy(cells, first, streams, causes)
    return first, whole


def _copy(cells: TrueCells, told: Floats, streams: NamedStreams, causes: Causes) -> None:
    """Let some townships send the month before again, where there was one."""
    axes = cells.axes
    random = streams("holdings", "copying")
    copies = random.random(len(axes.townships)) < LAW.copying_share
    start = cells.months_of(axes.plan.year).start
    since = causes.since(CauseKind.COPYING)
    for month in range(11, 0, -1):
        again = axes.rows[copies & (random.random(len(copies)) < 0.53 * since[month])]
        now, last = told[again, :, start + month], told[again, :, start + month - 1]
        told[again, :, start + month] = np.where(np.isnan(now) | np.isnan(last), now, last)


def versions(
    cells: TrueCells, first: Floats, whole: Floats, streams: NamedStreams
) -> tuple[ToldVersion, ...]:
    """Return first reports, and the second ones of those who ask their holdings again."""
    random = streams("holdings", "days")
    shape = cells.reports.shape
    is_township = np.array([unit.level == Level.TOWNSHIP for unit in cells.axes.places.units])
    habit = random.pareto(2.7, (shape[0], 1, 1)) * 1.7
    missing = (random.random(shape) < np.minimum(LAW.missing * habit, 0.43)) & is_township[:, None, None]
    slow = random.normal(0, 0.37, (shape[0], 1, 1))
    sitting = random.normal(0, LAW.delay_scatter, (shape[0], 1, shape[2]))
    delay = np.exp(LAW.delay_log + slow + sitting) + random.random(shape)
    received = days(cells, np.where(missing, np.nan, delay))
    accepted = later(received, random.gamma(0.83, LAW.decision_days / 0.83, shape))
    asks_again = (random.random(shape) < LAW.completed) & (received < NEVER)
    after = random.integers(LAW.completed_days[0], LAW.completed_days[1] + 1, shape)
    again = later(received, np.where(asks_again, after, np.nan))
    decided = later(again, random.gamma(0.83, LAW.decision_days / 0.83, shape))
    return ToldVersion(first, received, accepted), ToldVersion(whole, again, decided)
