"""The refusals of the record that more than one act raises, in their words."""

from uuid import UUID

from agri.errors import (
    NotFound,
    PeriodClosed,
    ReportContested,
    RevisionConflict,
    StaleRevision,
)
from agri.periods import Period, day_of
from agri.services.intake.submission import Receipt


def period_closed(org_unit: str, period: Period) -> PeriodClosed:
    """Return the refusal of a revision for a closed month."""
    return PeriodClosed(
        f"{period} is closed for {org_unit}; ask the county to reopen it, your entry is not lost",
        f"{org_unit} 的 {period} 已封账；请联系区县重新开放，您填写的内容不会丢失",
        org_unit=org_unit,
        period=str(period),
    )


def revision_conflict(first: Receipt) -> RevisionConflict:
    """Return the refusal of other content under a known id."""
    return RevisionConflict(
        f"revision {first.revision_id} was received with other content on {day_of(first.received_at)}; "
        "send changes as a new revision",
        f"版本 {first.revision_id} 已于 {day_of(first.received_at)} 收到，内容不同；修改请另发新版本",
        digest=first.digest,
    )


def stale_revision(superseded: UUID, current: UUID | None) -> StaleRevision:
    """Return the refusal of a version that begins from one that is not current; it is kept."""
    return StaleRevision(
        f"revision {superseded} was superseded by {current}; your version is kept for the reviewer",
        f"版本 {superseded} 已被 {current} 取代；您的版本已保留，等待审核员处理",
        current=str(current),
        kept=True,
    )


def report_contested(report_id: UUID, current: UUID | None) -> ReportContested:
    """Return the refusal of a second first version of one cell; it is kept."""
    return ReportContested(
        f"the cell has a report already ({report_id}); both versions are kept for the reviewer",
        f"该报表已有一份（{report_id}）；两个版本均已保留，等待审核员处理",
        report_id=str(report_id),
        current=str(current),
        kept=True,
    )


def no_revision(revision_id: UUID) -> NotFound:
    """Return the refusal for an unknown revision."""
    return NotFound(
        f"there is no revision {revision_id} in your place",
        f"您的辖区内没有版本 {revision_id}",
    )
