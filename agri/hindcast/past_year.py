"""Replay a past year from the record as it stood, month by month, and score what was projected."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
from sqlalchemy import func, select
from sqlmodel import Session, col

from agri.definitions.plan import Plan
from agri.errors import Conflict, Fault, Invalid
from agri.hindcast.given_ends import read_given_ends
from agri.indicators.snapshot import Floats, Snapshot
from agri.models import Report
from agri.periods import Period
from agri.plan.rules.simple_rules import Forecasts, simple_rules
from agri.scoring.forecast_rows import ForecastRows, forecast_rows
from agri.scoring.hindcast import Observed, Scored, score_projection
from agri.scoring.joint import JointScored, score_counties, score_joint
from agri.scoring.summary_together import Scores
from agri.scoring.year_end import year_ends
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.reference.reference import read_reference
from agri.sim import BASE, Projection, combine, project
from agri.synthetic.truth.truth import Truth, read_truth
from agri.synthetic.worlds import true_snapshot
from agri.terms import Basis

MONTHS = tuple(range(2, 13))  # nothing is known of a year before February's reports
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
DAY = 5  # of the next month: what is due has mostly come, the dispatch of day 8 is being written
SETTLED_DAYS = 30  # after the year: late reports are in, every month is closed

RECORD = "record"

Ends = Mapping[tuple[str, Basis], Floats]  # (indicator, basis) → year end by place, (org_unit,)


@dataclass(frozen=True)
class PastYear:
    """A year whose end is known: how it looked on any day, and what it came to.

    `snapshot` gives the record of the plan's year, and of the year before, as it stood on a day.
    """

    kind: str
    world: int
    plan: Plan
    snapshot: Callable[[date], Snapshot]
    ends: Ends
    causes: tuple[str, ...] = ()  # what is at work in the year that was not the year before
    begins: int | None = None  # month of the first of them

    @cached_property
    def observed(self) -> Observed:
        """The city's year ends."""
        at = self.snapshot(settled_on(self.plan)).places.index[self.plan.city]
        return {key: float(ends[at]) for key, ends in self.ends.items()}

    def forecast(
        self, month: int, *, seed: int, replications: int, engine_alone: bool = False
    ) -> "PastForecast":
        """Project from the day after a month's reports were due, and let the simple rules speak.

        `engine_alone` leaves out what experience adds to the engine's year ends.
        """
        snapshot = self.snapshot(as_of(self.plan, month))
        base = project(snapshot, self.plan, BASE, seed, replications)
        rules = simple_rules(snapshot, self.plan, Period(self.plan.year, month))
        projection = base if engine_alone else combine(base, snapshot, self.plan).of(base, self.plan)
        return PastForecast(self, month, snapshot, projection, rules)

    def scores(self, months: Sequence[int], *, seed: int, replications: int, engine_alone: bool) -> Scores:
        """Forecast from several months, and score what was said; arguments as of `forecast`."""
        found = Scores()
        for month in months:
            said = self.forecast(month, seed=seed, replications=replications, engine_alone=engine_alone)
            found.units.extend(said.score())
            found.joint.extend(said.joint())
            found.counties.extend(score_counties(said.rows()))
        return found


@dataclass(frozen=True)
class PastForecast:
    """What was said of a past year's end on one day."""

    year: PastYear
    month: int
    snapshot: Snapshot
    projection: Projection
    rules: Forecasts

    def score(self) -> Iterator[Scored]:
        """Score what was said of the city."""
        at = self.snapshot.places.index[self.year.plan.city]
        rivals = {
            code: {name: float(said[at]) for name, said in rules.items() if np.isfinite(said[at])}
            for code, rules in self.rules.items()
        }
        yield from score_projection(
            self.projection,
            self.year.plan,
            self.year.observed,
            rivals,
            kind=self.year.kind,
            world=self.year.world,
            month=self.month,
            causes=self.year.causes,
            begins=self.year.begins,
        )

    def joint(self) -> Iterator[JointScored]:
        """Score what was said of all targets of the city together."""
        yield from score_joint(
            self.projection,
            self.year.plan,
            self.year.observed,
            kind=self.year.kind,
            world=self.year.world,
            month=self.month,
        )

    def rows(self) -> ForecastRows:
        """Lay out what was said of city and counties beside what came."""
        return forecast_rows(
            self.projection,
            self.year.plan,
            self.year.ends,
            self.rules,
            places=self.snapshot.places,
            school=self.year.kind,
            world=self.year.world,
            month=self.month,
        )


