"""A projection as hubverse's long table: quantiles, and samples whose ids all targets of a draw share.

Columns as in hubverse's model output; `basis` stands beside the target, as in the year ends that
``agri hindcast --truth`` reads. Samples of one id belong to one simulated year of all targets and places:
that is the joint distribution, which scoringutils can score.
"""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

import numpy as np

from agri.definitions.plan import Plan
from agri.sim import Projection

COLUMNS = (
    "location",
    "target",
    "basis",
    "origin_date",
    "target_end_date",
    "output_type",
    "output_type_id",
    "value",
)
LEVELS = (0.01, 0.025, *(round(0.05 * i, 2) for i in range(1, 20)), 0.975, 0.99)
_DIGITS = 6

Row = tuple[str, str, str, str, str, str, str, str]


def hub_table(projection: Projection, plan: Plan, samples: int = 100) -> str:
    """Return the table as CSV text; the same projection gives the same text.

    Parameters
    ----------
    projection : Projection
        City and counties are told; draws without a value are left out.
    plan : Plan
        Of the projected year.
    samples : int
        How many replications are told one by one, at most.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(projection, plan, samples))
    return text.getvalue()


def _rows(projection: Projection, plan: Plan, samples: int) -> Iterator[Row]:
    origin, end = projection.as_of.isoformat(), date(plan.year, 12, 31).isoformat()
    for (code, basis), drawn in projection.draws.items():
        if plan.indicators[code].is_process:
            continue
        for place, draws in zip(projection.draw_places, drawn.astype(np.float64), strict=True):
            head = (place, code, str(basis), origin, end)
            known = draws[np.isfinite(draws)]
            if not len(known):
                continue
            for level, value in zip(LEVELS, np.quantile(known, LEVELS), strict=True):
                yield (*head, "quantile", f"{level:g}", _number(value))
            for i, value in enumerate(draws[:samples]):
                if np.isfinite(value):
                    yield (*head, "sample", f"s{i:04d}", _number(value))


def _number(value: float) -> str:
    return f"{value:.{_DIGITS}f}"
