"""Make texts comparable: full-width signs, blanks of every kind and case do not tell words apart."""

import re
import unicodedata

_LONGEST = 40  # characters of a cell that are repeated in a message
_DIGIT = re.compile("[0-9]")
_MARKS = re.compile(r"\s*(?:[\u2460-\u2473\u00b9\u00b2\u00b3\u2070-\u2079*＊※†‡]+|\[\d\])\s*$")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def is_blank(cell: object) -> bool:
    """Say whether nothing is to be seen in a cell."""
    return cell is None or (isinstance(cell, str) and not plain(cell))


def plain(text: str) -> str:
    r"""Return a text in half width, without the signs that nobody sees and the blanks around it.

    >>> plain("\u3000４１０１\u00a0")
    '4101'
    """
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).strip()


def without_marks(text: str) -> str:
    r"""Return a name or heading without the footnote's mark behind it.

    >>> without_marks("韩寺镇\u2460"), without_marks("官渡镇 *")
    ('韩寺镇', '官渡镇')
    """
    return _MARKS.sub("", text)


def has_raised_digits(text: str) -> bool:
    r"""Say whether a text holds a footnote's mark or a fraction, which half width would make a digit.

    >>> has_raised_digits("120\u2460"), has_raised_digits("120\u00b2"), has_raised_digits("\uff11\uff12")
    (True, True, False)
    """
    return not text.isascii() and any(
        not sign.isascii() and not sign.isdecimal() and _DIGIT.search(unicodedata.normalize("NFKC", sign))
        for sign in text
    )


def key_of(cell: object) -> str:
    r"""Return a text under which headings are compared: half width, lower case, no blanks.

    >>> key_of("Place \n code")
    'placecode'
    """
    return "".join(plain(str(cell)).casefold().split()) if cell is not None else ""


def shown(cell: object) -> str:
    """Return a cell as a message repeats it."""
    text = " ".join(str(cell).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def column_letters(index: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> column_letters(27)
    'AB'
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
