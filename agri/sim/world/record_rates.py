"""Rates of a record to some month, with the package's coefficients or with others."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from agri.definitions.coefficients import Coefficients
from agri.definitions.plan import Indicator, Plan
from agri.indicators.rates import evaluate
from agri.indicators.recovery import Recovery, recovery_of
from agri.indicators.reported import reported_quantities
from agri.indicators.rows import at_rows
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.sums import Cells
from agri.periods import Period
from agri.sim.world.setup import Setup


def to_date(setup: Setup) -> dict[str, Floats]:
    """Return the record's value of every indicator at the as-of date, shape (place,)."""
    snapshot, plan = setup.snapshot, setup.plan
    through = min(Period.of(snapshot.as_of), Period(plan.year, 12))
    return RecordRates(setup, snapshot, through).under(plan, tuple(plan.indicators.values()))


class RecordRates:
    """What no coefficient moves of a snapshot: the cells and the field trials; read once."""

    def __init__(self, setup: Setup, snapshot: Snapshot, through: Period) -> None:
        self._setup, self._snapshot, self._through = setup, snapshot, through
        self._cells = Cells(snapshot, setup.plan)

    @cached_property
    def _recovery(self) -> Recovery:
        return at_rows(recovery_of(self._snapshot, self._setup.plan), self._setup.layout.places_at)

    def with_coefficient(self, name: str, value: float, indicators: Sequence[Indicator]) -> dict[str, Floats]:
        """Return the rates with one coefficient at another value, shape (place,)."""
        plan = self._setup.plan
        moved = replace(plan.coefficients.by_name[name], value=(value,), range=None)
        return self.under(
            replace(plan, coefficients=Coefficients({**plan.coefficients.by_name, name: moved})), indicators
        )

    def under(self, plan: Plan, indicators: Sequence[Indicator]) -> dict[str, Floats]:
        """Return the rates of some indicators, shape (place,)."""
        at, layout = self._setup.layout.places_at, self._setup.layout
        used = {code for one in indicators for code in one.making.amounts}
        whole = reported_quantities(
            self._snapshot, plan, self._through, cells=self._cells.under(plan), amounts=used
        )
        ratios = evaluate(at_rows(whole, at), plan, layout.places, self._recovery, indicators)
        return {code: ratio.value for code, ratio in ratios.items()}
