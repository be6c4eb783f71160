"""Show what holds the middle of the projections back, on rows that `agri.hindcast.learn_weights` scored.

``python -m agri.hindcast.learn_weights --worlds 40 --replications 64 --rows ROWS.npz`` writes the rows, and
``python -m agri.hindcast.show_ceiling ROWS.npz`` the tables.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from agri.scoring.ceiling import Ceiling, ceilings
from agri.scoring.forecast_rows import ForecastRows
from agri.terms import Basis, Level

_HEAD = (
    "| indicator | MAE | rule's | pool | rule moved | engine alone | engine, no bias | best mixture |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
)


def table(lines: list[Ceiling]) -> Iterator[str]:
    """Lay ceilings out as a table, distances in percentage points and gains in percent."""
    yield from _HEAD
    for one in lines:
        name = one.indicator if one.indicator == "all" else f"`{one.indicator}`"
        gains = (one.pool, one.moved_rule, one.engine, one.without_bias, one.best_mixture)
        figures = [
            f"{100 * one.miss:.2f}",
            f"{100 * one.rival_miss:.2f}",
            *(f"{gain:+.0%}" for gain in gains),
        ]
        yield f"| {name} | {' | '.join(figure.replace('%', ' %') for figure in figures)} |"


def main(
    rows_file: Annotated[Path, typer.Argument(metavar="ROWS", exists=True, dir_okay=False)],
    months: Annotated[str, typer.Option(help="looked from, by commas")] = "6,8,10",
) -> None:
    """Print one table for each basis: a city's year ends, schools of calibration left out in turn."""
    rows = ForecastRows.load(rows_file).of(level=str(Level.CITY))
    asked = [int(month) for month in months.split(",")]
    rows = rows.where(np.isin(rows.key["month"], asked))
    for basis in Basis:
        typer.echo(f"\n`{basis}`, months {months}:\n")
        for line in table(ceilings(rows.of(basis=str(basis)))):
            typer.echo(line)


if __name__ == "__main__":
    typer.run(main)
