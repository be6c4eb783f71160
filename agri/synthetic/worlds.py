"""Invent whole worlds (演示数据 / synthetic): land, truth and reports of one seed, without a database.

A world is a year whose end is known; a projection from any earlier day of it can be scored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.definitions.places import BaselineKey, BaselineRow, Places, read_baseline_keys, read_org_units
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.indicators.snapshot import Snapshot
from agri.synthetic.model_errors import WorldError
from agri.synthetic.record.baselines import baseline_rows
from agri.synthetic.record.event_record import EventRecord
from agri.synthetic.record.history import history
from agri.synthetic.truth.truth import Truth, truth
from agri.synthetic.world.world import World
from agri.terms import CellState


@dataclass(frozen=True)
class Ground:
    """What all worlds of a city share: its plan, its places, what is known of them beforehand."""

    plan: Plan
    places: Places
    keys: Sequence[BaselineKey]

    @classmethod
    def read(cls, folder: Path | None = None, year: int = 2019) -> "Ground":
        """Read a city's folder of seed data; Zhengzhou's by default."""
        folder = folder or seed_root() / "zhengzhou"
        return cls(
            read_plan(folder, year),
            read_org_units(folder / "org_units.csv"),
            read_baseline_keys(folder / "baseline-keys.toml"),
        )


class KeptRecord(Protocol):
    """What a world has told, whether it is kept as events or as arrays."""

    @property
    def baselines(self) -> Sequence[BaselineRow]:
        """What was known of the places from the beginning."""
        ...

    def snapshot(self, plan: Plan, as_of: date) -> Snapshot:
        """Return the record of a plan's two years as it stood at the end of a day."""
        ...


@dataclass(frozen=True)
class InventedWorld:
    """One plan year and the year before it: the hidden truth of both, and the record that came of it.

    ============ ============================================================================
    Field        Meaning
    ============ ============================================================================
    causes       what is at work in the plan year that was not the year before; names of kinds
    begins       the month in which the first of them begins; None where none does
    coefficients the world's own, where they are not those that the plan assumes
    ============ ============================================================================
    """

    ground: Ground
    seed: int
    truths: Mapping[int, Truth]
    record: KeptRecord
    causes: tuple[str, ...] = ()
    begins: int | None = None
    coefficients: Coefficients | None = None

    @property
    def plan(self) -> Plan:
        """The plan of the invented year."""
        return self.ground.plan

    @cached_property
    def true_plan(self) -> Plan:
        """The plan with the world's own coefficients: what `true` is measured by."""
        return self.plan if self.coefficients is None else replace(self.plan, coefficients=self.coefficients)

    @cached_property
    def last_plan(self) -> Plan:
        """The same plan, held against the year before."""
        return replace(self.plan, year=self.plan.year - 1)


def invent_world(ground: Ground, seed: int, error: WorldError | None = None) -> InventedWorld:
    """Invent the plan year and the year before it.

    Parameters
    ----------
    ground : Ground
        The city.
    seed : int
        Which world. Worlds of different seeds are independent: land, places' habits, luck, lateness.
    error : ModelError, optional
        What goes on in the plan year that no engine is told of.
    """
    plan, places = ground.plan, ground.places
    world = World(places, seed)
    baselines = baseline_rows(places, ground.keys, seed)
    truths = {y: truth(y, plan, places, baselines, seed) for y in (plan.year - 1, plan.year)}
    if error is not None:
        truths[plan.year] = error.bend_truth(truths[plan.year], world)
    events = history(plan, places, baselines, truths, seed=seed)
    if error is not None:
        events = error.bend_events(events, plan.year, world)
    return InventedWorld(ground, seed, truths, EventRecord(places, ground.keys, baselines, events))


def true_snapshot(final: Snapshot, truths: Mapping[int, Truth]) -> Snapshot:
    """Return a snapshot in which every asked cell holds the truth: what the year really came to.

    Parameters
    ----------
    final : Snapshot
        Any snapshot of the two years; gives places, baselines and axes.
    truths : mapping
        Year → hidden truth of both years.
    """
    values = np.concatenate([truths[year].values for year in final.years], axis=2)
    state = np.where(np.isnan(values), CellState.NOT_DUE, CellState.GIVEN).astype(np.int8)
    return replace(final, values=values, state=state, spot_checks=(), pending=0)
