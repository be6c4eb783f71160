"""What of a text people see: a required word must show something, and two accounts must look apart."""

import unicodedata
from functools import lru_cache

# Control, format, blanks and ends of lines; below, what shows nothing although it counts as letter or sign.
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(0xFE00 + i) for i in range(16)
}


def visible(text: str) -> str:
    """Return a text without what shows nothing."""
    return "".join(one for one in text if unicodedata.category(one) not in _INVISIBLE and one not in _FILLERS)


def shows(text: str | None) -> bool:
    """Say whether a text shows anything; None shows nothing."""
    return text is not None and visible(text) != ""


@lru_cache(maxsize=50_000)  # every name of the record is looked at for each account that is opened
def account_key(name: str) -> str:
    """Return what names have in common that nobody tells apart: width, case and invisible letters aside."""
    return visible(unicodedata.normalize("NFKC", name).casefold())
