"""The state of a report, and what a person may do with it next."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from agri.definitions.reading import Title
from agri.services.access.permissions import Act, Actor, is_within, may
from agri.services.review.barred import Bar, Bars
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
        # What is returned into a closed month could not be sent again.
        if (bar is None or not bar.bars_return) and state != ReportState.RETURNED and not is_closed:
            acts.append(Next.RETURN)
    if may(actor, Act.READ_REPORTS) and has_findings:
        acts.append(Next.ANSWER)
    if may(actor, Act.CHECK_ON_SPOT) and org_unit not in actor.every_place:
        acts.append(Next.CHECK)
    if may(actor, Act.REVIEW) and is_contested:
        acts.append(Next.SETTLE)
    return tuple(acts)


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What a person may do next with a report, and why they may not accept it and who may, if so."""

    may: tuple[Next, ...]
    barred: Title | None


def next_steps(
    bars: Bars,
    actor: Actor,
    org_unit: str,
    author: UUID,
    *,
    state: ReportState,
    is_closed: bool,
    has_findings: bool,
    is_contested: bool,
    is_for_second_look: bool,
) -> NextSteps:
    """Return what a person may do next with a report whose current version has this author and state."""
    bar = bars.find(org_unit, author)
    acts = may_next(
        actor,
        org_unit,
        bar=bar,
        state=state,
        is_closed=is_closed,
        has_findings=has_findings,
        is_contested=is_contested,
        is_for_second_look=is_for_second_look,
    )
    is_decided = state == ReportState.ACCEPTED
    return NextSteps(acts, None if is_decided else bars.explain(bar, org_unit, author))
