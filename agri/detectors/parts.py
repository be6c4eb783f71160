"""Ask where amounts do not fit together: parts above their whole, areas above the land, use above what arose.

The bounds are declared; each belongs to the kind that it declares. A bound whose summand was not given is not
checked here, a claim without any given right side is held against what is given.
"""

from collections.abc import Iterator

import numpy as np

from agri.definitions.detection.declared import Bound, BoundSpan, BoundTerm, DetectorKind
from agri.definitions.reading import Title
from agri.detectors.detection import Detection
from agri.detectors.door import rules_like
from agri.detectors.wording import amount, plain, rough, span_words
from agri.detectors.year_pair import MONTHS, Mask, YearPair
from agri.indicators.snapshot import Floats

_ENOUGH = 2 / 3  # of the months that an element is asked in, to say what its year comes to; assumed


def bound_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield every declared bound that a place's months, or its year so far, break."""
    for bound in pair.plan.detectors.bounds:
        yield from _broken(pair, bound)


def _broken(pair: YearPair, bound: Bound) -> Iterator[Detection]:
    tolerance = pair.plan.detectors.threshold(DetectorKind.PARTS, "tolerance")
    months = np.isin(np.arange(1, MONTHS + 1), bound.months or range(1, MONTHS + 1))
    left, is_claimed = _side(pair, bound.left, bound.span, months)
    right, is_known = _side(pair, bound.right, bound.span, months, is_all=True)
    limit = right + bound.constant
    found = is_claimed & is_known & (left > tolerance * limit)
    before, _ = _side(pair, bound.left, bound.span, months, last_year=True)
    names = [term.name for term in bound.left if term.baseline is None]
    form_code, _, code = names[0].partition(".")
    form = pair.plan.forms[form_code]
    element = form.element_of[code]
    scale = bound.left[0].factor or 1.0
    for row, at in zip(*np.nonzero(found), strict=True):
        claimed, most = float(left[row, at]) / scale, float(limit[row, at]) / scale
        asked = (
            months & np.any([np.isfinite(_cells(pair, name)[row]) for name in names], axis=0)
            if bound.span == BoundSpan.YEAR
            else np.arange(MONTHS) == at
        )
        periods = pair.periods(asked)
        was = Title("无数", "nothing")
        if np.isfinite(before[row, at]) and before[row, at] > 0:
            was = amount(element, float(before[row, at]) / scale)
        said, when = amount(element, claimed), span_words(periods)
        subject = _subject(pair, names)
        bears = plain(rough(most))
        yield Detection(
            code=bound.code,
            kind=bound.kind,
            org_unit=pair.snapshot.places.codes[row],
            form=form.code,
            element=element.code if len(names) == 1 else None,
            periods=periods,
            found=claimed,
            expected=(0.0, most),
            strength=min(claimed / max(most, 1e-9), 1e6),
            question=Title(
                f"“{subject.zh}”{when.zh} {said.zh}（去年同期 {was.zh}），按其他数最多约 {bears}："
                f"{bound.text.zh}",
                f"{subject.en}: {said.en} in {when.en} ({was.en} a year before), the other amounts bear out "
                f"about {bears} at most: {bound.text.en}",
            ),
            answers=pair.plan.detectors.answers_to(bound.kind),
            door=rules_like(form, bound.left, bound.right),
        )


def _subject(pair: YearPair, names: list[str]) -> Title:
    titles = [
        pair.plan.forms[form].element_of[code].title
        for form, _, code in (name.partition(".") for name in names)
    ]
    if len(titles) == 1:
        return titles[0]
    return Title(f"{titles[0].zh}等 {len(titles)} 项合计", f"{titles[0].en} and {len(titles) - 1} more")


def _cells(pair: YearPair, name: str, *, last_year: bool = False) -> Floats:
    """Return one element's months, (org_unit, month)."""
    values = pair.then if last_year else pair.now
    return np.asarray(values[:, pair.snapshot.element_index[name]])


def _side(
    pair: YearPair,
    terms: tuple[BoundTerm, ...],
    span: BoundSpan,
    months: Mask,
    *,
    is_all: bool = False,
    last_year: bool = False,
) -> tuple[Floats, Mask]:
    """Add up a side over the span.

    Returns
    -------
    total : array, (org_unit, month), or (org_unit, 1) for a year
        What is not given adds nothing.
    is_known : array, alike
        Something of it is given; with `is_all` every element, in a year in at least two of three months that
        it is asked in, and some baseline.
    """
    places = len(pair.snapshot.places.units)
    width = 1 if span == BoundSpan.YEAR else MONTHS
    total, known = np.zeros((places, width)), []
    baselines, has_baseline = [], False
    for term in terms:
        if term.baseline is not None:
            figure = pair.snapshot.baseline(term.baseline, pair.plan.year)[:, None]
            total = total + term.factor * np.nan_to_num(figure)
            baselines.append(np.isfinite(figure))
            has_baseline = True
            continue
        cells = np.where(months, _cells(pair, term.name, last_year=last_year), np.nan)
        column = pair.snapshot.element_index[term.name]
        is_due = pair.asked_months[column] & months & (np.arange(MONTHS) <= pair.last_month)
        if span == BoundSpan.YEAR:
            due, given = (
                one.sum(axis=1, keepdims=True)
                for one in (np.broadcast_to(is_due, cells.shape), np.isfinite(cells))
            )
            cells = np.nansum(cells, axis=1, keepdims=True)
            is_given = given > 0
            if is_all:  # months that are missing are taken to be like those that are there
                is_given = (given >= _ENOUGH * due) & (due > 0)
                cells = cells * np.maximum(due / np.maximum(given, 1), 1)
        else:
            is_given = np.isfinite(cells)
        if term.years > 1:
            earlier = np.nansum(_cells(pair, term.name, last_year=True), axis=1, keepdims=True)
            cells = cells + (term.years - 1) * earlier
        times = 1.0 if term.times is None else pair.snapshot.baseline(term.times, pair.plan.year)[:, None]
        total = total + term.factor * np.nan_to_num(cells) * np.nan_to_num(times)
        if term.times is not None:
            is_given = is_given & np.isfinite(times)
        known.append(np.broadcast_to(is_given, (places, width)))
    if has_baseline:
        known.append(np.broadcast_to(np.any(baselines, axis=0), (places, width)))
    return total, np.asarray(np.all(known, axis=0) if is_all else np.any(known, axis=0))
