"""Worlds of the model's own making: truth and reports are drawn from its prior, its engine ends the year.

Lines that lean on others come after them: crews spray what is treated, packaging comes from pesticide.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.sim import BASE
from agri.sim.belief.performance import Performance
from agri.sim.belief.posterior import Learnt
from agri.sim.inputs.expected_amounts import Expectation, expect
from agri.sim.inputs.layout import Layout
from agri.sim.inputs.streams import Draws, Streams
from agri.sim.processes.block import centred_logit, scatter_of_share, stretch_of
from agri.sim.run.calibration import calibrate
from agri.sim.run.coefficient_moves import coefficient_moves
from agri.sim.run.project import Values, end_of_block
from agri.sim.world.setup import set_up
from tests.sim.synthetic import places_of, snapshot_of

_STAGES = (
    ("fertilizer_wheat", "fertilizer_maize", "fertilizer_other", "formula_wheat", "formula_maize", "treated"),
    ("unified", "modern", "pesticide", "green", "film_laid", "output_wheat", "output_maize"),
    ("film_recovered", "packaging", "returned_wheat", "returned_maize", "straw_used"),
)
_LAST_REPORTED = 8


@dataclass(frozen=True)
class World:
    """What the forecaster sees, and what performance and over-reporting really are."""

    snapshot: Snapshot
    truth: Performance


@dataclass(frozen=True)
class _Known(Learnt):
    """A posterior without doubt: every replication has the truth's performance."""

    truth: Performance | None = None

    def sample(self, draws: Draws) -> Performance:
        assert self.truth is not None

        def spread(known: dict) -> dict:
            return {key: np.repeat(value, draws.replications, axis=1) for key, value in known.items()}

        return Performance(spread(self.truth.offset), spread(self.truth.shock), spread(self.truth.bias))


def world(plan: Plan, number: int) -> World:
    """Draw a world: 3 counties of 4 townships, reports of January to August, seen on September 5."""
    places = places_of(3, 4)
    silent = snapshot_of(plan, "2019-09-05", reported="2018-12", places=places)
    spoken = snapshot_of(plan, "2019-09-05", reported=f"2019-{_LAST_REPORTED:02d}", places=places)
    prior = set_up(silent, plan)
    draws = Draws(Streams(number).named("world"), prior.layout, range(1))
    truth = _first(prior.learnt.sample(draws))
    return World(_reports(spoken, plan, prior.layout, truth, draws), truth)


def year_end_of(made: World, plan: Plan, number: int) -> Values:
    """Let the engine finish a world's year once; values by indicator and basis, shape (place, 1)."""
    setup = set_up(made.snapshot, plan)
    held = {f.name: getattr(setup.learnt, f.name) for f in fields(setup.learnt)}
    known = replace(setup, learnt=_Known(**held, truth=made.truth))
    seed, tiles = 1_000_000 + number, range(1)
    end = end_of_block(
        known, BASE, calibrate(setup, number), coefficient_moves(setup), seed=seed, tiles=tiles
    )
    return {key: drawn[:, :1] for key, drawn in end.values.items()}


def _first(performance: Performance) -> Performance:
    """Take the first replication's performance for the truth."""
    offset, shock, bias = performance.offset, performance.shock, performance.bias
    return Performance(
        {key: value[:, :1] for key, value in offset.items()},
        {key: value[:, :1] for key, value in shock.items()},
        {key: value[:, :1] for key, value in bias.items()},
    )


def _reports(spoken: Snapshot, plan: Plan, layout: Layout, truth: Performance, draws: Draws) -> Snapshot:
    snapshot = replace(spoken, values=spoken.values.copy())
    for stage in _STAGES:
        expected = expect(snapshot, plan, layout)
        for code in stage:
            amount = _true(code, expected[code], plan, layout, truth, draws)
            bias = truth.bias[plan.lines[code].family]
            _write(snapshot, plan, layout, code, amount * np.exp(bias))
    return snapshot


def _true(
    code: str, line: Expectation, plan: Plan, layout: Layout, truth: Performance, draws: Draws
) -> Floats:
    """What a line really comes to in each month, shape (township, month)."""
    strand = plan.lines[code].strand
    months = plan.lines[code].months
    quarters = sorted({(month - 1) // 3 for month in months})
    normal = draws.township_normals(f"noise/{code}", len(quarters))[:, :, 0]
    sd = plan.parameters[f"strand.{strand}.noise_sd"]
    amount = np.zeros_like(line.exposure)
    for month in months:
        link = truth.offset[strand][:, 0] + truth.shock[strand, month][layout.county_of, 0]
        level, exposure = line.level[:, month - 1], line.exposure[:, month - 1]
        if plan.lines[code].is_share:
            level, width = level[:, None], scatter_of_share(sd, level[:, None])
            logit = centred_logit(level, width) + stretch_of(width) * link[:, None]
            logit += width * normal[quarters.index((month - 1) // 3)][:, None]
            amount[:, month - 1] = exposure / (1 + np.exp(-logit[:, 0]))
        else:
            luck = np.exp(sd * normal[quarters.index((month - 1) // 3)] - sd**2 / 2)
            amount[:, month - 1] = exposure * level * np.exp(link) * luck
    return amount


def _write(snapshot: Snapshot, plan: Plan, layout: Layout, code: str, amount: Floats) -> None:
    """Put a line's amounts into the cells of this year, split among its elements as last year."""
    line = plan.lines[code]
    names = [f"{line.form}.{element}" for element in line.elements]
    at = [snapshot.data_elements.index(name) for name in names]
    rows = layout.township_at
    now, last = snapshot.months_of(plan.year), snapshot.months_of(plan.year - 1)
    for month in line.months:
        if month > _LAST_REPORTED:
            continue
        before = np.nan_to_num(snapshot.values[np.ix_(rows, at, [last[month - 1]])][:, :, 0])
        whole = before.sum(axis=1, keepdims=True)
        split = np.where(whole > 0, before / np.where(whole > 0, whole, 1), 1 / len(at))
        told = amount[:, month - 1, None]
        if code == "modern":
            _swap(snapshot, rows, now[month - 1], told[:, 0])
            continue
        snapshot.values[np.ix_(rows, at, [now[month - 1]])] = (split * told)[:, :, None]


def _swap(snapshot: Snapshot, rows: object, column: int, modern: Floats) -> None:
    """Let boom and drone take their share of what was treated; the other sprayers have the rest."""
    names = [f"pest_control.{s}_mu" for s in ("manual", "electric", "stretcher", "boom", "drone")]
    at = [snapshot.data_elements.index(name) for name in names]
    cells = snapshot.values[np.ix_(rows, at, [column])][:, :, 0]
    whole = cells.sum(axis=1)
    modern = np.minimum(modern, whole)
    old, new = cells[:, :3], cells[:, 3:]
    parts = [
        old * ((whole - modern) / old.sum(axis=1))[:, None],
        new * (modern / new.sum(axis=1))[:, None],
    ]
    snapshot.values[np.ix_(rows, at, [column])] = np.hstack(parts)[:, :, None]
