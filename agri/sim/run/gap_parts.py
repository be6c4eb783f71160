"""What makes the gap between what will be reported and what is true, by parts, for city and counties.

Three parts add up to the engine's gap in every replication:

* **over-reporting**: what this year's record is too high by, carried over to the months that are still to be
  reported, in which people are taken to report alike;
* **coefficients**: what drawn coefficients move the truth by;
* **unreported**: the rest, which is work that never reaches the record, blanks that are filled in and slips
  of unit that are taken out.

What simple rules add to the gap (`agri.sim.combine`) is no part of the engine's and is told apart where the
gap is shown. Growth compares two years that over-report alike, and counties report manure themselves: both
have no such parts.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from agri.definitions.declared import IndicatorKind
from agri.definitions.plan import Indicator
from agri.indicators.snapshot import Floats
from agri.sim.belief.performance import Performance
from agri.sim.inputs.streams import Draws, Floats32
from agri.sim.run.carried import CarriedSums, scatter_of
from agri.sim.run.coefficient_moves import CoefficientMoves
from agri.sim.run.engine import Run
from agri.sim.run.outcome import true_value, year_end_ratios
from agri.sim.run.projection import GapParts
from agri.sim.world.record_sums import RecordSums

TILES = 4  # replications share their luck on both bases: 128 tell the parts to a tenth of a point

GapDraws = Mapping[str, Floats32]


def gap_draws(
    record: RecordSums, carried: CarriedSums, draws: Draws, run: Run, moves: CoefficientMoves
) -> GapDraws:
    """Return the parts by indicator, shape (part, place, replication), places being the layout's upper ones.

    The parts are those of `GapParts`, in its order; NaN where the record tells nothing of over-reporting.
    """
    scatter = scatter_of(carried, draws)
    reported = year_end_ratios(record, carried, draws, run, scatter=scatter, is_true=False)
    true = year_end_ratios(record, carried, draws, run, scatter=scatter, is_true=True)
    so_far = replace(run, accounts=run.accounts.emptied())
    nothing = {family: np.zeros_like(amount) for family, amount in scatter.items()}
    believed = year_end_ratios(record, carried, draws, so_far, scatter=nothing, is_true=True)
    bias = {family: np.zeros_like(one) for family, one in run.performance.bias.items()}
    taken = replace(so_far, performance=Performance({}, {}, bias))
    told = year_end_ratios(record, carried, draws, taken, scatter=nothing, is_true=True)
    parts, rows = moves.parts(draws), record.setup.layout.upper_rows
    found = {}
    for code, indicator in record.setup.plan.indicators.items():
        if not has_parts(indicator):
            continue
        rate, at_record = true[code].value, reported[code].value
        with np.errstate(divide="ignore", invalid="ignore"):
            as_told = rate * told[code].value / believed[code].value
        moved = true_value(indicator, rate, moves.factor(code, parts))
        of_all: Floats = np.stack([rate - as_told, moved - rate, as_told - at_record])
        found[code] = of_all[:, rows].astype(np.float32)
    return found


def gap_parts(draws: GapDraws, places: tuple[str, ...]) -> Mapping[tuple[str, str], GapParts]:
    """Return the means of the parts by indicator and place, of those that have them in every replication."""
    return {
        (code, place): GapParts(*(float(part) for part in of_place.mean(axis=1, dtype=np.float64)))
        for code, drawn in draws.items()
        for place, of_place in zip(places, drawn.swapaxes(0, 1), strict=True)
        if np.isfinite(of_place).all()
    }


def has_parts(indicator: Indicator) -> bool:
    """Say whether an indicator's gap has parts; see the module."""
    is_of_counties = any(name.startswith("manure") for name in indicator.making.amounts)
    return not (indicator.is_process or is_of_counties or indicator.making.kind == IndicatorKind.GROWTH)
