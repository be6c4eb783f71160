"""Read the record as it stood at the end of a day into plain arrays: the only door to the numbers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Text, cast, select
from sqlmodel import Session, col

from agri.definitions.places import Places
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.indicators.snapshot import SpotCheck as CheckedCell
from agri.models import Audit, Baseline, Decision, Report, Revision, SpotCheckRow
from agri.periods import Period, end_of_day
from agri.services.figures.snapshot_grid import Cell, Content, Grid, reported_periods
from agri.services.intake.closed_months import read_closed_before
from agri.services.reference.reference import read_reference
from agri.terms import DecisionKind, Drawn, SnapshotBasis

_TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class _RecordAt:
    """What the record holds at the instant, by cell."""

    chosen: dict[Cell, Content] = field(default_factory=dict)
    first_received: dict[Cell, datetime] = field(default_factory=dict)
    undecided: set[Cell] = field(default_factory=set)


def take_snapshot(
    session: Session,
    plan: Plan,
    as_of: date,
    basis: SnapshotBasis = SnapshotBasis.ACCEPTED,
    *,
    before: Audit | None = None,
) -> Snapshot:
    """Return every cell of last year and the plan year, as received and decided by the end of a day.

    Parameters
    ----------
    session : Session
        Reads only.
    plan : Plan
        Its year says which 24 months; `dataclasses.replace(plan, year=2018)` gives an earlier world.
    as_of : date
        The day in China by whose end something must have been received and decided.
    basis : SnapshotBasis
        ACCEPTED takes of each report the latest revision whose last decision is an acceptance, even where a
        newer one is undecided; RECEIVED takes the latest received.
    before : Audit, optional
        A link of the chain: what was linked from there on is left out, whatever instant it names. Clocks of
        two processes may differ; the chain has one order.

    Returns
    -------
    Snapshot
        Values in the units of the data elements; NaN unless given.
    """
    reference = read_reference(session, as_of, of=plan.city)
    connection = session.connection()
    until = end_of_day(as_of)
    known_until = until if before is None else min(until, before.at + _TICK)
    known = recorded_baselines(connection, known_until, plan.city)
    figures = ((row.org_unit, row.year, row.key, row.value) for row in known)
    own = reference.years[reference.of(Period(plan.year, 1)).year]
    past = reference.years.get(plan.year - 1) if plan.year in reference.years else None
    keys = tuple(key.code for key in own.baseline_keys)
    ground = reference.of(Period(plan.year, 1)).ground
    grid = Grid.empty(
        reference.places, plan, keys, figures, past.plan if past is not None else None, ground=ground
    )
    place = None if before is None else before.seq
    held = _read_reports(connection, plan, reference.places, basis, until=until, before=place)
    grid.put(held.chosen)
    grid.sum_up_past(held.chosen)
    grid.mark_pending(held.undecided - held.chosen.keys())
    grid.note_delays(held.first_received)
    grid.restate()
    for county, month in read_closed_before(connection, until, place, within=plan.city):
        grid.close(county, Period.parse(month))
    return Snapshot(
        as_of=as_of,
        basis=basis,
        places=reference.places,
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
        spot_checks=tuple(_spot_checks(connection, plan, grid, until, place)),
        pending=len(held.undecided),
        definitions=own.version.digest,
        heirs=ground.heirs,
        earlier=grid.earlier,
    )


def _read_reports(
    connection: Connection,
    plan: Plan,
    places: Places,
    basis: SnapshotBasis,
    *,
    until: datetime,
    before: int | None,
) -> _RecordAt:
    last_decision = last_decisions(connection, until, before)
    rows = connection.execute(
        select(
            col(Report.form),
            col(Report.org_unit),
            col(Report.period),
            col(Revision.seq),
            col(Revision.received_at),
            cast(col(Revision.values), Text),
            cast(col(Revision.not_applicable), Text),
        )
        .join(Report, col(Report.id) == col(Revision.report_id))
        .where(
            col(Revision.received_at) < until,
            col(Report.org_unit).startswith(plan.city),
            col(Report.period).in_(sorted(reported_periods(plan))),
            *([] if before is None else [col(Revision.seq) < before]),
        )
        .order_by(col(Revision.seq))
    )
    held = _RecordAt()
    chosen: dict[Cell, tuple[str, str]] = {}
    for form, org_unit, period, seq, received_at, values, not_applicable in rows:
        if form not in plan.forms or org_unit not in places:
            continue
        cell = (form, org_unit, period)
        held.first_received.setdefault(cell, received_at)
        decision = last_decision.get(seq)
        if basis == SnapshotBasis.RECEIVED or decision == DecisionKind.ACCEPTED:
            chosen[cell] = (values, not_applicable)
        (held.undecided.discard if decision else held.undecided.add)(cell)
    # Only what is chosen is parsed, and in one piece: a province-year is 16 MB of it.
    texts = ",".join(f"[{values},{absent}]" for values, absent in chosen.values())
    held.chosen = dict(zip(chosen, json.loads(f"[{texts}]"), strict=True))
    return held


def last_decisions(connection: Connection, until: datetime, before: int | None = None) -> dict[int, str]:
    """Return the last decision of each revision, by the revision's place in the chain."""
    rows = connection.execute(
        select(col(Revision.seq), col(Decision.kind))
        .join(Decision, col(Decision.revision_id) == col(Revision.id))
        .where(col(Decision.at) < until, *([] if before is None else [col(Decision.seq) < before]))
        .order_by(col(Decision.seq))
    )
    return {row.seq: row.kind for row in rows}


def recorded_baselines(
    connection: Connection, until: datetime, city: str = ""
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Yield a city's rows of baselines in the order of recording; the last of a place, year and key holds.

    The first figure known of a place holds from the beginning, a later one from the day it was recorded: a
    snapshot of the past then does not change when the baselines are loaded again.
    """
    seen = set()
    rows = connection.execute(
        select(
            col(Baseline.org_unit),
            col(Baseline.year),
            col(Baseline.key),
            col(Baseline.value),
            col(Baseline.source),
            col(Baseline.certainty),
            col(Baseline.recorded_at),
        )
        .where(col(Baseline.org_unit).startswith(city))
        .order_by(col(Baseline.id))
    )
    for row in rows:
        name = (row.org_unit, row.year, row.key)
        if name not in seen or row.recorded_at < until:
            yield row
        seen.add(name)


def _spot_checks(
    connection: Connection, plan: Plan, grid: Grid, until: datetime, before: int | None
) -> Iterator[CheckedCell]:
    rows = connection.execute(
        select(SpotCheckRow)
        .where(
            col(SpotCheckRow.at) < until,
            col(SpotCheckRow.org_unit).startswith(plan.city),
            col(SpotCheckRow.period).in_(sorted(reported_periods(plan))),
            *([] if before is None else [col(SpotCheckRow.seq) < before]),
        )
        .order_by(col(SpotCheckRow.seq))
    )
    for row in rows:
        period = Period.parse(row.period)
        name = f"{row.form}.{row.data_element}"
        yield CheckedCell(
            row.org_unit, period, name, grid.value(name, row.org_unit, period), row.verified, Drawn(row.drawn)
        )
