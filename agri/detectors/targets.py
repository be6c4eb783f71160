"""Ask where the year's figures of a county's places gather just above a target.

Places that reach a target by their work end the year below, at and far above it; figures that were lifted to
it lie close together. How many of them lie there by accident is learnt from the places of all other counties.
"""

from collections.abc import Iterator

import numpy as np

from agri.definitions.declared import IndicatorKind
from agri.definitions.detection.declared import DetectorKind
from agri.definitions.plan import Indicator
from agri.definitions.reading import Title
from agri.detectors.chances import log_binomial
from agri.detectors.detection import Detection
from agri.detectors.year_pair import YearPair
from agri.indicators.ratio import side
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Floats

KIND = DetectorKind.CLIFF
_CHANCE = 0.002  # that so many places of a county lie there by accident; assumed
_FEWEST = 3  # places that lie there
_WITHIN = (0.01, 0.02, 0.03, 0.05)  # above the target, of the target; assumed
_BELOW = 0.001  # what rounding takes off
_LEAST_SHARE = 0.01  # of places that lie there by accident, at least, for each per cent; assumed


def target_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield the places of a county whose figures of the year gather just above a target."""
    limit = pair.plan.detectors.threshold
    indicators = [
        one
        for one in pair.plan.indicators.values()
        if one.making.kind == IndicatorKind.RATIO and one.target is not None and not one.target.is_ceiling
    ]
    if pair.last_month + 1 < limit(KIND, "from_month") or not indicators:
        return
    codes = {term.amount for one in indicators for term in (*one.making.numerator, *one.making.denominator)}
    amounts = reported_quantities(
        pair.snapshot, pair.plan, pair.period(pair.last_month), is_matched=False, amounts=codes
    )
    for one in indicators:
        above, below = (
            side(amounts, pair.plan, terms, one.season_rule)
            for terms in (one.making.numerator, one.making.denominator)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            yield from _gathered(pair, one, np.where(below > 0, above / below, np.nan))


def _gathered(pair: YearPair, indicator: Indicator, value: Floats) -> Iterator[Detection]:
    target = indicator.target.value if indicator.target is not None else np.nan
    townships = np.concatenate([*pair.counties.values()]) if pair.counties else np.array([], dtype=np.intp)
    is_known = np.isfinite(value)
    for rows in pair.counties.values():
        best, there = 0.0, np.zeros(len(rows), dtype=np.bool_)
        for within in _WITHIN:
            is_there = (value >= target * (1 - _BELOW)) & (value <= target * (1 + within))
            there_else, known_else = (one[townships].sum() - one[rows].sum() for one in (is_there, is_known))
            usual = (there_else + 1) / (known_else + 2)
            share = max(float(usual), 100 * within * _LEAST_SHARE)
            count, known = is_there[rows].sum(), is_known[rows].sum()
            chance = float(log_binomial(count, known, share)) + float(np.log(len(_WITHIN)))
            if count >= _FEWEST and chance < best:
                best, there = chance, is_there[rows]
        if best < np.log(_CHANCE):
            for row in rows[there]:
                yield _detection(pair, indicator, int(row), float(value[row]), (int(there.sum()), best))


def _detection(
    pair: YearPair, indicator: Indicator, row: int, value: float, gathered: tuple[int, float]
) -> Detection:
    count, chance = gathered
    target = indicator.target.value if indicator.target is not None else np.nan
    names = [
        name
        for term in indicator.making.numerator
        for name in pair.plan.amounts[term.amount].names(pair.plan.main_crops)
    ]
    form, _, element = names[0].partition(".")
    columns = [pair.snapshot.element_index[name] for name in names]
    return Detection(
        code=f"gathered-{indicator.code.replace('_', '-')}",
        kind=KIND,
        org_unit=pair.snapshot.places.codes[row],
        form=form,
        element=element if len(names) == 1 else None,
        periods=pair.periods(np.asarray(np.isfinite(pair.now[row, columns]).any(axis=0))),
        found=value,
        expected=(0.0, target),
        strength=chance / float(np.log(_CHANCE)),
        question=Title(
            f"本县有 {count} 个乡镇的“{indicator.title.zh}”都刚过目标 {100 * target:.1f}%"
            f"（本地 {100 * value:.1f}%）：是按目标填的，还是有台账？",
            f"{indicator.title.en}: {count} townships of the county end just above the target of "
            f"{100 * target:.1f} % ({100 * value:.1f} % here): filled to the target, or is there a ledger?",
        ),
        answers=pair.plan.detectors.answers_to(KIND),
    )
