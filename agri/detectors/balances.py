"""Ask where a county's places use more, or less, than what its own form says was supplied.

Both are added up over the elements and months that both years have, so that a report that is missing moves
neither. The change of use beside the change of supply is compared with the other counties'.
"""

from collections.abc import Iterator

import numpy as np

from agri.definitions.detection.declared import Balance, DetectorKind
from agri.definitions.reading import Title
from agri.detectors.detection import Detection
from agri.detectors.wording import amount, span_words
from agri.detectors.year_pair import MONTHS, YearPair, median
from agri.indicators.snapshot import Floats

KIND = DetectorKind.EVIDENCE
_QUARTER = 3
_FEWEST = 3  # counties that say what is usual


def balance_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield the counties whose use and supply do not go together, once a year: all of it, else a quarter."""
    for balance in pair.plan.detectors.balances:
        yield from _of_balance(pair, balance)


def _of_balance(pair: YearPair, balance: Balance) -> Iterator[Detection]:
    counties = list(pair.counties)
    if len(counties) < _FEWEST:
        return
    sums = np.stack([_monthly(pair, balance, county) for county in counties])  # (county, what, month)
    quarters = sums.reshape(len(counties), 4, MONTHS // _QUARTER, _QUARTER).sum(axis=3)
    month = pair.last_month
    is_over = np.arange(MONTHS // _QUARTER) * _QUARTER + _QUARTER - 1 <= month
    year = quarters[:, :, is_over].sum(axis=2)
    by_year, by_quarter = _change(year), _change(quarters)
    level = _beside(_log_ratio(year[:, 0], year[:, 2]))
    limits = np.log([balance.year, balance.level, balance.quarter])
    for at, county in enumerate(counties):
        found = [(by_year[at], limits[0], is_over), (level[at], limits[1], is_over)]
        found += [
            (by_quarter[at, q], limits[2], np.arange(len(is_over)) == q) for q in np.flatnonzero(is_over)
        ]
        for off, limit, spans in found:
            if abs(off) > limit:
                yield _detection(pair, balance, county, (float(off), float(limit)), (quarters[at], spans))
                break


def _monthly(pair: YearPair, balance: Balance, county: str) -> Floats:
    """Return use and supply of this and of last year by month, (use, last use, supply, last supply)."""
    rows, own = pair.counties[county], np.array([pair.snapshot.places.index[county]])
    found = []
    for places, names in ((rows, balance.uses), (own, balance.supplies)):
        columns = np.array([pair.snapshot.element_index[name] for name in names])
        now, then = (year[np.ix_(places, columns)] for year in (pair.now, pair.then))
        is_both = np.isfinite(now) & np.isfinite(then)
        found += [np.where(is_both, np.nan_to_num(one), 0.0).sum(axis=(0, 1)) for one in (now, then)]
    given = np.isfinite(pair.now[np.ix_(own, columns)]).any(axis=(0, 1))
    return np.where(given & (np.arange(MONTHS) <= pair.last_month), np.stack(found), 0.0)


def _change(sums: Floats) -> Floats:
    """Return how much more use changed than supply, beside the other counties, log; 0 where unknown."""
    return _beside(_log_ratio(sums[:, 0], sums[:, 1]) - _log_ratio(sums[:, 2], sums[:, 3]))


def _beside(values: Floats) -> Floats:
    known = np.isfinite(values)
    usual = np.nan_to_num(median(np.where(known, values, np.nan), axis=0))
    return np.where(known & (known.sum(axis=0) >= _FEWEST), np.nan_to_num(values - usual), 0.0)


def _log_ratio(one: Floats, other: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(one / other))


def _detection(
    pair: YearPair,
    balance: Balance,
    county: str,
    found: tuple[float, float],
    sums: tuple[Floats, np.ndarray],
) -> Detection:
    (off, limit), (quarters, spans) = found, sums
    use, use_then, supply, supply_then = quarters[:, spans].sum(axis=1)
    form = balance.supplies[0].partition(".")[0]
    months = np.repeat(spans, _QUARTER) & (np.arange(MONTHS) <= pair.last_month)
    periods = pair.periods(months)
    usual = use / float(np.exp(off))
    when = span_words(periods)
    _, element = pair.elements[pair.snapshot.element_index[balance.uses[0]]]
    used, used_then, supplied, supplied_then = (
        amount(element, round(one, 1)) for one in (use, use_then, supply, supply_then)
    )
    return Detection(
        code=balance.code,
        kind=KIND,
        org_unit=county,
        form=form,
        element=None,
        periods=periods,
        found=float(use),
        expected=(float(usual / np.exp(limit)), float(usual * np.exp(limit))),
        strength=abs(off) / limit,
        question=Title(
            f"{when.zh}：各乡镇上报使用 {used.zh}（去年同期 {used_then.zh}），"
            f"供应方上报 {supplied.zh}（去年 {supplied_then.zh}）：{balance.text.zh}",
            f"{when.en}: {used.en} used by the townships' reports ({used_then.en} a year before), "
            f"{supplied.en} by the suppliers' ({supplied_then.en}): {balance.text.en}",
        ),
        answers=pair.plan.detectors.answers_to(KIND),
    )
