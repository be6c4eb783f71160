"""Age of a projection: the last one stays shown, with what has changed in the record since."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from agri.definitions.plan import Plan
from agri.definitions.reading import Title
from agri.indicators.snapshot import Snapshot
from agri.models import Decision, ProjectionRow, Report, Revision
from agri.periods import SHANGHAI, end_of_day
from agri.plan.assessment import ShownProjection
from agri.plan.outlook import chance_words
from agri.terms import DecisionKind

NO_PROJECTION = Title(
    "还没有年末预测：不列风险，也不排除风险。",
    "There is no projection of the year's end yet: no risk is listed, and none is ruled out.",
)


@dataclass(frozen=True, slots=True)
class KnownProjection:
    """A finished projection without its answer, which is large."""

    id: UUID
    snapshot: str
    as_of: date
    requested_at: datetime


def last_projection(session: Session, plan: Plan, snapshot: Snapshot) -> KnownProjection | None:
    """Return the newest projection that adds no measures: of this snapshot, else from the latest day before.

    It lies in the plan's year, and looks from no later day than the snapshot.
    """
    rows = session.exec(
        select(ProjectionRow.id, ProjectionRow.scenario)
        .where(
            col(ProjectionRow.result).is_not(None),
            ProjectionRow.city == plan.city,
            col(ProjectionRow.as_of) >= date(plan.year, 1, 1),
            col(ProjectionRow.as_of) <= snapshot.as_of,
        )
        .order_by(
            case((col(ProjectionRow.snapshot) == snapshot.id, 0), else_=1),
            col(ProjectionRow.as_of).desc(),
            col(ProjectionRow.finished_at).desc(),
            col(ProjectionRow.replications).desc(),
        )
    )
    found = next((row_id for row_id, scenario in rows if not scenario.get("measures")), None)
    if found is None:
        return None
    columns = select(
        col(ProjectionRow.id),
        col(ProjectionRow.snapshot),
        col(ProjectionRow.as_of),
        col(ProjectionRow.requested_at),
    )
    return KnownProjection(*session.exec(columns.where(ProjectionRow.id == found)).one())


@dataclass(frozen=True, slots=True)
class ChangesSince:
    """What has happened to a city's reports that a projection does not know: numbers of versions."""

    accepted: int = 0
    returned: int = 0
    received: int = 0

    @property
    def decided(self) -> int:
        """Decisions of either kind: what moves a figure."""
        return self.accepted + self.returned


NO_CHANGES = ChangesSince()


def changes_since(session: Session, projection: KnownProjection, as_of: date, city: str) -> ChangesSince:
    """Count the decisions on a city's reports and the new versions since a projection, up to a day's end."""
    known_until = min(projection.requested_at, end_of_day(projection.as_of) - timedelta(microseconds=1))
    here = col(Report.org_unit).startswith(city)
    decided = dict(
        session.exec(
            select(Decision.kind, func.count())
            .join(Revision, col(Revision.id) == col(Decision.revision_id))
            .join(Report, col(Report.id) == col(Revision.report_id))
            .where(here, col(Decision.at) > known_until, col(Decision.at) < end_of_day(as_of))
            .group_by(col(Decision.kind))
        ).all()
    )
    received = session.exec(
        select(func.count())
        .select_from(Revision)
        .join(Report, col(Report.id) == col(Revision.report_id))
        .where(here, col(Revision.received_at) > known_until, col(Revision.received_at) < end_of_day(as_of))
    ).one()
    return ChangesSince(
        decided.get(DecisionKind.ACCEPTED, 0), decided.get(DecisionKind.RETURNED, 0), received
    )


def age_words(projection: KnownProjection, since: ChangesSince, *, is_current: bool) -> Title:
    """Say from what a projection looks, and what has changed since."""
    as_of, at = projection.as_of, projection.requested_at
    zh = f"年末预测依据{as_of.year}年{as_of.month}月{as_of.day}日的数据"
    en = f"The year-end projection rests on the data of {as_of}"
    if is_current:
        return Title(f"{zh}。", f"{en}.")
    time = f"{at.astimezone(SHANGHAI):%H:%M}"
    zh, en = f"{zh}（{time}推算）", f"{en} (computed at {time})"
    counted = (
        (since.accepted, "审核通过{}份", "{} accepted"),
        (since.returned, "退回{}份", "{} returned"),
        (since.received, "新报{}份", "{} newly reported"),
    )
    parts = [(words.format(count), english.format(count)) for count, words, english in counted if count]
    if not parts:
        parts = [("数据已有变化", "the record has changed")]
    return Title(
        f"{zh}，此后{'、'.join(words for words, _ in parts)}，尚未计入。",
        f"{en}; since then {', '.join(english for _, english in parts)}, which is not in it.",
    )


def outlook_note(projection: ShownProjection | None) -> Title:
    """Say how old the projection of an assessment is, and how likely all targets are met at once."""
    if projection is None:
        return NO_PROJECTION
    joint = projection.joint
    reported, true = (None, None) if joint is None else (joint.reported, joint.true)
    zh = (
        f"全市全部目标同时达到的可能：上报口径{_percent(reported, '未知')}，"
        f"核实推算口径{_percent(true, '未知')}。"
    )
    en = (
        "Chance that the city meets all its targets at once: "
        f"as reported {_percent(reported, 'not known')}, "
        f"as estimated after verification {_percent(true, 'not known')}."
    )
    return Title(projection.text.zh + zh, f"{projection.text.en} {en}")


def _percent(chance: float | None, unknown: str) -> str:
    return unknown if chance is None else chance_words(chance)
