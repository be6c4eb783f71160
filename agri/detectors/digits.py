"""Ask where a year's amounts are round, end in one favourite digit, or follow last year's too smoothly."""

from collections.abc import Iterator

import numpy as np

from agri.definitions.detection.declared import DetectorKind
from agri.definitions.forms import Form
from agri.definitions.reading import Title
from agri.detectors.chances import log_binomial
from agri.detectors.detection import Detection
from agri.detectors.rounding import steps
from agri.detectors.year_pair import Mask, YearPair, median
from agri.indicators.snapshot import Floats

KIND = DetectorKind.DIGITS
_ONE_DIGIT = 0.2  # share of honest amounts that are one digit and zeros, in a place that rounds much; assumed
_ONE_LAST_DIGIT = 1 / 7  # of the last digits but 0 and 5, wider than 1/8 for those that rounding prefers
_FEWEST_DIGITS = 3  # of an amount whose last digit is looked at


def digit_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield what is asked about all amounts of a form in the year."""
    step = steps(pair.now)
    for form in pair.plan.forms:
        columns = pair.columns(form.code)
        if not len(columns):
            continue
        amounts = pair.now[:, columns].reshape(len(pair.now), -1)
        finest = step[:, columns].reshape(len(pair.now), -1)
        yield from _round(pair, form, columns, amounts)
        yield from _favourite(pair, form, columns, amounts / np.maximum(finest, 1e-9))
        yield from _smooth(pair, form, columns)


def _round(pair: YearPair, form: Form, columns: np.ndarray, amounts: Floats) -> Iterator[Detection]:
    limit = pair.plan.detectors.threshold
    with np.errstate(divide="ignore", invalid="ignore"):
        order = 10.0 ** np.floor(np.log10(amounts))
        is_one_digit = np.abs(amounts / order - np.round(amounts / order)) < 1e-6
    is_counted = amounts >= 100
    count = is_counted.sum(axis=1)
    round_ones = (is_counted & is_one_digit).sum(axis=1)
    log_chance = log_binomial(round_ones, count, _ONE_DIGIT)
    found = (count >= limit(KIND, "fewest")) & (round_ones >= limit(KIND, "roundness") * count)
    found &= log_chance < np.log(limit(KIND, "chance"))
    for row in np.flatnonzero(found):
        yield _detection(
            pair,
            form,
            columns,
            code="digits-round",
            row=int(row),
            found=float(round_ones[row]),
            most=float(count[row] * limit(KIND, "roundness")),
            strength=float(log_chance[row] / np.log(limit(KIND, "chance"))),
            words=Title(
                f"{count[row]} 个数中有 {round_ones[row]} 个是 3000、200 这样的整数：是估的，还是有台账？",
                f"{round_ones[row]} of {count[row]} amounts are as round as 3000 or 200: estimated, or from "
                "a ledger?",
            ),
        )


def _favourite(pair: YearPair, form: Form, columns: np.ndarray, whole: Floats) -> Iterator[Detection]:
    limit = pair.plan.detectors.threshold
    is_whole = np.isfinite(whole) & (whole >= 10 ** (_FEWEST_DIGITS - 1))
    last = np.where(is_whole, np.round(np.nan_to_num(whole)) % 10, 0).astype(np.intp)
    digits = np.array([1, 2, 3, 4, 6, 7, 8, 9])
    counts = (last[:, :, None] == digits).sum(axis=1)
    count, most = counts.sum(axis=1), counts.max(axis=1)
    log_chance = np.minimum(log_binomial(most, count, _ONE_LAST_DIGIT) + np.log(len(digits)), 0.0)
    found = (count >= limit(KIND, "fewest")) & (log_chance < np.log(limit(KIND, "chance")))
    for row in np.flatnonzero(found):
        digit = int(digits[counts[row].argmax()])
        yield _detection(
            pair,
            form,
            columns,
            code="digits-favourite",
            row=int(row),
            found=float(most[row]),
            most=float(count[row]) / 2,
            strength=float(log_chance[row] / np.log(limit(KIND, "chance"))),
            words=Title(
                f"{count[row]} 个数中有 {most[row]} 个末位是 {digit}：请按台账核对",
                f"{most[row]} of {count[row]} amounts end in {digit}: please check against the ledger",
            ),
        )


def _smooth(pair: YearPair, form: Form, columns: np.ndarray) -> Iterator[Detection]:
    limit = pair.plan.detectors.threshold
    change = pair.change[:, columns]
    flat = change.reshape(len(change), -1)
    middle = median(flat, axis=1)[:, None, None]
    spread = pair.sudden_spread[columns].min(axis=1)[None, :, None]  # of the calmest month
    # Rounding of either amount makes a change of its own: what is written coarsely is not called smooth.
    with np.errstate(divide="ignore", invalid="ignore"):
        off = (change - middle) / spread
    is_known: Mask = np.isfinite(off) & pair.is_large[:, columns]
    count = is_known.sum(axis=(1, 2))
    total = np.where(is_known, np.nan_to_num(off) ** 2, 0.0).sum(axis=(1, 2))
    free = np.maximum(count - 1, 1)
    cube = np.cbrt(total / free)  # Wilson and Hilferty (1931): nearly normal
    z = (cube - (1 - 2 / (9 * free))) / np.sqrt(2 / (9 * free))
    need = -np.sqrt(-2 * np.log(limit(KIND, "chance")))  # a bound on the normal distribution's lower tail
    middle_change = middle[:, 0, 0]
    found = (count >= limit(KIND, "fewest")) & (z < need) & (np.abs(middle_change) > 1e-9)
    for row in np.flatnonzero(found):
        by = float(np.exp(middle_change[row]))
        yield _detection(
            pair,
            form,
            columns,
            code="digits-smooth",
            row=int(row),
            found=float(total[row] / free[row]),
            most=1.0,
            strength=float(z[row] / need),
            words=Title(
                f"{count[row]} 个数几乎都是去年同月的 {by:.3f} 倍，比任何真实年份都整齐：是按去年推算的吗？",
                f"nearly all {count[row]} amounts are {by:.3f} times those of the same months last year, "
                "more evenly than a real year: were they worked out from last year's?",
            ),
        )


def _detection(
    pair: YearPair,
    form: Form,
    columns: np.ndarray,
    *,
    code: str,
    row: int,
    found: float,
    most: float,
    strength: float,
    words: Title,
) -> Detection:
    given = np.isfinite(pair.now[row, columns]).any(axis=0)
    return Detection(
        code=code,
        kind=KIND,
        org_unit=pair.snapshot.places.codes[row],
        form=form.code,
        element=None,
        periods=pair.periods(given),
        found=found,
        expected=(0.0, most),
        strength=strength,
        question=Title(
            f"“{form.title.zh}”{pair.plan.year} 年{words.zh}",
            f"{form.title.en}, {pair.plan.year}: {words.en}",
        ),
        answers=pair.plan.detectors.answers_to(KIND),
    )
