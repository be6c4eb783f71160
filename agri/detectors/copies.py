"""Ask where a report repeats another one: last year's, last month's or a neighbour's, rounded or not.

How likely it is that two amounts agree by accident follows from how exactly they are written and how much
they vary. The chance that so many of a report's amounts agree is at most the number of ways to pick as many,
times the joint chance of the likeliest ones. So amounts that differ count against a copy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from agri.definitions.detection.declared import DetectorKind
from agri.definitions.forms import Form
from agri.definitions.reading import Title
from agri.detectors.detection import Detection
from agri.detectors.wording import month_words
from agri.detectors.year_pair import MONTHS, YearPair, common, median, spreads
from agri.indicators.snapshot import Floats

KIND = DetectorKind.COPIES
_STEPS = (0.01, 0.1, 1.0, 10.0, 100.0, 1000.0)
_PEAK = 0.3676  # density of Student's t with three degrees of freedom at its middle
_CLEARLY = 2.0  # times: of two places the one that changed so much more against last year is the copier
_COARSEST = 0.5  # of the amount: 30 may be a rounded 26, 20 no rounded 9
_FINEST = 0.1  # share of an element's amounts that may be written finer than is believed
_FEWEST_AMOUNTS = 3  # of a report, to tell what it has in common with another one


@dataclass(frozen=True, slots=True)
class _Written:
    """Amounts, and to what each is rounded."""

    amounts: Floats
    step: Floats

    @classmethod
    def of(cls, amounts: Floats) -> "_Written":
        """Look at amounts, (org_unit, data_element, month)."""
        return cls(amounts, steps(amounts))

    def __getitem__(self, at: Any) -> "_Written":  # noqa: ANN401 (whatever numpy takes)
        return _Written(self.amounts[at], self.step[at])


@dataclass(frozen=True, slots=True)
class _Compared:
    """Chances that amounts agree by accident, NaN where one is missing or zero; axes as the amounts."""

    log_chance: Floats
    is_equal: Floats

    def of_reports(self, axis: int) -> tuple[Floats, Floats, Floats]:
        """Return the log of the chance of an accident, how many amounts agree, and how many were compared."""
        count = np.isfinite(self.log_chance).sum(axis=axis)
        equal = np.nansum(self.is_equal, axis=axis).astype(np.intp)
        return log_tail(self.log_chance, equal, count, axis), equal, np.asarray(count)


def copy_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield copies of last year, of the month before, and of a neighbour's month."""
    now, then = _Written.of(pair.now), _Written.of(pair.then)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_now = np.log(pair.now)
        moves = np.diff(log_now, axis=2)
    moves = np.where(np.isfinite(moves), moves, np.nan)
    for form in pair.plan.forms:
        columns = pair.columns(form.code)
        if not len(columns):
            continue
        last_year = compare(now[:, columns], then[:, columns], *_usual_beside(pair.change[:, columns]))
        month_before = compare(now[:, columns, 1:], now[:, columns, :-1], *_usual_beside(moves[:, columns]))
        asked = np.zeros((len(pair.snapshot.places.units), MONTHS), dtype=np.bool_)
        yield from _of_last_year(pair, form, last_year, asked)
        yield from _of_month_before(pair, form, month_before)
        yield from _of_neighbours(pair, form, columns, now[:, columns])


def _usual_beside(change: Floats) -> tuple[Floats, Floats]:
    """Return how amounts of one report change beside what the whole report has in common.

    Parameters
    ----------
    change : array, (org_unit, data_element, month)
        log of the ratio of the two amounts, NaN where one is missing.

    Returns
    -------
    spread, center : array, (org_unit, data_element, month)
        Standard deviation and middle; in reports of one or two amounts those of the change itself, for
        nothing tells there what the report has in common.
    """
    usual = np.broadcast_to(common(change), change.shape)
    count = np.isfinite(change).sum(axis=1, keepdims=True)
    shared = np.expand_dims(median(change, axis=1), 1)
    own = spreads(np.where(count >= _FEWEST_AMOUNTS, change - shared, np.nan))
    alone = spreads(change - usual)
    usual_shared = np.expand_dims(median(np.where(np.isfinite(change), usual, np.nan), axis=1), 1)
    is_many = count >= _FEWEST_AMOUNTS
    spread = np.where(is_many, own[:, None], alone[:, None])
    return spread, np.nan_to_num(np.where(is_many, usual - usual_shared, usual))


