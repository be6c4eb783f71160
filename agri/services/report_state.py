"""How a report stands, in one word, and what a person may do next with it: the page never guesses."""

from enum import StrEnum
from uuid import UUID

from agri.services.scope import Act, Actor, is_within, may
from agri.services.standing import Standing
from agri.terms import DecisionKind, Level, Role


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
    known: Standing,
    actor: Actor,
    org_unit: str,
    *,
    author: UUID,
    state: ReportState,
    is_closed: bool,
    has_findings: bool = False,
    is_contested: bool = False,
) -> tuple[Next, ...]:
    """Return what a person may do next with a report."""
    if not is_within(actor, org_unit):
        return ()
    acts = []
    if may(actor, Act.REPORT) and not is_closed:
        acts.append(Next.REVISE)
    is_county_form = known.places[org_unit].level != Level.TOWNSHIP
    if may(actor, Act.REVIEW) and author != actor.id and not (actor.role == Role.REVIEWER and is_county_form):
        acts += [Next.ACCEPT] if state != ReportState.ACCEPTED else []
        acts += [Next.RETURN] if state != ReportState.RETURNED else []
    if may(actor, Act.READ_REPORTS) and has_findings:
        acts.append(Next.ANSWER)
    if may(actor, Act.CHECK_ON_SPOT) and org_unit != actor.org_unit:
        acts.append(Next.CHECK)
    if may(actor, Act.REVIEW) and is_contested:
        acts.append(Next.SETTLE)
    return tuple(acts)
