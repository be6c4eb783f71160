"""Replay invented events through the services, each with its own instant of the past."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from agri.errors import Refusal
from agri.services.access.local_actor import EVERYWHERE
from agri.services.figures.tasks import Advance, advance_task
from agri.services.intake.receive import receive
from agri.services.intake.submission import Submission
from agri.services.reference.reference import read_reference
from agri.services.review.close_period import close_period, reopen_period
from agri.services.review.decide import Verdict, decide_many
from agri.services.review.spot_check import CellCheck, record_spot_checks
from agri.synthetic.record.accounts import OPERATOR, Accounts
from agri.synthetic.record.events import Closed, DecisionEvent, Event, Noted, SpotChecked, Submitted
from agri.terms import ClosureAct

_BATCH = 1000  # events in one transaction


def batches(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Cut events, in order of time, where reports and decisions give way to closures, checks or notes.

    Inside a batch each instant is kept by its row; between batches the audit chain keeps the order.
    """
    for _, run in groupby(events, key=_stage):
        batch: list[Event] = []
        for event in run:
            batch.append(event)
            if len(batch) == _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def _stage(event: Event) -> str:
    match event:
        case Closed():
            return "closure"
        case SpotChecked():
            return "check"
        case Noted():
            return "note"
        case _:
            return "report"


class Replay:
    """Hands batches of events to the services on behalf of those who did them."""

    def __init__(self, engine: Engine, accounts: Accounts) -> None:
        self._engine = engine
        self._accounts = accounts
        # As at the server: the operator brings in what was told anywhere.
        self._operator = replace(accounts[OPERATOR], org_unit=EVERYWHERE)
        self._version: dict[UUID, int] = {}  # how many versions came before each

    def play(self, batch: Sequence[Event]) -> None:
        """Bring one batch into the record, in a transaction of its own.

        Raises
        ------
        ValueError
            The record refused an event: then the history is wrong, and nothing of the batch is kept.
        """
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            reports = [event for event in batch if isinstance(event, Submitted)]
            decisions = [event for event in batch if isinstance(event, DecisionEvent)]
            for report in reports:
                before = -1 if report.supersedes is None else self._version[report.supersedes]
                self._version[report.revision_id] = before + 1
            # A version is decided on before the next one takes its place.
            numbers = {self._version[event.revision_id] for event in reports}
            numbers |= {self._version[event.revision_id] for event in decisions}
            for number in sorted(numbers):
                of_number = [event for event in reports if self._version[event.revision_id] == number]
                verdicts = [event for event in decisions if self._version[event.revision_id] == number]
                self._receive(session, of_number)
                self._decide(session, verdicts)
            self._check(session, [event for event in batch if isinstance(event, SpotChecked)])
            for event in batch:
                if isinstance(event, Closed):
                    self._close(session, event)
                elif isinstance(event, Noted):
                    self._note(session, event)

    def _receive(self, session: Session, reports: Sequence[Submitted]) -> None:
        if not reports:
            return
        submissions = [
            Submission(
                report_id=report.report_id,
                revision_id=report.revision_id,
                form=report.form,
                form_version=report.form_version,
                org_unit=report.org_unit,
                period=report.period,
                supersedes=report.supersedes,
                reason=report.reason,
                values=report.values,
                not_applicable=report.not_applicable,
                entered=report.entered,
                author=self._accounts[report.org_unit].id,
                received_at=report.at,
            )
            for report in reports
        ]
        outcomes = receive(session, self._operator, submissions, now=reports[-1].at, on_behalf=True)
        for report, outcome in zip(reports, outcomes, strict=True):
            if outcome.refusal is not None:
                raise _refused(report, outcome.refusal)

    def _decide(self, session: Session, decisions: Sequence[DecisionEvent]) -> None:
        if not decisions:
            return
        verdicts = [
            Verdict(event.revision_id, event.kind, event.reason, self._accounts[event.by].id, event.at)
            for event in decisions
        ]
        outcomes = decide_many(session, self._operator, verdicts, now=decisions[-1].at, on_behalf=True)
        for event, outcome in zip(decisions, outcomes, strict=True):
            if outcome.refusal is not None:
                raise _refused(event, outcome.refusal)

    def _close(self, session: Session, event: Closed) -> None:
        county = self._accounts[event.org_unit]
        if event.act == ClosureAct.CLOSED:
            close_period(session, county, event.org_unit, event.period, now=event.at)
        else:
            reason = event.reason or ""
            reopen_period(session, county, event.org_unit, event.period, reason=reason, now=event.at)

    def _check(self, session: Session, events: Sequence[SpotChecked]) -> None:
        checks = [
            CellCheck(
                self._accounts[event.by],
                event.org_unit,
                event.period,
                event.form,
                event.data_element,
                event.verified,
                event.drawn,
                event.at,
            )
            for event in events
        ]
        if checks:
            record_spot_checks(session, checks)

    def _note(self, session: Session, event: Noted) -> None:
        committee = self._accounts[read_reference(session).plan.city]
        advance_task(
            session,
            committee,
            event.task_id,
            state=Advance.UNDER_WAY,
            value=None,
            note=event.note,
            evidence=None,
            now=event.at,
        )


def _refused(event: Event, refusal: Refusal) -> ValueError:
    faults = "; ".join(f"{fault.pointer} {fault.detail}" for fault in getattr(refusal, "faults", ()))
    return ValueError(f"the record refused {event}: {refusal.detail} {faults}")
