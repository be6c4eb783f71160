"""Break Chinese lines as printers do: none begins with a closing mark, and no figure is torn apart.

The PDF library breaks between any two characters and knows the rules of Japanese alone.
"""

import re
from collections.abc import Iterator

from reportlab.pdfbase.pdfmetrics import stringWidth

from agri.files.release.printed_font import FONT, printable

_OPEN = "（《〈【［“‘「『"
_CLOSE = "，。、；：？！）》〉】］”’」』…—％%"
_UNIT = re.compile(rf"[{_OPEN}]*(?:[+-]?[0-9A-Za-z]+(?:[./,:-][0-9A-Za-z]+)*|.)[{_CLOSE}]*", re.DOTALL)


def break_lines(text: str, size: float, width: float, *, first_width: float | None = None) -> str:
    """Return a text with a new line wherever one is full; its own new lines stay.

    Parameters
    ----------
    text : str
        As it is to be printed.
    size, width : float
        Of the type and of a line, points.
    first_width : float, optional
        Of the first line, where it is indented.
    """
    lines: list[str] = []
    for own in printable(text).split("\n"):
        lines += _filled(own, size, width if lines or first_width is None else first_width, width)
    return "\n".join(lines)


def _filled(text: str, size: float, first: float, width: float) -> Iterator[str]:
    line, left = "", first
    for unit in _UNIT.findall(text):
        if line and stringWidth(line + unit, FONT, size) > left:
            yield line
            line, left = "", width
        line += unit
    yield line
