"""How a year in its weather is told: up to a day of the month, late when work presses, or not at all."""

import numpy as np

from agri.synthetic.schools.array_record import NEVER, ToldVersion
from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.telling import FAMILIES, TrueCells, days, later, rounded, within_wholes
from agri.synthetic.schools.weather.constants import LAW
from agri.synthetic.schools.weather.sky import Ground2D
from agri.synthetic.world.streams import NamedStreams
from agri.terms import Level


def told_values(cells: TrueCells, covered: Floats, ground: Ground2D, streams: NamedStreams) -> Floats:
    """Return what places say of the work that their reports cover: neighbours lean the same way."""
    axes = cells.axes
    random = streams("weather", "told")
    told = covered.copy()
    for family in FAMILIES:
        columns = cells.elements_of(family)
        scale = 0.43 if family in {"field", "sprayer"} else 1.0
        alone = LAW.leaning_scale * _tailed(random, len(axes.townships))
        kept = LAW.leaning[family] + scale * (LAW.leaning_field * ground.field(random) + alone)
        of_county = np.full(len(axes.counties), LAW.leaning[family])
        leaning = cells.of_units(kept, of_county)[:, None, None]
        shape = (len(told), len(columns), told.shape[2])
        told[:, columns] *= np.exp(leaning + scale * LAW.cell_scale * _tailed(random, shape))
    told[random.random(told.shape) < LAW.blank] = np.nan
    return within_wholes(cells, rounded(cells, within_wholes(cells, told), LAW.large))


def _tailed(random: np.random.Generator, shape: int | tuple[int, ...]) -> Floats:
    return np.asarray(np.clip(random.standard_t(LAW.leaning_tail, shape), -4, 4))


def versions(
    cells: TrueCells, told: Floats, streams: NamedStreams, causes: Causes
) -> tuple[ToldVersion, ...]:
    """Return first reports and corrections of single reports, up as often as down."""
    random = streams("weather", "days")
    reports = cells.reports
    busy = _busy(cells)
    is_township = np.array([unit.level == Level.TOWNSHIP for unit in cells.axes.places.units])
    chance = np.full(reports.shape, LAW.missing) * np.exp(random.normal(0, 0.73, (len(reports), 1, 1)))
    if CauseKind.MISSING_NOT_AT_RANDOM in causes:
        # Who has done little of what others did this month would rather say nothing.
        since = np.concatenate([np.zeros(12), causes.since(CauseKind.MISSING_NOT_AT_RANDOM)])
        chance = chance * np.exp(LAW.missing_behind * since * _behind(cells))
    missing = (random.random(reports.shape) < np.minimum(chance, 0.37)) & is_township[:, None, None]
    mean = LAW.delay_days + LAW.delay_by_work * busy
    delay = random.gamma(1.7, 1, (len(reports), 1, reports.shape[2])) * mean / 1.7 + random.random(
        reports.shape
    )
    received = days(cells, np.where(missing, np.nan, delay))
    accepted = later(received, random.exponential(LAW.decision_days, reports.shape))
    again = (random.random(reports.shape) < LAW.correction_share) & (received < NEVER)
    after = random.integers(LAW.correction_days[0], LAW.correction_days[1] + 1, reports.shape)
    received_again = later(received, np.where(again, after, np.nan))
    moved = np.exp(LAW.correction_scale * _tailed(random, reports.shape))
    corrected = told * moved[:, cells.axes.form_of_element]
    fraction = [i for i, name in enumerate(cells.axes.element_index) if name.startswith("field_trial.")]
    corrected[:, fraction] = told[:, fraction]
    within_wholes(cells, rounded(cells, corrected, LAW.large))
    decided = later(received_again, random.exponential(LAW.decision_days, reports.shape))
    return ToldVersion(told, received, accepted), ToldVersion(corrected, received_again, decided)


def _busy(cells: TrueCells) -> Floats:
    """Return how much of its busiest month's treatments a place has in each month, (org_unit, 1, month)."""
    done = np.nan_to_num(cells.true[:, cells.axes.element_index["pest_control.pesticide_kg"]])
    return np.asarray(done / np.maximum(done.max(axis=1, keepdims=True), 1e-9))[:, None, :]


def _behind(cells: TrueCells) -> Floats:
    """Return how far a place's services lie behind the middle of all, by report, between -1 and 2."""
    columns = cells.elements_of("coverage", "recovery")
    done = np.nan_to_num(cells.true[:, columns])
    usual = np.maximum(done.mean(axis=2, keepdims=True), 1e-9)
    progress = np.cumsum(done / usual, axis=2)[cells.axes.rows].mean(axis=1)
    spread = np.maximum(progress.std(axis=0), 1e-9)
    lag = np.clip((np.median(progress, axis=0) - progress) / spread, -1, 2)
    found = np.zeros((len(cells.true), 1, cells.true.shape[2]))
    found[cells.axes.rows, 0] = lag
    return found
