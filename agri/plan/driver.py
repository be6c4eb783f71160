"""What drives an indicator's year end, in one sentence made of its own figures; nothing is guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agri.definitions.reading import Title

_NOTABLE = 0.01  # a point; less is not worth a sentence
_TORN = 0.2  # between the two chances of a target; less is no reason to speak of them
_CARRIED = Title(
    "没有过程模型：年末按上年同月和今年水平外推。",
    "Without a process of its own: carried on from last year's months at this year's level.",
)


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
    chances      of the target as reported and as true; None without target     fraction
    width        of the 90 % interval as reported; None without an outlook      fraction
    silent       reports of the indicator that are due and not accepted         1
    spot_checks  of the indicator's forms in the place                          1
    companions   figures beside the indicator by code                           fraction
    ============ ============================================================== ========
    """

    is_growth: bool
    is_carried: bool
    path_ahead: Sequence[tuple[int, float]]
    reported: float | None
    true: float | None
    chances: tuple[float, float] | None
    width: float | None
    silent: int
    spot_checks: int
    companions: Mapping[str, float | None]


def driver(at: Situation) -> Title | None:
    """Return the sentence; None where the figures give no reason for one."""
    if at.companions.keys() & {"area_effect", "intensity_effect"}:
        return _split(at)
    ahead = sum(step for _, step in at.path_ahead)
    gap = 0.0 if at.reported is None or at.true is None else at.true - at.reported
    if ahead > _NOTABLE and ahead >= abs(gap) and not at.is_carried:
        return _steps(at, ahead)
    if abs(gap) >= _NOTABLE and not (at.is_growth or at.is_carried):
        return _gap(at, gap)
    if at.chances is not None and abs(at.chances[0] - at.chances[1]) >= _TORN:
        return _torn(*at.chances, gap)
    return None if at.width is None else _CARRIED if at.is_carried else _width(at.width)


def _width(width: float) -> Title:
    return Title(
        f"多数已成定局：年末九成区间只宽 {_points(width)} 个百分点。"
        if width < 2 * _NOTABLE
        else f"余下月份的用量仍有较大不确定：年末九成区间宽 {_points(width)} 个百分点。",
        f"Mostly settled: the 90% interval of the year's end is only {_points(width)} points wide."
        if width < 2 * _NOTABLE
        else f"The months ahead are uncertain: the 90% interval is {_points(width)} points wide.",
    )


def _split(at: Situation) -> Title | None:
    area, intensity = at.companions.get("area_effect"), at.companions.get("intensity_effect")
    if area is None or intensity is None:
        return None
    return Title(
        f"面积变化的影响 {_signed(area)} 个百分点，亩均用量变化的影响 {_signed(intensity)} 个百分点。",
        f"Change of area adds {_signed(area)} points, change of kg per mu {_signed(intensity)}.",
    )


def _steps(at: Situation, ahead: float) -> Title:
    month, step = max(at.path_ahead, key=lambda one: one[1])
    return Title(
        f"计划进度还有 {_points(ahead)} 个百分点在后面，最大一步在 {month} 月（{_signed(step)}）。",
        f"{_points(ahead)} points of the path are still ahead, the largest step in month {month} "
        f"({_signed(step)}).",
    )


def _torn(as_reported: float, as_true: float, gap: float) -> Title:
    return Title(
        f"离目标很近，口径决定结果：按上报达标可能 {as_reported:.0%}，按真实 {as_true:.0%}，"
        f"两者只差 {_points(abs(gap))} 个百分点。",
        f"So near the target that the basis decides: {as_reported:.0%} as reported, {as_true:.0%} as true, "
        f"only {_points(abs(gap))} points apart.",
    )


def _gap(at: Situation, gap: float) -> Title:
    if gap < 0 and not at.spot_checks:
        return Title(
            f"尚无抽查，按假定的多报估计：真实口径约比上报低 {_points(-gap)} 个百分点。",
            f"No spot check yet; the over-reporting assumed puts the truth {_points(-gap)} points lower.",
        )
    if gap < 0:
        return Title(
            f"抽查显示多报：真实口径约比上报低 {_points(-gap)} 个百分点。",
            f"Spot checks show over-reporting: the truth is about {_points(-gap)} points lower.",
        )
    if at.silent:
        return Title(
            f"{at.silent} 份报表未报或待审：真实口径约比上报高 {_points(gap)} 个百分点。",
            f"{at.silent} reports are missing or pending: the truth is about {_points(gap)} points higher.",
        )
    return Title(
        f"真实口径约比上报高 {_points(gap)} 个百分点。",
        f"The truth is about {_points(gap)} points higher than what is reported.",
    )


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}"
