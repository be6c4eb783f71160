"""Fonts, borders and number formats of the workbook, made once per workbook and named by what they show."""

from collections.abc import Iterable
from functools import cache

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from agri.definitions.layouts import SheetLayout
from agri.terms import CellState

GB2312_CHARSET = 134  # lets programs without the named font choose another Chinese one
_RATES = {
    "fraction": "0.0%",
    "fine": "0.00%",  # beside a target that lies within a tenth of a percent
    "points": "+0.0;-0.0;0.0",
    "fine_points": "+0.00;-0.00;0.00",  # parts of what is shown as fine
    # A thousand replications do not tell 0 from a little, nor 1 from nearly.
    "probability": '[>=0.995]">99%";[<0.005]"<1%";0%',
}
_MOST_DECIMALS = 3

_FILLS = {
    CellState.NOT_REPORTED: "#F8CBAD",
    CellState.PENDING: "#FFE699",
    CellState.BLANK: "#E7E6E6",
}
_INCOMPLETE = "#FFF2CC"


def decimals_of(values: Iterable[float | None]) -> int:
    """Return how many decimals a column of amounts needs, at most three.

    >>> decimals_of([1200.0, None, 0.5])
    1
    """
    needed = 0
    for value in values:
        while value is not None and needed < _MOST_DECIMALS and round(value, needed) != round(value, 9):
            needed += 1
    return needed


class CellFormats:
    """The formats of one workbook."""

    def __init__(self, book: Workbook, layout: SheetLayout) -> None:
        self._book = book
        self._layout = layout
        self.of = cache(self._make)

    def _make(self, **properties: object) -> Format:
        base = {
            "font_name": self._layout.body_font,
            "font_charset": GB2312_CHARSET,
            "font_size": 10,
            "valign": "vcenter",
        }
        return self._book.add_format({**base, **properties})

    @property
    def title(self) -> Format:
        """The table's name."""
        return self.of(font_name=self._layout.title_font, font_size=16, align="center")

    @property
    def plain(self) -> Format:
        """Text outside the table."""
        return self.of()

    @property
    def right(self) -> Format:
        """Text outside the table, at the right margin."""
        return self.of(align="right")

    @property
    def centre(self) -> Format:
        """Text outside the table, centred."""
        return self.of(align="center")

    @property
    def note(self) -> Format:
        """Notes under a table."""
        return self.of(font_size=9, text_wrap=True, valign="top")

    @property
    def heading(self) -> Format:
        """A section's name inside a sheet of text."""
        return self.of(bold=True, font_name=self._layout.title_font, font_size=11)

    @property
    def warning(self) -> Format:
        """The line that says that a release is synthetic."""
        return self.of(bold=True, font_color="#C00000", align="center")

    @property
    def column_head(self) -> Format:
        """Head of a column."""
        return self.of(border=1, align="center", text_wrap=True, bg_color="#F2F2F2")

    def text(self, *, is_total: bool = False, is_wrapped: bool = True, indent: int = 0) -> Format:
        """Return the format of a text cell inside the table."""
        return self.of(border=1, text_wrap=is_wrapped, bold=is_total, indent=indent, **_total_fill(is_total))

    def centred(self, *, is_total: bool = False) -> Format:
        """Return the format of a short word inside the table."""
        return self.of(border=1, align="center", text_wrap=True, bold=is_total, **_total_fill(is_total))

    def number(
        self, unit: str, *, decimals: int = 0, is_total: bool = False, is_incomplete: bool = False
    ) -> Format:
        """Return the format of a number in a unit; an incomplete sum leans and is shaded.

        No format hides a zero. Rates have one decimal of a percent, amounts the decimals asked for.
        """
        amounts = "#,##0." + "0" * decimals if decimals else "#,##0"
        extra: dict[str, object] = {"italic": True, "bg_color": _INCOMPLETE} if is_incomplete else {}
        return self.of(
            border=1,
            align="right",
            num_format=_RATES.get(unit, amounts),
            bold=is_total,
            **{**_total_fill(is_total), **extra},
        )

    def silence(self, state: CellState) -> Format:
        """Return the format of a cell that holds a word in place of a number."""
        fill: dict[str, object] = {"bg_color": _FILLS[state]} if state in _FILLS else {}
        return self.of(border=1, align="center", font_size=9, font_color="#595959", **fill)


def _total_fill(is_total: bool) -> dict[str, object]:
    return {"bg_color": "#F7F7F7"} if is_total else {}
