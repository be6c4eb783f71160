"""What the sums of every kind share: the months that count, and who is known."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.declared import Amount
from agri.definitions.plan import Plan
from agri.indicators.same_reporters import Answered, answered, unknown_months
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.spans import Spans
from agri.indicators.territory import Handover, handovers
from agri.periods import Period

Mask = NDArray[np.bool_]


class Cells:
    """The cells of one snapshot, read once for sums to any month: 0 where nothing is given; who is known."""

    def __init__(self, snapshot: Snapshot, plan: Plan) -> None:
        self.snapshot, self.plan = snapshot, plan
        self._answered: dict[Period, Answered] = {}

    def under(self, plan: Plan) -> "Cells":
        """Return the same cells, read already, for a plan that differs in nothing but its coefficients."""
        other = Cells(self.snapshot, plan)
        other.__dict__ |= {"values": self.values, "known": self.known, "_answered": self._answered}
        return other

    def answered(self, spans: Spans) -> Answered:
        """Who answered both sides of shares by whole seasons; read once for each last month."""
        if spans.through not in self._answered:
            self._answered[spans.through] = answered(spans)
        return self._answered[spans.through]

    @cached_property
    def values(self) -> Floats:
        """Every cell, 0 where nothing is given, shape (data_element, org_unit, period)."""
        found = np.array(self.snapshot.values.swapaxes(0, 1), order="C")
        found[np.isnan(found)] = 0.0
        return found

    @cached_property
    def handovers(self) -> tuple[Handover, ...]:
        """What changes hands within the plan year, in the order of days."""
        days = {until for until, _ in self.snapshot.earlier}
        if not days:
            return ()
        return tuple(one for one in handovers(self.snapshot.heirs, self.snapshot.places) if one.on in days)

    @cached_property
    def month_numbers(self) -> tuple[int, ...]:
        """The month of each period, 1 to 12."""
        return tuple(period.last_day.month for period in self.snapshot.periods)

    @cached_property
    def known(self) -> dict[str, Mask]:
        """By amount, the months of which both sides of its share are known, (org_unit, period)."""
        found: dict[str, Mask] = {}
        for share in self.plan.shares:
            if share.by_month:
                known = ~unknown_months(self.snapshot, self.plan, share)
                found |= dict.fromkeys(share.amounts, np.asarray(known))
        return found

    def of(self, data_element: str) -> Floats:
        """Return one element's cells, 0 where nothing is given, shape (org_unit, period)."""
        if data_element not in self.snapshot.element_index:
            return np.zeros(self.values.shape[1:])
        return np.asarray(self.values[self.snapshot.element_index[data_element]])


class Sums:
    """Season-filtered sums of one snapshot; each kind of amount asks it for its cells."""

    def __init__(self, cells: Cells, through: Period, *, is_matched: bool) -> None:
        self.cells, self.snapshot, self.plan = cells, cells.snapshot, cells.plan
        self.spans = Spans(self.snapshot, self.plan, through)
        self._is_matched = is_matched

    def known_months(self, amount: Amount) -> Mask | None:
        """Mark months of which both sides of the amount's share are known, (org_unit, period); None: all."""
        return self.cells.known.get(amount.code) if self._is_matched else None

    def over(self, data_element: str, months: Mask, known: Mask | None = None) -> Floats:
        """Sum of some months that are known, shape (org_unit,)."""
        values = self.cells.of(data_element)
        if known is not None:
            values = np.where(known, values, 0)
        return np.asarray(values[:, months].sum(axis=1))

    def year(self, data_element: str, known: Mask | None = None) -> Floats:
        """Sum of the plan year's months that are known, shape (org_unit,)."""
        return self.over(data_element, self.spans.year, known)

    def was_reported(self, elements: Sequence[str], months: Mask) -> Mask:
        """Mark units that gave any of some elements in some months, shape (org_unit,)."""
        given = [~np.isnan(self.snapshot.of(name)[:, months]).all(axis=1) for name in elements]
        return np.asarray(np.any(given, axis=0))

    def baseline(self, key: str) -> Floats:
        """Return a baseline of the plan year, 0 where it is unknown, shape (org_unit,).

        On the ground on which the year began: what is handed on within it is not counted twice.
        """
        return np.nan_to_num(self.snapshot.baseline_on(key, self.plan.year, date(self.plan.year, 1, 1)))

    def unreported(self, elements: Sequence[str], months: Mask, *keys: str) -> Floats:
        """Return the first baseline less the others where none of some months was reported, (org_unit,).

        Months before a handover are the giver's, those after it the heir's: the baseline stands where the
        first of the months is, as far as neither the giver nor who inherited its ground has reported.
        """
        silent = np.where(self.was_reported(elements, months), 0.0, 1.0)
        year = self.plan.year
        inside = [one for one, is_in in zip(self.snapshot.periods, months, strict=True) if is_in]
        day = max(min(inside, default=self.spans.through).first_day, date(year, 1, 1))
        for one in reversed(self.cells.handovers):
            if one.on <= day:
                continue
            later, seen = silent.copy(), np.zeros_like(silent)
            for heir, parts in one.made_of.items():
                for row, share in parts:
                    seen[row] += share * later[heir]
            givers = sorted({row for parts in one.made_of.values() for row, _ in parts})
            silent[givers] = later[givers] * seen[givers]
        known = [np.nan_to_num(self.snapshot.baseline_on(key, year, day)) for key in keys]
        return np.asarray(silent * (known[0] - sum(known[1:])))
