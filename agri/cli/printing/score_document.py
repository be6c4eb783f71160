"""Write the scores of a hindcast into a document: tables in Markdown between two marks.

The text between ``<!-- hindcast KEY -->`` and ``<!-- /hindcast KEY -->`` belongs to the command (of another
command its name stands there). It names the run, so that a reader can repeat it and a test can compare.
"""

import re
from collections.abc import Iterator, Sequence

from agri.errors import Fault, Invalid
from agri.scoring.hindcast import Scored
from agri.scoring.summary import FROM_JUNE, ScoreLine, from_month, over_indicators, reliability
from agri.terms import Basis

_HEAD = (
    "| {} | bias | CRPS | best rule's | gain | 50 % | 80 % | 90 % | Brier | rule's |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)
_LEAST = -9.99  # a gain below is not told exactly
_PLAIN = ("record", "world")


def score_sections(scored: Sequence[Scored], command: str, method: str) -> str:
    """Return the tables of a run as Markdown.

    Parameters
    ----------
    scored : sequence of Scored
        All forecast units.
    command : str
        What was run, as one would type it.
    method : str
        Which engine was scored.
    """
    return "\n".join(_lines(scored, command, method)) + "\n"


def _lines(scored: Sequence[Scored], command: str, method: str) -> Iterator[str]:
    yield f"`{command}`, method `{method}`. A loss is bold."
    kinds = list(dict.fromkeys(s.kind for s in scored))
    for kind in (kind for kind in _PLAIN if kind in kinds):
        for basis in Basis:
            own = [s for s in scored if s.kind == kind and s.basis == basis]
            if own:
                count, months = len({s.world for s in own}), sorted({s.month for s in own})
                name = "worlds" if kind == "world" else "years of the record"
                looked = ", ".join(str(month) for month in months if month >= FROM_JUNE)
                yield from ("", f"`{basis}`, {count} {name}, months {looked}:", "")
                yield from _table("indicator", [(f"`{line.indicator}`", line) for line in from_month(own)])
                yield from (_row("all", line) for line in over_indicators(own))
    wrong = [s for s in scored if s.kind not in _PLAIN]
    if wrong:
        count = max(len({s.world for s in wrong if s.kind == kind}) for kind in kinds if kind not in _PLAIN)
        yield from ("", f"Worlds with model errors, {count} of each, all indicators together:", "")
        rows = [(f"{line.kind} · {line.basis}", line) for line in over_indicators(wrong)]
        yield from _table("error · basis", rows)
    said = [s for s in scored if s.kind in _PLAIN and s.basis == Basis.REPORTED and s.month >= FROM_JUNE]
    if any(s.probability is not None for s in said):
        yield from (
            "",
            "How often a target was met for which probability was said (`reported`, from June on):",
            "",
            "| said | came | forecasts |",
            "|--:|--:|--:|",
        )
        yield from (f"| {b.said:.2f} | {b.came:.2f} | {b.count} |" for b in reliability(said))


def _table(name: str, rows: Sequence[tuple[str, ScoreLine]]) -> Iterator[str]:
    yield _HEAD[0].format(name)
    yield _HEAD[1]
    yield from (_row(label, line) for label, line in rows)


def _row(label: str, line: ScoreLine) -> str:
    cells = (
        label,
        f"{100 * line.bias:+.2f}",
        f"{100 * line.crps:.2f}",
        "—" if line.rival_crps is None else f"{100 * line.rival_crps:.2f}",
        _gain(line.gain),
        *(f"{100 * share:.0f}" for share in line.coverage),
        "—" if line.brier is None else f"{line.brier:.3f}",
        "—" if line.rival_brier is None else f"{line.rival_brier:.3f}",
    )
    return f"| {' | '.join(cells)} |"


def _gain(gain: float | None) -> str:
    if gain is None:
        return "—"
    text = f"{100 * gain:+.0f} %" if gain > _LEAST else "< −999 %"
    return f"**{text}**" if gain < 0 else text


def section_of(text: str, key: str, command: str = "hindcast") -> str:
    """Return what stands between the marks of a document.

    Raises
    ------
    Invalid
        The document has no such marks.
    """
    return _found(text, key, command).group(2)


def with_section(text: str, key: str, section: str, command: str = "hindcast") -> str:
    """Return a document with the text between its marks replaced.

    Raises
    ------
    Invalid
        The document has no such marks.
    """
    found = _found(text, key, command)
    return text[: found.start(2)] + section + text[found.end(2) :]


def _found(text: str, key: str, command: str) -> re.Match[str]:
    name = f"{command} {key}"
    mark = re.escape(name)
    found = re.search(rf"(<!-- {mark} -->\n)(.*?)(<!-- /{mark} -->)", text, re.DOTALL)
    if found is None:
        detail = f"the file has no lines <!-- {name} --> and <!-- /{name} --> to write between"
        detail_zh = f"文件里没有 <!-- {name} --> 与 <!-- /{name} --> 这两行，无处可写"
        raise Invalid(detail, detail_zh, (Fault("--document", "no-section", detail, detail_zh),))
    return found
