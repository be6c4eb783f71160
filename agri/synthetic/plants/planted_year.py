"""Plant an invented year: every kind at every strength, a few places at a time, so that most stay honest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from agri.checks.rules import rule_findings
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.scoring.planted import Planted
from agri.synthetic.plants.kind import PlantedAt, PlantKind
from agri.synthetic.plants.kinds import KINDS
from agri.synthetic.plants.planting import Planting
from agri.synthetic.world.streams import NamedStreams
from agri.terms import Severity

TOWNSHIPS_AT_ONCE = 14  # of some hundred: detectors may compare a place with its neighbours
_TRIES = 12  # places that are tried before a kind is left out of a round

_WIDE = frozenset({PlantedAt.TOWNSHIPS_OF_COUNTY, PlantedAt.COUNTY_AND_TOWNSHIPS})

Job = tuple[PlantKind, float]


@dataclass(frozen=True)
class PlantedYear:
    """A snapshot with something planted, and what it was."""

    snapshot: Snapshot
    planted: tuple[Planted, ...]


def plant_year(
    honest: Snapshot, plan: Plan, *, seed: int, times: int = 1, kinds: Sequence[PlantKind] | None = None
) -> Iterator[PlantedYear]:
    """Yield the same year with other things planted each time, until every kind was planted.

    Parameters
    ----------
    honest : Snapshot
        An invented year's record at its end.
    plan : Plan
        The plan of that year.
    seed : int
        The world's; places and months are drawn by kind, strength and round.
    times : int
        How often each kind is planted at each strength.
    kinds : sequence of PlantKind, optional
        All by default.
    """
    streams = NamedStreams(seed)
    jobs = [(kind, s) for kind in (KINDS.values() if kinds is None else kinds) for s in kind.strengths]
    for turn in range(times):
        townships = [job for job in jobs if job[0].at == PlantedAt.TOWNSHIP]
        of_counties = [job for job in jobs if job[0].at == PlantedAt.COUNTY]
        wide = [job for job in jobs if job[0].at in _WIDE]
        # Each plant of a county goes into another year, beside its share of the townships' plants.
        rounds = max(-(-len(townships) // TOWNSHIPS_AT_ONCE), len(wide), -(-len(of_counties) // 2), 1)
        order = streams("plants", "order", turn).permutation(len(townships))
        for k in range(rounds):
            own = [townships[i] for i in order[k::rounds]]
            yield _planted(honest, plan, [*wide[k::rounds], *of_counties[k::rounds], *own], streams, turn)


def _planted(
    honest: Snapshot, plan: Plan, jobs: Sequence[Job], streams: NamedStreams, turn: int
) -> PlantedYear:
    planting = Planting(honest, plan)
    taken: set[str] = set()
    found: list[Planted] = []
    for kind, strength in jobs:
        random = streams("plants", kind.code, repr(strength), turn)
        pool = planting.townships if kind.at == PlantedAt.TOWNSHIP else planting.counties
        for place in random.permutation(pool)[:_TRIES]:
            touched = _touched(planting, kind, str(place))
            if not taken.isdisjoint(touched):
                continue
            kind.plant(planting, str(place), strength, random)
            planted = _labelled(planting, kind, strength, str(place), touched)
            if planted and not any(_is_refused(planting, p) for p in planted):
                found += planted
                taken.update(touched)
                break
            planting.undo(touched)
    return PlantedYear(planting.result(), tuple(found))


def _touched(planting: Planting, kind: PlantKind, place: str) -> list[str]:
    return planting.townships_of(place) if kind.at in _WIDE else [place]


def _labelled(
    planting: Planting, kind: PlantKind, strength: float, place: str, touched: Sequence[str]
) -> list[Planted]:
    if kind.at == PlantedAt.COUNTY_AND_TOWNSHIPS:
        row = planting.planted_as_one(kind.code, strength, place, touched, kind.asked_in)
        return [row] if row.cells else []
    return planting.planted(kind.code, strength, touched, kind.asked_in)


def _is_refused(planting: Planting, planted: Planted) -> bool:
    """Say whether a form's rule would have stopped it at the door: then it can stand in no record."""
    for cells in planted.cells:
        form = planting.plan.forms[cells.form]
        for period in cells.periods:
            month = period.last_month - 1
            values = {
                e.code: _told(planting.row(cells.org_unit, f"{form.code}.{e.code}")[month])
                for e in form.elements
            }
            if any(f.severity == Severity.STOP for f in rule_findings(form, period, values, {})):
                return True
    return False


def _told(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
