"""Draw fan plots as SVG: a panel a target, with the record so far, the path, the target line, the fan.

Our own few shapes, no library: the file opens in any browser and prints; the same panels give the same bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from agri.definitions.value_units import FRACTION, amount_words, title_with_unit, unit_words
from agri.files.plots.fan_panels import FanPanel
from agri.terms import Comparator

WIDTH, HEIGHT = 470, 270  # one panel, px
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 14, 58, 30
_COLUMNS = 2
_HEAD, _FOOT = 56, 66
_COLOUR = {"fan": "#2b6cb0", "path": "#718096", "target": "#c53030", "record": "#1a202c", "grid": "#e2e8f0"}
_SIGN = {Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.BELOW: "<"}
_SUFFIX = {FRACTION: " %"}  # on the axis; any other unit stands in the title
_LEAST_MARGIN = 0.002  # of a rate, or of the largest amount
_LARGE = 100.0
_FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"


@dataclass(frozen=True, slots=True)
class FanPlot:
    """A page of panels; `caption` names snapshot, method and seed."""

    heading_zh: str
    heading_en: str
    caption: str
    as_of: date
    is_synthetic: bool
    panels: tuple[FanPanel, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    """From a day and a value to a point of the panel."""

    year: int
    low: float
    high: float

    def x(self, day: date) -> float:
        passed = (day - date(self.year, 1, 1)).days / (date(self.year, 12, 31) - date(self.year, 1, 1)).days
        return _LEFT + passed * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - _TOP - _BOTTOM)


def fan_svg(plot: FanPlot) -> str:
    """Return the page as SVG text."""
    rows = -(-len(plot.panels) // _COLUMNS)
    width, height = WIDTH * _COLUMNS, _HEAD + HEIGHT * rows + _FOOT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{_FONT}">',
        f"<title>{escape(plot.heading_zh)} · {escape(plot.heading_en)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(16, 26, plot.heading_zh, 18, weight="bold"),
        _text(16, 46, plot.heading_en, 12, colour="#4a5568"),
    ]
    if plot.is_synthetic:
        parts.append(_text(width - 16, 26, "演示数据 / synthetic", 15, colour="#c53030", anchor="end"))
    for i, panel in enumerate(plot.panels):
        left, top = WIDTH * (i % _COLUMNS), _HEAD + HEIGHT * (i // _COLUMNS)
        parts.append(f'<g id="{panel.code}" transform="translate({left} {top})">')
        parts.extend(_panel(panel, plot.as_of))
        parts.append("</g>")
    parts.extend(_legend(_HEAD + HEIGHT * rows + 16, plot.caption))
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _panel(panel: FanPanel, as_of: date) -> Iterable[str]:
    scale = _scale_of(panel, as_of.year)
    sign = f"{_SIGN[panel.comparator]} {_with_unit(panel, panel.target)}"
    chance = "—" if panel.probability is None else f"{panel.probability:.0%}"
    title = title_with_unit(panel.title, panel.unit)
    yield _text(_LEFT, 20, title.zh, 13, weight="bold")
    yield _text(_LEFT, 36, title.en, 10, colour="#4a5568")
    yield _text(
        _LEFT, 51, f"目标 target {sign}   达标概率 probability {chance}", 10, colour=_COLOUR["target"]
    )
    yield from _axes(panel, scale, as_of)
    for low, high, opacity in ((0, 4, 0.22), (1, 3, 0.38)):
        upper = [(scale.x(day), scale.y(values[high])) for day, values in panel.bands]
        lower = [(scale.x(day), scale.y(values[low])) for day, values in reversed(panel.bands)]
        if len(upper) > 1:
            points = _points([*upper, *lower])
            yield f'<polygon class="band" points="{points}" fill="{_COLOUR["fan"]}" opacity="{opacity}"/>'
    yield _line("median", [(scale.x(d), scale.y(v[2])) for d, v in panel.bands], _COLOUR["fan"], 1.6)
    yield _line("path", [(scale.x(d), scale.y(v)) for d, v in panel.path], _COLOUR["path"], 1.3, dash="5 4")
    y = scale.y(panel.target)
    yield _line("target", [(_LEFT, y), (WIDTH - _RIGHT, y)], _COLOUR["target"], 1.3)
    record = [(scale.x(day), scale.y(value)) for day, value in panel.to_date]
    yield _line("record", record, _COLOUR["record"], 1.3)
    for x, y in record:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{_COLOUR["record"]}"/>'


def _scale_of(panel: FanPanel, year: int) -> _Scale:
    """Hold everything drawn, with a margin."""
    values = [panel.target, *(value for _, value in (*panel.to_date, *panel.path))]
    values += [value for _, quantiles in panel.bands for value in quantiles]
    low, high = min(values), max(values)
    least = _LEAST_MARGIN * (1 if panel.unit == FRACTION else max(abs(low), abs(high), 1e-9))
    margin = max(0.06 * (high - low), least)
    return _Scale(year, low - margin, high + margin)


def _with_unit(panel: FanPanel, value: float) -> str:
    """Write a value as the indicator has it: per cent, or an amount with its unit."""
    return f"{amount_words(value, panel.unit, _decimals(panel))} {unit_words(panel.unit).zh}"


def _decimals(panel: FanPanel) -> int:
    """How many decimals tell two values of the panel apart: an amount per mu needs two."""
    return 1 if panel.unit == FRACTION or abs(panel.target) >= _LARGE else 2


def _axes(panel: FanPanel, scale: _Scale, as_of: date) -> Iterable[str]:
    bottom = HEIGHT - _BOTTOM
    for part in range(5):
        value = scale.low + (scale.high - scale.low) * part / 4
        y = scale.y(value)
        yield _line("grid", [(_LEFT, y), (WIDTH - _RIGHT, y)], _COLOUR["grid"], 1)
        words = f"{amount_words(value, panel.unit, _decimals(panel))}{_SUFFIX.get(panel.unit, '')}"
        yield _text(_LEFT - 6, y + 3, words, 9, colour="#4a5568", anchor="end")
    for month in range(1, 13, 2):
        yield _text(scale.x(date(scale.year, month, 1)), bottom + 14, f"{month}月", 9, colour="#4a5568")
    x = scale.x(min(as_of, date(scale.year, 12, 31)))
    yield _line("as-of", [(x, _TOP), (x, bottom)], _COLOUR["path"], 0.8, dash="2 3")
    yield _text(x, bottom + 25, as_of.isoformat(), 9, colour="#4a5568", anchor="middle")


def _legend(top: float, caption: str) -> Iterable[str]:
    entries = (
        ("record", "上报至今 reported to date"),
        ("path", "序时进度 planned path"),
        ("target", "目标 target"),
        ("fan", "年末推算 5–25–50–75–95 % projected year end"),
    )
    x = 16.0
    for key, words in entries:
        yield _line("legend", [(x, top), (x + 22, top)], _COLOUR[key], 3)
        yield _text(x + 28, top + 4, words, 11)
        x += 46 + 9.0 * sum(1 if ord(c) > 255 else 0.62 for c in words) + 20
    yield _text(
        16,
        top + 22,
        "只推算年末；扇形按各月农时或上年各月工作量展开，到当年最后一个能变动的月份为止 · "
        "only the year's end is simulated; the fan follows the work of the months left, to the last "
        "that can move it",
        10,
        colour="#4a5568",
    )
    yield _text(16, top + 39, caption, 10, colour="#4a5568")


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _line(
    name: str, points: Sequence[tuple[float, float]], colour: str, width: float, *, dash: str = ""
) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<polyline class="{name}" points="{_points(points)}" fill="none" stroke="{colour}" '
        f'stroke-width="{width}"{dashes}/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    size: int,
    *,
    colour: str = "#1a202c",
    anchor: str = "start",
    weight: str = "normal",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )
