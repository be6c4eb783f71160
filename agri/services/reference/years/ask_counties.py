"""Move what townships cannot know from their forms to forms of the county, in a package for the next year."""

import re
from collections.abc import Mapping

from agri.definitions.detection.reading import DETECTORS
from agri.definitions.indicator_file import INDICATORS
from agri.definitions.lines import LINES
from agri.definitions.reading import FORMS, read_toml, seed_root
from agri.errors import Conflict

_FOLDER = "asked-of-counties"
_MOVES = "moved.toml"
_READERS = (INDICATORS, LINES, DETECTORS)  # the files that name elements of forms
_VERSION = re.compile(r"(?m)^version = (\d+)")


def ask_counties(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a package's files with the county's forms, and without what these ask in the townships' forms.

    A form that something is taken from goes up by one version. What names a moved element names it by its new
    form.

    Raises
    ------
    Conflict
        The package has the county's forms already, or its forms are written otherwise than those shipped.
    """
    folder = seed_root() / _FOLDER
    moved = dict(contents)
    renamed: dict[str, str] = {}
    for move in read_toml(folder / _MOVES)["moves"]:
        name = _file_of(contents, move["form"])
        text = _raised(moved[name].decode("utf-8-sig"))
        for rule in move["rules"]:
            text = _without(text, "rules", rule)
        if "section" in move:
            text = _without(text, "sections", move["section"])
        else:
            for element in move["elements"]:
                text = _cut(text, rf'(?m)^    {{ code = "{element}",.*\n', element)
        moved[name] = text.encode()
        renamed |= {f"{move['form']}.{one}": f"{move['to']}.{one}" for one in move["elements"]}
    for path in sorted(folder.glob("*.toml")):
        name = f"{FORMS}/{path.name}"
        if name in contents:
            raise Conflict(f"the package has {name} already", f"定义包已有 {name}")
        if path.name != _MOVES:
            moved[name] = path.read_bytes()
    for name in _READERS:
        if name in moved:
            moved[name] = _renamed(moved[name].decode("utf-8-sig"), renamed).encode()
    return moved


def _file_of(contents: Mapping[str, bytes], form: str) -> str:
    for name, content in contents.items():
        if name.startswith(f"{FORMS}/") and re.search(rb'(?m)^code = "' + form.encode() + rb'"', content):
            return name
    raise _otherwise(form)


def _raised(text: str) -> str:
    return _VERSION.sub(lambda found: f"version = {int(found[1]) + 1}", text, count=1)


def _without(text: str, table: str, code: str) -> str:
    blocks = re.split(r"(?m)^(?=\[\[)", text)
    kept = [one for one in blocks if not (one.startswith(f"[[{table}]]") and f'code = "{code}"' in one)]
    if len(kept) != len(blocks) - 1:
        raise _otherwise(code)
    return "".join(kept)


def _cut(text: str, pattern: str, element: str) -> str:
    cut, count = re.subn(pattern, "", text)
    if count != 1:
        raise _otherwise(element)
    return cut


def _renamed(text: str, names: Mapping[str, str]) -> str:
    pattern = re.compile('"(' + "|".join(map(re.escape, names)) + ')"')
    return pattern.sub(lambda found: f'"{names[found[1]]}"', text)


def _otherwise(name: str) -> Conflict:
    return Conflict(
        f"the package's forms do not hold {name} as the shipped ones do: leave out --ask-counties and "
        f"move it by hand, as seed_data/{_FOLDER}/{_MOVES} says",
        f"定义包的报表里没有与随附报表写法相同的 {name}："
        f"请去掉 --ask-counties，按 seed_data/{_FOLDER}/{_MOVES} 手工移动",
    )
