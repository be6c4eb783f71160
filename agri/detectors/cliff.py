"""Ask where the year's last months fall, or rise, beside the earlier ones as would please a target."""

from collections.abc import Iterator

import numpy as np

from agri.definitions.detection.declared import Cliff, DetectorKind
from agri.definitions.reading import Title
from agri.detectors.detection import Detection
from agri.detectors.wording import amount, span_words
from agri.detectors.year_pair import MONTHS, Mask, YearPair, spreads
from agri.indicators.snapshot import Floats

KIND = DetectorKind.CLIFF
# log: an amount that is four times off speaks of itself, and is asked about by itself; assumed
_OFF = float(np.log(4))
_CELL = 0.05  # log: honest change of one amount; assumed


def cliff_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield groups of amounts that end the year far from how they went before."""
    limit = pair.plan.detectors.threshold
    if pair.last_month + 1 < limit(KIND, "from_month"):
        return
    for cliff in pair.plan.detectors.cliffs:
        columns = [pair.snapshot.element_index[name] for name in cliff.elements]
        months = np.flatnonzero(
            pair.asked_months[columns].any(axis=0) & (np.arange(MONTHS) <= pair.last_month)
        )
        asked: set[int] = set()
        for count in range(1, int(limit(KIND, "last_months")) + 1):
            if len(months) > count:
                yield from _of_months(
                    pair, cliff, columns, np.isin(np.arange(MONTHS), months[-count:]), asked
                )


def _of_months(
    pair: YearPair, cliff: Cliff, columns: list[int], last: Mask, asked: set[int]
) -> Iterator[Detection]:
    limit = pair.plan.detectors.threshold
    gap = last_beside_earlier(pair, columns, last)
    gap = gap - (np.nanmedian(gap) if np.isfinite(gap).any() else 0.0)
    spread = float(spreads(gap[:, None])[0])
    need = max(np.log(limit(KIND, "least_ratio")), (cliff.deviations or limit(KIND, "deviations")) * spread)
    is_both = np.isfinite(pair.change[:, columns]) & last
    for row in np.flatnonzero(np.nan_to_num(cliff.sign * gap) > need):
        if int(row) in asked:
            continue
        asked.add(int(row))
        now, then = (
            float(np.where(is_both[row], year[row, columns], 0.0).sum()) for year in (pair.now, pair.then)
        )
        form_code, _, code = cliff.elements[0].partition(".")
        form = pair.plan.forms[form_code]
        element = form.element_of[code]
        periods = pair.periods(last)
        was, said = amount(element, then), amount(element, now)
        when = span_words(tuple(period.year_before() for period in periods))
        usual = now / float(np.exp(gap[row]))
        yield Detection(
            code=f"cliff-{cliff.code}",
            kind=KIND,
            org_unit=pair.snapshot.places.codes[row],
            form=form.code,
            element=element.code if len(columns) == 1 else None,
            periods=periods,
            found=now,
            expected=(usual / float(np.exp(need)), usual * float(np.exp(need))),
            strength=abs(float(gap[row])) / need,
            question=Title(
                f"{when.zh}各项合计 {was.zh}，今年同期 {said.zh}，与今年前几个月的走势不符：{cliff.text.zh}",
                f"{was.en} in {when.en}, {said.en} in the same months now, unlike the months before: "
                f"{cliff.text.en}",
            ),
            answers=pair.plan.detectors.answers_to(KIND),
        )


def last_beside_earlier(pair: YearPair, columns: list[int], last: Mask) -> Floats:
    """Return the mean unusual change of the last months less that of the earlier ones, (org_unit,), log.

    Small amounts count less, for their change is mostly rounding. NaN where either side is empty.
    """
    change = pair.unusual[:, columns]
    middle = (pair.now[:, columns] + pair.then[:, columns]) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = 1 / (_CELL**2 + (pair.rounding[columns][None, :, None] / middle) ** 2)
        weight = np.where(np.abs(change) <= _OFF, weight, 0.0)  # not where nothing is known
        sums = [
            (weight * np.nan_to_num(change))[:, :, months].sum(axis=(1, 2))
            / weight[:, :, months].sum(axis=(1, 2))
            for months in (last, ~last)
        ]
    return np.asarray(sums[0] - sums[1])
