"""The state of a report, and what a person may do with it next."""

from enum import StrEnum

from agri.services.access.permissions import Act, Actor, is_within, may
from agri.services.review.barred import Bar
from agri.terms import DecisionKind


class ReportState(StrEnum):
    """Where a report's current revision stands. `resubmitted` follows a return and waits for a decision."""

    NOT_REPORTED = "not_reported"
    RECEIVED = "received"
    RESUBMITTED = "resubmitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Next(StrEnum):
    """What may be done next."""

    REVISE = "revise"
    ACCEPT = "accept"
    RETURN = "return"
    ANSWER = "answer"
    CHECK = "check"
    SETTLE = "settle"


def state_of(last: str | None, *, was_returned: bool) -> ReportState:
    """Return the state of a revision from its last decision and that of the one it supersedes."""
    if last == DecisionKind.ACCEPTED:
        return ReportState.ACCEPTED
    if last == DecisionKind.RETURNED:
        return ReportState.RETURNED
    return ReportState.RESUBMITTED if was_returned else ReportState.RECEIVED


def may_next(
    actor: Actor,
    org_unit: str,
    *,
    bar: Bar | None,
    state: ReportState,
    is_closed: bool,
    has_findings: bool = False,
    is_contested: bool = False,
    is_for_second_look: bool = False,
) -> tuple[Next, ...]:
    """Return what a person may do next with a report; nothing that would be refused.

    `bar` keeps them from deciding. An acceptance that is for a second look may be accepted once more, by
    somebody else.
    """
    if not is_within(actor, org_unit):
        return ()
    acts = []
    if may(actor, Act.REPORT) and not is_closed:
        acts.append(Next.REVISE)
    if may(actor, Act.REVIEW):
        if bar is None and (state != ReportState.ACCEPTED or is_for_second_look):
            acts.append(Next.ACCEPT)
        if (bar is None or not bar.bars_return) and state != ReportState.RETURNED:
            acts.append(Next.RETURN)
    if may(actor, Act.READ_REPORTS) and has_findings:
        acts.append(Next.ANSWER)
    if may(actor, Act.CHECK_ON_SPOT) and org_unit != actor.org_unit:
        acts.append(Next.CHECK)
    if may(actor, Act.REVIEW) and is_contested:
        acts.append(Next.SETTLE)
    return tuple(acts)
