"""Run one compute block: fill the gaps of the past, then let the processes work to December 31."""

from collections.abc import Generator
from dataclasses import dataclass, fields

import numpy as np
import simpy
from numpy.typing import NDArray

from agri.definitions.lines import Line, LineRole
from agri.sim.belief.performance import Performance
from agri.sim.inputs.days import Phase
from agri.sim.inputs.streams import Draws, Floats32
from agri.sim.processes.block import Block, Calibration
from agri.sim.processes.crews import Crews
from agri.sim.processes.film_and_straw import (
    FILM,
    STRAW,
    FieldWaste,
    book_film,
    book_straw,
    gathering_days,
)
from agri.sim.processes.laboratory import SoilLaboratory
from agri.sim.processes.manure import Manure, manure_year
from agri.sim.processes.monthly_review import MonthlyReview, watch
from agri.sim.processes.packaging import PackagingChain
from agri.sim.processes.pests import PestControl, spread_green_control
from agri.sim.processes.sowing_and_fertilizer import Fields, season_account
from agri.sim.world.reporting import BlockAmounts
from agri.sim.world.scenario import Scenario
from agri.sim.world.setup import Setup

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Run:
    """What one block came to since the as-of state.

    =========== =========================== ==============================================
    Field       Shape                       Meaning
    =========== =========================== ==============================================
    ready       (crop, month) → (county, replication) share of usable formulas
    aimed       pool → (county, replication) what the crews were expected to serve
    reached     pool → (county, replication) what they served
    dry_days    (month, replication)        dry days of the months still to come, mean of the counties
    =========== =========================== ==============================================
    """

    accounts: BlockAmounts
    performance: Performance
    manure: Manure
    ready: dict[tuple[str, int], Floats32]
    aimed: dict[str, Floats32]
    reached: dict[str, Floats32]
    dry_days: Floats32

    def part(self, columns: slice) -> "Run":
        """Return what some of the replications booked: views, nothing is copied."""
        performance = Performance({}, {}, {f: bias[:, columns] for f, bias in self.performance.bias.items()})
        manure = Manure(*(getattr(self.manure, f.name)[:, columns] for f in fields(self.manure)))
        return Run(self.accounts.part(columns), performance, manure, {}, {}, {}, self.dry_days[:, columns])


def run_block(
    setup: Setup, draws: Draws, scenario: Scenario, performance: Performance, calibration: Calibration
) -> Run:
    """Simulate the rest of the year for the replications of one block.

    Parameters
    ----------
    setup : Setup
        The snapshot made ready.
    draws : Draws
        The block's tiles; the same draws whatever the scenario.
    scenario : Scenario
        Measures, and whether the monthly review works.
    performance : Performance
        One joint draw per replication.
    calibration : Calibration
        See `agri.sim.run.calibration`.
    """
    block = Block(setup, draws, scenario, performance, calibration)
    if not block.is_trial:
        fill_gaps(block)
    ready: dict[tuple[str, int], Floats32] = {}
    if block.year.start < block.year.length:
        ready = _simulate(block)
    manure = manure_year(setup, draws, scenario)  # a county's own line: nothing else depends on it
    return Run(block.accounts, performance, manure, ready, block.aimed, block.reached, _dry_days(block))


def _dry_days(block: Block) -> Floats32:
    """Count the dry days of each month from the first simulated one on, mean of the counties."""
    year = block.year
    months = [year.month(month) for month in range(year.first_month, 13)]
    counts = [
        (~block.wet[days.first : days.last + 1]).sum(axis=(0, 1), dtype=np.float32) / block.county_shape[0]
        for days in months
    ]
    return np.stack(counts) if counts else np.zeros((0, block.shape[1]), dtype=np.float32)


