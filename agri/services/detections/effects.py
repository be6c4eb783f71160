"""What a questioned amount moves: the indicators that read it, and how much of the city's is in doubt."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agri.definitions.plan import Plan
from agri.detectors import Detection
from agri.indicators.snapshot import Snapshot
from agri.terms import Level


@dataclass(frozen=True, slots=True)
class Effect:
    """What a detection bears on.

    ========== ===================================================================================
    Field      Meaning
    ========== ===================================================================================
    indicators codes of those that the amount enters, those with a target first
    excess     how far the amount is from the nearest that would not be asked about, element's unit
    share      the excess over what the city reports of the element in the plan year, fraction;
               None where no single element is questioned, or the city reports nothing of it
    last_year  the amount of the same months a year before, element's unit; None where unknown
    ========== ===================================================================================
    """

    indicators: tuple[str, ...]
    excess: float | None
    share: float | None
    last_year: float | None


def effect_of(one: Detection, snapshot: Snapshot, readers: Mapping[str, tuple[str, ...]]) -> Effect:
    """Return what a detection bears on; `readers` are those of `readers_of`."""
    if one.element is None:
        prefix = f"{one.form}."
        codes = {code for name, some in readers.items() if name.startswith(prefix) for code in some}
        order = list(dict.fromkeys(code for some in readers.values() for code in some))
        return Effect(tuple(sorted(codes, key=order.index)), None, None, None)
    name = f"{one.form}.{one.element}"
    low, high = one.expected
    excess = one.found - min(max(one.found, low), high)
    values = snapshot.of(name)
    row = snapshot.places.codes.index(one.org_unit)
    before = [snapshot.period_index.get(period.year_before()) for period in one.periods]
    then = values[row, [i for i in before if i is not None]]
    year = [i for i, period in enumerate(snapshot.periods) if period.year == one.periods[-1].year]
    reporting = [i for i, unit in enumerate(snapshot.places.units) if unit.level != Level.CITY]
    total = float(np.nansum(values[np.ix_(reporting, year)]))
    return Effect(
        readers.get(name, ()),
        excess,
        excess / total if total > 0 else None,
        float(np.nansum(then)) if np.isfinite(then).any() else None,
    )


def readers_of(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return the indicators by each ``form.element`` that they read, those with a target first."""
    found: dict[str, list[str]] = {}
    for indicator in sorted(plan.indicators.values(), key=lambda one: one.target is None):
        names = {
            name
            for amount in indicator.making.amounts
            if amount in plan.amounts
            for name in plan.amounts[amount].names(plan.main_crops)
        }
        if indicator.making.trials is not None:
            names |= set(indicator.making.trials.names(plan.main_crops))
        for name in sorted(names):
            found.setdefault(name, []).append(indicator.code)
    return {name: tuple(codes) for name, codes in found.items()}
