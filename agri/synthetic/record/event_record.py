"""A record in memory: what a database would say of invented events, without the database.

Reading follows `agri.services.figures.take_snapshot` step by step, and a test holds both against each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from agri.definitions.places import BaselineKey, BaselineRow, Places
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot, SpotCheck
from agri.periods import Period, end_of_day
from agri.services.figures.snapshot_grid import Cell, Grid, reported_periods
from agri.services.intake.closed_months import closed_months
from agri.synthetic.record.events import Closed, DecisionEvent, Event, SpotChecked, Submitted
from agri.terms import DecisionKind, SnapshotBasis


@dataclass(frozen=True)
class EventRecord:
    """Events in order of time, and what was known of the places from the beginning."""

    places: Places
    keys: Sequence[BaselineKey]
    baselines: Sequence[BaselineRow]
    events: Sequence[Event]

    def snapshot(self, plan: Plan, as_of: date) -> Snapshot:
        """Return what `take_snapshot` would of a database that had seen the events.

        Parameters
        ----------
        plan : Plan
            Its year says which 24 months.
        as_of : date
            The day in China by whose end something must have happened.
        """
        until = end_of_day(as_of)
        seen = [event for event in self.events if event.at < until]
        keys = tuple(key.code for key in self.keys)
        figures = ((row.org_unit, row.year, row.key, row.value) for row in self.baselines)
        grid = Grid.empty(self.places, plan, keys, figures)
        held = _read(seen, reported_periods(plan))
        grid.put({cell: (sent.values, sent.not_applicable) for cell, sent in held.accepted.items()})
        grid.mark_pending(held.undecided - held.accepted.keys())
        grid.note_delays(held.first_received)
        acts = ((event.org_unit, event.period, event.act) for event in seen if isinstance(event, Closed))
        for county, text in closed_months(acts):
            grid.close(county, _period(text))
        return Snapshot(
            as_of=as_of,
            basis=SnapshotBasis.ACCEPTED,
            places=self.places,
            forms=tuple(form.code for form in plan.forms),
            data_elements=plan.forms.data_elements,
            periods=plan.periods,
            values=grid.values,
            state=grid.state,
            delay_days=grid.delay_days,
            is_closed=grid.is_closed,
            baseline_keys=grid.baseline_keys,
            years=grid.years,
            baselines=grid.baselines,
            spot_checks=tuple(_checked(held.checks, grid)),
            pending=len(held.undecided),
        )


@dataclass(slots=True)
class _ReplayedRecord:
    accepted: dict[Cell, Submitted] = field(default_factory=dict)
    first_received: dict[Cell, datetime] = field(default_factory=dict)
    undecided: set[Cell] = field(default_factory=set)
    checks: list[SpotChecked] = field(default_factory=list)


def _read(seen: Sequence[Event], periods: set[str]) -> _ReplayedRecord:
    """Sort out events of some periods; the last decision on a version counts, and the newest accepted one."""
    held = _ReplayedRecord()
    decided: Mapping[UUID, DecisionKind] = {
        e.revision_id: e.kind for e in seen if isinstance(e, DecisionEvent)
    }
    for event in seen:
        match event:
            case Submitted() if event.period in periods:
                cell = (event.form, event.org_unit, event.period)
                held.first_received.setdefault(cell, event.at)
                kind = decided.get(event.revision_id)
                if kind == DecisionKind.ACCEPTED:
                    held.accepted[cell] = event
                (held.undecided.add if kind is None else held.undecided.discard)(cell)
            case SpotChecked() if event.period in periods:
                held.checks.append(event)
            case _:
                pass
    return held


def _checked(checks: Sequence[SpotChecked], grid: Grid) -> Iterator[SpotCheck]:
    for check in checks:
        name, period = f"{check.form}.{check.data_element}", _period(check.period)
        reported = grid.value(name, check.org_unit, period)
        yield SpotCheck(check.org_unit, period, name, reported, check.verified, check.drawn)


@lru_cache(maxsize=512)
def _period(text: str) -> Period:
    return Period.parse(text)
