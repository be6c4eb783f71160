"""Write a form's sections and rules out for the crops of a city: ``for_each`` and its placeholders.

A form says once what is asked of every crop; the file is expanded when it is read, so that phone, workbook
and database see plain sections. ``for_each`` names crops: `main_crops` are the plan's, `other_crops` those
that the forms ask by themselves beside them, `remainder` those that stand for all the rest.

================== ======================== ======================================================
Placeholder        In codes and terms       In words
================== ======================== ======================================================
``{crop}``         the crop's code          its name, ``小麦`` and ``wheat``
``{Crop}``         —                        its name as at the start of a sentence, ``Wheat``
``{harvested}``    baseline key of the area —
                   harvested in the year
``{help}``         —                        what the calendar says of the crop's sown area
``{NAME}``         the crop's limit NAME    the same number
``{main_crops}``   —                        the names of all main crops
``{remainder}``    —                        the names of the crops that stand for the rest
``{Remainder}``    —                        the same as at the start of a sentence
================== ======================== ======================================================

Outside ``for_each`` a term or a listed element with ``{crop}`` stands for the sum over the main crops. What a
crop lacks a month, an element or a limit for is left out.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agri.definitions.calendar import Crop
from agri.definitions.crops.seasons import seasons_of
from agri.definitions.reading import Title

FOR_EACH = "for_each"
SELECTORS = ("main_crops", "other_crops", "remainder")
CROP_SETS = (*SELECTORS, "film_crops")
WORK_OF_ALL = ("sow", "film", "lay_film", "pick_film")  # other work is asked of the main crops alone
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
Table = Mapping[str, Any]


class _Lacking(Exception):
    """A crop has no value for a placeholder; what uses it is left out."""


@dataclass(frozen=True)
class FormCrops:
    """The crops that forms are written out for: all of the calendar, and which are the plan's main ones."""

    crops: tuple[Crop, ...]
    main: tuple[str, ...]

    def chosen(self, selector: str) -> tuple[Crop, ...]:
        """Return the crops that a selector names, main ones in the plan's order."""
        by_code = {crop.code: crop for crop in self.crops}
        rest = [crop for crop in self.crops if crop.code not in self.main]
        if selector == "main_crops":
            return tuple(by_code[code] for code in self.main if code in by_code)
        if selector == "film_crops":
            return tuple(crop for crop in self.crops if crop.months_for("film"))
        return tuple(crop for crop in rest if crop.is_remainder == (selector == "remainder"))

    def months_for(self, work: str) -> tuple[int, ...]:
        """Return the months in which some work is asked of any crop."""
        of_all = work.partition(".")[0] in WORK_OF_ALL
        crops = self.crops if of_all else self.chosen("main_crops")
        return tuple(sorted({month for crop in crops for month in crop.months_for(work)}))

    @cached_property
    def all_names(self) -> Mapping[str, Title]:
        """The names of a set of crops, as words."""
        found = {}
        for selector, last_zh in (("main_crops", "、"), ("remainder", "和")):
            crops = self.chosen(selector)
            zh, en = [crop.title.zh for crop in crops], [_small(crop.title.en) for crop in crops]
            found[selector] = Title(_listed(zh, "、", last_zh), _listed(en, ", ", " and "))
        return found


def expand_form(table: Table, crops: FormCrops | None) -> Table:
    """Write a form's table out for the crops of a city; a form without ``for_each`` comes back as it is."""
    if crops is None or not _is_of_crops(table):
        return table
    sections = [section for _, section in expanded_sections(table, crops)]
    own = table.get("months", ())
    months = {*(crops.months_for(own) if isinstance(own, str) else own)}
    asked = [section["months"] for section in sections if section.get("_of") and "months" in section]
    months |= {month for each in asked for month in each}
    written: dict[str, Any] = {**table, "months": _in_order(own, months), "sections": sections}
    if isinstance(table.get("crops"), str):
        written["crops"] = [crop.code for crop in crops.chosen(table["crops"])]
    if "rules" in table:
        written["rules"] = [rule for _, rule in expanded_rules(table, crops, sections)]
    return written


@dataclass(frozen=True)
class WordsOf:
    """The placeholders that a city's crops give: those of every place, and the limits of any crop."""

    crops: FormCrops

    @property
    def everywhere(self) -> tuple[str, ...]:
        """Names of sets of crops, in small and capital letters."""
        return tuple(word for name in self.crops.all_names for word in (name, name.capitalize()))

    @property
    def limits(self) -> frozenset[str]:
        """What any crop has a limit for."""
        return frozenset(name for crop in self.crops.crops for name in crop.limits)


Path = tuple[str | int, ...]


