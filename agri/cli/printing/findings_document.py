"""Write what detectors see of planted frauds into a document: losses first, then everything, in Markdown."""

from collections.abc import Iterator, Sequence

from agri.hindcast.planted_worlds import PlantedScore
from agri.scoring.questions import DetectorLine, PowerLine, SeenPlant, detector_lines, power_lines
from agri.synthetic.plants.kinds import KINDS
from agri.synthetic.plants.own_slips import KIND as OWN_SLIP
from agri.terms import PlantFamily

MOST_ASKED = 1.0  # of 200 ordinary honest reports
_OWN_SLIP_TITLE = "slips that the invented places make themselves and nobody caught"
_TOP = 2  # askers that are named


def power_of(scores: Sequence[PlantedScore], *, is_honest: bool) -> list[PowerLine]:
    """Return the rows of frauds and slips, or of oddities, in the order of the kinds; own slips last."""
    plants = [plant for score in scores for plant in score.seen if _is_honest(plant) == is_honest]
    order = {
        (kind.code, strength): place
        for place, (kind, strength) in enumerate((k, s) for k in KINDS.values() for s in k.strengths)
    }
    lines = power_lines(plants)
    return sorted(lines, key=lambda line: order.get((line.kind, line.strength), len(order)))


def lines_of(scores: Sequence[PlantedScore]) -> list[DetectorLine]:
    """Return the rows of all together, of the detectors, and of each code."""
    plants = [plant for score in scores for plant in score.seen]
    frauds = [plant for plant in plants if not _is_honest(plant)]
    return detector_lines(frauds, [p for p in plants if _is_honest(p)], [score.asked for score in scores])


def goal_of(line: PowerLine) -> float | None:
    """Return the power that is hoped for of a row; None where nobody set one."""
    kind = KINDS.get(line.kind)
    return kind.goal_of(line.strength) if kind is not None else None


def findings_section(scores: Sequence[PlantedScore], command: str) -> str:
    """Return the tables of a run as Markdown.

    Parameters
    ----------
    scores : sequence of PlantedScore
        A score for each world.
    command : str
        What was run, as one would type it.
    """
    return "\n".join(_lines(sorted(scores, key=lambda score: score.seed), command)) + "\n"


def _lines(scores: Sequence[PlantedScore], command: str) -> Iterator[str]:
    frauds, oddities, askers = (
        power_of(scores, is_honest=False),
        power_of(scores, is_honest=True),
        lines_of(scores),
    )
    seeds = f"{scores[0].seed} to {scores[-1].seed}"
    reports = sum(score.asked.reports for score in scores)
    plants = sum(len(score.seen) for score in scores)
    refused = sum(score.asked.refused for score in scores)
    yield f"`{command}`: 演示数据 / synthetic, {len(scores)} worlds (seeds {seeds}),"
    yield f"{reports:,} ordinary honest reports, {plants:,} plants. A goal that is missed is bold."
    yield from ("", "Kinds with a goal, pooled by family over all plants:", "")
    yield from _family_table(frauds)
    yield from ("", "**Goals that are missed:**", "")
    yield from _missed(frauds, askers, refused) or ["None."]
    yield from ("", f"Ordinary honest reports that are refused: {refused}. Asked about, of 200:", "")
    yield from _by_form(scores)
    yield from ("", "Frauds and slips:", "")
    yield from _power_table(frauds)
    yield from ("", "Honest oddities; a question about them is allowed, and takes somebody's time:", "")
    yield from _oddity_table(oddities)
    yield from ("", "Who asks (`door/…`: rules and limits when a report comes in):", "")
    yield from _asker_table(askers)


def _missed(frauds: Sequence[PowerLine], askers: Sequence[DetectorLine], refused: int) -> list[str]:
    rows = [
        f"| {_name(line)} | power ≥ {goal:.2f} | **{line.power:.2f}** | {line.detected:.2f} |"
        for line in frauds
        if (goal := goal_of(line)) is not None and line.misses(goal)
    ]
    everything, detectors = askers[0], askers[1]
    if everything.per_200 > MOST_ASKED:
        rows.append(
            f"| honest reports asked about, of 200 | ≤ {MOST_ASKED:.0f} | **{everything.per_200:.1f}** "
            f"| {detectors.per_200:.1f} |"
        )
    if refused:
        rows.append(f"| honest reports refused | 0 | **{refused}** | — |")
    return ["| what | goal | all together | detectors alone |", "|---|---|--:|--:|", *rows] if rows else []


