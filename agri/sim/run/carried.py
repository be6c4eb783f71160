"""Year ends of amounts that no process and no line of the engine knows: carried on from last year, by kind.

The engine knows amounts by their code, see `agri.sim.inputs.known_amounts`. Any other amount that a package
declares is carried: every cell that is still to come takes last year's value of the same month, at this
year's level, and scatters as the strands of the indicator's family do, for the city and for each county. It
is a plain way to look ahead, and the projection names the indicators that rest on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from agri.definitions.declared import IndicatorKind
from agri.definitions.plan import Indicator, Plan
from agri.indicators.completeness import elements_of
from agri.indicators.quantities import Quantities, given_name
from agri.indicators.reported import reported_quantities
from agri.indicators.rows import at_rows
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.sim.inputs.known_amounts import carried_amounts
from agri.sim.inputs.streams import Draws
from agri.sim.run.engine import Run
from agri.sim.world.setup import Setup
from agri.terms import CellState, Level

_WAITING = (CellState.NOT_REPORTED, CellState.PENDING)
_LEAST, _MOST = 0.5, 2.0  # this year's level against last year's; beyond it is a slip rather than a change
_PLAIN_FAMILY = "field"


@dataclass(frozen=True)
class CarriedSums:
    """What is recorded of the amounts that some indicators carry, and what is still to come."""

    setup: Setup
    indicators: tuple[Indicator, ...]

    @cached_property
    def families(self) -> dict[str, str]:
        """The family of every carried amount: of its line, else of its indicator or side."""
        plan = self.setup.plan
        found: dict[str, str] = {}
        by_element = {name: line.family for line in plan.lines for name in line.names}
        for indicator in self.indicators:
            upper = {term.amount for term in indicator.making.numerator}
            for code in carried_amounts(plan, indicator):
                lines = {by_element.get(name) for name in plan.amounts[code].names(plan.main_crops)}
                own = lines.pop() if len(lines) == 1 else None
                by_side = indicator.family if code in upper else _PLAIN_FAMILY
                found.setdefault(code, own or by_side)
        return found

    @cached_property
    def sides(self) -> Mapping[bool, tuple[Quantities, Quantities]]:
        """By `is_true`: what is recorded, and what the whole year comes to."""
        return {is_true: self._sides(is_true=is_true) for is_true in (False, True)}

    def _sides(self, *, is_true: bool) -> tuple[Quantities, Quantities]:
        setup, plan = self.setup, self.setup.plan
        last = Period(plan.year, 12)
        at = setup.layout.places_at
        recorded, whole = (
            at_rows(reported_quantities(one, plan, last, is_matched=not is_true), at)
            for one in (setup.snapshot, self._filled)
        )
        return recorded, whole

    @cached_property
    def _filled(self) -> Snapshot:
        plan, snapshot = self.setup.plan, self.setup.snapshot
        names = [
            name for one in self.indicators if carried_amounts(plan, one) for name in elements_of(plan, one)
        ]
        return fill(snapshot, plan, tuple(dict.fromkeys(names)))


def fill(snapshot: Snapshot, plan: Plan, elements: tuple[str, ...]) -> Snapshot:
    """Put last year's value of the same month, at this year's level, into cells that are still to come.

    A place without any value of last year takes its own mean of this year. Where neither is known nothing is
    put in.
    """
    now, then = snapshot.months_of(plan.year), snapshot.months_of(plan.year - 1)
    values, state = snapshot.values.copy(), snapshot.state.copy()
    for element in elements:
        if element not in snapshot.element_index:
            continue  # no form asks it of this crop
        i = snapshot.element_index[element]
        this, last = values[:, i][:, now], values[:, i][:, then]
        both = np.asarray(np.isfinite(this) & np.isfinite(last))
        before, after = (float(np.where(both, cells, 0).sum()) for cells in (last, this))
        level = float(np.clip(after / before, _LEAST, _MOST)) if before > 0 else 1.0
        given = np.isfinite(this)
        count = given.sum(axis=1)
        mean = np.divide(np.nansum(this, axis=1), count, out=np.full(len(this), np.nan), where=count > 0)
        had_last = np.asarray(np.isfinite(last).any(axis=1))
        guess = np.where(had_last[:, None], last * level, mean[:, None])
        waiting = np.isin(state[:, i][:, now], _WAITING) & np.isfinite(guess)
        values[:, i, now] = np.where(waiting, guess, this)
        state[:, i, now] = np.where(waiting, CellState.GIVEN, state[:, i][:, now])
    return replace(snapshot, values=values, state=state)


def carry(sums: CarriedSums, known: Quantities, draws: Draws, run: Run, *, is_true: bool) -> Quantities:
    """Put the carried amounts beside those that the engine knows; first axis place, last replication."""
    setup = sums.setup
    plan = setup.plan
    if not sums.families:
        return known
    recorded, whole = sums.sides[is_true]
    scatter = {family: _scatter(setup, draws, family) for family in set(sums.families.values())}
    added: dict[str, Floats] = {}
    for code, family in sums.families.items():
        off = _over_reporting(setup, run, family) if is_true else None
        for name in plan.amounts[code].arrays:
            now, end = recorded[name], whole[name]
            middle = (slice(None), *(None,) * (now.ndim - 1))
            rest = (end - now)[..., None] * scatter[family][middle]
            total = now[..., None] + rest
            added[name] = total if off is None else total * off[middle]
    for indicator in sums.indicators:
        if indicator.making.kind == IndicatorKind.TOTAL:
            count = whole[given_name(indicator)]
            added[given_name(indicator)] = np.repeat(count[:, None], draws.replications, axis=1)
    return Quantities({**dict(known.items()), **added})


def _scatter(setup: Setup, draws: Draws, family: str) -> Floats:
    """Draw how the rest of a year comes out against last year's, (place, replication); mean about one."""
    strands = setup.plan.lines.strands
    strand = next((one for one, of in strands.items() if of == family), next(iter(strands)))
    city_sd = setup.parameter(f"strand.{strand}.city_sd")
    county_sd = setup.parameter(f"strand.{strand}.county_sd")
    city = draws.city_normals(f"carried {family}", 1)[0].astype(np.float64)
    county = draws.county_normals(f"carried {family}", 1)[0].astype(np.float64)
    factor = np.exp(city_sd * city + county_sd * county - (city_sd**2 + county_sd**2) / 2)
    return _to_places(setup, factor)


def _over_reporting(setup: Setup, run: Run, family: str) -> Floats:
    """What to multiply reports of a family with to come to the truth, (place, replication)."""
    bias = run.performance.bias.get(family)
    if bias is None:
        bias = run.performance.bias[_PLAIN_FAMILY]
    members = setup.layout.membership
    mean = members @ bias.astype(np.float64) / members.sum(axis=1, keepdims=True)
    return _to_places(setup, np.exp(-mean))


def _to_places(setup: Setup, by_county: Floats) -> Floats:
    """Spread counties' figures over their own and their townships' rows; one above them."""
    layout = setup.layout
    places = layout.places
    at = {code: i for i, code in enumerate(layout.counties)}
    found = np.ones((len(places.units), by_county.shape[1]))
    for row, unit in enumerate(places.units):
        county = unit.parent if unit.level == Level.TOWNSHIP else unit.code
        if county in at:
            found[row] = by_county[at[county]]
    return found
