"""Crops shipped beside the packages: a city that grows one gets it with its months, keys and figures.

A package is taken over from the nearest shipped city, whose main crops are not everybody's: rice is not among
them. What is added is assumed and says so; areas and yields stay blank like all others.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from agri.definitions.indicator_file import INDICATORS
from agri.definitions.reading import PLAN, SOURCES, Title, read_toml, seed_root
from agri.errors import NotFound

_FOLDER = "crops"
_CROP = "crop.toml"
_HEADER = re.compile(r"(?m)^(?=\[)")


@dataclass(frozen=True, slots=True)
class AddedCrop:
    """A shipped crop: code and name, whose main crop it is, its part of each file of a package."""

    code: str
    title: Title
    cities: tuple[str, ...]
    path: Mapping[str, tuple[str, ...]]  # indicator → campaigns that its path gains
    parts: Mapping[str, str]  # file → text


def shipped_crops() -> dict[str, AddedCrop]:
    """Return the crops that are shipped beside the packages, by code."""
    found = {}
    for file in sorted((seed_root() / _FOLDER).glob(f"*/{_CROP}")):
        table = read_toml(file)
        found[str(table["code"])] = AddedCrop(
            str(table["code"]),
            Title(table["title"]["zh"], table["title"]["en"]),
            tuple(table["cities"]),
            {indicator: tuple(codes) for indicator, codes in table["path"].items()},
            {one.name: one.read_text("utf-8") for one in sorted(file.parent.iterdir()) if one.name != _CROP},
        )
    return found


def crops_of_city(city: str, wished: Collection[str] = ()) -> tuple[AddedCrop, ...]:
    """Return the crops that a city's package gains: those it is known for, and those that are wished for.

    Raises
    ------
    NotFound
        No such crop is shipped.
    """
    shipped = shipped_crops()
    for code in wished:
        if code not in shipped:
            named = ", ".join(f"{one.code} {one.title.zh}" for one in shipped.values())
            raise NotFound(
                f"no crop {code} is shipped; there are: {named}; another one is written into calendar.toml",
                f"没有随附作物 {code}；现有：{named}；其他作物请写进 calendar.toml",
            )
    return tuple(crop for crop in shipped.values() if city in crop.cities or crop.code in wished)


def with_crop(contents: Mapping[str, bytes], crop: AddedCrop) -> dict[str, bytes]:
    """Return a package's files with a crop in each of them; one that has it already, unchanged."""
    texts = {name: content.decode("utf-8-sig") for name, content in contents.items() if _is_text(name, crop)}
    if re.search(rf'(?m)^code = "{crop.code}"$', texts["calendar.toml"]):
        return dict(contents)
    for name, part in crop.parts.items():
        texts[name] = _joined(texts[name], part)
    texts[PLAN] = re.sub(r"(?m)^(main_crops = \[[^\]]*)\]", rf'\1, "{crop.code}"]', texts[PLAN])
    for name in (PLAN, INDICATORS):
        for indicator, campaigns in crop.path.items() if name in texts else ():
            texts[name] = _longer_path(texts[name], indicator, campaigns)
    return {**contents, **{name: text.encode() for name, text in texts.items()}}


def _is_text(name: str, crop: AddedCrop) -> bool:
    return name in {PLAN, INDICATORS, SOURCES, *crop.parts}


def _joined(text: str, part: str) -> str:
    """Return a file with a part added: below the table of the same header, where there is none at the end."""
    for block in _HEADER.split(part):
        header, _, lines = block.partition("\n")
        is_known = header.startswith("[") and not header.startswith("[[") and f"\n{header}\n" in text
        if is_known:
            text = text.replace(f"\n{header}\n", f"\n{header}\n{lines.strip()}\n", 1)
        else:
            text = f"{text.rstrip()}\n\n{block.strip()}\n"
    return text


def _longer_path(text: str, indicator: str, campaigns: tuple[str, ...]) -> str:
    """Return a file of indicators in which the path of one has further campaigns."""
    blocks = text.split("[[indicators]]")
    more = "".join(f', "{one}"' for one in campaigns)
    return "[[indicators]]".join(
        re.sub(r"(?m)^(path = \[[^\]]*)\]", rf"\1{more}]", block)
        if re.search(rf'(?m)^code = "{indicator}"$', block)
        else block
        for block in blocks
    )
