"""Worlds that break the engine's assumptions, each in one named way (演示数据 / synthetic; sizes assumed).

An error bends the plan year's truth before anybody reports it, or the reports that were made of it. No engine
is told; hindcasts over such worlds are shown apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from agri.definitions.reading import Title
from agri.periods import Period
from agri.synthetic.record.events import DecisionEvent, Event, Submitted
from agri.synthetic.reporting.reporting_bias import FAMILY_OF, WHOLES
from agri.synthetic.truth.truth import Truth
from agri.synthetic.world.world import Floats, World
from agri.terms import Level

_SERVICES = tuple(
    name
    for name, family in FAMILY_OF.items()
    if family in {"coverage", "recovery"} and not name.startswith("manure")
)

# Capacity drifts from April on: a county's random walk by month, downwards on average.
_DRIFT_FROM, _DRIFT_MEAN, _DRIFT_SD = 4, -0.012, 0.025
# One township in ten sends last month's figures again, every other month or so, from April on.
_COPIES_FROM, _COPYING_SHARE, _COPY_CHANCE = 4, 0.10, 0.5
# One county reports coverage and recovery 15 % larger than its townships told it, from January on.
_INFLATION = 1.15
# Other parameters: a county's months scatter about twice as much as assumed, and gaps are four times as many.
_SHOCK_SERVICES, _SHOCK_AMOUNTS, _MORE_MISSING = 0.14, 0.06, 0.12

Values = Mapping[str, float | None]
Events = tuple[Event, ...]
TruthBender = Callable[[Truth, World], Truth]
EventBender = Callable[[Sequence[Event], int, World], Events]


@dataclass(frozen=True, slots=True)
class WorldError:
    """One way in which a world differs from what the engine assumes."""

    code: str
    title: Title
    bend_truth: TruthBender
    bend_events: EventBender


def _same_truth(hidden: Truth, _world: World) -> Truth:
    return hidden


def _same_events(events: Sequence[Event], _year: int, _world: World) -> Events:
    return tuple(events)


def drift_capacity(hidden: Truth, world: World) -> Truth:
    """Let what counties get done drift away over the year, unlike their earlier months."""
    steps = world.streams("error", "drift").normal(_DRIFT_MEAN, _DRIFT_SD, (len(world.counties), 12))
    steps[:, : _DRIFT_FROM - 1] = 0
    factor = np.exp(np.cumsum(steps, axis=1))[world.county_index]
    return _scaled(hidden, world, dict.fromkeys(_SERVICES, factor))


def shake_months(hidden: Truth, world: World) -> Truth:
    """Scatter a county's months more than the engine's parameters say."""
    random = world.streams("error", "shocks")
    shape = (len(world.counties), 12)
    services = np.exp(random.normal(-(_SHOCK_SERVICES**2) / 2, _SHOCK_SERVICES, shape))[world.county_index]
    amounts = np.exp(random.normal(-(_SHOCK_AMOUNTS**2) / 2, _SHOCK_AMOUNTS, shape))[world.county_index]
    amount_names = [
        name
        for name in hidden.data_elements
        if (name.startswith("fertilizer.") and not name.startswith("fertilizer.organic"))
        or name == "pest_control.pesticide_kg"
    ]
    return _scaled(
        hidden, world, {**dict.fromkeys(_SERVICES, services), **dict.fromkeys(amount_names, amounts)}
    )


def _scaled(hidden: Truth, world: World, factors: Mapping[str, Floats]) -> Truth:
    """Multiply townships' elements by factors, shape (township, month); a part stays below its whole."""
    values = hidden.values.copy()
    rows = np.array([world.places.index[code] for code in world.townships], dtype=np.intp)
    index = hidden.element_index
    for name, factor in factors.items():
        values[rows, index[name], :] *= factor
    for part, wholes in WHOLES.items():
        if part in factors:
            limit = values[:, [index[whole] for whole in wholes], :].sum(axis=1)
            values[:, index[part], :] = np.minimum(values[:, index[part], :], limit)
    return replace(hidden, values=values)