def origins(table: Table, crops: FormCrops) -> dict[Path, Path]:
    """Tell for each section, element and rule of the written form where it stands in the file."""
    found: dict[Path, Path] = {}
    sections = list(expanded_sections(table, crops))
    for i, (origin, _) in enumerate(sections):
        row = table["sections"][origin]
        for j, (old, _) in enumerate(expanded_elements(row, crops)):
            found["sections", i, "elements", j] = ("sections", origin, "elements", old)
        found["sections", i] = ("sections", origin)
    rules = expanded_rules(table, crops, [section for _, section in sections])
    return found | {("rules", i): ("rules", origin) for i, (origin, _) in enumerate(rules)}


def expanded_sections(table: Table, crops: FormCrops) -> Iterator[tuple[int, Table]]:
    """Yield the sections written out, each with the position of the one that it comes from."""
    rows = [(i, row) for i, row in enumerate(table.get("sections", ())) if isinstance(row, Mapping)]
    found = [(i, section) for i, row in rows for section in _of_crops(row, crops)]
    known = {code for _, section in found for code in _element_codes(section)}
    for i, section in found:
        yield i, _with_sums(section, crops, known)


def expanded_rules(table: Table, crops: FormCrops, sections: Sequence[Table]) -> Iterator[tuple[int, Table]]:
    """Yield the rules written out, each with the position of the one that it comes from."""
    known = {code for section in sections for code in _element_codes(section)}
    for i, row in enumerate(table.get("rules", ())):
        if not isinstance(row, Mapping):
            continue
        found: list[tuple[dict[str, Any], bool]] = []
        for rule in _of_crops(row, crops):
            sides: dict[str, Any] = {
                side: _terms(rule[side], crops, known) for side in ("left", "right") if side in rule
            }
            found.append(({**rule, **sides}, FOR_EACH in row and _names(sides, known)))
        # Where no crop at all has the elements it is no lack of a crop's, but a slip of the pen.
        keeps_all = all(is_lacking for _, is_lacking in found)
        for rule, is_lacking in found:
            if keeps_all or not is_lacking:
                yield i, rule


def _is_of_crops(value: object) -> bool:
    """Say whether anything in a file is left to the crops."""
    if isinstance(value, Mapping):
        words = (value.get(key) for key in ("months", "crops", FOR_EACH))
        return any(isinstance(word, str) for word in words) or any(
            _is_of_crops(one) for pair in value.items() for one in pair
        )
    if isinstance(value, list):
        return any(map(_is_of_crops, value))
    return isinstance(value, str) and _PLACEHOLDER.search(value) is not None


def _names(sides: Mapping[str, Any], known: Collection[str]) -> bool:
    """Say whether terms name an element of the form itself that it has not."""
    own = (term.partition("@")[0] for terms in sides.values() for term in terms if "." not in term)
    return any(element not in known for element in own)


def _of_crops(row: Table, crops: FormCrops) -> Iterator[dict[str, Any]]:
    """Yield a section or rule for every crop that it is declared for, itself where it is for none."""
    selector = row.get(FOR_EACH)
    if selector is None:
        yield _plain(row, crops)
        return
    standing = row.get("season")
    for i, crop in enumerate(crops.chosen(selector)):
        if standing is not None and crop.is_harvested_next_year != (standing == "over_winter"):
            continue
        months = row.get("months")
        if isinstance(months, str) and not crop.months_for(months):
            continue
        words = {key: value for key, value in row.items() if key not in {FOR_EACH, "season"}}
        try:
            written = _written(words, _CropWords(crops, crop, is_first=i == 0))
        except _Lacking:
            continue
        if isinstance(months, str):
            written["months"] = list(crop.months_for(months))
        if "elements" in row:
            written["crops"], written["_of"] = [crop.code], crop.code
        yield written


def _plain(row: Table, crops: FormCrops) -> dict[str, Any]:
    written = dict(row)
    if isinstance(row.get("months"), str):
        written["months"] = list(crops.months_for(row["months"]))
    if isinstance(row.get("crops"), str):
        written["crops"] = [crop.code for crop in crops.chosen(row["crops"])]
    if "elements" in row:
        written["elements"] = [one for _, one in expanded_elements(row, crops)]
    for key in ("title", "text"):
        if isinstance(row.get(key), Mapping):
            written[key] = _written(row[key], _CropWords(crops))
    if "totals" in row:
        written["totals"] = [
            {**total, "title": _written(total["title"], _CropWords(crops))} if "title" in total else total
            for total in row["totals"]
        ]
    return written


