"""Ask where an amount looks like one in another unit: its ratio to what is expected is that of two units.

An honest change is learnt from all places: per element its spread among places, in a month beside the place's
other months, and over all months of the year together.
"""

from collections.abc import Iterator

import numpy as np

from agri.definitions.detection.declared import DetectorKind, UnitFactor
from agri.definitions.reading import Title
from agri.detectors.detection import Detection
from agri.detectors.door import OF_ONE_AMOUNT, OF_ONE_SECTION, rules_beside_last_year
from agri.detectors.wording import about, amount, month_words, span_words, times_words
from agri.detectors.year_pair import YearPair, spreads
from agri.indicators.snapshot import Floats

KIND = DetectorKind.UNITS
_FEWEST_MONTHS = 3  # of a year that is asked about as a whole
# Where a package does not say otherwise. Up to the first ratio an amount is last year's, whatever others do;
# a ratio is that of a unit, and the slip is named, where it is within the second of it.
_NEAR_LAST_YEAR, _NAMED_WITHIN = 1.5, 1.25
_WIDE = 0.25  # of the log of a large factor: 15 or 1000 is not mistaken for another one; assumed


def unit_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield single months in another unit, and elements that are in another unit all the year."""
    factors = _factors(pair)
    near = np.log(pair.plan.detectors.threshold(KIND, "near_last_year", _NEAR_LAST_YEAR))
    sudden = np.where(pair.is_large & (np.abs(pair.change) > near), pair.sudden, np.nan)
    yield from _single_months(pair, factors, sudden, pair.sudden_spread)
    expected, spread = pair.from_others
    with np.errstate(divide="ignore", invalid="ignore"):
        beside = np.log(pair.now / expected)
    is_silent = ~np.isfinite(pair.change) & np.isfinite(beside) & pair.large(pair.now, expected)
    yield from _single_months(
        pair,
        factors,
        np.where(is_silent, beside, np.nan),
        np.broadcast_to(spread[:, None], is_silent.shape[1:]),
    )
    yield from _whole_years(pair, factors)


def _single_months(
    pair: YearPair, factors: list[list[UnitFactor]], change: Floats, spread: Floats
) -> Iterator[Detection]:
    limit = pair.plan.detectors.threshold
    at = np.nonzero(np.isfinite(change))
    off, column_of = change[at], at[1]
    larger = pair.now[at] * np.exp(np.maximum(-off, 0))  # of the amount and what is expected
    wide = np.hypot(spread[at[1:]], pair.rounding[column_of] / np.maximum(larger, 1e-9))
    need = np.maximum(np.log(limit(KIND, "least_ratio")), limit(KIND, "deviations") * wide)
    for one in np.flatnonzero(np.abs(off) > need):
        row, column, month = (int(axis[one]) for axis in at)
        value = float(off[one])
        factor = _nearest(value, factors[column], limit(KIND, "nearness"))
        if factor is not None:
            yield _detection(pair, (row, column), (month,), value=value, need=float(need[one]), factor=factor)


def _whole_years(pair: YearPair, factors: list[list[UnitFactor]]) -> Iterator[Detection]:
    limit = pair.plan.detectors.threshold
    spread = spreads(np.where(pair.habit == 0, np.nan, pair.habit)[:, :, None])
    need = np.maximum(np.log(limit(KIND, "least_ratio")), limit(KIND, "deviations") * spread)
    is_given = np.isfinite(pair.unusual) & pair.is_large
    is_asked = (np.abs(pair.habit) > need[None]) & (is_given.sum(axis=2) >= _FEWEST_MONTHS)
    for row, column in zip(*np.nonzero(is_asked), strict=True):
        value = float(pair.habit[row, column])
        factor = _nearest(value, factors[column], limit(KIND, "nearness"))
        if factor is not None:
            months = tuple(int(one) for one in np.flatnonzero(is_given[row, column]))
            yield _detection(
                pair, (int(row), int(column)), months, value=value, need=float(need[column]), factor=factor
            )


def _factors(pair: YearPair) -> list[list[UnitFactor]]:
    """Return the wrong units that are possible of each element."""
    return [
        [
            one
            for one in pair.plan.detectors.unit_factors
            if one.unit == element.unit
            and (not one.elements or f"{form.code}.{element.code}" in one.elements)
        ]
        for form, element in pair.elements
    ]


def _nearest(change: float, factors: list[UnitFactor], nearness: float) -> UnitFactor | None:
    """Return the wrong unit whose ratio is nearest to a change either way, None where none is near."""
    off = {abs(abs(change) - float(np.log(one.factor))): one for one in factors}
    nearest = min(off, default=np.inf)
    return off[nearest] if nearest <= np.log(nearness) else None


def _detection(
    pair: YearPair,
    at: tuple[int, int],
    months: tuple[int, ...],
    *,
    value: float,
    need: float,
    factor: UnitFactor,
) -> Detection:
    row, column = at
    form, element = pair.elements[column]
    now = float(np.nansum(pair.now[row, column, list(months)]))
    then = float(np.nansum(pair.then[row, column, list(months)]))
    is_silent = not np.isfinite(pair.change[row, column, list(months)]).any()
    usual = now / float(np.exp(value))
    slip = _slip(pair, factor, value, now / then if then > 0 else None)
    periods = tuple(pair.period(month) for month in months)
    before = tuple(period.year_before() for period in periods)
    when = span_words(before) if len(before) > 1 else month_words(before[0])
    was, said = amount(element, then), amount(element, now)
    if is_silent:
        like = about(element, usual)
        was = Title(
            f"没有数，按本地其他月份约 {like.zh}", f"nothing, by the place's other months about {like.en}"
        )
    return Detection(
        code="units-month" if len(months) == 1 else "units-year",
        kind=KIND,
        org_unit=pair.snapshot.places.codes[row],
        form=form.code,
        element=element.code,
        periods=periods,
        found=now,
        expected=_around(usual, need),
        strength=abs(value) / need,
        question=Title(
            f"“{element.title.zh}”{when.zh} {was.zh}，这次 {said.zh}：{slip.zh}",
            f"{element.title.en}: {was.en} in {when.en}, {said.en} now: {slip.en}",
        ),
        answers=pair.plan.detectors.answers_to(KIND),
        door=(
            *(OF_ONE_AMOUNT if len(months) == 1 else rules_beside_last_year(form, element.code)),
            # Units of certain elements alone are those of a product for what it contains.
            *(OF_ONE_SECTION if factor.elements and value > 0 else ()),
        ),
    )


def _slip(pair: YearPair, factor: UnitFactor, value: float, ratio: float | None) -> Title:
    """Name the slip only where direction and ratio fit it, also beside what the question shows.

    A product's mass is more than what it contains, never less.
    """
    within = np.log(pair.plan.detectors.threshold(KIND, "named_within", _NAMED_WITHIN))
    shown = value if ratio is None else float(np.log(ratio))
    fits = abs(abs(shown) - np.log(factor.factor)) <= max(within, np.log(factor.factor) * _WIDE)
    if not fits or (factor.elements and shown < 0):
        return times_words(float(np.exp(shown)))
    return Title(f"是不是{factor.text.zh}？", f"{factor.text.en}?")


def _around(usual: float, need: float) -> tuple[float, float]:
    wide: Floats | float = np.exp(need)
    return usual / float(wide), usual * float(wide)
