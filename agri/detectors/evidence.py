"""Ask where a claim moves as would please, and what bears it out does not.

How an honest claim goes with its evidence is learnt from all places of the year by least squares: the change
of the claim on the changes of the evidence, and on how large the claim was beside it last year. What remains
is compared with the spread of what remains elsewhere.
"""

from collections.abc import Iterator

import numpy as np

from agri.definitions.detection.declared import Claim, DetectorKind
from agri.definitions.reading import Title
from agri.detectors.detection import Detection
from agri.detectors.wording import about, amount
from agri.detectors.year_pair import Mask, YearPair, spreads
from agri.indicators.snapshot import Floats

KIND = DetectorKind.EVIDENCE
_FEWEST_PLACES = 20  # to learn from
_OUTLIER = 3.0  # standard deviations: places beyond are left out of the second fit


def evidence_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield the declared claims that grew, or fell, beside their evidence, place by place."""
    for claim in pair.plan.detectors.claims:
        yield from _of_claim(pair, claim)


def _of_claim(pair: YearPair, claim: Claim) -> Iterator[Detection]:
    limit = pair.plan.detectors.threshold
    then, now, months = year_sums(pair, claim.claims)
    evidence = [year_sums(pair, group) for group in claim.evidence]
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.log(now / then)
        columns = [np.log(after / before) for before, after, _ in evidence]
        columns += [np.log(then / before) for before, _, _ in evidence]
    beside = _remainder(change, np.stack(columns, axis=1))
    if beside is None:
        return
    spread = float(spreads(beside[:, None])[0])
    need = max(np.log(limit(KIND, "least_ratio")), (claim.deviations or limit(KIND, "deviations")) * spread)
    form_code, _, code = claim.claims[0].partition(".")
    form = pair.plan.forms[form_code]
    element = form.element_of[code]
    least = pair.plan.detectors.least.get(element.unit, np.inf)
    many = Title("", "") if len(claim.claims) == 1 else Title("等各项合计", " and its like")
    for row in np.flatnonzero((np.nan_to_num(claim.sign * beside) > need) & (np.fmax(now, then) >= least)):
        was, said = amount(element, float(then[row])), amount(element, float(now[row]))
        usual = float(now[row] / np.exp(beside[row]))
        like = about(element, usual)
        asked = claim_words(claim, float(then[row]), float(now[row]))
        yield Detection(
            code=claim.code,
            kind=KIND,
            org_unit=pair.snapshot.places.codes[row],
            form=form.code,
            element=element.code if len(claim.claims) == 1 else None,
            periods=pair.periods(months[row]),
            found=float(now[row]),
            expected=(usual / float(np.exp(need)), usual * float(np.exp(need))),
            strength=abs(float(beside[row])) / need,
            question=Title(
                f"“{element.title.zh}”{many.zh}去年同期 {was.zh}，"
                f"今年 {said.zh}，按其他各项的变化约 {like.zh}：{asked.zh}",
                f"{element.title.en}{many.en}: {was.en} in the same months last year, {said.en} now, "
                f"the other amounts lead one to expect about {like.en}: "
                f"{asked.en}",
            ),
            answers=pair.plan.detectors.answers_to(KIND),
        )


def claim_words(claim: Claim, then: float, now: float) -> Title:
    """Return what is asked; a declared text speaks of the direction that pleases."""
    text = claim.text
    if claim.sign * (now - then) < 0:
        text = Title("与佐证数的变化对不上", "it does not go with what bears it out")
    return Title(
        text.zh if text.zh.endswith("？") else f"{text.zh}，依据是什么？",
        text.en if text.en.endswith("?") else f"{text.en}; what does it rest on?",
    )


def year_sums(pair: YearPair, names: tuple[str, ...]) -> tuple[Floats, Floats, Mask]:
    """Add up elements over the months that both years have: last year's, this year's, which months.

    (org_unit,), (org_unit,) and (org_unit, month); only months that are past count.
    """
    columns = [pair.snapshot.element_index[name] for name in names]
    is_both = np.isfinite(pair.then[:, columns]) & np.isfinite(pair.now[:, columns])
    then, now = (
        np.where(is_both, np.nan_to_num(year[:, columns]), 0.0).sum(axis=(1, 2))
        for year in (pair.then, pair.now)
    )
    return np.asarray(then), np.asarray(now), np.asarray(is_both.any(axis=1))


def _remainder(change: Floats, beside: Floats) -> Floats | None:
    """Return what of a change the others do not explain, (org_unit,); None with too few places to learn from.

    Parameters
    ----------
    change : array, (org_unit,)
    beside : array, (org_unit, regressor)
        Not finite where unknown; such places get NaN.
    """
    is_known = np.isfinite(change) & np.isfinite(beside).all(axis=1)
    if is_known.sum() < _FEWEST_PLACES + beside.shape[1]:
        return None
    x = np.column_stack(
        [np.ones(int(is_known.sum())), beside[is_known] - np.median(beside[is_known], axis=0)]
    )
    y = change[is_known]
    is_inside = np.ones(len(y), dtype=np.bool_)
    left = y
    for _ in range(3):
        weights = np.linalg.lstsq(x[is_inside], y[is_inside], rcond=None)[0]
        left = y - x @ weights
        spread = float(spreads(left[:, None])[0])
        is_inside = np.abs(left - np.median(left)) <= _OUTLIER * spread
        if is_inside.sum() < _FEWEST_PLACES:
            return None
    found = np.full(len(change), np.nan)
    found[is_known] = left - np.median(left)
    return found