def expanded_elements(section: Table, crops: FormCrops) -> Iterator[tuple[int, Table]]:
    """Yield the elements of a section, each with the position of the one that it comes from."""
    for i, element in enumerate(section.get("elements", ())):
        if not isinstance(element, Mapping) or FOR_EACH not in element:
            yield i, element
            continue
        words = {key: value for key, value in element.items() if key != FOR_EACH}
        for crop in crops.chosen(element[FOR_EACH]):
            yield i, _written(words, _CropWords(crops, crop))


@dataclass(frozen=True, slots=True)
class _CropWords:
    """What the placeholders stand for: of one crop, or of all."""

    crops: FormCrops
    crop: Crop | None = None
    is_first: bool = True

    def code(self, name: str) -> str:
        if self.crop is None:
            return f"{{{name}}}"
        if name == "crop":
            return self.crop.code
        if name == "harvested":
            [season] = [one for one in seasons_of([self.crop]) if one.is_harvested_in_year]
            return season.area_key
        return f"{self.limit(name):g}"

    def limit(self, name: str) -> float:
        if self.crop is None or name not in self.crop.limits:
            raise _Lacking(name)
        return self.crop.limits[name]

    def word(self, name: str, language: str) -> str:
        if name.lower() in self.crops.all_names:
            names = str(getattr(self.crops.all_names[name.lower()], language))
            return names if name.islower() else names[:1].upper() + names[1:]
        if self.crop is None:
            return f"{{{name}}}"
        if name == "help":
            if self.crop.help is None:
                raise _Lacking(name)
            return str(getattr(self.crop.help, language))
        if name in {"crop", "Crop"}:
            title = str(getattr(self.crop.title, language))
            return _small(title) if name == "crop" and language == "en" else title
        return f"{self.limit(name):g}"


def _written(value: Any, words: _CropWords) -> Any:  # noqa: ANN401 (whatever a TOML file holds)
    """Put the words of a crop into a value; help that a crop lacks is left out."""
    if isinstance(value, Mapping):
        if value and value.keys() <= {"zh", "en"}:
            return {key: _filled(text, lambda n, k=key: words.word(n, k)) for key, text in value.items()}
        written: dict[Any, Any] = {}
        for key, child in value.items():
            if key in {"help", "first_help"}:
                if key == "help" or words.is_first:
                    written |= _help(child, words)
                continue
            written[_filled(key, words.code)] = _written(child, words)
        return written
    if isinstance(value, list):
        return [_written(child, words) for child in value]
    if isinstance(value, str):
        alone = _PLACEHOLDER.fullmatch(value)
        if alone is not None and words.crop is not None and alone[1] in words.crop.limits:
            return words.limit(alone[1])
        return _filled(value, words.code)
    return value


def _help(value: Any, words: _CropWords) -> dict[str, Any]:  # noqa: ANN401 (whatever a TOML file holds)
    try:
        return {"help": _written(value, words)}
    except _Lacking:
        return {}


def _filled(text: Any, word_of: Any) -> Any:  # noqa: ANN401 (whatever a TOML file holds)
    return _PLACEHOLDER.sub(lambda match: word_of(match[1]), text) if isinstance(text, str) else text


def _with_sums(section: dict[str, Any], crops: FormCrops, known: Collection[str]) -> dict[str, Any]:
    """Write out the totals that add something up over the main crops."""
    if "totals" not in section:
        return section
    totals = [
        {**total, "elements": [code for one in total.get("elements", ()) for code in _sum(one, crops, known)]}
        for total in section["totals"]
    ]
    return {**section, "totals": [total for total in totals if total["elements"]]}


def _terms(terms: Table, crops: FormCrops, known: Collection[str]) -> Table:
    return {code: factor for term, factor in terms.items() for code in _sum(term, crops, known)}


def _sum(code: str, crops: FormCrops, known: Collection[str]) -> list[str]:
    if not isinstance(code, str) or _PLACEHOLDER.search(code) is None:
        return [code]
    found = [_filled(code, _CropWords(crops, crop).code) for crop in crops.chosen("main_crops")]
    return [one for one in found if "." in one or one.partition("@")[0] in known]


def _element_codes(section: Table) -> list[str]:
    return [one["code"] for one in section.get("elements", ()) if isinstance(one, Mapping) and "code" in one]


def _in_order(own: object, months: Collection[int]) -> list[int]:
    """Keep the order that a form gives its months in where nothing is added."""
    listed = own if isinstance(own, list) else []
    return [*listed] if set(listed) == set(months) else sorted(months)


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _listed(names: Sequence[str], separator: str, last: str) -> str:
    return separator.join(names[:-1]) + last + names[-1] if len(names) > 1 else "".join(names)
