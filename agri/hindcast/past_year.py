"""Replay a past year from the record as it stood, month by month, and score what was projected."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session, col

from agri.definitions.plan import Plan
from agri.errors import Conflict, Fault, Invalid
from agri.indicators.snapshot import Snapshot
from agri.models import Report
from agri.periods import Period
from agri.scoring.hindcast import Observed, Scored, score_projection
from agri.scoring.rivals import rival_forecasts, year_end_rates
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.reference.reference import read_reference
from agri.sim import BASE, project
from agri.synthetic.truth.truth import Truth, read_truth
from agri.synthetic.worlds import true_snapshot
from agri.terms import Basis

MONTHS = tuple(range(2, 13))  # nothing is known of a year before February's reports
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
DAY = 5  # of the next month: what is due has mostly come, the dispatch of day 8 is being written
SETTLED_DAYS = 30  # after the year: late reports are in, every month is closed

RECORD = "record"

Snapshots = Callable[[Plan, date], Snapshot]


@dataclass(frozen=True)
class PastYear:
    """A year whose end is known: how it looked on any day, and what it came to.

    `snapshots` gives the record of a plan's year as it stood on a day.
    """

    kind: str
    world: int
    plan: Plan
    snapshots: Snapshots
    observed: Observed

    def score(self, month: int, *, seed: int, replications: int) -> Iterator[Scored]:
        """Project from the day after a month's reports were due, and score what was said."""
        last_plan = replace(self.plan, year=self.plan.year - 1)
        snapshot = self.snapshots(self.plan, as_of(self.plan, month))
        year_ago = self.snapshots(last_plan, as_of(last_plan, month))
        last_year = self.snapshots(last_plan, settled_on(last_plan))
        yield from score_projection(
            project(snapshot, self.plan, BASE, seed, replications),
            self.plan,
            self.observed,
            rival_forecasts(snapshot, year_ago, last_year, self.plan, Period(self.plan.year, month)),
            kind=self.kind,
            world=self.world,
            month=month,
        )


def as_of(plan: Plan, month: int) -> date:
    """Return the day on which a month of the plan's year is looked at."""
    return Period(plan.year, month).next().first_day + timedelta(days=DAY - 1)


def settled_on(plan: Plan) -> date:
    """Return the day on which the plan's year is taken as settled."""
    return Period(plan.year, 12).last_day + timedelta(days=SETTLED_DAYS)


def observed_of(
    final: Snapshot, plan: Plan, truths: Mapping[int, Truth] | None = None
) -> dict[tuple[str, Basis], float]:
    """Return what the year came to: as the settled record has it and, where the truth is known, truly."""
    found = {(code, Basis.REPORTED): value for code, value in year_end_rates(final, plan).items()}
    if truths is not None:
        true = year_end_rates(true_snapshot(final, truths), plan)
        found |= {(code, Basis.TRUE): value for code, value in true.items()}
    return found


def past_year(
    session: Session, year: int, today: date, truth_folder: Path | None = None, *, city: str | None = None
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

    Raises
    ------
    Invalid
        The year is none.
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

    kept: dict[tuple[int, date], Snapshot] = {}

    def snapshots(plan: Plan, day: date) -> Snapshot:
        if (plan.year, day) not in kept:
            kept[plan.year, day] = take_snapshot(session, plan, day)
        return kept[plan.year, day]

    final = take_snapshot(session, plan, settled_on(plan))
    return PastYear(
        RECORD, year, plan, snapshots, observed_of(final, plan, _truths(plan, final, truth_folder))
    )


def _truths(plan: Plan, final: Snapshot, folder: Path | None) -> dict[int, Truth] | None:
    if folder is None:
        return None
    paths = {year: folder / f"truth-{year}.csv" for year in final.years}
    if not all(path.exists() for path in paths.values()):
        return None
    return {year: read_truth(path, plan, final.places) for year, path in paths.items()}
