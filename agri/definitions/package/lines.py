"""Where each key of a TOML text stands: `tomllib` reads values and forgets their lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_LITERAL = re.compile(r"'([^'\n]*)'")
_LONG = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5}', re.DOTALL)
_SCALAR = re.compile(r"[^,\]}#\n]*")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "b": "\b", "f": "\f", "r": "\r"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")


@dataclass
class LineIndex:
    """Lines by path; a path is the keys and positions that lead to a value."""

    by_path: dict[Path, int] = field(default_factory=dict)

    def of(self, path: Path) -> int:
        """Return the line of a path, or of the nearest table around it."""
        while path and path not in self.by_path:
            path = path[:-1]
        return self.by_path.get(path, 1)


def index_lines(text: str) -> LineIndex:
    """Return the line of every table, key and array item of a valid TOML text."""
    return _Scanner(text).scan()


class _Scanner:
    """Walk through a text that `tomllib` has read without a fault."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted = (0, 1)  # a position and its line
        self._index = LineIndex()
        self._items: dict[Path, int] = {}  # how many tables an array of tables has so far

    def scan(self) -> LineIndex:
        table: Path = ()
        self._skip()
        while self._at < len(self._text):
            start = self._at
            if self._text[start] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()
            if self._at == start:  # no TOML: stop instead of walking in a circle
                break
        return self._index

    def _skip(self) -> None:
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _note(self, path: Path) -> None:
        seen, line = self._counted
        line += self._text.count("\n", seen, self._at)
        self._counted = (self._at, line)
        self._index.by_path.setdefault(path, line)

    def _header(self) -> Path:
        is_array = self._text.startswith("[[", self._at)
        self._at += 2 if is_array else 1
        path: Path = ()
        keys = self._keys()
        for i, key in enumerate(keys):
            path = (*path, key)
            if i < len(keys) - 1 or not is_array:
                self._note(path)
            if is_array and i == len(keys) - 1:
                self._items[path] = self._items.get(path, 0) + 1
                self._note(path)
            if path in self._items:
                path = (*path, self._items[path] - 1)
                self._note(path)
        self._at += 2 if is_array else 1
        return path

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip()
            keys.append(self._key())
            self._skip()
            if not self._text.startswith(".", self._at):
                return keys
            self._at += 1

    def _key(self) -> str:
        for pattern in (_BARE, _BASIC, _LITERAL):
            match = pattern.match(self._text, self._at)
            if match:
                self._at = match.end()
                if pattern is _BASIC:
                    return _ESCAPE.sub(_unescape, match[1])
                return match[match.lastindex or 0]
        self._at = len(self._text)
        return ""

    def _pair(self, table: Path) -> None:
        path = table
        self._note(path)
        for key in self._keys():
            path = (*path, key)
            self._note(path)
        self._at += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        text, at = self._text, self._at
        if text.startswith("[", at):
            self._array(path)
        elif text.startswith("{", at):
            self._inline(path)
        else:
            for pattern in (_LONG, _BASIC, _LITERAL, _SCALAR):
                match = pattern.match(text, at)
                if match:
                    self._at = match.end()
                    return

    def _array(self, path: Path) -> None:
        self._at += 1
        for i in range(len(self._text)):
            self._skip()
            if self._at >= len(self._text) or self._text[self._at] == "]":
                break
            self._note((*path, i))
            self._value((*path, i))
            self._after_item()
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while True:
            self._skip()
            if self._at >= len(self._text) or self._text[self._at] == "}":
                break
            self._pair(path)
            self._after_item()
        self._at += 1

    def _after_item(self) -> None:
        self._skip()
        if self._text.startswith(",", self._at):
            self._at += 1


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _ESCAPES.get(code, code)


def dotted(path: Path) -> str:
    """Write a path as people do: ``indicators[2].target.value``; items are counted from one."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words


def leaves(value: object, path: Path = ()) -> Mapping[Path, object]:
    """Return every value of a document that is neither table nor list, by its path."""
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = dict(enumerate(value)).items()
    else:
        return {path: value}
    found: dict[Path, object] = {}
    for key, child in children:
        found.update(leaves(child, (*path, key)))
    return found
