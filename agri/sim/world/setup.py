"""Everything that a run needs and that does not depend on the replication: built once a projection."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Plan
from agri.indicators.quantities import SPRAYERS
from agri.indicators.reported import deposit_rate, sprayed_crop
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.territory import on_todays_ground
from agri.sim.belief.posterior import Learnt, learn
from agri.sim.inputs.days import Year, year_from
from agri.sim.inputs.expected_amounts import Expectation, expect
from agri.sim.inputs.exposures import MONTHS
from agri.sim.inputs.layout import Layout, layout_of
from agri.sim.world.reporting import Arrivals, Deposits, arrivals, growth_base, left_blank, slip_effect
from agri.sim.world.scenario import HELD

_MODERN = ("boom", "drone")


@dataclass(frozen=True)
class Setup:
    """One snapshot, made ready for the engine.

    ============ ===================== ======================================================
    Field        Shape                 Meaning
    ============ ===================== ======================================================
    resources    key → (county,)       what each county has; NaN where the baseline is silent
    samples      (county,)             soil samples planned for the year
    mix          (township, 12, 5)     share of each sprayer among old ones, and among modern ones
    base         line → (township, 12) last year's cells that growth compares with
    blank        line → (township, 12) reported, but left blank
    slips        line →                what slips did to the sums reported so far, factor
    ============ ===================== ======================================================
    """

    snapshot: Snapshot
    plan: Plan
    layout: Layout
    year: Year
    expected: Mapping[str, Expectation]
    learnt: Learnt
    arrive: Arrivals
    deposits: Deposits
    resources: Mapping[str, Floats]
    samples: Floats
    base: Mapping[str, Floats]
    blank: Mapping[str, NDArray[np.bool_]]
    slips: Mapping[str, np.float32]

    @property
    def unknown_lines(self) -> tuple[str, ...]:
        """The lines of whose level nothing tells: what rests on them is unknown, and not zero."""
        return tuple(code for code, line in self.expected.items() if not line.is_known)

    def parameter(self, name: str) -> float:
        """Return one of the plan's simulation parameters."""
        return self.plan.parameters[name]


def set_up(snapshot: Snapshot, plan: Plan) -> Setup:
    """Read a snapshot: rows, expectations, what was learnt, what may still arrive."""
    snapshot = on_todays_ground(snapshot)
    layout = layout_of(snapshot, plan)
    if not layout.townships:
        raise ValueError("no township farms in this snapshot: there is nothing to simulate")
    expected = expect(snapshot, plan, layout)
    learnt = learn(snapshot, plan, layout, expected)

    def county(key: str) -> Floats:
        return np.asarray(snapshot.baseline(key, plan.year)[layout.county_at], dtype=np.float64)

    return Setup(
        snapshot=snapshot,
        plan=plan,
        layout=layout,
        year=year_from(plan.year, plan.rhythm.first_open_month(snapshot.as_of)),
        expected=expected,
        learnt=learnt,
        arrive=arrivals(snapshot, plan, layout),
        deposits=deposits(snapshot, plan, layout),
        resources={key: county(key) for key in HELD},
        samples=county("samples_planned"),
        base=growth_base(snapshot, plan, layout, expected),
        blank=left_blank(snapshot, plan, layout),
        slips=slip_effect(expected, learnt.is_suspect),
    )


def deposits(snapshot: Snapshot, plan: Plan, layout: Layout) -> Deposits:
    """Average the deposit rates within old and within modern sprayers as each county has mixed them.

    The mix is that of all reports of both years, plus one mu of each sprayer, so that a county without
    reports takes them as equal.
    """
    area = np.stack(
        [
            layout.membership
            @ np.nan_to_num(snapshot.of(f"pest_control.{s}_mu")[layout.township_at]).sum(axis=1)
            for s in SPRAYERS
        ]
    )
    area = area + 1.0
    crops = [sprayed_crop(plan, month) for month in range(1, MONTHS + 1)]
    rates = np.array([[deposit_rate(plan, s, crop) for crop in crops] for s in SPRAYERS])
    is_modern = np.array([s in _MODERN for s in SPRAYERS])

    def mean(chosen: NDArray[np.bool_]) -> NDArray[np.float32]:
        weight = area[chosen] / area[chosen].sum(axis=0)
        by_county = weight.T @ rates[chosen]
        return np.asarray(by_county[layout.county_of], dtype=np.float32)

    return Deposits(old=mean(~is_modern), modern=mean(is_modern))
