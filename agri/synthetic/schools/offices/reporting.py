"""How officials tell a year: towards what is asked, smoothed, copied, in quarters, corrected downwards."""

import numpy as np

from agri.synthetic.schools.array_record import NEVER, ToldVersion
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.offices.constants import LAW
from agri.synthetic.schools.telling import FAMILIES, TrueCells, days, later, rounded, within_wholes
from agri.synthetic.world.streams import NamedStreams
from agri.terms import Level

_SERVICES = ("coverage", "recovery")
_ASKED = {
    "soil_testing.wheat_formula_area_mu": ("formula", "sowing.wheat_mu"),
    "soil_testing.maize_formula_area_mu": ("formula", "sowing.maize_mu"),
}


def told_values(frame: TrueCells, streams: NamedStreams, causes: Causes) -> tuple[Floats, Floats]:
    """Return what officials first say of every cell, and what was truly done of the work they speak of."""
    told, covered = frame.true * np.exp(_leanings(frame, streams)), frame.true.copy()
    _smooth(frame, told, streams)
    _smooth(frame, covered, streams)
    _towards_targets(frame, told, streams)
    _push(frame, told, streams, causes)
    _copy(frame, told, streams, causes)
    _in_quarters(frame, told, streams)
    _in_quarters(frame, covered, streams)
    return within_wholes(frame, rounded(frame, within_wholes(frame, told), LAW.large)), covered


def _leanings(frame: TrueCells, streams: NamedStreams) -> Floats:
    """Return log(told / true) by cell: places keep theirs, and a county's moves from year to year."""
    axes = frame.axes
    found = np.zeros(frame.true.shape)
    for family in FAMILIES:
        random = streams("offices", "leaning", family)
        columns = frame.elements_of(family)
        scale = 0.37 if family in {"field", "sprayer"} else 1.0
        county = LAW.leaning_scale * scale * _t(random, len(axes.counties))
        own = LAW.own_leaning_scale * scale * _t(random, len(axes.townships))
        for year in frame.years:
            county = county + LAW.leaning_year * scale * _t(random, len(axes.counties))
            kept = frame.of_units(own + county[axes.county_index], county) + LAW.leaning[family]
            months = frame.months_of(year)
            cells = LAW.cell_scale * scale * _t(random, (len(kept), len(columns), 12))
            found[:, columns, months] = kept[:, None, None] + cells
    return found


def _t(random: np.random.Generator, shape: int | tuple[int, ...]) -> Floats:
    return np.asarray(np.clip(random.standard_t(LAW.tail, shape), -4, 4))


def _smooth(frame: TrueCells, told: Floats, streams: NamedStreams) -> None:
    """Tell part of a county's services as an even year would have them, over the months that are asked."""
    axes = frame.axes
    weight = streams("offices", "smoothing").uniform(*LAW.smoothing, len(axes.counties))[axes.county_index]
    columns = frame.elements_of(*_SERVICES)
    for year in frame.years:
        cells = told[axes.rows][:, columns, frame.months_of(year)]
        asked = ~np.isnan(cells)
        even = np.nansum(cells, axis=2, keepdims=True) / np.maximum(asked.sum(axis=2, keepdims=True), 1)
        # Where nothing is done in most months, nobody says that something was.
        is_steady = (np.nan_to_num(cells) > 0).sum(axis=2, keepdims=True) >= 3
        share = weight[:, None, None] * is_steady
        told[np.ix_(axes.rows, columns, np.arange(12) + frame.months_of(year).start)] = (
            1 - share
        ) * cells + share * np.where(asked, even, np.nan)


def _towards_targets(frame: TrueCells, told: Floats, streams: NamedStreams) -> None:
    """Lift a county's last months by part of what it lacks, where its officials do so."""
    axes, index = frame.axes, frame.axes.element_index
    does = streams("offices", "december").random(len(axes.counties)) < LAW.december_share
    for name, (rate, base) in _ASKED.items():
        if name not in index or base not in index:
            continue
        for year in frame.years:
            months = frame.months_of(year)
            season = np.arange(12) >= 4
            said = axes.by_county(np.nansum(told[axes.rows, index[name], months] * season, axis=1))
            whole = axes.by_county(np.nansum(told[axes.rows, index[base], months], axis=1))
            lacking = np.maximum(LAW.asked_rates[rate] * whole - said, 0) * does
            lift = LAW.target_pull * lacking / np.maximum(said, 1)
            cells = told[axes.rows, index[name], months]
            told[axes.rows, index[name], months] = cells * (
                1 + lift[axes.county_index][:, None] * _last_asked(cells)
            )


def _last_asked(cells: Floats) -> Floats:
    """Weigh the later half of the months in which anything was done, shape (township, month)."""
    done = np.cumsum(np.nan_to_num(cells), axis=1)
    total = np.maximum(done[:, -1:], 1e-9)
    return np.asarray(2.0 * (done / total > 0.5))


