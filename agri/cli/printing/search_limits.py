"""What a search was not to do, and what that cost, as sentences in a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agri.definitions.measures import Measures
from agri.definitions.places import Places
from agri.definitions.plan import Plan
from agri.definitions.reading import Title


def limits_said(document: Mapping[str, Any], plan: Plan, measures: Measures, places: Places) -> Iterator[str]:
    """Yield the limits of a search and which targets they hold back; nothing where there were none."""
    limits = document.get("limits")
    if not limits:
        return
    left_out = [measures[code].title for code in limits["without_measures"] if code in measures]
    left_out += [
        Title(places[code].name, places[code].name_en) for code in limits["without_places"] if code in places
    ]
    if left_out:
        zh, en = _listed(left_out)
        yield f"按要求不采取或不安排：{zh}。 Left out as asked: {en}."
    if limits["ceiling_yuan"] is not None:
        yield from _ceiling_said(document, plan, limits["ceiling_yuan"])
    held = [plan.indicators[code].title for code in document["held_by_exclusions"]]
    if held:
        zh, en = _listed(held)
        yield f"因排除的措施或区县而达不到：{zh}。 Out of reach for what was left out: {en}."


def _ceiling_said(document: Mapping[str, Any], plan: Plan, ceiling: float) -> Iterator[str]:
    unlimited = document["unlimited"]
    if unlimited is None:
        yield f"资金上限 {ceiling:,.0f} 元够用。 The ceiling of {ceiling:,.0f} yuan does not bind."
        return
    needed = f"{unlimited['cost_yuan']:,.0f}"
    yield (
        f"资金上限 {ceiling:,.0f} 元不够：不设上限的方案要 {needed} 元（假设），差 "
        f"{unlimited['cost_yuan'] - ceiling:,.0f} 元。"
    )
    yield f"The ceiling of {ceiling:,.0f} yuan binds: without it {needed} yuan (assumed) would be spent."
    held = [plan.indicators[code].title for code in document["held_by_ceiling"]]
    if held:
        zh, en = _listed(held)
        yield f"只因资金不足而达不到：{zh}。 Short for want of money alone: {en}."


def _listed(titles: Sequence[Title]) -> tuple[str, str]:
    return "、".join(one.zh for one in titles), ", ".join(one.en for one in titles)
