"""From a snapshot to a projection: set up, calibrate, run the blocks, hold the draws against the targets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.plan.outlook import decided_by, distributions, probability
from agri.sim.inputs.known_amounts import carried_indicators, resting_on
from agri.sim.inputs.streams import TILE, Draws, Floats32, Streams
from agri.sim.processes.block import Calibration
from agri.sim.run.calibration import calibrate, unexplained, with_performance
from agri.sim.run.carried import CarriedSums, scatter_of
from agri.sim.run.coefficient_moves import CoefficientMoves, coefficient_moves
from agri.sim.run.engine import Run, run_block
from agri.sim.run.evidence import evidence_of
from agri.sim.run.gap_parts import TILES, GapDraws, gap_draws, gap_parts
from agri.sim.run.joint_chance import joint_chances
from agri.sim.run.outcome import true_value, year_end_ratios
from agri.sim.run.projection import METHOD, GapParts, Projection, ProjectionLine
from agri.sim.run.variance_shares import Drivers, drivers_of, widths
from agri.sim.world.record_rates import to_date
from agri.sim.world.record_sums import RecordSums
from agri.sim.world.scenario import Scenario
from agri.sim.world.setup import Setup, set_up
from agri.terms import Basis, Level

# Township × replication in one block. Daily work is done by county, so a block this big stays in cache.
BLOCK_ELEMENTS = 400_000
_TILES_AT_ONCE = 4  # whose year-end sums, in float64, are in memory together

Key = TypeVar("Key")
Values = Mapping[tuple[str, Basis], Floats32]


@dataclass(frozen=True)
class BlockEnd:
    """Year-end values of one block by indicator and basis, (place, replication), and what drove them.

    `gap` has the parts of the gap between the bases, of the first tiles of all; empty in other blocks.
    """

    values: Values
    drivers: Drivers
    gap: GapDraws


def project(
    snapshot: Snapshot,
    plan: Plan,
    scenario: Scenario,
    seed: int,
    replications: int,
    *,
    block_elements: int = BLOCK_ELEMENTS,
    workers: int = 1,
) -> Projection:
    """Project every indicator of a plan to December 31.

    Parameters
    ----------
    snapshot : Snapshot
        The record as it stood.
    plan : Plan
        Targets, calendar, coefficients, parameters.
    scenario : Scenario
        What is assumed of the rest of the year.
    seed : int
        At least 0. The same seed gives the same bits, in any block size; the first n replications of a longer
        run are those of a run of n.
    replications : int
        At least 2.
    block_elements : int
        Size of a compute block, township × replication; changes nothing but speed.
    workers : int
        Processes to share the blocks out among: joblib's, hence those of a cluster inside
        ``joblib.parallel_config(backend="dask")``; changes nothing but speed.

    Returns
    -------
    Projection
        Lines of both bases for city, counties and townships, and the draws of city and counties.
    """
    if replications < 2:
        raise ValueError(f"a projection needs at least 2 replications, got {replications}")
    if seed < 0:
        raise ValueError(f"a seed is a whole number from 0 on, got {seed}")
    setup = set_up(snapshot, plan)
    calibration = calibrate(setup, seed)
    blocks = cut(setup, replications, block_elements, workers)
    moves = coefficient_moves(setup)
    parts = _shared_out(setup, scenario, calibration, seed, moves=moves, blocks=blocks, workers=workers)
    values = {key: drawn[:, :replications] for key, drawn in _joined([part.values for part in parts]).items()}
    unknown = resting_on(plan, setup.unknown_lines)
    values = {key: np.full_like(one, np.nan) if key[0] in unknown else one for key, one in values.items()}
    drivers = {
        key: drawn[:, :replications] for key, drawn in _joined([part.drivers for part in parts]).items()
    }
    gap = {
        code: np.concatenate([part.gap[code] for part in parts if part.gap], axis=2)[..., :replications]
        for code in parts[0].gap
        if code not in unknown
    }
    so_far = to_date(setup)
    lines = tuple(_lines(setup, values, so_far, moves, gap_parts(gap, setup.layout.upper.codes)))
    places = setup.layout.places
    upper = [i for i, unit in enumerate(places.units) if unit.level in (Level.CITY, Level.COUNTY)]
    city = places.index[plan.city]
    return Projection(
        snapshot_id=snapshot.id,
        as_of=snapshot.as_of,
        seed=seed,
        replications=replications,
        method=METHOD,
        scenario=scenario,
        evidence=evidence_of(setup, unexplained(calibration)),
        lines=lines,
        draw_places=tuple(places.codes[i] for i in upper),
        draws={key: drawn[upper] for key, drawn in values.items()},
        widths=widths(
            {
                key: drawn[city]
                for key, drawn in values.items()
                if not plan.indicators[key[0]].is_process and key[0] not in unknown
            },
            drivers,
            {code: float(moves.sd[code][city]) for code in moves.low},
        ),
        joint=joint_chances({key: drawn[city] for key, drawn in values.items()}, plan),
    )


def run_blocks(
    setup: Setup,
    scenario: Scenario,
    calibration: Calibration,
    *,
    seed: int,
    replications: int,
    block_elements: int = BLOCK_ELEMENTS,
) -> Iterator[tuple[Draws, Run]]:
    """Run all tiles of a scenario, block by block."""
    for tiles in cut(setup, replications, block_elements):
        yield _run(setup, scenario, calibration, seed, tiles)


def cut(setup: Setup, replications: int, block_elements: int, workers: int = 1) -> list[range]:
    """Cut the tiles of a run into blocks, at least one for every worker."""
    tiles = -(-replications // TILE)
    most = block_elements // (TILE * len(setup.layout.townships))
    per_block = max(min(most, -(-tiles // workers)), 1)
    return [range(first, min(first + per_block, tiles)) for first in range(0, tiles, per_block)]


def _run(
    setup: Setup, scenario: Scenario, calibration: Calibration, seed: int, tiles: range
) -> tuple[Draws, Run]:
    draws = Draws(Streams(seed), setup.layout, tiles)
    performance = setup.learnt.sample(draws)
    driven = with_performance(calibration, setup, performance.offset)
    return draws, run_block(setup, draws, scenario, performance, driven)


def end_of_block(
    setup: Setup,
    scenario: Scenario,
    calibration: Calibration,
    moves: CoefficientMoves,
    *,
    seed: int,
    tiles: range,
) -> "BlockEnd":
    """Run one block and sum it up."""
    draws, run = _run(setup, scenario, calibration, seed, tiles)
    record = RecordSums(setup)
    carried = CarriedSums(setup, tuple(setup.plan.indicators.values()))
    parts = []
    for first in range(0, len(tiles), _TILES_AT_ONCE):
        some = replace(draws, tiles=tiles[first : first + _TILES_AT_ONCE])
        columns = slice(first * TILE, first * TILE + some.replications)
        parts.append(_year_end_values(record, carried, some, run.part(columns), moves))
    return BlockEnd(
        _joined(parts), drivers_of(setup, draws, run, moves), _gap(record, carried, draws, run, moves)
    )


def _gap(
    record: RecordSums, carried: CarriedSums, draws: Draws, run: Run, moves: CoefficientMoves
) -> GapDraws:
    """Return the parts of the gap in those tiles of a block that tell them; see `gap_parts`."""
    first = range(draws.tiles.start, min(draws.tiles.stop, TILES))
    if not first:
        return {}
    some = replace(draws, tiles=first)
    return gap_draws(record, carried, some, run.part(slice(some.replications)), moves)


def _year_end_values(
    record: RecordSums, carried: CarriedSums, draws: Draws, run: Run, moves: CoefficientMoves
) -> Values:
    scatter = scatter_of(carried, draws)
    ends = {
        basis: year_end_ratios(record, carried, draws, run, scatter=scatter, is_true=basis == Basis.TRUE)
        for basis in Basis
    }
    indicators = record.setup.plan.indicators
    drawn = moves.parts(draws)
    values = {(code, basis): ratio.value for basis, ratios in ends.items() for code, ratio in ratios.items()}
    for code, indicator in indicators.items():
        rate = values[code, Basis.TRUE]
        factor = moves.factor(code, drawn)
        values[code, Basis.TRUE] = true_value(indicator, rate, factor)
    return {key: value.astype(np.float32) for key, value in values.items()}


def _shared_out(
    setup: Setup,
    scenario: Scenario,
    calibration: Calibration,
    seed: int,
    *,
    moves: CoefficientMoves,
    blocks: Sequence[range],
    workers: int,
) -> list["BlockEnd"]:
    """Run the blocks here, or shared out among processes; the order of the blocks is kept."""
    if workers <= 1 or len(blocks) == 1:
        return [end_of_block(setup, scenario, calibration, moves, seed=seed, tiles=tiles) for tiles in blocks]
    from joblib import Parallel, delayed  # slow to import, and small runs do not need it

    task = delayed(end_of_block)
    return list(
        Parallel(n_jobs=workers)(
            task(setup, scenario, calibration, moves, seed=seed, tiles=tiles) for tiles in blocks
        )
    )


def _joined(parts: Sequence[Mapping[Key, Floats32]]) -> dict[Key, Floats32]:
    return {key: np.concatenate([part[key] for part in parts], axis=1) for key in parts[0]}


def _lines(
    setup: Setup,
    values: Values,
    rates: Mapping[str, Floats],
    moves: CoefficientMoves,
    gaps: Mapping[tuple[str, str], GapParts],
) -> Iterator[ProjectionLine]:
    """Summarise the draws; a target is the city's, a county sees it as a reference, a township has none."""
    units = setup.layout.places.units
    carried = carried_indicators(setup.plan)
    for code, indicator in setup.plan.indicators.items():
        shown = [Level.CITY, Level.COUNTY]
        if indicator.has_township_rate and code not in carried:
            shown.append(Level.TOWNSHIP)
        rows = [i for i, unit in enumerate(units) if unit.level in shown]
        for basis in Basis:
            drawn = values[code, basis][rows]
            for i, summary in enumerate(distributions(drawn)):
                unit = units[rows[i]]
                target = None if unit.level == Level.TOWNSHIP else indicator.target
                so_far = float(rates[code][rows[i]])
                is_true = basis == Basis.TRUE and code in moves.low
                doubt = float(moves.sd[code][rows[i]]) if is_true and target else 0.0
                yield ProjectionLine(
                    indicator=code,
                    org_unit=unit.code,
                    level=unit.level,
                    basis=basis,
                    target=target.value if target else None,
                    comparator=target.comparator if target else None,
                    to_date=so_far if basis == Basis.REPORTED and np.isfinite(so_far) else None,
                    year_end=summary,
                    probability=probability(drawn[i], target),
                    decided_by=decided_by(summary, target, doubt),
                    gap=gaps.get((code, unit.code)) if basis == Basis.TRUE else None,
                )
