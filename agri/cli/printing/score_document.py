"""Write the scores of a hindcast into a document: tables in Markdown between two marks.

The text between ``<!-- hindcast KEY -->`` and ``<!-- /hindcast KEY -->`` belongs to the command (of another
command its name stands there). It names the run, so that a reader can repeat it and a test can compare.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from agri.errors import Fault, Invalid
from agri.scoring.hindcast import Scored
from agri.scoring.summary import (
    FROM_JUNE,
    ScoreLine,
    by_cause,
    from_month,
    over_indicators,
    reliability,
)
from agri.scoring.summary_together import Scores, county_lines, joint_lines
from agri.terms import Basis

_HEAD = (
    "| {} | bias | MAE | rule's | gain | CRPS | rule's | gain | 50 % | 80 % | 90 % | Brier | rule's |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)
_LEAST = -9.99  # a gain below is not told exactly
_PLAIN = {"record": "years of the record", "world": "worlds"}
POOLED = "schools"


def score_sections(scores: Scores, command: str, method: str, schools: Collection[str] = ()) -> str:
    """Return the tables of a run as Markdown.

    Parameters
    ----------
    scores : Scores
        All that was scored; the rules with their intervals.
    command : str
        What was run, as one would type it.
    method : str
        Which engine was scored.
    schools : collection of str
        Kinds of worlds that are schools of their own.
    """
    return "\n".join(_lines(scores, command, method, schools)) + "\n"


def _lines(scores: Scores, command: str, method: str, schools: Collection[str]) -> Iterator[str]:
    yield f"`{command}`, method `{method}`. A loss is bold."
    kinds = list(dict.fromkeys(s.kind for s in scores.units))
    others = [replace(s, kind=POOLED) for s in scores.units if s.kind in schools]
    if others:
        names = ", ".join(kind for kind in kinds if kind in schools)
        count = len({(s.kind, s.world) for s in scores.units if s.kind in schools})
        yield from _by_indicator(others, count, f"worlds of {names}")
        yield from _by_kind(scores.units, schools)
    for kind, name in _PLAIN.items():
        own = [s for s in scores.units if s.kind == kind]
        yield from _by_indicator(own, len({s.world for s in own}), name)
    wrong = [s for s in scores.units if s.kind not in {*_PLAIN, *schools}]
    if wrong:
        count = max(len({s.world for s in wrong if s.kind == kind}) for kind in {s.kind for s in wrong})
        yield from ("", f"Worlds with model errors, {count} of each, all indicators together:", "")
        rows = [(f"{line.kind} · {line.basis}", line) for line in over_indicators(wrong)]
        yield from _table("error · basis", rows)
    yield from _together(scores)
    yield from _chances(others or [s for s in scores.units if s.kind in _PLAIN])


def _by_indicator(units: Sequence[Scored], count: int, name: str) -> Iterator[str]:
    for basis in Basis:
        own = [s for s in units if s.basis == basis]
        if own:
            months = sorted({s.month for s in own if s.month >= FROM_JUNE})
            looked = ", ".join(str(month) for month in months)
            yield from ("", f"`{basis}`, {count} {name}, months {looked}:", "")
            yield from _table("indicator", [(f"`{line.indicator}`", line) for line in from_month(own)])
            yield from (_row("all", line) for line in over_indicators(own))


def _by_kind(units: Sequence[Scored], schools: Collection[str]) -> Iterator[str]:
    """Split the pooled schools by school, by month and by what is at work in a world."""
    own = [s for s in units if s.kind in schools]
    yield from ("", "By school, by month, and by what is at work in the year once it has begun:", "")
    rows = [(f"{line.kind} · {line.basis}", line) for line in over_indicators(own)]
    months = sorted({s.month for s in own if s.month >= FROM_JUNE})
    rows += [
        (f"month {month} · {line.basis}", line)
        for month in months
        for line in over_indicators(replace(s, kind=POOLED) for s in own if s.month == month)
    ]
    rows += [(f"{line.kind} · {line.basis}", line) for line in by_cause(own)]
    yield from _table("worlds · basis", rows)


def _together(scores: Scores) -> Iterator[str]:
    """What was said of all targets at once, and of the counties."""
    joint = joint_lines(scores.joint)
    if joint:
        yield from ("", "All targets at once; the energy score counts in tolerances of the indicators:", "")
        yield "| worlds · basis | forecasts | said | came | Brier | energy | indicators put apart |"
        yield "|---|--:|--:|--:|--:|--:|--:|"
        for one in joint:
            yield (
                f"| {one.kind} · {one.basis} | {one.units} | {one.said:.2f} | {one.came:.2f} "
                f"| {one.brier:.3f} | {one.energy:.2f} | {one.apart:.2f} |"
            )
    counties = county_lines(scores.counties)
    if counties:
        yield from ("", "Counties inside their intervals, all indicators together:", "")
        yield "| worlds · basis | counties | 50 % | 80 % | 90 % |"
        yield "|---|--:|--:|--:|--:|"
        for line in counties:
            shares = " | ".join(f"{100 * share:.0f}" for share in line.coverage)
            yield f"| {line.kind} · {line.basis} | {line.counties} | {shares} |"


def _chances(units: Sequence[Scored]) -> Iterator[str]:
    said = [s for s in units if s.basis == Basis.REPORTED and s.month >= FROM_JUNE]
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
        _points(line.miss),
        _points(line.rival_miss),
        _gain(line.point_gain),
        _points(line.crps),
        _points(line.rival_crps),
        _gain(line.gain),
        *(f"{100 * share:.0f}" for share in line.coverage),
        _score(line.brier),
        _score(line.rival_brier),
    )
    return f"| {' | '.join(cells)} |"


def _points(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.2f}"


def _score(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


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
