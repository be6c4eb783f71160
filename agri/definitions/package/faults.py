"""Faults of a city package as values: what kind, where, what stands there. Their words stand in `kinds`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from typing import Any

from agri.definitions.reading import Title
from agri.terms import Weight

_MOST_NAMED = 12  # of what is known, in one message


class FaultWords(Enum):
    """A table of faults: of each kind its weight and its words (zh, en)."""

    @property
    def code(self) -> str:
        """The stable code."""
        return self.name.lower().replace("_", "-")

    @property
    def weight(self) -> Weight:
        """How much it matters."""
        weight: Weight = self.value[0]
        return weight


@dataclass(frozen=True, slots=True)
class PackageFault:
    """One fault: kind, file, line (None: the whole file), the place in the document, what fills the words."""

    kind: FaultWords
    file: str
    line: int | None = None
    at: str = ""
    values: Mapping[str, str | Title] = field(default_factory=dict)

    @property
    def text(self) -> Title:
        """What stands there, the rule and the way out."""
        _, zh, en = self.kind.value
        return Title(
            zh.format(**{key: _in(value, "zh") for key, value in self.values.items()}),
            en.format(**{key: _in(value, "en") for key, value in self.values.items()}),
        )

    def document(self) -> dict[str, Any]:
        """Return the fault for machines."""
        return {
            "code": self.kind.code,
            "severity": str(self.kind.weight),
            "file": self.file,
            "line": self.line,
            "at": self.at,
            "found": _in(self.values.get("found", ""), "en"),
            "text": {"zh": self.text.zh, "en": self.text.en},
        }


def _in(value: str | Title, language: str) -> str:
    return value if isinstance(value, str) else str(getattr(value, language))


def meant(word: object, known: Iterable[str]) -> Title:
    """Return "did you mean" for a word, empty where nothing known is near."""
    close = get_close_matches(str(word), sorted(set(known)), n=1, cutoff=0.7)
    return Title(f"，是否指 {close[0]}？", f", did you mean {close[0]}?") if close else Title("", "")


def asked_of_other_crops(name: str, crops: Sequence[str], elements: Collection[str]) -> bool:
    """Say whether a form asks the same element of another crop: what a crop lacks is none, no slip of a pen.

    >>> asked_of_other_crops("sowing.tea_mu", ("tea", "rice"), {"sowing.rice_mu"})
    True
    """
    own = [crop for crop in crops if f".{crop}_" in name]
    return any(name.replace(f".{crop}_", f".{other}_") in elements for crop in own for other in crops)


def listed(known: Iterable[str]) -> str:
    """Return what is known, cut where it is long."""
    words = list(dict.fromkeys(known))
    return ", ".join(words[:_MOST_NAMED]) + (" …" if len(words) > _MOST_NAMED else "")


def shown(value: object) -> str:
    """Write what stands in a file, short enough for a line."""
    text = (
        f'"{value}"'
        if isinstance(value, str)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
    return text if len(text) <= 60 else text[:57] + "…"
