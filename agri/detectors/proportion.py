"""Ask where a year's amounts of two places of a county are in one proportion: a total that was shared out.

Real places differ by element and month; a county's total that is divided by area, or a neighbour's figures
times a factor, leaves one ratio everywhere. How often amounts of two places lie near their common ratio by
accident is learnt from all pairs of the city.
"""

from collections.abc import Iterator

import numpy as np

from agri.definitions.detection.declared import DetectorKind
from agri.definitions.forms import Form
from agri.definitions.reading import Title
from agri.detectors.chances import log_binomial
from agri.detectors.detection import Detection
from agri.detectors.year_pair import Rows, YearPair, median
from agri.indicators.snapshot import Floats

KIND = DetectorKind.COPIES
_NEAR = 0.015  # log: how near to the common ratio, beside what rounding takes off; assumed
_ROUGH = 0.1  # share of an amount that may be rounding, for it to say anything; assumed
_FEWEST = 12  # amounts of both places
_LEAST_SHARE = 0.75  # of them, near the common ratio
_LEAST_CHANCE = 0.02  # of an amount to lie near it by accident, at least; assumed
_CHANCE = 1e-6  # that so many do; assumed


def proportion_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield each place whose form goes all year in one proportion to a neighbour's, once a form."""
    now, _ = pair.written
    for form in pair.plan.forms:
        columns = pair.columns(form.code)
        if len(columns):
            amounts = pair.now[:, columns].reshape(len(pair.now), -1)
            step = now.step[:, columns].reshape(len(pair.now), -1)
            yield from _of_form(pair, form, amounts, step)


def _of_form(pair: YearPair, form: Form, amounts: Floats, step: Floats) -> Iterator[Detection]:
    one, other = pair.neighbours(np.asarray((amounts > 0).any(axis=1)))
    near, count, ratio = _beside(amounts, step, one, other)
    if not count.any():
        return
    usual = max(float(near.sum()) / float(count.sum()), _LEAST_CHANCE)
    chance = log_binomial(near, count, usual)
    chance[(count < _FEWEST) | (near < _LEAST_SHARE * count)] = 0.0
    asked: set[int] = set()
    strange = np.flatnonzero(chance < np.log(_CHANCE))
    for at in strange[np.lexsort((other[strange], one[strange], chance[strange]))]:
        for row, beside, times in ((one[at], other[at], ratio[at]), (other[at], one[at], 1 / ratio[at])):
            if int(row) not in asked:
                asked.add(int(row))
                yield _detection(
                    pair,
                    form,
                    (int(row), int(beside)),
                    counts=(float(near[at]), float(count[at])),
                    ratio=float(times),
                    strength=float(chance[at] / np.log(_CHANCE)),
                )


def _beside(amounts: Floats, step: Floats, one: Rows, other: Rows) -> tuple[Floats, Floats, Floats]:
    """Return how many amounts are near each pair's common ratio, of how many, and it, (pair,) each."""
    given = (amounts > 0).any(axis=0)
    known = np.where(amounts > 0, amounts, np.nan)[:, given]
    logs, rounding = np.log(known), step[:, given] / 2 / known
    off = logs[one] - logs[other]
    allowed = rounding[one] + rounding[other]
    off = np.where(allowed <= _ROUGH, off, np.nan)
    middle = median(off, axis=1)
    is_near = np.abs(off - middle[:, None]) <= _NEAR + allowed
    count = np.isfinite(off).sum(axis=1)
    return is_near.sum(axis=1), count, np.exp(middle)


def _detection(
    pair: YearPair,
    form: Form,
    rows: tuple[int, int],
    *,
    counts: tuple[float, float],
    ratio: float,
    strength: float,
) -> Detection:
    near, count = counts
    columns = pair.columns(form.code)
    other = pair.snapshot.places.units[rows[1]]
    return Detection(
        code="in-one-proportion",
        kind=KIND,
        org_unit=pair.snapshot.places.codes[rows[0]],
        form=form.code,
        element=None,
        periods=pair.periods(np.asarray(np.isfinite(pair.now[rows[0], columns]).any(axis=0))),
        found=near,
        expected=(0.0, count / 2),
        strength=strength,
        question=Title(
            f"“{form.title.zh}”{pair.plan.year} 年 {count:.0f} 个数中有 {near:.0f} 个都是{other.name}的 "
            f"{ratio:.3f} 倍：是按全县总数分摊的，还是各有台账？",
            f"{form.title.en}, {pair.plan.year}: {near:.0f} of {count:.0f} amounts are {ratio:.3f} times "
            f"those of {other.name_en}: was a county's total shared out, or has each its ledger?",
        ),
        answers=pair.plan.detectors.answers_to(KIND),
    )
