"""Draw a reliability plot as SVG: what probability was said, and how often it came true."""

from collections.abc import Mapping, Sequence
from html import escape

_SIZE, _LEFT, _TOP = 360, 60, 40  # px
_COLOURS = ("#1b6ca8", "#c4501b")

Points = Sequence[tuple[float, float, int]]  # said, came true, count


def reliability_svg(curves: Mapping[str, Points], caption: str) -> str:
    """Return an SVG with a curve for each basis; the area of a dot grows with its count.

    Parameters
    ----------
    curves : mapping
        Name → points (probability said, share that came true, number of forecasts), both in [0, 1].
    caption : str
        Stands below the plot; says what the data are.
    """
    width, height = _LEFT + _SIZE + 30, _TOP + _SIZE + 90
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>可靠性图 Reliability of probabilities</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="14">可靠性图 Reliability of probabilities</text>',
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIZE}" height="{_SIZE}" fill="none" stroke="#888"/>',
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#888" stroke-dasharray="4 4"/>',
    ]
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        label = f"{100 * tick:.0f} %"
        parts.append(f'<text x="{_x(tick)}" y="{_TOP + _SIZE + 16}" text-anchor="middle">{label}</text>')
        parts.append(f'<text x="{_LEFT - 6}" y="{_y(tick) + 4}" text-anchor="end">{label}</text>')
    for i, (name, points) in enumerate(curves.items()):
        colour = _COLOURS[i % len(_COLOURS)]
        most = max((count for _, _, count in points), default=1)
        path = " ".join(f"{_x(said):.1f},{_y(came):.1f}" for said, came, _ in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        for said, came, count in points:
            radius = 2 + 8 * (count / most) ** 0.5
            parts.append(
                f'<circle cx="{_x(said):.1f}" cy="{_y(came):.1f}" r="{radius:.1f}" fill="{colour}" '
                f'fill-opacity="0.6"><title>{escape(name)}: {100 * said:.0f} % → {100 * came:.0f} %, '
                f"n = {count}</title></circle>"
            )
        legend = _TOP + 16 + 16 * i
        parts.append(f'<text x="{_LEFT + 10}" y="{legend}" fill="{colour}">{escape(name)}</text>')
    below = _TOP + _SIZE
    parts.append(f'<text x="{_LEFT}" y="{below + 38}">横轴：所报概率 said · 纵轴：实现频率 came true</text>')
    parts.append(f'<text x="{_LEFT}" y="{below + 58}" fill="#a00">{escape(caption)}</text>')
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _x(share: float) -> float:
    return _LEFT + _SIZE * share


def _y(share: float) -> float:
    return _TOP + _SIZE * (1 - share)
