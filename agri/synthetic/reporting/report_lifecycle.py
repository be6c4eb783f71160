"""The life of one report: sent, decided on, perhaps returned, corrected, decided on again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid5

from agri.definitions.forms import Form
from agri.synthetic.record.events import DecisionEvent, Submitted
from agri.synthetic.reporting.entry_errors import Typist
from agri.synthetic.reporting.event_times import ReportMonth, working_hour
from agri.synthetic.reporting.reporting_bias import WHOLES
from agri.synthetic.reporting.unit_slips import slip_on
from agri.terms import DecisionKind

# What becomes of a report, by share: a slip of unit, a return for another reason, a correction of one's own.
_SLIPS, _RETURNS, _CORRECTIONS = 0.006, 0.020, 0.022
_DAYS_TO_DECIDE = ((1, 0.40), (2, 0.70), (3, 0.90), (4, 1.0))  # cumulative shares

_RETURN_REASONS = (
    "与上年同月相差较大，请核对后重报或说明原因",
    "部分村数据未汇总，请补齐后重报",
    "与台账不一致，请核对",
)
_CORRECTION_REASONS = ("漏报一个村，补报更正", "核对台账后更正", "合作社数据补录")
_AFTER_RETURN = "按退回意见更正"
_WHOLES = frozenset(name for names in WHOLES.values() for name in names)


@dataclass(frozen=True, slots=True)
class LifeDraws:
    """The uniform draws that decide one report's life, each for one thing."""

    missing: float
    punctuality: float
    hour: float
    own_sitting: float
    fate: float
    slip: float
    caught: float
    decision_days: float
    decision_hour: float
    correction: float
    session: float
    second_days: float
    second_hour: float
    element: float
    size: float
    words: float


@dataclass(frozen=True, slots=True)
class ReportLife:
    """One report's events in order, and the month that it belongs to."""

    events: tuple[Submitted | DecisionEvent, ...]
    month: ReportMonth

    @property
    def last(self) -> Submitted:
        """The version that nothing supersedes."""
        return [event for event in self.events if isinstance(event, Submitted)][-1]


def report_chain(
    right: Submitted, *, form: Form, month: ReportMonth, reviewer: str, typist: Typist, draws: LifeDraws
) -> ReportLife:
    """Return the life of a report whose final content is `right`."""
    is_late = right.at >= month.closes_at
    slipped = slip_on(form, right.values, draws.slip) if draws.fate < _SLIPS and not is_late else None
    if slipped is not None:
        wrong, slip = slipped
        first = replace(right, values=wrong)
        if draws.caught >= slip.caught:
            return ReportLife((first, _accept(first, reviewer, draws)), month)
        return _returned(
            first, right, slip.remark, month=month, reviewer=reviewer, typist=typist, draws=draws
        )
    first = _typed(right, typist)
    if is_late or draws.fate >= _SLIPS + _RETURNS + _CORRECTIONS:
        return ReportLife((first, _accept(first, reviewer, draws)), month)
    short = _understated(form, right.values, draws)
    if short is None:
        return ReportLife((first, _accept(first, reviewer, draws)), month)
    first = _typed(replace(right, values=short), typist)
    if draws.fate < _SLIPS + _RETURNS:
        remark = _pick(_RETURN_REASONS, draws.words)
        return _returned(first, right, remark, month=month, reviewer=reviewer, typist=typist, draws=draws)
    accepted = _accept(first, reviewer, draws)
    reason = _pick(_CORRECTION_REASONS, draws.words)
    second = _second(right, reason, after=accepted.at, month=month, typist=typist, draws=draws)
    return ReportLife((first, accepted, second, _accept_second(second, reviewer, draws)), month)


def _returned(
    first: Submitted,
    right: Submitted,
    remark: str,
    *,
    month: ReportMonth,
    reviewer: str,
    typist: Typist,
    draws: LifeDraws,
) -> ReportLife:
    # Returns are quick: the month is about to be closed.
    at = working_hour(first.at, int(2 * draws.decision_days), draws.decision_hour)
    returned = DecisionEvent(at, first.revision_id, DecisionKind.RETURNED, remark, reviewer)
    second = _second(right, _AFTER_RETURN, after=at, month=month, typist=typist, draws=draws)
    return ReportLife((first, returned, second, _accept_second(second, reviewer, draws)), month)


def _second(
    right: Submitted, reason: str, *, after: datetime, month: ReportMonth, typist: Typist, draws: LifeDraws
) -> Submitted:
    at = month.take(after + timedelta(hours=round(1 + 20 * draws.correction, 2)), draws.session, after)
    return _typed(
        replace(
            right,
            at=at,
            revision_id=uuid5(right.revision_id, "2"),
            supersedes=right.revision_id,
            reason=reason,
        ),
        typist,
    )


def _accept(version: Submitted, reviewer: str, draws: LifeDraws) -> DecisionEvent:
    at = working_hour(version.at, _days(draws.decision_days), draws.decision_hour)
    return DecisionEvent(at, version.revision_id, DecisionKind.ACCEPTED, None, reviewer)


def _accept_second(version: Submitted, reviewer: str, draws: LifeDraws) -> DecisionEvent:
    at = working_hour(version.at, _days(draws.second_days), draws.second_hour)
    return DecisionEvent(at, version.revision_id, DecisionKind.ACCEPTED, None, reviewer)


def _days(draw: float) -> int:
    return next(days for days, share in _DAYS_TO_DECIDE if draw < share)


def _typed(version: Submitted, typist: Typist) -> Submitted:
    values, entered = typist.type(version.org_unit, version.values)
    return replace(version, values=values, entered=entered)


def _understated(
    form: Form, values: Mapping[str, float | None], draws: LifeDraws
) -> dict[str, float | None] | None:
    """Return values with one amount too small; None where no amount can be."""
    possible = [
        element
        for element in form.elements
        if (values.get(element.code) or 0) >= 10 and f"{form.code}.{element.code}" not in _WHOLES
    ]
    if not possible:
        return None
    element = possible[int(draws.element * len(possible))]
    less = (values[element.code] or 0) * (0.60 + 0.35 * draws.size)
    return {**values, element.code: float(round(less) if element.unit != "t" else round(less, 1))}


def _pick(words: Sequence[str], draw: float) -> str:
    return words[int(draw * len(words))]
