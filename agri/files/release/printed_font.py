"""The Chinese font of every PDF: embedded, so that no reader needs a font or a character map of its own.

A character that the font lacks is never left out in silence: it is printed as 〓 with its Unicode number.
"""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT = "NotoSansSC"
FILE = Path(__file__).parent / "fonts" / "NotoSansSC-subset.ttf"
MISSING = "〓"  # the mark that Chinese printers set where they have no type for a character


@cache
def register_font() -> frozenset[int]:
    """Make the font known to the PDF library, once a process; return the code points that it holds."""
    font = TTFont(FONT, FILE)
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def printable(text: str) -> str:
    """Return a text whose every character the font holds; new lines stay.

    >>> printable("王\U00030edd")
    '王〓(缺字U+30EDD)'
    """
    known = register_font()
    if all(ord(character) in known for character in text):
        return text
    return "".join(_printable(character, known) for character in text)


def _printable(character: str, known: frozenset[int]) -> str:
    if ord(character) in known or character == "\n":
        return character
    if character.isspace():
        return " "
    # What has no shape of its own is no loss: joiners, marks of direction, choices of a variant's shape.
    if unicodedata.category(character) in {"Cc", "Cf"} or "VARIATION SELECTOR" in unicodedata.name(
        character, ""
    ):
        return ""
    return f"{MISSING}(缺字U+{ord(character):04X})"
