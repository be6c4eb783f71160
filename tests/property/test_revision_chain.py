"""Whatever people send, decide, settle and close, in whatever order: the chain stays a line and verifies."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import Session, col, select

from agri.errors import Refusal
from agri.models import ContestedRevision, Report, Revision
from agri.services.chain.audit import Link
from agri.services.intake.receive import receive
from agri.services.intake.submission import OutcomeKind, Receipt, Submission
from agri.services.publish.verify import verify
from agri.services.review.close_period import close_period, reopen_period
from agri.services.review.conflicts import Settlement, settle_conflict
from agri.services.review.decide import decide
from agri.services.store.database import make_engine
from agri.terms import DecisionKind
from tests.places import COUNTY, NOW, make_city
from tests.unit.services.submissions import a_report, actor, an_id

_folder = TemporaryDirectory()
_TEMPLATE = Path(_folder.name) / "city.db"
PERIODS = st.sampled_from(["2019-06", "2019-07"])
AMOUNTS = st.integers(0, 5).map(float)


class RevisionChain(RuleBasedStateMachine):
    """A model of what was acknowledged, held against the record after every step."""

    sent = Bundle("sent")

    @initialize()
    def open_database(self) -> None:
        if not _TEMPLATE.exists():
            make_city(_TEMPLATE)
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "agri.db"
        path.write_bytes(_TEMPLATE.read_bytes())
        self.engine = make_engine(f"sqlite:///{path}")
        self.session = Session(self.engine)
        self.receipts: dict[UUID, Receipt] = {}
        self.current: dict[str, UUID] = {}  # by period
        self.closed: set[str] = set()
        self.count = 0
        self.now = NOW

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            self.engine.dispose()
            self.folder.cleanup()

    def send(self, submission: Submission) -> OutcomeKind:
        self.now += timedelta(seconds=1)
        [outcome] = receive(self.session, actor("reporter"), [submission], now=self.now)
        if outcome.kind == OutcomeKind.CREATED:
            self.current[submission.period] = submission.revision_id
        if outcome.receipt is not None:
            first = self.receipts.setdefault(submission.revision_id, outcome.receipt)
            assert outcome.receipt == first
        return outcome.kind

    @rule(target=sent, period=PERIODS, amount=AMOUNTS, is_other_phone=st.booleans())
    def first_version(self, period: str, amount: float, is_other_phone: bool) -> Submission:
        self.count += 1
        report_id = an_id("other" if is_other_phone else "one", period)
        submission = a_report(
            period=period,
            report_id=report_id,
            revision_id=an_id("first", self.count),
            values={"recovered_kg": amount},
        )
        kind = self.send(submission)
        if period in self.closed:
            assert kind == OutcomeKind.CONFLICT
            assert submission.revision_id not in self.receipts
        return submission

    @rule(target=sent, before=sent, amount=AMOUNTS)
    def correction(self, before: Submission, amount: float) -> Submission:
        self.count += 1
        was_current = self.current.get(before.period) == before.revision_id
        submission = replace(
            before,
            revision_id=an_id("next", self.count),
            supersedes=before.revision_id,
            reason="更正",
            values={"recovered_kg": amount},
        )
        kind = self.send(submission)
        assert (kind == OutcomeKind.CREATED) == (was_current and before.period not in self.closed)
        return submission

    @rule(submission=sent)
    def send_again(self, submission: Submission) -> None:
        known = self.receipts.get(submission.revision_id)
        kind = self.send(submission)
        if known is not None:
            is_contested = known.state == "contested"
            assert kind == (OutcomeKind.CONFLICT if is_contested else OutcomeKind.REPLAYED)

    @rule(submission=sent, kind=st.sampled_from(list(DecisionKind)))
    def judge(self, submission: Submission, kind: DecisionKind) -> None:
        is_current = self.current.get(submission.period) == submission.revision_id
        try:
            decide(self.session, actor("reviewer"), submission.revision_id, kind, "理由", now=self.now)
        except Refusal:
            return
        assert is_current

    @rule(submission=sent, act=st.sampled_from(list(Settlement)))
    def settle(self, submission: Submission, act: Settlement) -> None:
        contested = submission.revision_id
        try:
            resolution = settle_conflict(
                self.session, actor("reviewer"), contested, act, reason="理由", now=self.now
            )
        except Refusal:
            return
        if resolution.revision_id is not None:
            assert submission.period not in self.closed
            self.current[submission.period] = resolution.revision_id

    @rule(period=PERIODS)
    def close_or_reopen(self, period: str) -> None:
        if period in self.closed:
            reopen_period(self.session, actor("reviewer"), COUNTY, period, reason="补报", now=self.now)
            self.closed.remove(period)
        else:
            close_period(self.session, actor("reviewer"), COUNTY, period, now=self.now)
            self.closed.add(period)

    @invariant()
    def the_current_version_is_the_last_acknowledged(self) -> None:
        if not hasattr(self, "session"):
            return
        superseded = select(Revision.supersedes).where(col(Revision.supersedes).is_not(None))
        rows = self.session.exec(
            select(Report.period, Revision.id)
            .join(Revision, col(Revision.report_id) == col(Report.id))
            .where(col(Revision.id).not_in(superseded))
        ).all()
        assert dict(rows) == self.current
        assert len(rows) == len(self.current)

    @invariant()
    def everything_acknowledged_is_kept_and_verifies(self) -> None:
        if not hasattr(self, "session"):
            return
        kept = set(self.session.exec(select(Revision.id)))
        kept |= set(self.session.exec(select(ContestedRevision.id)))
        assert self.receipts.keys() <= kept
        links = [receipt.link for receipt in self.receipts.values() if isinstance(receipt.link, Link)]
        assert verify(self.session, receipts=links).is_sound


RevisionChain.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestRevisionChain = pytest.mark.slow(RevisionChain.TestCase)
