"""What drives an indicator's year end, in one sentence made of its own figures; nothing is guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agri.definitions.reading import Title
from agri.definitions.value_units import FRACTION, amount_words, unit_words
from agri.plan.outlook import chance_words

_NOTABLE = 0.01  # a point; less is not worth a sentence
_ENOUGH = 2.0  # over-reporting may make a gap up to twice as large as it is itself; more has other causes
_TORN = 0.2  # between the two chances of a target; less is no reason to speak of them
_FIRM = 3.0  # times what is notable; a smaller gap of the bases too often has the wrong sign
_PART = 0.003  # of last year's amount; a smaller part of area is too often not the true one
_CARRIED = Title(
    "没有过程模型：年末按上年同月和今年水平外推。",
    "Without a process of its own: carried on from last year's months at this year's level.",
)


class Cause(StrEnum):
    """What a sentence says; docs/causes.md tells how often each is false in invented worlds."""

    AREA = "area"
    AHEAD = "ahead"
    CHECKED_OVER = "checked_over"
    LOWER = "lower"
    BASIS_DECIDES = "basis_decides"
    SETTLED = "settled"
    UNCERTAIN = "uncertain"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class CauseSentence:
    """A sentence and what it says."""

    cause: Cause
    text: Title


@dataclass(frozen=True, slots=True)
class Situation:
    """What the sentence is chosen from.

    ============ ============================================================== ========
    Field        Meaning                                                        Unit
    ============ ============================================================== ========
    is_growth    this year against last
    is_carried   the engine knows no process of it: its year end is carried on from last year
    path_ahead   by how much the planned path rises in each month still ahead   fraction
    reported, true  medians of the year's end; None without an outlook          fraction
    true_upper   the third quartile of the year's end as true; None without an outlook  fraction
    chances      of the target as reported and as true; None without target     fraction
    width        of the 90 % interval as reported; None without an outlook      fraction
    silent       reports of the indicator that are due and not accepted         1
    checked_over by how much the spot checks of its forms in the place found too much reported on average;
                 None without any                                               fraction
    assumed_over over-reporting that the plan assumes before any spot check     fraction
    companions   figures beside the indicator by code                           fraction
    unit         in which path, medians and width are told: `fraction` or an amount's
    counted_in   the measure word of a count
    ============ ============================================================== ========
    """

    is_growth: bool
    is_carried: bool
    path_ahead: Sequence[tuple[int, float]]
    reported: float | None
    true: float | None
    true_upper: float | None
    chances: tuple[float, float] | None
    width: float | None
    silent: int
    checked_over: float | None
    assumed_over: float
    companions: Mapping[str, float | None]
    unit: str = FRACTION
    counted_in: Title | None = None

    @property
    def notable(self) -> float:
        """What is worth a sentence: a point of a rate, a hundredth of an amount."""
        known = self.reported if self.unit != FRACTION else None
        return _NOTABLE if known is None else _NOTABLE * max(abs(known), 1e-9)


def driver(at: Situation) -> Title | None:
    """Return the sentence; None where the figures give no reason for one."""
    said = sentence(at)
    return None if said is None else said.text


def sentence(at: Situation) -> CauseSentence | None:
    """Return the sentence with what it says."""
    if at.companions.keys() & {"area_effect", "intensity_effect"}:
        return _split(at)
    ahead = sum(step for _, step in at.path_ahead)
    gap = 0.0 if at.reported is None or at.true is None else at.true - at.reported
    if ahead > at.notable and ahead >= abs(gap) and not at.is_carried:
        return _steps(at, ahead)
    if _is_firmly_below(at, gap) and not (at.is_growth or at.is_carried):
        said = _gap(at, gap)
        if said is not None:
            return said
    if at.chances is not None and abs(at.chances[0] - at.chances[1]) >= _TORN:
        return _torn(at, at.chances, gap)
    if at.width is None:
        return None
    return CauseSentence(Cause.CARRIED, _CARRIED) if at.is_carried else _width(at, at.width)


def _width(at: Situation, width: float) -> CauseSentence:
    told = _told(at, width)
    if width < 2 * at.notable:
        return CauseSentence(
            Cause.SETTLED,
            Title(
                f"全年数据大部分已形成：90% 预测区间只宽 {told.zh}。",
                f"Most of the year is in: the 90% interval of its end is only {told.en} wide.",
            ),
        )
    return CauseSentence(
        Cause.UNCERTAIN,
        Title(
            f"余下月份仍有较大不确定：90% 预测区间宽 {told.zh}。",
            f"The months ahead are uncertain: the 90% interval is {told.en} wide.",
        ),
    )


def _split(at: Situation) -> CauseSentence | None:
    """Say what area did to a growth; of the rest only how much it is.

    In invented worlds, whose truth is known, the part of area has the true sign from `_PART` on. The parts of
    mix and intensity do not, in one of ten: slips of entry land in them. They are figures beside the
    indicator, and no sentence is made of them.
    """
    area = at.companions.get("area_effect")
    rest = [at.companions.get(code) for code in ("mix_effect", "intensity_effect", "unsplit_effect")]
    known = [part for part in rest if part is not None]
    if area is None or not known or abs(area) < _PART:
        return None
    told = Title(
        f"面积变化的影响 {_signed(area)} 个百分点；其余 {_signed(sum(known))} 个百分点，"
        f"作物结构、亩均用量和填报误差没有分开。",
        f"Change of area adds {_signed(area)} points; the rest is {_signed(sum(known))}: "
        f"mix of crops, kg per mu and errors of entry are not told apart.",
    )
    return CauseSentence(Cause.AREA, told)


def _steps(at: Situation, ahead: float) -> CauseSentence:
    month, step = max(at.path_ahead, key=lambda one: one[1])
    told = _told(at, ahead)
    step_told = _signed(step) if at.unit == FRACTION else f"+{amount_words(step, at.unit, 1)}"
    words = Title(
        f"序时进度年内还要增加 {told.zh}，其中 {month} 月最多（{step_told}）。",
        f"{told.en} of the path are still ahead, the largest step in month {month} ({step_told}).",
    )
    return CauseSentence(Cause.AHEAD, words)


def _torn(at: Situation, chances: tuple[float, float], gap: float) -> CauseSentence:
    (as_reported, as_true), told = map(chance_words, chances), _told(at, abs(gap), 2)
    words = Title(
        f"处于达标线附近：按上报达标概率 {as_reported}，按核实推算 {as_true}（年末预测值相差 {told.zh}）。",
        f"Near the target: chance {as_reported} as reported, {as_true} verified "
        f"(year-end forecasts {told.en} apart).",
    )
    return CauseSentence(Cause.BASIS_DECIDES, words)


def _is_firmly_below(at: Situation, gap: float) -> bool:
    """Say whether the truth lies below the reports by so much, and so surely, that it may be told.

    Told from a hundredth on and by the medians alone, it was false once in twenty times in invented worlds,
    and of film once in six: the autumn's film still lay in the fields, and the draws did not agree.
    """
    if at.reported is None or at.true_upper is None:
        return False
    return gap <= -_FIRM * at.notable and at.true_upper <= at.reported


def _gap(at: Situation, gap: float) -> CauseSentence | None:
    """Say how far the truth is below the reports; a cause only where it is large enough to make the gap.

    What is not accepted yet bends a rate either way, so it is told as a fact beside the gap. Two things are
    said nowhere, for in invented worlds they were false too often: that the truth lies above the reports (two
    times in three), and that it lies below them because over-reporting is assumed (one in six).
    """
    over = at.assumed_over if at.checked_over is None else at.checked_over
    told = _told(at, abs(gap))
    explained = _ENOUGH * over * abs(at.reported or 0.0)
    if over > 0 and -gap <= explained and not at.silent:
        if at.checked_over is None:
            return None
        words = Title(
            f"抽查显示多报：核实推算口径约比上报低 {told.zh}。",
            f"Spot checks show over-reporting: the truth is about {told.en} lower.",
        )
        return CauseSentence(Cause.CHECKED_OVER, words)
    beside_zh = f"；另有 {at.silent} 份报表未报或待审" if at.silent else ""
    beside = f"; {at.silent} reports are missing or pending" if at.silent else ""
    words = Title(
        f"核实推算口径约比上报低 {told.zh}{beside_zh}。",
        f"The truth is about {told.en} lower than what is reported{beside}.",
    )
    return CauseSentence(Cause.LOWER, words)


def _told(at: Situation, value: float, decimals: int = 1) -> Title:
    """Write a difference: of a rate in points, of an amount in its unit."""
    if at.unit == FRACTION:
        return Title(f"{100 * value:.{decimals}f} 个百分点", f"{100 * value:.{decimals}f} points")
    words, unit = amount_words(value, at.unit, 1), unit_words(at.unit, at.counted_in)
    return Title(f"{words} {unit.zh}", f"{words} {unit.en}")


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")
