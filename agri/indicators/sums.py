"""What the sums of every kind share: the months that count, and who is known."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agri.definitions.declared import Amount
from agri.definitions.plan import Plan
from agri.indicators.same_reporters import unknown_months
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.spans import Spans
from agri.periods import Period

Mask = NDArray[np.bool_]


class Sums:
    """Season-filtered sums of one snapshot; each kind of amount asks it for its cells."""

    def __init__(self, snapshot: Snapshot, plan: Plan, through: Period, *, is_matched: bool) -> None:
        self.snapshot = snapshot
        self.plan = plan
        self.spans = Spans(snapshot, plan, through)
        self._known: dict[str, Mask] = {}
        if is_matched:
            for share in plan.shares:
                if share.by_month:
                    known = ~unknown_months(snapshot, plan, share)
                    self._known |= dict.fromkeys(share.amounts, known)

    def known_months(self, amount: Amount) -> Mask | None:
        """Mark months of which both sides of the amount's share are known, (org_unit, period); None: all."""
        return self._known.get(amount.code)

    def over(self, data_element: str, months: Mask, known: Mask | None = None) -> Floats:
        """Sum of some months that are known, shape (org_unit,)."""
        values = np.nan_to_num(self.snapshot.of(data_element))
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
        """Return a baseline of the plan year, 0 where it is unknown, shape (org_unit,)."""
        return np.nan_to_num(self.snapshot.baseline(key, self.plan.year))
