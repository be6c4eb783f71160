"""Ask where a place leaves blank, month after month, what it gave last year and other places give.

A blank disarms every comparison that needs it. One blank is an oversight; this asks once for the year, about
all elements of a form together. What a place always leaves blank, and what does not apply to it, is no doubt.
"""

from collections.abc import Iterator

import numpy as np

from agri.definitions.detection.declared import DetectorKind
from agri.definitions.forms import Form
from agri.definitions.reading import Title
from agri.detectors.detection import Detection
from agri.detectors.year_pair import MONTHS, Mask, YearPair
from agri.indicators.snapshot import Floats
from agri.terms import CellState

KIND = DetectorKind.EVIDENCE
_CHANCE = 0.0005  # that so many months stay blank by oversight, below which it is asked about; assumed
_FEWEST_MONTHS = 2
_MOST_GIVEN = 0.25  # share of the months since the first blank in which it is given all the same; assumed
_OTHERS = 0.5  # share of other places' months that give it: where fewer do, nobody is asked; assumed
_OVERSIGHT = 0.01  # share of cells that anybody overlooks, at least; assumed
_LAST_YEAR = Title("去年这些月份多数填过", "mostly given in these months last year")
_ELSEWHERE = Title("其他乡镇多数填了", "given by most other places")  # where last year is not known
_NAMED = 3  # elements that the question names


def blank_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield, by place and form, the elements that are left blank from some month of the year on."""
    months, chance = _left_blank(pair)
    for form in pair.plan.forms:
        mine = np.array([one.code == form.code for one, _ in pair.elements], dtype=np.bool_)
        for row in np.flatnonzero(months[:, mine].any(axis=(1, 2))):
            elements = np.flatnonzero(mine & months[row].any(axis=1))
            yield _detection(
                pair, (form, elements), int(row), months[row], float(chance[row, elements].min())
            )


def _left_blank(pair: YearPair) -> tuple[Mask, Floats]:
    """Return which months of an element were left blank, and the chance that they were overlooked.

    (org_unit, data_element, month), and the log of the chance, (org_unit, data_element).
    """
    state = pair.state
    past = np.arange(MONTHS) <= pair.last_month
    is_blank, is_given = ((state == one) & past for one in (CellState.BLANK, CellState.GIVEN))
    is_since = np.logical_or.accumulate(is_blank, axis=2)
    blank = is_blank.sum(axis=2)
    given = (is_given & is_since).sum(axis=2)
    count = (is_blank | is_given).sum(axis=(0, 2))
    rate = is_blank.sum(axis=(0, 2)) / np.maximum(count, 1)
    others = np.where(rate <= 1 - _OTHERS, np.maximum(rate, _OVERSIGHT), 1.0)
    chance = blank * np.log(others)
    was_given: Mask = np.isfinite(pair.then)
    is_silent = ~np.asarray(was_given.any(axis=(1, 2)))[:, None]
    was_given_mostly = 2 * (was_given & is_blank).sum(axis=2) >= blank
    found = (blank >= _FEWEST_MONTHS) & (given <= _MOST_GIVEN * (blank + given))
    found &= (chance < np.log(_CHANCE)) & (was_given_mostly | is_silent)
    return is_blank & np.asarray(found)[:, :, None], chance


def _detection(
    pair: YearPair, asked: tuple[Form, np.ndarray], row: int, months: Mask, chance: float
) -> Detection:
    form, elements = asked
    is_blank = months[elements].any(axis=0)
    why = _LAST_YEAR if np.isfinite(pair.then[row]).any() else _ELSEWHERE
    titles = [pair.elements[i][1].title for i in elements[:_NAMED]]
    zh, en = "、".join(f"“{title.zh}”" for title in titles), ", ".join(title.en for title in titles)
    if len(elements) > _NAMED:
        zh, en = f"{zh}等 {len(elements)} 项", f"{en} and {len(elements) - _NAMED} more"
    return Detection(
        code="left-blank",
        kind=KIND,
        org_unit=pair.snapshot.places.codes[row],
        form=form.code,
        element=pair.elements[elements[0]][1].code if len(elements) == 1 else None,
        periods=pair.periods(is_blank),
        found=float(is_blank.sum()),
        expected=(0.0, 1.0),
        strength=chance / float(np.log(_CHANCE)),
        question=Title(
            f"{zh}今年有 {is_blank.sum()} 个月空着，{why.zh}：用到它的核对都做不了。没有发生请填 0，"
            "不清楚请说明原因",
            f"{en}: blank in {is_blank.sum()} months of this year, {why.en}; what needs it cannot be "
            "checked. Enter 0 for none, or give the reason",
        ),
        answers=pair.plan.detectors.answers_to(KIND),
    )
