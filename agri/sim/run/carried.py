"""Year ends of amounts that no process and no line of the engine knows: carried on from last year, by kind.

The engine knows amounts by their code, see `agri.sim.inputs.known_amounts`. Any other amount that a package
declares is carried: every cell that is still to come takes last year's value of the same month, at this
year's level, and scatters as the strands of the indicator's family do, for the city and for each county. It
is a plain way to look ahead, and the projection names the indicators that rest on it. Townships are added up
before anything is drawn: the scatter is their county's, and no township is shown such a year end.
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
from agri.terms import CellState

_WAITING = (CellState.NOT_REPORTED, CellState.PENDING)
_LEAST, _MOST = 0.5, 2.0  # this year's level against last year's; beyond it is a slip rather than a change
_PLAIN_FAMILY = "field"


@dataclass(frozen=True)
class CarriedSums:
    """What is recorded of the amounts that some indicators carry, and what is still to come."""

    setup: Setup
    indicators: tuple[Indicator, ...]

    @cached_property
    def resting(self) -> tuple[Indicator, ...]:
        """The indicators that rest on a carried amount."""
        return tuple(one for one in self.indicators if carried_amounts(self.setup.plan, one))

    @cached_property
    def modelled(self) -> tuple[Indicator, ...]:
        """The others: of amounts that the engine knows."""
        codes = {one.code for one in self.resting}
        return tuple(one for one in self.indicators if one.code not in codes)

    @cached_property
    def families(self) -> dict[str, str]:
        """The family of every carried amount: of its line, else of its indicator or side."""
        plan = self.setup.plan
        found: dict[str, str] = {}
        by_element = {name: line.family for line in plan.lines for name in line.names}
        for indicator in self.resting:
            upper = {term.amount for term in indicator.making.numerator}
            for code in carried_amounts(plan, indicator):
                lines = {by_element.get(name) for name in plan.amounts[code].names(plan.main_crops)}
                own = lines.pop() if len(lines) == 1 else None
                by_side = indicator.family if code in upper else _PLAIN_FAMILY
                found.setdefault(code, own or by_side)
        return found

    @cached_property
    def sides(self) -> Mapping[bool, tuple[Quantities, Quantities]]:
        """By `is_true`: what is recorded, and what the whole year comes to; by place above the townships."""
        return {is_true: self._sides(is_true=is_true) for is_true in (False, True)}

    @cached_property
    def given(self) -> Quantities:
        """How many cells each total of known amounts will rest on, by place; nothing told is no zero."""
        names = [given_name(one) for one in self.modelled if one.making.kind == IndicatorKind.TOTAL]
        if not names:
            return Quantities()
        plan = self.setup.plan
        whole = reported_quantities(self._filled, plan, Period(plan.year, 12))
        return at_rows(Quantities({name: whole[name] for name in names}), self.setup.layout.places_at)

    def _sides(self, *, is_true: bool) -> tuple[Quantities, Quantities]:
        layout, plan = self.setup.layout, self.setup.plan
        last = Period(plan.year, 12)
        recorded, whole = (
            at_rows(
                reported_quantities(one, plan, last, is_matched=not is_true, amounts=self.families),
                layout.places_at,
            )
            for one in (self.setup.snapshot, self._filled)
        )
        return layout.above_townships(recorded), layout.above_townships(whole)

    @cached_property
    def _filled(self) -> Snapshot:
        plan, snapshot = self.setup.plan, self.setup.snapshot
        names = [name for one in self.resting for name in elements_of(plan, one)]
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


def carry(
    sums: CarriedSums, known: Quantities, run: Run, scatter: Mapping[str, Floats], *, is_true: bool
) -> Quantities:
    """Return the carried amounts and those beside them in an indicator, by place above the townships.

    Parameters
    ----------
    known : Quantities
        What the engine knows, first axis the layout's `places`, not yet aggregated.
    scatter : mapping
        See `scatter_of`.

    Returns
    -------
    Quantities
        First axis: the layout's `upper`, a county with its townships; last axis: the replications.
    """
    setup = sums.setup
    plan = setup.plan
    recorded, whole = sums.sides[is_true]
    found: dict[str, Floats] = {}
    for code, family in sums.families.items():
        off = _over_reporting(setup, run, family) if is_true else None
        for name in plan.amounts[code].arrays:
            now, end = recorded[name], whole[name]
            middle = (slice(None), *(None,) * (now.ndim - 1))
            rest = (end - now)[..., None] * scatter[family][middle]
            total = now[..., None] + rest
            found[name] = total if off is None else total * off[middle]
    beside = {
        name
        for one in sums.resting
        for code in one.making.amounts
        if code not in sums.families
        for name in plan.amounts[code].arrays
    }
    for name, values in setup.layout.above_townships(Quantities({n: known[n] for n in beside})).items():
        found[name] = values
    for indicator in sums.resting:
        if indicator.making.kind == IndicatorKind.TOTAL:
            found[given_name(indicator)] = whole[given_name(indicator)][:, None]
    return Quantities(found)


def scatter_of(sums: CarriedSums, draws: Draws) -> dict[str, Floats]:
    """Draw how the rest of a year comes out against last year's, by family; the same luck on either basis."""
    return {family: _scatter(sums.setup, draws, family) for family in dict.fromkeys(sums.families.values())}


def _scatter(setup: Setup, draws: Draws, family: str) -> Floats:
    """Draw one family's, (place above the townships, replication); mean about one."""
    strands = setup.plan.lines.strands
    strand = next((one for one, of in strands.items() if of == family), next(iter(strands)))
    city_sd = setup.parameter(f"strand.{strand}.city_sd")
    county_sd = setup.parameter(f"strand.{strand}.county_sd")
    city = draws.city_normals(f"carried {family}", 1)[0].astype(np.float64)
    county = draws.county_normals(f"carried {family}", 1)[0].astype(np.float64)
    factor = np.exp(city_sd * city + county_sd * county - (city_sd**2 + county_sd**2) / 2)
    return _to_places(setup, factor)


def _over_reporting(setup: Setup, run: Run, family: str) -> Floats:
    """What to multiply a family's reports with to come to the truth, (place above townships, replication)."""
    bias = run.performance.bias.get(family)
    if bias is None:
        bias = run.performance.bias[_PLAIN_FAMILY]
    members = setup.layout.membership
    townships = np.maximum(members.sum(axis=1, keepdims=True), 1)  # a county may have none
    mean = members @ bias.astype(np.float64) / townships
    return _to_places(setup, np.exp(-mean))


def _to_places(setup: Setup, by_county: Floats) -> Floats:
    """Put counties' figures into their rows among the places above the townships; one in the others."""
    upper = setup.layout.upper
    found = np.ones((len(upper.units), by_county.shape[1]))
    found[[upper.index[code] for code in setup.layout.counties]] = by_county
    return found