def _push(frame: TrueCells, told: Floats, streams: NamedStreams, causes: Causes) -> None:
    """Let a falsified push lift the city's last months, and one county say more all the year."""
    axes, months = frame.axes, frame.months_of(frame.axes.plan.year)
    random = streams("offices", "push")
    columns = frame.elements_of(*_SERVICES)
    joins = random.random(len(axes.counties)) < 0.83
    lift = np.asarray(random.uniform(*LAW.falsified, len(axes.counties)) * joins)
    factor: Floats = 1 + lift[:, None] * causes.since(CauseKind.FALSIFIED_PUSH)
    land = axes.by_county(np.nansum(frame.true[axes.rows][:, 0, :], axis=1))
    large = np.argsort(-land, kind="stable")[: max(len(land) // 3, 1)]
    county = int(random.choice(large))
    factor[county] *= 1 + random.uniform(*LAW.inflation) * causes.since(CauseKind.INFLATION)
    of_units = frame.of_units(factor[axes.county_index], factor)
    told[:, columns, months] *= np.where(of_units > 0, of_units, 1.0)[:, None, :]


def _copy(frame: TrueCells, told: Floats, streams: NamedStreams, causes: Causes) -> None:
    """Let some townships send the same month of last year again, a little raised."""
    axes = frame.axes
    random = streams("offices", "copying")
    copies = random.random(len(axes.townships)) < LAW.copying_share
    since = causes.since(CauseKind.COPYING)[None] * (random.random((len(axes.townships), 12)) < 0.57)
    is_copied = (copies[:, None] & (since > 0))[:, None, :]
    now, then = (frame.months_of(axes.plan.year - back) for back in (0, 1))
    last = told[axes.rows][:, :, then] * 1.013
    cells = told[axes.rows][:, :, now]
    told[axes.rows, :, now] = np.where(is_copied & ~np.isnan(last) & ~np.isnan(cells), last, cells)


def _in_quarters(frame: TrueCells, told: Floats, streams: NamedStreams) -> None:
    """Let some townships tell a quarter's services at the last month of it that is asked."""
    axes = frame.axes
    waits = streams("offices", "quarters").random(len(axes.townships)) < LAW.quarterly_share
    rows = axes.rows[waits]
    columns = frame.elements_of(*_SERVICES, "sprayer")
    treatments = [i for name, i in axes.element_index.items() if name.startswith("pest_control.")]
    columns = np.union1d(columns, np.array(treatments, dtype=np.intp))
    for first in range(0, told.shape[2], 3):
        cells = told[np.ix_(rows, columns, np.arange(first, first + 3))]
        asked = ~np.isnan(cells)
        last = asked.shape[2] - 1 - np.argmax(asked[:, :, ::-1], axis=2)
        at_end = (np.arange(3) == last[:, :, None]) & asked
        whole = np.nansum(cells, axis=2, keepdims=True)
        together = np.where(at_end, whole, np.where(asked, 0.0, np.nan))
        told[np.ix_(rows, columns, np.arange(first, first + 3))] = together


def versions(frame: TrueCells, told: Floats, streams: NamedStreams) -> tuple[ToldVersion, ...]:
    """Return first reports and their corrections, which mostly go downwards."""
    random = streams("offices", "days")
    shape = frame.reports.shape
    habit = np.asarray(random.gamma(1 / LAW.missing_scatter, LAW.missing_scatter, (shape[0], 1, 1)))
    is_county = np.array([unit.level != Level.TOWNSHIP for unit in frame.axes.places.units])
    missing = np.asarray(random.random(shape) < np.minimum(LAW.missing * habit, 0.3))
    missing &= ~is_county[:, None, None]
    sitting = random.exponential(LAW.delay_days, (shape[0], 1, shape[2])) + random.random(shape)
    late = random.random((shape[0], 1, shape[2])) < LAW.late_share
    delay = sitting + late * random.exponential(LAW.late_days, shape)
    received = days(frame, np.where(missing, np.nan, delay))
    accepted = later(received, random.gamma(1.3, LAW.decision_days / 1.3, shape))

    is_corrected = (random.random(shape) < LAW.correction_share) & (received < NEVER)
    after = random.integers(LAW.correction_days[0], LAW.correction_days[1] + 1, shape)
    again = later(received, np.where(is_corrected, after, np.nan))
    factor = np.exp(LAW.correction_log + LAW.correction_scale * _t(random, shape))
    corrected = told.copy()
    columns = frame.elements_of(*_SERVICES, "amount")
    corrected[:, columns] *= factor[:, frame.axes.form_of_element[columns]]
    within_wholes(frame, rounded(frame, corrected, LAW.large))
    return (
        ToldVersion(told, received, accepted),
        ToldVersion(corrected, again, later(again, random.gamma(1.3, LAW.decision_days / 1.3, shape))),
    )