def copy_last_month(events: Sequence[Event], year: int, world: World) -> Events:
    """Let some townships send the figures of the month before once more."""
    random = world.streams("error", "copies")
    copying = {code for code in world.townships if random.random() < _COPYING_SHARE}
    theirs = [e for e in events if isinstance(e, Submitted) and e.org_unit in copying]
    sent: dict[tuple[str, str, Period], Values] = {}
    is_copied: dict[UUID, bool] = {}
    said: dict[UUID, Values] = {}  # by version
    for event in sorted(theirs, key=lambda e: (Period.parse(e.period), e.at)):
        period = Period.parse(event.period)
        before = sent.get((event.form, event.org_unit, period.previous()), {})
        if event.report_id not in is_copied:
            is_late_enough = period.year == year and period.last_day.month >= _COPIES_FROM
            is_copied[event.report_id] = bool(random.random() < _COPY_CHANCE) and is_late_enough
        values = event.values
        if is_copied[event.report_id]:
            values = {c: value if before.get(c) is None else before[c] for c, value in values.items()}
        sent[event.form, event.org_unit, period] = said[event.revision_id] = values
    return tuple(
        replace(event, values=said[event.revision_id])
        if isinstance(event, Submitted) and event.revision_id in said
        else event
        for event in events
    )


def inflate_county(events: Sequence[Event], year: int, world: World) -> Events:
    """Let one of the four largest counties say 15 % more than was done."""
    count = np.bincount(world.county_index, minlength=len(world.counties))
    largest = np.argsort(-count, kind="stable")[:4]
    county = world.counties[int(world.streams("error", "inflation").choice(largest))]
    names = set(_SERVICES)

    def inflated(event: Submitted) -> Submitted:
        values = dict(event.values)
        for code, value in event.values.items():
            if value and f"{event.form}.{code}" in names:
                wholes = WHOLES.get(f"{event.form}.{code}", ())
                limit = sum(event.values.get(whole.split(".")[1]) or 0 for whole in wholes)
                more = round(value * _INFLATION, 1)
                values[code] = min(more, limit) if wholes and limit > 0 else more
        return replace(event, values=values)

    return tuple(
        inflated(event)
        if isinstance(event, Submitted)
        and event.org_unit.startswith(county)
        and event.period.startswith(str(year))
        else event
        for event in events
    )


def lose_reports(events: Sequence[Event], year: int, world: World) -> Events:
    """Let more of the townships' reports never come than ever before."""
    random = world.streams("error", "missing")
    lost: dict[UUID, bool] = {}
    lost_versions: set[UUID] = set()
    kept: list[Event] = []
    for event in events:
        if isinstance(event, Submitted) and event.period.startswith(str(year)):
            if event.report_id not in lost:
                is_township = world.places[event.org_unit].level == Level.TOWNSHIP
                lost[event.report_id] = bool(random.random() < _MORE_MISSING) and is_township
            if lost[event.report_id]:
                lost_versions.add(event.revision_id)
                continue
        if isinstance(event, DecisionEvent) and event.revision_id in lost_versions:
            continue
        kept.append(event)
    return tuple(kept)


MODEL_ERRORS: Mapping[str, WorldError] = {
    error.code: error
    for error in (
        WorldError(
            "drift", Title("能力逐月漂移", "Capacity drifts from April on"), drift_capacity, _same_events
        ),
        WorldError(
            "copies",
            Title("一成乡镇照抄上月", "One township in ten copies last month"),
            _same_truth,
            copy_last_month,
        ),
        WorldError(
            "inflation", Title("一县虚报15%", "One county inflates by 15 %"), _same_truth, inflate_county
        ),
        WorldError(
            "parameters",
            Title("波动与缺报大于设定", "More scatter and more gaps than assumed"),
            shake_months,
            lose_reports,
        ),
    )
}
