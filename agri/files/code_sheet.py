"""The printed sheet of enrolment codes: a card a person, to be cut apart and handed over."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from agri.files.release.printed_font import FONT, printable, register_font
from agri.periods import SHANGHAI

_COLUMNS, _ROWS = 2, 6
_MARGIN = 10 * mm
_WIDTH, _HEIGHT = (A4[0] - 2 * _MARGIN) / _COLUMNS, (A4[1] - 2 * _MARGIN) / _ROWS
_QR = 30 * mm


@dataclass(frozen=True, slots=True)
class CodeCard:
    """One person's code, and the address that its QR leads to; without one only the code is printed."""

    name: str
    role: str
    place: str
    code: str
    expires_at: datetime
    address: str | None


def render_code_sheet(cards: Sequence[CodeCard]) -> bytes:
    """Render cards as a PDF, twelve a page."""
    register_font()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, initialFontName=FONT, invariant=1)
    canvas.setTitle("绑定码 · Enrolment codes")
    per_page = _COLUMNS * _ROWS
    for i, card in enumerate(cards):
        if i and i % per_page == 0:
            canvas.showPage()
        row, column = divmod(i % per_page, _COLUMNS)
        _draw(canvas, card, _MARGIN + column * _WIDTH, A4[1] - _MARGIN - (row + 1) * _HEIGHT)
    canvas.save()
    return buffer.getvalue()


def qr_path(text: str) -> tuple[str, int]:
    """Return a QR code as the path of an SVG, one unit a module, and its side with the quiet zone."""
    rows = [bytes(row) for row in segno.make(text, error="m").matrix]
    quiet = 4
    path = "".join(
        f"M{x + quiet} {y + quiet}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return path, len(rows) + 2 * quiet


def _draw(canvas: Canvas, card: CodeCard, left: float, bottom: float) -> None:
    canvas.setDash(1, 2)
    canvas.rect(left, bottom, _WIDTH, _HEIGHT)
    canvas.setDash()
    text_left = left + 4 * mm
    if card.address is not None:
        _draw_qr(canvas, card.address, left + 3 * mm, bottom + (_HEIGHT - _QR) / 2)
        text_left += _QR
    until = card.expires_at.astimezone(SHANGHAI)
    lines = (
        (13, card.name),
        (9, card.place),
        (9, card.role),
        (14, " ".join(card.code[i : i + 4] for i in range(0, len(card.code), 4))),
        (8, f"有效期至 {until:%Y-%m-%d %H:%M}，仅可使用一次"),
        (8, "扫码，或打开本系统网址 /enrol 输入"),
    )
    y = bottom + _HEIGHT - 3 * mm
    for size, text in lines:
        y -= size  # its own height: a large line must not stand in the one above
        canvas.setFont(FONT, size)
        canvas.drawString(text_left, y, printable(text))
        y -= 5


def _draw_qr(canvas: Canvas, text: str, left: float, bottom: float) -> None:
    rows = [bytes(row) for row in segno.make(text, error="m").matrix]
    side = _QR / (len(rows) + 2)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                canvas.rect(
                    left + (x + 1) * side, bottom + _QR - (y + 2) * side, side, side, stroke=0, fill=1
                )
