"""How a release looks on paper: the words, fonts and signature line of a city's tables, as data.

Nothing here holds a figure. A release freezes its layout, so that rendering it again gives the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from agri.definitions.reading import DefinitionFile, Title, read_toml

_WORDS = ("units", "states", "legend", "progress", "seasons", "certainty", "comparators")
_PHRASES = "phrases"
# What a layout without `phrases` prints: releases that were made with one keep their bytes.
_FIRST_PHRASES = {
    "path": Title("计划路径", "planned path"),
    "reported": Title("填报口径", "as reported"),
    "true": Title("真实口径", "in truth"),
    "between": Title(";", ";"),
}


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Words and fonts of the sheets.

    ================ ========================================================================
    Field            Meaning
    ================ ========================================================================
    authority        who made the form (制定机关)
    compiler         who compiles and signs the tables (综合单位)
    approval         what the table numbers are, and are not
    words            titles by vocabulary and slug: units, states, legend, progress, seasons,
                     certainty, comparators; `phrases`, where given: path, reported, true and
                     what stands between two texts of a cell
    ================ ========================================================================
    """

    code: str
    title: Title
    authority: Title
    compiler: Title
    approval: Title
    valid_until: Title
    synthetic: Title
    synthetic_note: Title
    summary_table: str
    county_table: str
    ratio_table: str
    companion_table: str
    body_font: str
    title_font: str
    signatures: tuple[Title, ...]
    seal: Title
    words: Mapping[str, Mapping[str, Title]]

    def word(self, vocabulary: str, slug: str) -> Title:
        """Return the words of one slug; an unknown slug speaks for itself."""
        return self.words[vocabulary].get(slug, Title(slug, slug))

    def phrase(self, slug: str) -> str:
        """Return how the sheets call the path and the two kinds of year end, or part two texts."""
        return self.words.get(_PHRASES, {}).get(slug, _FIRST_PHRASES[slug]).zh


def read_layout(file: DefinitionFile) -> SheetLayout:
    """Read a layout file.

    Raises
    ------
    ValueError
        A field is missing; the message names file and field.
    """
    table = read_toml(file)
    try:
        return SheetLayout(
            code=table["code"],
            title=Title.of(table["title"]),
            authority=Title.of(table["authority"]),
            compiler=Title.of(table["compiler"]),
            approval=Title.of(table["approval"]),
            valid_until=Title.of(table["valid_until"]),
            synthetic=Title.of(table["synthetic"]),
            synthetic_note=Title.of(table["synthetic_note"]),
            summary_table=table["summary_table"],
            county_table=table["county_table"],
            ratio_table=table["ratio_table"],
            companion_table=table["companion_table"],
            body_font=table["body_font"],
            title_font=table["title_font"],
            signatures=tuple(Title.of(row) for row in table["signatures"]),
            seal=Title.of(table["seal"]),
            words={
                name: {slug: Title.of(row) for slug, row in table[name].items()}
                for name in (*_WORDS, *([_PHRASES] if _PHRASES in table else []))
            },
        )
    except KeyError as error:
        raise ValueError(f"{file}: {error} is missing") from error