def _simulate(block: Block) -> dict[tuple[str, int], Floats32]:
    """Start every process that serves a line, run to the year's end, hold every process to its balance."""
    setup, lines = block.setup, block.lines
    laboratory = SoilLaboratory(block)
    fields = Fields(block, laboratory)
    coefficients = setup.plan.coefficients
    pools: dict[LineRole, Crews] = {}
    sprayed: dict[int, Floats32] = {}
    if (treated := lines.of(LineRole.TREATED)) is not None:
        pests = PestControl(block, treated)
        pools[LineRole.UNIFIED], sprayed = pests.crews, pests.sprayed
    if (line := lines.of(LineRole.FILM_RECOVERED)) is not None:
        film_kg_per_mu = coefficients["film.kg_per_mu"] / (1 - coefficients["film.impurity"])
        pace = setup.parameter("service.film_mu_per_day") * film_kg_per_mu
        pools[LineRole.FILM_RECOVERED] = FieldWaste(
            block, FILM, line, pace, gathering_days(block, line, "pick_film")
        ).crews
    if (line := lines.of(LineRole.STRAW_USED)) is not None:
        pace = setup.parameter("service.straw_mu_per_day") * setup.parameter("service.straw_t_per_mu")
        pools[LineRole.STRAW_USED] = FieldWaste(
            block, STRAW, line, pace, gathering_days(block, line, "harvest")
        ).crews
    line = lines.of(LineRole.PACKAGING)
    packaging = PackagingChain(block, line, sprayed) if line is not None else None
    env = block.env
    env.process(laboratory.run())
    for crews in pools.values():
        env.process(crews.run())
    if packaging is not None:
        env.process(packaging.run())
    env.process(_month_ends(block, fields))
    if block.scenario.is_review_on:
        env.process(MonthlyReview(block, watch(block, pools)).run())
    env.run()
    for crews in pools.values():
        crews.check_balance()
    if packaging is not None:
        packaging.check_balance()
    return fields.ready


def _month_ends(block: Block, fields: Fields) -> Generator[simpy.Event, None, None]:
    """Close each month's books: what merely accumulates is booked in one go."""
    for month in range(block.year.first_month, 13):
        yield block.at(block.year.month(month).last + Phase.REPORTING)
        fields.book(month)
        if block.is_trial:
            continue
        for line in block.lines.with_role(LineRole.GREEN):
            if month in line.months:
                spread_green_control(block, line.code, month)
        book_film(block, month)
        book_straw(block, month)
        for line in block.lines.without_process:
            if month in line.months:
                block.accounts.post(line.code, month, block.amount(line.code, month))


def fill_gaps(block: Block) -> None:
    """Nowcast the months before the first simulated one: a gap is performance × expectation, never zero."""
    setup = block.setup
    for code, line in setup.expected.items():
        for month in block.lines[code].months:
            if month >= block.year.first_month:
                continue
            suspect = setup.learnt.is_suspect[code][:, month - 1]
            is_gap = (~line.given[:, month - 1] | suspect) & (line.expected[:, month - 1] > 0)
            rows = np.flatnonzero(is_gap)
            if rows.size:
                _fill(block, line.line, month, rows)


def _fill(block: Block, line: Line, month: int, rows: Rows) -> None:
    """Book what a line's gaps of a past month will have come to, with average service."""
    accounts, setup, code = block.accounts, block.setup, line.code
    amount = block.zeros()
    if line.role == LineRole.MODERN:
        return  # booked with all treatments
    output = block.lines.of(LineRole.OUTPUT, line.crop)
    if line.role == LineRole.RETURNED:
        if output is None:
            return
        straw = setup.expected[output.code].fitted[rows, month - 1, None]
        straw = straw * setup.plan.coefficients[f"straw.{line.crop}.collectable_ratio"]
        amount[rows] = block.share(code, month, rows) * straw.astype(np.float32)
        accounts.post(code, month, amount, "straw_returned")
        return
    amount[rows] = block.amount(code, month, rows)
    modern_line = block.lines.of(LineRole.MODERN)
    if line.role == LineRole.TREATED and modern_line is not None:
        modern = block.zeros()
        modern[rows] = block.share(modern_line.code, month, rows)
        accounts.post_treatment((code, modern_line.code), month, amount, modern * amount)
    elif line.role == LineRole.OUTPUT:
        amount *= np.float32(setup.plan.coefficients[f"straw.{line.crop}.collectable_ratio"])
        accounts.post(code, month, amount, "straw_collectable")
    elif line.role in {LineRole.FORMULA, LineRole.FERTILIZER}:
        accounts.post(code, month, amount, season_account(setup.plan, line, month))
    else:
        accounts.post(code, month, amount)
