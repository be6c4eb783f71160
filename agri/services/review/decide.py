"""Accept or return revisions. A decision is appended to one revision; a new revision needs a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from agri.audit_acts import AuditAct
from agri.errors import DecisionConflict, Fault, Invalid, PeriodClosed, Refusal
from agri.models import Decision, DecisionMark, Person, Report, Revision
from agri.periods import SHANGHAI, Period
from agri.services.access.four_eyes import mark_of, read_keys
from agri.services.access.permissions import Act, Actor, is_within, require_act
from agri.services.chain.audit import Chain, open_chain
from agri.services.chain.chain_rows import link_row
from agri.services.chain.prove import append_proved
from agri.services.intake.closed_months import is_closed
from agri.services.intake.refusals import no_revision
from agri.services.reference.reference import Reference, References
from agri.services.review.barred import Bar, find_bar
from agri.services.review.report_state import ReportState
from agri.terms import DecisionKind, Role
from agri.visible_text import shows

_LINKED = {
    DecisionKind.ACCEPTED: AuditAct.REVISION_ACCEPTED,
    DecisionKind.RETURNED: AuditAct.REVISION_RETURNED,
}
# What a page that shows a state takes for the last decision; of the others it takes none for made.
_SEEN = {
    ReportState.ACCEPTED: DecisionKind.ACCEPTED,
    ReportState.RETURNED: DecisionKind.RETURNED,
}
_AT_ONCE = 500  # ids in one IN list

# Statements are built once: building one takes longer than running it.
_NEWER = aliased(Revision)
_STANDING = (
    select(col(Revision.id), col(Report.org_unit), col(Report.period), col(Revision.author), col(_NEWER.id))
    .join(Report, col(Report.id) == col(Revision.report_id))
    .outerjoin(_NEWER, col(_NEWER.supersedes) == col(Revision.id))
    .where(col(Revision.id).in_(bindparam("ids", expanding=True)))
)
_DECIDED = (
    select(
        col(Decision.revision_id),
        col(Decision.kind),
        col(Decision.by),
        col(DecisionMark.mark),
        col(Decision.at),
        col(Person.display_name),
    )
    .join(Person, col(Person.id) == col(Decision.by))
    .outerjoin(DecisionMark, col(DecisionMark.seq) == col(Decision.seq))
    .where(col(Decision.revision_id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Decision.seq))
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision that somebody asks for; `by` and `at` count only where the operator brings them in.

    `seen` is the state that the decision was made of; None where the page does not say.
    """

    revision_id: UUID
    kind: DecisionKind
    reason: str | None = None
    by: UUID | None = None
    at: datetime | None = None
    seen: ReportState | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one verdict; `row` is the decision as it was written."""

    revision_id: UUID
    row: Mapping[str, Any] | None = None
    mark: str | None = None
    refusal: Refusal | None = None

    @property
    def decision(self) -> Decision | None:
        """The decision, made for who asks: bringing in thousands asks for none."""
        return Decision(**self.row) if self.row is not None else None


@dataclass(slots=True)
class _RevisionStanding:
    """Where one revision stands: whose it is, what supersedes it, what was decided last."""

    org_unit: str
    period: str
    author: UUID
    newer: UUID | None
    last: str | None = None
    last_by: UUID | None = None
    is_marked: bool = False
    last_at: datetime | None = None
    last_by_name: str = ""


def decide(
    session: Session,
    actor: Actor,
    revision_id: UUID,
    kind: DecisionKind,
    reason: str | None,
    *,
    now: datetime,
    seen: ReportState | None = None,
) -> Decision:
    """Accept or return one revision; the doors use `decide_and_record`.

    Raises
    ------
    NotFound
        There is no such revision in the actor's place.
    NotAllowed
        It is the actor's own, another office reviews it, or the actor holds the keys of its author's account.
    DecisionConflict
        It is superseded, decided so already, or decided on since `seen`.
    PeriodClosed
        A return into a closed month: what is returned there could not be sent again.
    Invalid
        A return without a reason.
    """
    (outcome,) = decide_many(session, actor, [Verdict(revision_id, kind, reason, seen=seen)], now=now)
    decision = outcome.decision
    if decision is None:
        raise outcome.refusal or no_revision(revision_id)
    return decision


def decide_many(
    session: Session,
    actor: Actor,
    verdicts: Sequence[Verdict],
    *,
    now: datetime,
    on_behalf: bool = False,
) -> list[Decided]:
    """Decide on many revisions, each on its own; one that is refused never fails the others."""
    is_operator = on_behalf and actor.role == Role.OPERATOR
    if not is_operator:
        require_act(actor, Act.REVIEW)
    chain = open_chain(session)
    references = References(session)
    revisions = _read(session, {verdict.revision_id for verdict in verdicts})
    keys = {} if is_operator else read_keys(session, {one.author for one in revisions.values()})
    rows: list[dict[str, object]] = []
    marks: list[dict[str, object]] = []
    outcomes = []
    for verdict in verdicts:
        try:
            revision = _revision(actor, verdict, revisions)
            by = (verdict.by if is_operator else None) or actor.id
            bar = find_bar(
                references.of(revision.org_unit),
                by,
                None if is_operator else actor.role,
                revision.org_unit,
                author=revision.author,
                keys=keys.get(revision.author),
            )
            _check(bar, by, verdict, revision)
            if verdict.kind == DecisionKind.RETURNED and not is_operator:
                _require_open(session, references.of(revision.org_unit), revision)
            mark = mark_of(keys, author=revision.author, by=by, kind=verdict.kind)
        except Refusal as refusal:
            outcomes.append(Decided(verdict.revision_id, refusal=refusal))
            continue
        at = (verdict.at if is_operator else None) or now
        row = _row(chain, actor, verdict, by=by, at=at, now=now, mark=mark)
        revision.last, revision.last_by, revision.is_marked = verdict.kind, by, mark is not None
        revision.last_at = at
        rows.append(row)
        if mark is not None:
            marks.append({"seq": row["seq"], "mark": mark})
        outcomes.append(Decided(verdict.revision_id, row=row, mark=mark))
    chain.write(session)
    if rows:
        session.connection().execute(insert(Decision), rows)
    if marks:
        session.connection().execute(insert(DecisionMark), marks)
        marked = select_rows(DecisionMark).where(col(DecisionMark.seq).in_([one["seq"] for one in marks]))
        append_proved(
            session,
            actor.id,
            at=now,
            act=AuditAct.DECISIONS_MARKED,
            subject=actor.org_unit,
            proved=[*session.exec(marked)],
        )
    return outcomes


def _row(
    chain: Chain,
    actor: Actor,
    verdict: Verdict,
    *,
    by: UUID,
    at: datetime,
    now: datetime,
    mark: str | None,
) -> dict[str, Any]:
    row = {
        "revision_id": verdict.revision_id,
        "kind": str(verdict.kind),
        "reason": verdict.reason,
        "by": by,
        "at": at,
    }
    _, linked = link_row(
        chain,
        actor.id,
        Decision,
        row,
        at=now,
        act=_LINKED[verdict.kind],
        subject=str(verdict.revision_id),
        after={"mark": mark} if mark is not None else None,
    )
    return linked


def _revision(
    actor: Actor, verdict: Verdict, revisions: Mapping[UUID, _RevisionStanding]
) -> _RevisionStanding:
    revision = revisions.get(verdict.revision_id)
    if revision is None or not is_within(actor, revision.org_unit):
        raise no_revision(verdict.revision_id)
    return revision


def _check(bar: Bar | None, by: UUID, verdict: Verdict, revision: _RevisionStanding) -> None:
    if verdict.reason is not None and not shows(verdict.reason):
        raise Invalid.of([Fault("/reason", "blank", "give a reason or null", "请填写原因，或留空（null）")])
    if verdict.kind == DecisionKind.RETURNED and verdict.reason is None:
        raise Invalid.of(
            [Fault("/reason", "reason-missing", "say why it is returned", "退回须写明原因，便于乡镇修改")]
        )
    if bar is not None and (bar.bars_return or verdict.kind == DecisionKind.ACCEPTED):
        raise bar.refusal()
    if revision.newer is not None:
        raise DecisionConflict(
            f"the revision was superseded by {revision.newer}; decide on that one",
            f"该版本已被 {revision.newer} 取代；请审核新版本",
            current=str(revision.newer),
        )
    if verdict.seen is not None and revision.last != _SEEN.get(verdict.seen):
        raise _overtaken(by, revision)
    is_second_look = revision.is_marked and revision.last_by != by
    if revision.last == verdict.kind and not is_second_look:
        raise DecisionConflict(
            f"the revision is {verdict.kind} already",
            "该版本已审核通过" if verdict.kind == DecisionKind.ACCEPTED else "该版本已退回",
        )


def _require_open(session: Session, reference: Reference, revision: _RevisionStanding) -> None:
    """Refuse a return that its place could not answer; an acceptance changes no report and is taken."""
    period = Period.parse(revision.period)
    if is_closed(session, reference, revision.org_unit, period):
        month = period.closing_month
        raise PeriodClosed(
            f"{month} is closed, so the place could not send this report again: "
            "open the month again, with a reason, then return it",
            f"{month} 已经封账，退回后乡镇无法重报：请先写明原因重新开放该月，再退回",
            org_unit=revision.org_unit,
            period=str(month),
        )


def _overtaken(by: UUID, revision: _RevisionStanding) -> DecisionConflict:
    """Return the refusal of a decision that was made of an earlier state, naming what came between."""
    if revision.last is None or revision.last_at is None:
        return DecisionConflict(
            "nobody has decided on this version yet; look at it again and decide",
            "该版本尚无审核决定；请重新查看后再定",
        )
    is_own = revision.last_by == by
    who, who_zh = ("you", "您本人") if is_own else (revision.last_by_name,) * 2
    at = f"{revision.last_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    done = "通过" if revision.last == DecisionKind.ACCEPTED else "退回"
    return DecisionConflict(
        f"{who} {revision.last} this version on {at}, after your page was read; look at it again and decide",
        f"该版本已由{who_zh}于 {at} {done}，晚于您打开页面的时间；请重新查看后再定",
        decided=revision.last,
    )


def _read(session: Session, ids: set[UUID]) -> dict[UUID, _RevisionStanding]:
    connection = session.connection()
    ordered = sorted(ids)
    revisions: dict[UUID, _RevisionStanding] = {}
    for start in range(0, len(ordered), _AT_ONCE):
        some = {"ids": ordered[start : start + _AT_ONCE]}
        for revision_id, org_unit, period, author, newer_id in connection.execute(_STANDING, some):
            revisions[revision_id] = _RevisionStanding(org_unit, period, author, newer_id)
        decisions = connection.execute(_DECIDED, some)
        for revision_id, kind, by, mark, at, name in decisions:
            one = revisions[revision_id]
            one.last, one.last_by, one.is_marked = kind, by, mark is not None
            one.last_at, one.last_by_name = at, name
    return revisions
