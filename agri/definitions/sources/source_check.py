"""Check the list of sources: ids that stand twice, rows still to be written, citations of nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agri.definitions.package.baselines import FILES as BASELINES
from agri.definitions.package.documents import Opening, TomlDocument, tables_of, text_in
from agri.definitions.package.faults import PackageFault, meant, shown
from agri.definitions.package.kinds import FaultKind
from agri.definitions.reading import SOURCES, TO_FILL
from agri.terms import Certainty

_SOURCE_ROW = re.compile(r'\|\s*<a id="(?P<id>[^"]+)"></a>.*\|\s*(?P<certainty>\w+)\s*\|\s*$')
_SURENESS = {str(Certainty.PUBLISHED): 2, str(Certainty.DERIVED): 1, str(Certainty.ASSUMED): 0}


@dataclass(frozen=True)
class Sources:
    """The rows of SOURCES.md: certainty by id; None where there is no such file to hold citations to.

    `to_fill` has those whose row is still as `agri new-city` wrote it.
    """

    rows: Mapping[str, str] | None
    to_fill: frozenset[str] = frozenset()


def check_sources(opening: Opening) -> Sources:
    """Read which sources there are; an id that stands twice is named."""
    text = opening.text(SOURCES)
    if text is None:
        return Sources(None)
    rows: dict[str, str] = {}
    lines: dict[str, int] = {}
    to_fill = set()
    for line, words in enumerate(text.splitlines(), start=1):
        match = _SOURCE_ROW.match(words)
        if match is None:
            continue
        if match["id"] in rows:
            values = {"found": match["id"], "other": str(lines[match["id"]])}
            opening.faults.append(PackageFault(FaultKind.CODE_TWICE, SOURCES, line, "", values))
        rows[match["id"]], lines[match["id"]] = match["certainty"], line
        if TO_FILL in words:
            to_fill.add(match["id"])
    opening.note_passed(SOURCES, f"{len(rows)} 个来源", f"{len(rows)} sources")
    return Sources(rows, frozenset(to_fill))


def unnamed_sources(opening: Opening, sources: Sources) -> Iterator[PackageFault]:
    """Yield the sources of baselines that are filled in while nobody has written where they come from."""
    keys = Opening(opening.files).toml("baseline-keys.toml") if sources.to_fill else None
    if keys is None:
        return
    filled: dict[str, list[str]] = {}
    for _, key in keys.rows("keys"):
        code, source = text_in(key, "code"), text_in(key, "source")
        for name in BASELINES if source in sources.to_fill else ():
            document = Opening(opening.files).csv(name)
            if document is not None and any(row[code] for row in document.rows):
                filled.setdefault(source, []).append(code)
    for source, codes in filled.items():
        yield keys.fault(FaultKind.SOURCE_TO_FILL, (), found=source, count=str(len(codes)))


def citation_faults(document: TomlDocument, sources: Sources) -> Iterator[PackageFault]:
    """Yield the citations of sources that there are not, and those that claim more than their source."""
    if sources.rows is None:
        return
    for path, table in tables_of(document.table):
        source, certainty = text_in(table, "source"), text_in(table, "certainty")
        range_source = text_in(table, "range_source")
        if range_source and range_source not in sources.rows:
            yield document.fault(
                FaultKind.NOT_CITED,
                (*path, "range_source"),
                found=shown(range_source),
                meant=meant(range_source, sources.rows),
            )
        if not source:
            continue
        if source not in sources.rows:
            yield document.fault(
                FaultKind.NOT_CITED, (*path, "source"), found=shown(source), meant=meant(source, sources.rows)
            )
        elif _SURENESS.get(certainty, 0) > _SURENESS.get(sources.rows[source], 2):
            yield document.fault(
                FaultKind.CLAIMS_MORE,
                (*path, "certainty"),
                found=certainty,
                other=source,
                row=sources.rows[source],
            )