def _family_table(frauds: Sequence[PowerLine]) -> Iterator[str]:
    yield "| family | goal | plants | all together | detectors | without it |"
    yield "|---|--:|--:|--:|--:|--:|"
    groups: dict[tuple[PlantFamily, float], list[PowerLine]] = {}
    for line in frauds:
        goal = goal_of(line)
        if goal is not None:
            groups.setdefault((KINDS[line.kind].family, goal), []).append(line)
    for (family, goal), lines in groups.items():
        plants = sum(line.plants for line in lines)
        power, detected, anyway = (
            sum(getattr(line, name) * line.plants for line in lines) / plants
            for name in ("power", "detected", "anyway")
        )
        shown = f"**{power:.2f}**" if power < goal else f"{power:.2f}"
        yield f"| {family} | {goal:.2f} | {plants} | {shown} | {detected:.2f} | {anyway:.2f} |"


def _by_form(scores: Sequence[PlantedScore]) -> Iterator[str]:
    yield "| form | reports | all together |"
    yield "|---|--:|--:|"
    forms = sorted({form for score in scores for form in score.asked.of_form})
    for form in forms:
        reports = sum(score.asked.of_form.get(form, 0) for score in scores)
        asked = sum(score.asked.by_form.get(form, 0) for score in scores)
        yield f"| `{form}` | {reports:,} | {200 * asked / max(reports, 1):.1f} |"


def _power_table(lines: Sequence[PowerLine]) -> Iterator[str]:
    yield "| what is planted | strength | plants | goal | all together | detectors | without it | most by |"
    yield "|---|--:|--:|--:|--:|--:|--:|---|"
    for line in lines:
        goal = goal_of(line)
        power = f"{line.power:.2f}"
        cells = (
            _name(line, with_strength=False),
            f"{line.strength:.3g}",
            str(line.plants),
            "—" if goal is None else f"{goal:.2f}",
            f"**{power}**" if line.misses(goal) else power,
            f"{line.detected:.2f}",
            f"{line.anyway:.2f}",
            _top(line),
        )
        yield f"| {' | '.join(cells)} |"


def _oddity_table(lines: Sequence[PowerLine]) -> Iterator[str]:
    yield "| oddity | strength | plants | all together | detectors | without it | most by |"
    yield "|---|--:|--:|--:|--:|--:|---|"
    for line in lines:
        yield (
            f"| {_name(line, with_strength=False)} | {line.strength:.3g} | {line.plants} | {line.power:.2f} "
            f"| {line.detected:.2f} | {line.anyway:.2f} | {_top(line)} |"
        )


def _asker_table(lines: Sequence[DetectorLine]) -> Iterator[str]:
    yield "| who | honest reports, of 200 | frauds and slips | nobody else | oddities |"
    yield "|---|--:|--:|--:|--:|"
    for line in lines:
        alone = "—" if line.code in {"all", "detectors"} else f"{line.alone:.3f}"
        yield f"| `{line.code}` | {line.per_200:.2f} | {line.frauds:.3f} | {alone} | {line.oddities:.3f} |"


def _name(line: PowerLine, *, with_strength: bool = True) -> str:
    kind = KINDS.get(line.kind)
    title = _OWN_SLIP_TITLE if line.kind == OWN_SLIP or kind is None else f"{kind.title.zh} · {kind.title.en}"
    return f"{title} ({line.strength:.3g})" if with_strength and line.strength != 1 else title


def _top(line: PowerLine) -> str:
    named = list(line.by_code.items())[:_TOP]
    return ", ".join(f"`{code}` {share:.2f}" for code, share in named) or "—"


def _is_honest(plant: SeenPlant) -> bool:
    kind = KINDS.get(plant.kind)
    return kind is not None and kind.is_honest