def as_of(plan: Plan, month: int) -> date:
    """Return the day on which a month of the plan's year is looked at."""
    return Period(plan.year, month).next().first_day + timedelta(days=DAY - 1)


def settled_on(plan: Plan) -> date:
    """Return the day on which the plan's year is taken as settled."""
    return Period(plan.year, 12).last_day + timedelta(days=SETTLED_DAYS)


def ends_of(final: Snapshot, plan: Plan, truths: Mapping[int, Truth] | None = None) -> Ends:
    """Return what the year came to: as the settled record has it and, where the truth is known, truly."""
    found = {(code, Basis.REPORTED): ends for code, ends in year_ends(final, plan).items()}
    if truths is not None:
        true = year_ends(true_snapshot(final, truths), plan)
        found |= {(code, Basis.TRUE): ends for code, ends in true.items()}
    return found


def past_year(
    session: Session,
    year: int,
    today: date,
    truth_folder: Path | None = None,
    *,
    city: str | None = None,
    given_ends: Path | None = None,
) -> PastYear:
    """Return a past year of the record, with the hidden truth where a demo has left it.

    Parameters
    ----------
    session : Session
        Reads only.
    year : int
        Replayed with the present plan's targets as thresholds.
    today : date
        The year must be settled by then.
    city : str, optional
        Whose; it may be left out while the record holds one.
    truth_folder : Path, optional
        Holds ``truth-YEAR.csv`` of the year and the one before; without them `true` is not scored.

    given_ends : Path, optional
        A file with year ends, see `agri.hindcast.given_ends`; what it names stands in place of the record's
        own ends and of a hidden truth.

    Raises
    ------
    Invalid
        The year is none, or the file is wrong.
    Conflict
        The year is not over and settled, or the record does not reach back to the year before it.
    """
    reference = read_reference(session, of=city)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        detail, detail_zh = f"{year} is no year of reports: write 2018", f"{year} 不是报表年份，例如 2018"
        raise Invalid(detail, detail_zh, (Fault("--year", "out-of-bounds", detail, detail_zh),))
    plan = replace(reference.plan, year=year)
    if today < settled_on(plan):
        raise Conflict(
            f"the year {year} is settled on {settled_on(plan)}; replay an earlier one with --year",
            f"{year} 年的数据到 {settled_on(plan)} 才算收齐；请用 --year 另选较早的年份",
        )
    first = (
        session.connection()
        .execute(select(func.min(col(Report.period))).where(col(Report.org_unit).startswith(reference.city)))
        .scalar()
    )
    if first is None or int(first[:4]) > year - 1:
        begins = f"begins in {first}" if first else "is empty"
        begins_zh = f"始于 {first}" if first else "是空的"
        raise Conflict(
            f"replaying {year} takes the reports of {year - 1} too, and the record {begins}; "
            "score invented worlds with --worlds N --no-record",
            f"回溯 {year} 年还需要 {year - 1} 年的报表，而本库{begins_zh}；"
            "可用 --worlds N --no-record 评估虚构年份",
        )

    final = take_snapshot(session, plan, settled_on(plan))

    def snapshot(day: date) -> Snapshot:
        return final if day == settled_on(plan) else take_snapshot(session, plan, day)

    ends: Ends
    if given_ends is not None:
        ends = {**ends_of(final, plan), **read_given_ends(given_ends, plan, final.places)}
    else:
        ends = ends_of(final, plan, _truths(plan, final, truth_folder))
    return PastYear(RECORD, year, plan, snapshot, ends)


def _truths(plan: Plan, final: Snapshot, folder: Path | None) -> dict[int, Truth] | None:
    if folder is None:
        return None
    paths = {year: folder / f"truth-{year}.csv" for year in final.years}
    if not all(path.exists() for path in paths.values()):
        return None
    return {year: read_truth(path, plan, final.places) for year, path in paths.items()}
