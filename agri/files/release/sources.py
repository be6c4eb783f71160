"""Read the list of sources that coefficients and baselines cite, so that a release can carry them along."""

import re
from collections.abc import Collection

from agri.definitions.plan import Plan
from agri.definitions.reading import DefinitionFile, read_text
from agri.files.release.lines import SourceLine
from agri.terms import Certainty

_ROW = re.compile(r'\|\s*<a id="(?P<id>[^"]+)"></a>[^|]*\|(?P<cells>.*)\|\s*$')
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def read_sources(file: DefinitionFile, cited: Collection[str] | None = None) -> tuple[SourceLine, ...]:
    """Read the tables of a sources file in their order.

    Parameters
    ----------
    file : DefinitionFile
        Markdown; a source is a table row that begins with an anchor; columns id, what, figure, origin,
        certainty, where a series table has no column of figures.
    cited : collection of str, optional
        Keep only these ids.

    Raises
    ------
    ValueError
        A row has other columns or an unknown certainty; the message names the row.
    """
    sources = []
    for line in read_text(file).splitlines():
        match = _ROW.match(line)
        if match is None or (cited is not None and match["id"] not in cited):
            continue
        cells = [_LINK.sub(r"\1", cell).replace("**", "").replace("`", "").strip()
                 for cell in match["cells"].split("|")]  # fmt: skip
        try:
            what, *figure, origin, certainty = cells
            sources.append(SourceLine(match["id"], what, " ".join(figure), origin, Certainty(certainty)))
        except ValueError as error:
            raise ValueError(f"{file}, source {match['id']}: {error}") from error
    return tuple(sources)


def cited_by(plan: Plan) -> frozenset[str]:
    """Return the ids of the sources that a plan's coefficients, parameters and beliefs cite."""
    figures = (*plan.coefficients, *plan.parameters, *plan.over_reporting.values())
    ranges = (figure.range_source for figure in (*plan.coefficients, *plan.parameters))
    return frozenset(figure.source for figure in figures) | frozenset(filter(None, ranges))
