"""Ask where an amount is many times what the place's own past, or its other months, lead one to expect.

A season's sum is asked about from about three times on; a single month only where it is far more, and after
what the season's other months make up for: a harvest that slips from May to June is no question.
"""

from collections.abc import Iterator

import numpy as np

from agri.definitions.detection.declared import DetectorKind
from agri.definitions.reading import Title
from agri.detectors.detection import Detection
from agri.detectors.door import OF_ONE_AMOUNT, rules_beside_last_year
from agri.detectors.wording import about, amount, month_words, span_words, times_words, zeros_too_many
from agri.detectors.year_pair import MONTHS, Mask, YearPair, common, spreads
from agri.indicators.snapshot import Floats

KIND = DetectorKind.SIZE
_MOVED = (
    3.0  # honest standard deviations: a month that lies farther off may have lost work to another, or got it
)


def size_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield what is asked of single months, then of whole seasons without such a month."""
    ratio = month_ratios(pair)
    limits = _month_limits(pair)
    is_asked = np.abs(ratio) > limits
    yield from _months(pair, ratio, limits, is_asked)
    yield from _unknown(pair)
    yield from _seasons(pair, is_asked)


def month_ratios(pair: YearPair) -> Floats:
    """Return log(now / then) of months, what the season's other months make up for taken off.

    (org_unit, data_element, month); 0 where nothing is compared.
    """
    now, then = pair.now, pair.then
    limit = pair.plan.detectors.threshold
    is_moved = np.abs(pair.sudden) > np.maximum(
        np.log(limit(KIND, "moved_ratio")), _MOVED * pair.sudden_spread
    )
    moved = np.where(is_moved | ((now > 0) != (then > 0)), np.nan_to_num(now - then), 0.0)
    rest = np.zeros_like(moved)
    for season in (-1, 0):
        mine = pair.seasons == season
        total = np.where(mine[None], moved, 0.0).sum(axis=2, keepdims=True)
        rest += np.where(mine[None], total - moved, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        more = np.log((now + np.minimum(rest, 0)) / then)
        less = np.log((now + np.maximum(rest, 0)) / then)
    ratio = np.where(more > 0, more, np.where(less < 0, less, 0.0))
    # What all places have in common is the season's, and nobody's slip.
    ratio = _own(ratio, np.nan_to_num(pair.unusual))
    return np.where(pair.is_large & np.isfinite(pair.change) & np.isfinite(ratio), ratio, 0.0)


def _own(ratio: Floats, unusual: Floats) -> Floats:
    """Return the smaller of a log ratio and of what it is beside all places; 0 where they point apart."""
    return np.where(ratio > 0, np.clip(unusual, 0.0, ratio), np.clip(unusual, ratio, 0.0))


def _month_limits(pair: YearPair) -> Floats:
    """Return from which log ratio on a month is asked about, (1, data_element, month)."""
    limit = pair.plan.detectors.threshold
    is_open = np.zeros((len(pair.elements), MONTHS), dtype=np.bool_)
    for season in (-1, 0):
        months = pair.asked_months & (pair.seasons == season)
        later = months[:, pair.last_month + 1 :].any(axis=1)
        is_open |= (pair.seasons == season) & later[:, None]
    ratio = np.log(np.where(is_open, limit(KIND, "early_month_ratio"), limit(KIND, "month_ratio")))
    wide = limit(KIND, "deviations") * pair.unusual_spread
    return np.asarray(np.maximum(ratio, wide)[None])


def _months(pair: YearPair, ratio: Floats, limits: Floats, is_asked: Mask) -> Iterator[Detection]:
    for row, column, month in zip(*np.nonzero(is_asked), strict=True):
        form, element = pair.elements[column]
        now, then = float(pair.now[row, column, month]), float(pair.then[row, column, month])
        limit = float(limits[0, column, month])
        before, period = pair.period(month, last_year=True), pair.period(month)
        slip = zeros_too_many(now / then) or times_words(now / then)
        was, said, when = amount(element, then), amount(element, now), month_words(before)
        yield Detection(
            code="size-month",
            kind=KIND,
            org_unit=pair.snapshot.places.codes[row],
            form=form.code,
            element=element.code,
            periods=(period,),
            found=now,
            expected=(then / float(np.exp(limit)), then * float(np.exp(limit))),
            strength=abs(float(ratio[row, column, month])) / limit,
            question=Title(
                f"“{element.title.zh}”{when.zh} {was.zh}，这次 {said.zh}：{slip.zh}",
                f"{element.title.en}: {was.en} in {when.en}, {said.en} now: {slip.en}",
            ),
            answers=pair.plan.detectors.answers_to(KIND),
            door=OF_ONE_AMOUNT,
        )


def _unknown(pair: YearPair) -> Iterator[Detection]:
    """Where last year's month says nothing, hold the amount against the place's other months."""
    expected, spread = pair.from_others
    limit = pair.plan.detectors.threshold
    limits = np.maximum(np.log(limit(KIND, "unknown_ratio")), limit(KIND, "deviations") * spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(pair.now / expected)
    is_silent = ~np.isfinite(pair.change) & pair.large(pair.now, expected)
    is_asked = is_silent & np.isfinite(ratio) & (np.abs(np.nan_to_num(ratio)) > limits[None, :, None])
    for row, column, month in zip(*np.nonzero(is_asked), strict=True):
        form, element = pair.elements[column]
        now, usual = float(pair.now[row, column, month]), float(expected[row, column, month])
        then = pair.then[row, column, month]
        wide = float(np.exp(limits[column]))
        before = month_words(pair.period(month, last_year=True))
        slip = zeros_too_many(now / usual) or times_words(now / usual)
        said, like = amount(element, now), about(element, usual)
        was = Title("没有数", "no amount is known") if np.isnan(then) else Title("为 0", "it was 0")
        yield Detection(
            code="size-unknown-month",
            kind=KIND,
            org_unit=pair.snapshot.places.codes[row],
            form=form.code,
            element=element.code,
            periods=(pair.period(month),),
            found=now,
            expected=(usual / wide, usual * wide),
            strength=abs(float(ratio[row, column, month])) / float(limits[column]),
            question=Title(
                f"“{element.title.zh}”{before.zh}{was.zh}，按本地其他月份约 {like.zh}，"
                f"这次 {said.zh}：{slip.zh}",
                f"{element.title.en}: {was.en} in {before.en}, the place's other months lead one to expect "
                f"about {like.en}, {said.en} now: {slip.en}",
            ),
            answers=pair.plan.detectors.answers_to(KIND),
            door=OF_ONE_AMOUNT,
        )


def _seasons(pair: YearPair, is_asked: Mask) -> Iterator[Detection]:
    limit = pair.plan.detectors.threshold
    ratio_limit = np.log(limit(KIND, "season_ratio"))
    is_both = np.isfinite(pair.now) & np.isfinite(pair.then)
    for season in (-1, 0):
        months = pair.asked_months & (pair.seasons == season)
        is_over = months.any(axis=1) & ~months[:, pair.last_month + 1 :].any(axis=1)
        compared = is_both & months[None]
        now = np.where(compared, np.nan_to_num(pair.now), 0.0).sum(axis=2)
        then = np.where(compared, np.nan_to_num(pair.then), 0.0).sum(axis=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.log(now / then)
        ratio = np.where(np.isfinite(ratio), ratio, np.nan)
        unusual = ratio - common(ratio)
        ratio = _own(ratio, unusual)
        wide = np.maximum(ratio_limit, limit(KIND, "deviations") * spreads(unusual))[None]
        is_large = np.maximum(now, then) >= 3 * pair.least[None]
        found = np.isfinite(ratio) & is_large & is_over[None] & (np.abs(ratio) > wide)
        found &= ~(is_asked & months[None]).any(axis=2)
        for row, column in zip(*np.nonzero(found), strict=True):
            form, element = pair.elements[column]
            spans = pair.periods(compared[row, column])
            last = tuple(period.year_before() for period in spans)
            was, said = amount(element, float(then[row, column])), amount(element, float(now[row, column]))
            when = span_words(last)
            slip = times_words(float(np.exp(ratio[row, column])))
            yield Detection(
                code="size-season",
                kind=KIND,
                org_unit=pair.snapshot.places.codes[row],
                form=form.code,
                element=element.code,
                periods=spans,
                found=float(now[row, column]),
                expected=(
                    float(then[row, column] / np.exp(wide[0, column])),
                    float(then[row, column] * np.exp(wide[0, column])),
                ),
                strength=abs(float(ratio[row, column])) / float(wide[0, column]),
                question=Title(
                    f"“{element.title.zh}”{when.zh} {was.zh}，今年同期 {said.zh}：{slip.zh}",
                    f"{element.title.en}: {was.en} in {when.en}, {said.en} in the same months now: {slip.en}",
                ),
                answers=pair.plan.detectors.answers_to(KIND),
                door=rules_beside_last_year(form, element.code),
            )
