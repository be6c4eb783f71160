"""What the audit chain can say that somebody did."""

from enum import StrEnum


class AuditAct(StrEnum):
    """What a link of the audit chain says was done; the words are stored and never change."""

    CITY_SEEDED = "city.seeded"
    RECORD_TAKEN_OVER = "record.taken_over"
    META_SET = "meta.set"
    DEFINITIONS_APPLIED = "definitions.applied"
    DEFINITIONS_CONSENTED = "definitions.consented"
    DEFINITIONS_TAKEN = "definitions.taken"
    PRACTICE_OPENED = "practice.opened"
    PRACTICE_ENDED = "practice.ended"
    BASELINE_SET = "baseline.set"
    YEAR_CLOSED = "year.closed"
    YEAR_REOPENED = "year.reopened"
    REVISION_RECEIVED = "revision.received"
    REVISION_CONTESTED = "revision.contested"
    REVISION_ADOPTED = "revision.adopted"
    REVISION_ACCEPTED = "revision.accepted"
    REVISION_RETURNED = "revision.returned"
    CONFLICT_ADOPTED = "conflict.adopted"
    CONFLICT_DISMISSED = "conflict.dismissed"
    PERIOD_CLOSED = "period.closed"
    PERIOD_REOPENED = "period.reopened"
    CELL_CHECKED = "cell.checked"
    FINDING_ANSWERED = "finding.answered"
    DECISIONS_MARKED = "decisions.marked"
    ACCEPTANCE_KEPT = "acceptance.kept"
    REPORT_COMMENTED = "report.commented"
    REPORT_ASSIGNED = "report.assigned"
    PHOTO_RECEIVED = "photo.received"
    TASK_ADVANCED = "task.advanced"
    TASK_FILED = "task.filed"
    TASK_FIGURE_SET = "task.figure_set"
    TASK_ORDERED = "task.ordered"
    REMINDERS_SENT = "reminders.sent"
    PROJECTION_ASKED = "projection.asked"
    PROJECTION_ANSWERED = "projection.answered"
    COMPARISON_ASKED = "comparison.asked"
    COMPARISON_ANSWERED = "comparison.answered"
    SEARCH_ASKED = "search.asked"
    SEARCH_ANSWERED = "search.answered"
    SCENARIO_KEPT = "scenario.kept"
    SCENARIO_DROPPED = "scenario.dropped"
    VIEW_KEPT = "view.kept"
    VIEW_DROPPED = "view.dropped"
    WORKBOOK_KEPT = "workbook.kept"
    WORKBOOK_DROPPED = "workbook.dropped"
    RELEASE_MADE = "release.made"
    RELEASE_QUESTIONED = "release.questioned"
    QUESTION_ANSWERED = "question.answered"
    MESSAGE_BEGUN = "message.begun"
    MESSAGE_SENT = "message.sent"
    MESSAGE_FAILED = "message.failed"
    FILING_CONFIRMED = "filing.confirmed"
    FILES_IMPORTED = "files.imported"
    UNIT_OPENED = "unit.opened"
    UNIT_CLOSED = "unit.closed"
    UNIT_REOPENED = "unit.reopened"
    ACCOUNTS_OPENED = "accounts.opened"
    PERSON_CREATED = "person.created"
    PERSON_CHANGED = "person.changed"
    PERSON_PASSWORD_SET = "person.password_set"  # noqa: S105 - an act
    PERSON_ERASED = "person.erased"
    FACTOR_SET = "factor.set"
    FACTOR_REMOVED = "factor.removed"
    FACTOR_RESET = "factor.reset"
    RECOVERY_CODE_USED = "factor.recovery_used"
    ENROLMENT_ISSUED = "enrolment.issued"
    ENROLMENT_USED = "enrolment.used"
    DEVICE_REVOKED = "device.revoked"
    SESSION_OPENED = "session.opened"
    SESSION_RENEWED = "session.renewed"
    SESSION_CLOSED = "session.closed"

    @property
    def changes_record(self) -> bool:
        """Whether it may move a figure of a snapshot or of a release; what is cached of them goes then."""
        return self not in _ACTS_BESIDE_THE_RECORD


# Who may sign in, what was asked of the record and answered from it, and what no figure is made of.
_ACTS_BESIDE_THE_RECORD = frozenset(
    {
        AuditAct.MESSAGE_BEGUN,
        AuditAct.MESSAGE_SENT,
        AuditAct.MESSAGE_FAILED,
        AuditAct.PRACTICE_OPENED,
        AuditAct.PRACTICE_ENDED,
        AuditAct.DECISIONS_MARKED,
        AuditAct.ACCEPTANCE_KEPT,
        AuditAct.REPORT_COMMENTED,
        AuditAct.REPORT_ASSIGNED,
        AuditAct.PHOTO_RECEIVED,
        AuditAct.TASK_ADVANCED,
        AuditAct.TASK_FILED,
        AuditAct.TASK_FIGURE_SET,
        AuditAct.TASK_ORDERED,
        AuditAct.REMINDERS_SENT,
        AuditAct.PROJECTION_ASKED,
        AuditAct.PROJECTION_ANSWERED,
        AuditAct.COMPARISON_ASKED,
        AuditAct.COMPARISON_ANSWERED,
        AuditAct.SEARCH_ASKED,
        AuditAct.SEARCH_ANSWERED,
        AuditAct.SCENARIO_KEPT,
        AuditAct.SCENARIO_DROPPED,
        AuditAct.VIEW_KEPT,
        AuditAct.VIEW_DROPPED,
        AuditAct.WORKBOOK_KEPT,
        AuditAct.WORKBOOK_DROPPED,
        AuditAct.RELEASE_MADE,
        AuditAct.RELEASE_QUESTIONED,
        AuditAct.QUESTION_ANSWERED,
        AuditAct.FILING_CONFIRMED,
        AuditAct.FILES_IMPORTED,  # the versions that it brought in have links of their own
        AuditAct.ACCOUNTS_OPENED,
        AuditAct.PERSON_CREATED,
        AuditAct.PERSON_CHANGED,
        AuditAct.PERSON_PASSWORD_SET,
        AuditAct.PERSON_ERASED,
        AuditAct.FACTOR_SET,
        AuditAct.FACTOR_REMOVED,
        AuditAct.FACTOR_RESET,
        AuditAct.RECOVERY_CODE_USED,
        AuditAct.ENROLMENT_ISSUED,
        AuditAct.ENROLMENT_USED,
        AuditAct.DEVICE_REVOKED,
        AuditAct.SESSION_OPENED,
        AuditAct.SESSION_RENEWED,
        AuditAct.SESSION_CLOSED,
    }
)
