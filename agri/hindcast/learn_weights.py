"""Learn how far to believe the engine and each rule, on schools that it was not tuned on.

Run ``python -m agri.hindcast.learn_weights --worlds 40 --replications 64`` to write
`agri/sim/combine/lessons.json` again; the same worlds give the same numbers. It takes about two seconds of
one processor for each world and month: some twenty minutes on two.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from joblib import Parallel, delayed

from agri.definitions.declared import IndicatorKind
from agri.definitions.plan import Plan
from agri.hindcast.invented_worlds import WorldTask, past_year_of, worlds_of_school
from agri.scoring.forecast_rows import ForecastRows, joined
from agri.scoring.learning import learn
from agri.sim import METHOD
from agri.sim.combine.lessons import FILE, Lesson, Lessons, write_lessons
from agri.synthetic.schools.catalogue import SCHOOLS
from agri.synthetic.schools.school import SchoolUse
from agri.synthetic.worlds import Ground
from agri.terms import Basis, Level

MONTHS = (4, 6, 8, 10, 12)


def rows_of(question: WorldTask) -> ForecastRows:
    """Invent one world, forecast it from the asked months and lay out what was said beside what came."""
    past, seed = past_year_of(question)
    return joined(
        [
            past.forecast(m, seed=seed, replications=question.replications, engine_alone=True).rows()
            for m in question.months
        ]
    )


def all_rows(asked: Sequence[WorldTask], workers: int) -> Iterator[ForecastRows]:
    """Yield each world's rows as soon as they are there."""
    found = Parallel(n_jobs=workers, return_as="generator_unordered")(delayed(rows_of)(one) for one in asked)
    with closing(found):
        yield from found


def learn_all(rows: ForecastRows, plan: Plan, name: str) -> Lessons:
    """Learn a lesson of every indicator and of every kind of indicators, on each basis, level and month."""
    codes: dict[str, list[str]] = {}
    for code in np.unique(rows.key["indicator"]):
        codes.setdefault(str(code), [str(code)])
        codes.setdefault(_kind(plan, str(code)), []).append(str(code))
    cells: dict[tuple[str, str, str], dict[int, Lesson]] = {}
    for basis in Basis:
        for called, together in codes.items():
            is_of_kind = called not in plan.indicators
            own = rows.where(np.isin(rows.key["indicator"], together)).of(basis=str(basis))
            for month in np.unique(own.key["month"]).tolist():
                # There are few cities and many counties: what is learnt of counties is believed before.
                counties = learn(own.of(level=str(Level.COUNTY), month=month), is_of_kind=is_of_kind)
                believed = None if counties is None else counties.weights
                cities = own.of(level=str(Level.CITY), month=month)
                city = learn(cities, believed=believed, is_of_kind=is_of_kind)
                for level, lesson in ((Level.COUNTY, counties), (Level.CITY, city)):
                    if lesson is not None:
                        cells.setdefault((str(basis), called, str(level)), {})[month] = lesson
    return Lessons(name, cells)


def _kind(plan: Plan, code: str) -> str:
    kind: IndicatorKind = plan.indicators[code].making.kind
    return f"kind {kind}"


def main(
    worlds: Annotated[int, typer.Option(min=2, help="worlds of each school that serves calibration")] = 40,
    replications: Annotated[int, typer.Option(min=2)] = 100,
    workers: Annotated[int, typer.Option(min=1)] = 2,
    rows_file: Annotated[Path | None, typer.Option("--rows", help="of rows; read where it exists")] = None,
) -> None:
    """Forecast worlds of the calibration schools and write what they teach."""
    schools = [school.code for school in SCHOOLS.values() if school.use == SchoolUse.CALIBRATION]
    if rows_file is not None and rows_file.exists():
        rows = ForecastRows.load(rows_file)
    else:
        asked = [
            one
            for code in schools
            for one in worlds_of_school(code, worlds, seed=0, months=MONTHS, replications=replications)
        ]
        rows = joined(list(all_rows(asked, workers)))
        if rows_file is not None:
            rows.save(rows_file)
    lessons = learn_all(rows, Ground.read().plan, f"{METHOD} {', '.join(schools)}")
    about = {"synthetic": True, "engine": METHOD, "schools": schools, "worlds": worlds}
    FILE.write_text(json.dumps(write_lessons(lessons, about), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