def compare(one: _Written, other: _Written, spread: Floats, center: Floats) -> _Compared:
    """Return the chance that two amounts agree as they do, where both are above zero.

    Parameters
    ----------
    one, other : _Written
        Amounts, axes alike.
    spread, center : array
        Standard deviation and middle of an honest log(one / other); its tails are those of Student's t with
        three degrees of freedom.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (one.amounts + other.amounts) / 2
        step = np.maximum(one.step, other.step)
        is_equal = np.abs(one.amounts - other.amounts) <= step / 2
        density = _PEAK / (1 + (center / spread) ** 2 / 3) ** 2 / spread
        chance = density * step / middle
        is_known = (one.amounts > 0) & (other.amounts > 0)
        log_chance = np.where(is_known, np.minimum(np.log(chance), 0.0), np.nan)
    return _Compared(log_chance, np.where(is_known, is_equal, np.nan).astype(np.float64))


def steps(amounts: Floats) -> Floats:
    """Return to what each amount is rounded: the largest power of ten that it is a multiple of.

    Never more than a tenth of the amount, so that 300 is as exact as people write it; and never finer than
    most amounts of the element are written. Axes (org_unit, data_element, month).
    """
    found = np.full(amounts.shape, _STEPS[0])
    for step in _STEPS[1:]:
        whole = amounts / step
        found = np.where(np.abs(whole - np.round(whole)) < 1e-6, step, found)
    flat = np.moveaxis(np.where(amounts > 0, found, np.nan), 1, 0).reshape(amounts.shape[1], -1)
    ordered = np.sort(flat, axis=1)  # NaN last
    at = (_FINEST * np.isfinite(flat).sum(axis=1)).astype(np.intp)
    finest = np.nan_to_num(np.take_along_axis(ordered, at[:, None], axis=1), nan=_STEPS[0])[None, :]
    coarsest = np.maximum(_COARSEST * np.nan_to_num(amounts), finest)
    return np.asarray(np.clip(found, finest, coarsest), dtype=np.float64)


def log_tail(log_chance: Floats, equal: Floats, count: Floats, axis: int) -> Floats:
    """Return the log of a bound on the chance that as many amounts agree by accident, at most 0.

    Parameters
    ----------
    log_chance : array
        Of each amount, NaN where none was compared.
    equal, count : array, without `axis`
        How many agree, and how many were compared.

    >>> log_tail(np.log([0.1, 0.01, 0.2]), np.array(3), np.array(3), 0).round(6) == np.log(0.0002).round(6)
    np.True_
    """
    likeliest = -np.sort(-np.where(np.isnan(log_chance), -np.inf, log_chance), axis=axis)
    joint = np.cumsum(np.where(np.isfinite(likeliest), likeliest, 0.0), axis=axis)
    at = np.expand_dims(np.maximum(equal - 1, 0), axis)
    of_equal = np.take_along_axis(joint, at, axis).squeeze(axis)
    most = log_chance.shape[axis]
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])
    ways = log_factorial[count] - log_factorial[equal] - log_factorial[count - equal]
    return np.where(equal > 0, np.minimum(of_equal + ways, 0.0), 0.0)


def _of_last_year(pair: YearPair, form: Form, compared: _Compared, asked: np.ndarray) -> Iterator[Detection]:
    limit = np.log(pair.plan.detectors.threshold(KIND, "chance"))
    log_chance, equal, count = compared.of_reports(axis=1)
    asked |= (log_chance < limit) & (equal * 2 >= count)
    for row, month in zip(*np.nonzero(asked), strict=True):
        other = month_words(pair.period(month, last_year=True))
        yield _detection(
            pair,
            form,
            code="copies-last-year",
            row=int(row),
            months=(int(month),),
            equal=equal[row, month],
            count=count[row, month],
            strength=log_chance[row, month] / limit,
            other=other,
        )
    limit = np.log(pair.plan.detectors.threshold(KIND, "chance_of_year"))
    whole = _Compared(compared.log_chance.reshape(len(asked), -1), compared.is_equal.reshape(len(asked), -1))
    log_chance, equal, count = whole.of_reports(axis=1)
    for row in np.flatnonzero((log_chance < limit) & (equal * 2 >= count) & ~asked.any(axis=1)):
        months = np.flatnonzero(np.nansum(compared.is_equal[row], axis=0) > 0)
        yield _detection(
            pair,
            form,
            code="copies-last-year",
            row=int(row),
            months=tuple(int(one) for one in months),
            equal=equal[row],
            count=count[row],
            strength=log_chance[row] / limit,
            other=Title(f"{pair.plan.year - 1} 年同月", f"the same months of {pair.plan.year - 1}"),
        )


def _of_month_before(pair: YearPair, form: Form, compared: _Compared) -> Iterator[Detection]:
    limit = np.log(pair.plan.detectors.threshold(KIND, "chance"))
    log_chance, equal, count = compared.of_reports(axis=1)
    for row, month in zip(*np.nonzero((log_chance < limit) & (equal * 2 >= count)), strict=True):
        other = month_words(pair.period(int(month)))
        yield _detection(
            pair,
            form,
            code="copies-last-month",
            row=int(row),
            months=(int(month) + 1,),
            equal=equal[row, month],
            count=count[row, month],
            strength=log_chance[row, month] / limit,
            other=other,
        )


def _of_neighbours(pair: YearPair, form: Form, columns: np.ndarray, now: _Written) -> Iterator[Detection]:
    limit = np.log(pair.plan.detectors.threshold(KIND, "chance_of_neighbour"))
    with np.errstate(divide="ignore", invalid="ignore"):
        log_now = np.log(pair.now[:, columns])
    log_now = np.where(np.isfinite(log_now), log_now, np.nan)
    beside = np.full(log_now.shape, np.nan)
    for rows in pair.counties.values():
        beside[rows] = log_now[rows] - np.roll(log_now[rows], 1, axis=0)
    spread, _ = _usual_beside(beside)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_then = np.log(pair.then[:, columns])
    log_then = np.where(np.isfinite(log_then), log_then, np.nan)
    of_two = np.sqrt(2) * pair.unusual_spread[columns][None, None, :, None]
    changed = median(np.abs(pair.unusual[:, columns]), axis=1)  # (org_unit, month)
    for rows in pair.counties.values():
        if not np.isfinite(now.amounts[rows]).any():
            continue
        one, other, month = _alike(now[rows])
        if not len(one):
            continue
        log_last = log_then[rows]
        apart = log_last[one, :, month] - log_last[other, :, month]  # what last year says of the two places
        wide = spread[rows]
        compared = compare(
            _Written(now.amounts[rows[one], :, month], now.step[rows[one], :, month]),
            _Written(now.amounts[rows[other], :, month], now.step[rows[other], :, month]),
            np.where(
                np.isnan(apart), np.fmax(wide[one, :, month], wide[other, :, month]), of_two[0, 0, :, 0]
            ),
            np.nan_to_num(apart),
        )
        log_of_pair, equal_of_pair, count_of_pair = compared.of_reports(axis=1)
        is_copy = (log_of_pair < limit) & (equal_of_pair * 2 >= count_of_pair)
        change = changed[rows]
        is_copy &= ~(change[other, month] > _CLEARLY * change[one, month])  # the other one copied
        shape = (len(rows), len(rows), MONTHS)
        log_chance, equal, count = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        found = np.zeros(shape, dtype=np.bool_)
        log_chance[one, other, month], equal[one, other, month] = log_of_pair, equal_of_pair
        count[one, other, month], found[one, other, month] = count_of_pair, is_copy
        for place, month in zip(*np.nonzero(found.any(axis=1)), strict=True):
            like = int(np.argmin(np.where(found[place, :, month], log_chance[place, :, month], 0.0)))
            unit = pair.snapshot.places.units[rows[like]]
            yield _detection(
                pair,
                form,
                code="copies-neighbour",
                row=int(rows[place]),
                months=(int(month),),
                equal=equal[place, like, month],
                count=count[place, like, month],
                strength=log_chance[place, like, month] / limit,
                other=Title(f"{unit.name}同月", f"the same month of {unit.name_en}"),
            )


def _alike(now: _Written) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which two places, in which month, have at least half of their amounts alike."""
    amounts, step = now.amounts, now.step
    both = (amounts[:, None] > 0) & (amounts[None] > 0)
    with np.errstate(invalid="ignore"):
        is_equal = both & (
            np.abs(amounts[:, None] - amounts[None]) <= np.maximum(step[:, None], step[None]) / 2
        )
    equal, count = is_equal.sum(axis=2), both.sum(axis=2)
    equal[np.arange(len(amounts)), np.arange(len(amounts))] = 0
    one, other, month = np.nonzero((equal > 0) & (equal * 2 >= count))
    return one, other, month


def _detection(
    pair: YearPair,
    form: Form,
    *,
    code: str,
    row: int,
    months: tuple[int, ...],
    equal: float,
    count: float,
    strength: float,
    other: Title,
) -> Detection:
    periods = tuple(pair.period(month) for month in months)
    return Detection(
        code=code,
        kind=KIND,
        org_unit=pair.snapshot.places.codes[row],
        form=form.code,
        element=None,
        periods=periods,
        found=float(equal),
        expected=(0.0, float(count) / 2),
        strength=float(strength),
        question=Title(
            f"“{form.title.zh}”{count:.0f} 个数中有 {equal:.0f} 个与{other.zh}相同（或只差四舍五入）："
            "是不是照抄了？请按台账核对",
            f"{form.title.en}: {equal:.0f} of {count:.0f} amounts are those of {other.en}, or only rounded: "
            "were they copied? Please check against the ledger",
        ),
        answers=pair.plan.detectors.answers_to(KIND),
    )
