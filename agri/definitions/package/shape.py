"""What a TOML file may hold: a small language of shapes, and the walk that names every departure from one."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from agri.definitions.package.documents import TomlDocument
from agri.definitions.package.faults import PackageFault, listed, meant, shown
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import Path
from agri.definitions.reading import Title


@dataclass(frozen=True, slots=True)
class Text:
    """A text; `choices` are all it may be."""

    choices: tuple[str, ...] = ()
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds; a fraction above its bound may be a percentage."""

    least: float = -math.inf
    most: float = math.inf
    is_whole: bool = False
    is_fraction: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, not an instant."""


@dataclass(frozen=True, slots=True)
class Words:
    """Both languages: ``{zh = "…", en = "…"}``."""


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever another check looks at."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of one shape; most must hold something."""

    of: "Shape"
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Either:
    """A word where a text stands, another shape otherwise."""

    word: Text
    other: "Shape"


@dataclass(frozen=True, slots=True)
class Each:
    """A table whose keys are free and whose values have one shape."""

    of: "Shape"


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table with known keys."""

    needed: Mapping[str, "Shape"]
    optional: Mapping[str, "Shape"] = field(default_factory=dict)


Shape = Text | Number | Flag | Day | Words | Anything | Items | Either | Each | TableShape

_EXPECTED = {
    Text: Title("带引号的文字", "a text in quotes"),
    Number: Title("数字", "a number"),
    Flag: Title(" true 或 false", "true or false"),
    Day: Title("日期（2019-04-03，不加引号）", "a date (2019-04-03, without quotes)"),
    Words: Title('两种语言的文字 { zh = "…", en = "…" }', 'words in both languages { zh = "…", en = "…" }'),
    Items: Title("列表 [ … ]", "a list [ … ]"),
    Each: Title("表", "a table"),
    TableShape: Title("表", "a table"),
}
_WHOLE = Title("整数", "a whole number")


def shape_faults(document: TomlDocument, shape: TableShape) -> Iterator[PackageFault]:
    """Yield every way in which a document departs from its shape."""
    yield from value_faults(document, shape, document.table, ())


def value_faults(document: TomlDocument, shape: Shape, value: object, path: Path) -> Iterator[PackageFault]:
    """Yield every way in which a value departs from its shape."""
    match shape:
        case Anything():
            return
        case Text():
            yield from _text(document, shape, value, path)
        case Number():
            yield from _number(document, shape, value, path)
        case Flag() if not isinstance(value, bool):
            yield _wrong(document, shape, value, path)
        case Day() if not isinstance(value, date) or isinstance(value, datetime):
            yield _wrong(document, shape, value, path)
        case Words():
            yield from _words(document, value, path)
        case Either():
            one = shape.word if isinstance(value, str) else shape.other
            yield from value_faults(document, one, value, path)
        case Items():
            yield from _items(document, shape, value, path)
        case Each():
            if not isinstance(value, dict):
                yield _wrong(document, shape, value, path)
                return
            for key, child in value.items():
                yield from value_faults(document, shape.of, child, (*path, key))
        case TableShape():
            yield from _table(document, shape, value, path)


def _wrong(document: TomlDocument, shape: Shape, value: object, path: Path) -> PackageFault:
    expected = _EXPECTED[type(shape)]
    return document.fault(FaultKind.WRONG_TYPE, path, found=shown(value), expected=expected)


def _text(document: TomlDocument, shape: Text, value: object, path: Path) -> Iterator[PackageFault]:
    if not isinstance(value, str):
        yield _wrong(document, shape, value, path)
    elif shape.choices and value not in shape.choices:
        yield not_among(document, path, value, shape.choices)
    elif not shape.may_be_empty and not value.strip():
        yield document.fault(FaultKind.CELL_EMPTY, path, key=str(path[-1]))


def not_among(document: TomlDocument, path: Path, value: str, known: Sequence[str]) -> PackageFault:
    """Return the fault of a word that is not known here."""
    return document.fault(
        FaultKind.NOT_AMONG, path, found=shown(value), meant=meant(value, known), known=listed(known)
    )


def _number(document: TomlDocument, shape: Number, value: object, path: Path) -> Iterator[PackageFault]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield _wrong(document, shape, value, path)
    elif shape.is_whole and value != int(value):
        yield document.fault(FaultKind.WRONG_TYPE, path, found=shown(value), expected=_WHOLE)
    elif shape.is_fraction and shape.most < value <= 100 * shape.most:
        yield document.fault(
            FaultKind.PERCENT_FOR_FRACTION, path, found=f"{value:g}", meant_value=f"{value / 100:g}"
        )
    elif not shape.least <= value <= shape.most:
        yield document.fault(
            FaultKind.OUT_OF_RANGE,
            path,
            found=f"{value:g}",
            least=_bound(shape.least),
            most=_bound(shape.most),
        )


def _bound(value: float) -> str:
    return "…" if math.isinf(value) else f"{value:g}"


def _words(document: TomlDocument, value: object, path: Path) -> Iterator[PackageFault]:
    if not isinstance(value, dict):
        yield _wrong(document, Words(), value, path)
        return
    for key, language in (("zh", Title("中", "Chinese")), ("en", Title("英", "English"))):
        words = value.get(key, "")
        if not isinstance(words, str):
            yield document.fault(
                FaultKind.WRONG_TYPE, (*path, key), found=shown(words), expected=_EXPECTED[Text]
            )
        elif not words.strip():
            yield document.fault(FaultKind.WORDS_MISSING, path, language=language)
    yield from _unknown_keys(document, value, ("zh", "en"), path)


def _items(document: TomlDocument, shape: Items, value: object, path: Path) -> Iterator[PackageFault]:
    if not isinstance(value, list):
        yield _wrong(document, shape, value, path)
        return
    if not value and not shape.may_be_empty:
        yield document.fault(FaultKind.LIST_EMPTY, path, found=str(path[-1]))
    for i, child in enumerate(value):
        yield from value_faults(document, shape.of, child, (*path, i))


def _table(document: TomlDocument, shape: TableShape, value: object, path: Path) -> Iterator[PackageFault]:
    if not isinstance(value, dict):
        yield _wrong(document, shape, value, path)
        return
    known = {**shape.needed, **shape.optional}
    for key in shape.needed:
        if key not in value:
            yield document.fault(FaultKind.KEY_MISSING, path, key=key)
    yield from _unknown_keys(document, value, tuple(known), path)
    for key, child in value.items():
        if key in known:
            yield from value_faults(document, known[key], child, (*path, key))


def _unknown_keys(
    document: TomlDocument, value: Mapping[str, object], known: tuple[str, ...], path: Path
) -> Iterator[PackageFault]:
    for key in value:
        if key in known:
            continue
        free = [name for name in known if name not in value]
        if get_close_matches(key, free, n=1, cutoff=0.7):
            yield document.fault(FaultKind.KEY_MISSPELT, (*path, key), found=key, meant=meant(key, free))
        else:
            yield document.fault(FaultKind.KEY_UNKNOWN, (*path, key), found=key, known=listed(known))
